"""Somebody who has neither account nor contact is found by what is typed, answered, and erased by two; nothing typed stays."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from capacita.audit.immutability import STRUCK_OUT
from capacita.audit.models import Entry, Payload
from capacita.audit.queries import verification
from capacita.kernel.clock import now, today
from capacita.kernel.digests import sha256_hex
from capacita.kernel.errors import RefusedError
from capacita.people import erasure
from capacita.people.actions import invite_person
from capacita.people.models import Invitation, User
from capacita.people.personal import texts
from capacita.people.personal.actions.erasing import confirm_erasure, dry_run, request_erasure, withdraw_erasure
from capacita.people.personal.actions.registers import close_request, record_request
from capacita.people.personal.actions.unlisted import seek_unlisted
from capacita.people.personal.choices import ErasureReason, RequestKind
from capacita.people.personal.models import Contact, ErasureRequest, PersonRequest, Unlisted
from capacita.people.personal.queries.persons import holder, meant_by
from capacita.people.personal.queries.same import perhaps_same
from capacita.people.personal.retention import run_retention
from capacita.people.rules import EVERYTHING
from capacita.review.actions.writing_in import ask_question, report_mistake
from capacita.review.models import Mistake, Question
from tests.people import cast
from tests.people.personal import persons

pytestmark = pytest.mark.django_db
ADDRESS, NAME = "reader@example.net", "Zoraida Exemplar"
FORM = {"names": f"{NAME}\nЗораида Экземплар", "addresses": "Reader@example.net", "numbers": "+41 22 555 01 42"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.CAPACITA_HOME = tmp_path
    return tmp_path


@pytest.fixture
def written() -> tuple[Mistake, Mistake, Question]:
    """A report by the person, one of somebody else that names the person, and a question that the person answered."""
    lead = cast.standing(persons.programme_lead())
    own = report_mistake(about="/countries/MA/", text="Wrong.", reply_to=ADDRESS, language="en", by=lead)
    other = report_mistake(
        about="/countries/MA/", text="Ask Exemplar, Zoraida on 0041225550142, or Zoraida.", reply_to="carl@example.net",
        language="en", by=lead,
    )  # fmt: skip
    question = ask_question(text="Is it so?", about="", sent_to=ADDRESS, language="en", days=7, by=lead)
    Question.objects.filter(pk=question.pk).update(answered_by=f"{NAME}, judge", answer="Yes.", answered_at=now())
    return own, other, question


def sought(by: User, *, names: tuple[str, ...] = (), addresses: tuple[str, ...] = ()) -> str:
    return seek_unlisted(names=names, addresses=addresses, numbers=(), by=cast.standing(by))


def asked(key: str, by: User, same: tuple[str, ...] = ()) -> ErasureRequest:
    return request_erasure(key, reason=ErasureReason.ASKED, by=cast.standing(by), same=same)


def found_by_form(browser: Client) -> str:
    answer = browser.post("/personal/unlisted/", FORM)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_an_officer_finds_by_form_what_is_held_and_both_looks_are_on_the_chain(
    dana: User, written: tuple[Mistake, Mistake, Question]
) -> None:
    browser = cast.just_signed_in(dana)
    assert "/personal/unlisted/" in browser.get("/personal/").content.decode()
    assert browser.get("/personal/unlisted/").status_code == 200
    address = found_by_form(browser)
    key = Unlisted.objects.values_list("person", flat=True).distinct().get()
    assert address == f"/personal/held/{key}/"
    page = browser.get(address).content.decode()
    assert "What the person wrote to the office" in page
    assert page.count('<dd class="break"><bdi>Is it so?</bdi></dd>') == 1
    assert "Ask Exemplar, Zoraida on 0041225550142" in page
    assert f'action="/personal/held/{key}/requests/"' in page
    assert f'action="/personal/held/{key}/erase/"' in page
    told = list(Entry.objects.filter(subject_key=key).order_by("seq").values_list("verb", "payload__body"))
    assert told == [
        ("seek_unlisted", {"before": None, "after": {"names": 2, "email": 1, "phone": 1}}),
        ("view_contact", {"before": None, "after": {"what": "held"}}),
    ]
    with zipfile.ZipFile(BytesIO(browser.post(f"{address}data.zip").content)) as archive:
        data = json.loads(archive.read("data.json"))
    assert data["unlisted"][0]["names"] == [NAME, "Зораида Экземплар"]
    assert {"Wrong.", "Is it so?"} == {each["text"] for each in data["reports and questions"]}
    assert len(data["mentions"]) >= 1


def test_nobody_else_finds_anybody_so(dana: User) -> None:
    key = sought(dana, names=(NAME,))
    for person in (persons.programme_lead(), cast.administrator("root@example.org")):
        browser = cast.just_signed_in(person)
        for address in ("/personal/unlisted/", f"/personal/held/{key}/"):
            assert browser.get(address).status_code == 404
        assert browser.post("/personal/unlisted/", FORM).status_code == 404
        with pytest.raises(RefusedError, match="data protection officer"):
            sought(person, names=(NAME,))
    assert Unlisted.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Write a name, an e-mail address or a telephone number."),
        ({"names": " \n "}, "Write a name, an e-mail address or a telephone number."),
        ({"names": "Z."}, "A name has two letters or more."),
        ({"addresses": "reader@"}, "This is no e-mail address: reader@"),
        ({"numbers": "555 01 4"}, "A telephone number has seven digits or more."),
        ({"names": "\n".join(["Anna Li"] * 11)}, "At most ten lines, each of 200 characters."),
    ],
)
def test_what_finds_nobody_is_refused_at_its_field_and_not_kept(dana: User, typed: dict[str, str], said: str) -> None:
    answer = cast.browser(dana).post("/personal/unlisted/", typed)
    assert (answer.status_code, said in answer.content.decode()) == (400, True)
    assert not Unlisted.objects.exists()


def test_two_officers_erase_the_person_and_what_was_typed(
    dana: User, erin: User, written: tuple[Mistake, Mistake, Question]
) -> None:
    by = cast.just_signed_in(dana)
    key = found_by_form(by).split("/")[3]
    assert by.post(f"/personal/held/{key}/erase/", {"reason": "asked"}).status_code == 302
    request = ErasureRequest.objects.get(person=key)
    address = f"/personal/erasures/{request.key}/"
    second = cast.just_signed_in(erin)
    page = second.get(address).content.decode()
    assert (
        '<th scope="row">Typed to find the person</th><td>names, addresses and numbers</td><td class="r num">4</td>'
        in page
    )
    run = dry_run(request)
    sent = {"shown": run.digest, "compared": "on", "struck": [each.row for each in run.hits]}
    assert second.post(address, sent).status_code == 302
    own, other, question = written
    for row in written:
        row.refresh_from_db()
    assert (own.reply_to, own.text) == ("", "Wrong.")
    assert (question.sent_to, question.answered_by, question.answer) == ("", "", "Yes.")
    assert other.text == f"Ask {STRUCK_OUT} on {STRUCK_OUT}, or Zoraida."
    assert other.reply_to == "carl@example.net"
    assert not Unlisted.objects.exists()
    assert holder(key).kind == ""
    assert not meant_by([key]).is_anybody
    assert verification().holds
    assert "Receipt" in second.get(f"/personal/held/{key}/").content.decode()


def test_what_was_typed_is_kept_while_something_is_open_and_no_longer(dana: User) -> None:
    tomorrow = today() + timedelta(1)
    by = cast.standing(dana)
    unasked, asking, erasing = (sought(dana, names=(NAME,)) for _ in range(3))

    def kept() -> set[str]:
        return set(Unlisted.objects.values_list("person", flat=True))

    first = record_request(asking, kind=RequestKind.ACCESS, received_on=today(), by=by)
    second = record_request(asking, kind=RequestKind.CORRECTION, received_on=today(), by=by)
    request = asked(erasing, dana)
    run_retention(today())
    assert kept() == {unasked, asking, erasing}
    assert run_retention(tomorrow)["unlisted"] == 1
    assert kept() == {asking, erasing}
    close_request(first, by=by)
    assert kept() == {asking, erasing}
    close_request(second, by=by)
    assert kept() == {erasing}
    withdraw_erasure(request, by=by)
    assert kept() == set()
    page = cast.browser(dana).get(f"/personal/held/{asking}/").content.decode()
    assert "Nobody is named by this key any more" in page
    assert NAME not in page


def test_the_answer_outlives_the_name_only_until_it_is_given(dana: User, erin: User) -> None:
    key = sought(dana, names=(NAME,))
    made = record_request(key, kind=RequestKind.ERASURE, received_on=today(), by=cast.standing(dana))
    confirm_erasure(asked(key, dana), by=cast.standing(erin))
    assert not Unlisted.objects.exists()
    close_request(made, by=cast.standing(erin))
    assert PersonRequest.objects.get().answered_on == today()


def test_a_name_of_one_word_is_shown_as_perhaps_another_and_struck_only_where_it_is_ticked(
    dana: User, erin: User, written: tuple[Mistake, Mistake, Question]
) -> None:
    key = sought(dana, names=("Exemplar",))
    page = cast.browser(dana).get(f"/personal/held/{key}/").content.decode()
    assert "or somebody else" in page
    request = asked(key, dana)
    (hit,) = [each for each in dry_run(request).hits if each.row == f"review.Mistake:{written[1].pk}"]
    assert not hit.is_sure
    confirm_erasure(request, by=cast.standing(erin), struck=[hit.row])
    written[1].refresh_from_db()
    assert written[1].text == f"Ask {STRUCK_OUT}, Zoraida on 0041225550142, or Zoraida."
    written[2].refresh_from_db()
    assert written[2].answered_by == f"{NAME}, judge"


def test_whoever_is_listed_after_all_is_pointed_out_and_erased_together(dana: User, erin: User) -> None:
    anna = persons.contact(cast.standing(persons.programme_lead()), "Anna Beispiel", email="anna@example.net")
    bob = cast.person("bob@example.net")
    key = sought(dana, addresses=("anna@example.net", "bob@example.net"))
    assert {each.key for each in perhaps_same([key])} == {anna.key, bob.key}
    assert f'href="/personal/held/{anna.key}/"' in cast.browser(dana).get(f"/personal/held/{key}/").content.decode()
    confirm_erasure(asked(key, dana, same=(anna.key,)), by=cast.standing(erin))
    assert not Contact.objects.exists()
    bob.refresh_from_db()
    assert bob.is_active


def test_nobody_decides_so_on_what_names_himself_or_herself(dana: User, erin: User) -> None:
    key = sought(dana, addresses=("Dana@example.org",))
    with pytest.raises(RefusedError, match="himself or herself"):
        asked(key, dana)
    with pytest.raises(RefusedError, match="himself or herself"):
        confirm_erasure(asked(key, erin), by=cast.standing(dana))


def test_an_invitation_to_the_address_goes_as_well(dana: User, erin: User) -> None:
    invited = invite_person(
        email=ADDRESS, role="viewer", scope=EVERYTHING, until_on=None, language="en", by=cast.command()
    )
    key = sought(dana, addresses=(ADDRESS,))
    confirm_erasure(asked(key, dana), by=cast.standing(erin))
    held = Invitation.objects.get(pk=invited.pk)
    assert (held.email, held.withdrawn_at is not None) == ("", True)


def test_a_restore_that_brings_back_what_was_typed_erases_it_again(
    dana: User, written: tuple[Mistake, Mistake, Question]
) -> None:
    key = sought(dana, names=(NAME,), addresses=(ADDRESS,))
    line = json.dumps({"person": key, "erased_at": now().isoformat(), "receipt": "0" * 64})
    assert erasure.replay_tombstones([line], by="cli") == 1
    for row in written:
        row.refresh_from_db()
    assert (written[0].reply_to, written[2].answered_by) == ("", "")
    assert STRUCK_OUT in written[1].text
    assert not Unlisted.objects.exists()
    assert erasure.replay_tombstones([line], by="cli") == 0


def test_only_the_very_words_are_struck_out_by_their_places(written: tuple[Mistake, Mistake, Question]) -> None:
    other = written[1]
    left = f"Ask {STRUCK_OUT} on 0041225550142, or Zoraida."
    place = {
        "row": f"{Mistake._meta.label}:{other.pk}", "field": "text", "at": 0, "spans": [[4, 21]],
        "left": sha256_hex(left.encode()),
    }  # fmt: skip
    entry = Entry.objects.filter(subject_key=other.key, payload__body__isnull=False).latest("seq")
    payload = {"row": f"audit.Payload:{entry.seq}", "left": entry.digest}
    for wrong in (
        {**place, "row": f"{Mistake._meta.label}:{other.pk + 1000}"},
        {**place, "row": f"{Mistake._meta.label}:{written[0].pk}"},
        {**place, "row": "people.NoSuch:1"},
        {**place, "field": "key"},
        {**place, "at": 1},
        {**place, "spans": [[0, 17]]},
        {**place, "spans": []},
        {**place, "left": "0" * 64},
        {**payload, "left": "0" * 64},
        {**payload, "row": f"audit.Payload:{entry.seq + 1000}"},
    ):
        assert texts.places_back([wrong]) == [], wrong
    assert texts.places_back([place, payload]) == [place, payload]
    assert texts.strike_places([place, payload]) == {"texts": 1, "payloads": 1}
    other.refresh_from_db()
    assert other.text == left
    assert Payload.objects.get(entry=entry).body is None
    assert texts.places_back([place, payload]) == []
