"""Erasing: two people, a dry run that does not lie, receipts, tombstones replayed, figures unchanged, retention."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import DatabaseError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from capacita.audit import immutability
from capacita.audit.actions import in_turn, record_entry
from capacita.audit.models import Entry
from capacita.audit.queries import history, last_seq, verification
from capacita.figures.registry import definitions, figure
from capacita.keeping.tombstones import replay
from capacita.kernel.clock import now, today
from capacita.kernel.errors import RefusedError
from capacita.people import erasure
from capacita.people.actions import deactivate_person, invite_person
from capacita.people.choices import InterestKind, LegalBasis
from capacita.people.daily import run_daily
from capacita.people.export import export_person
from capacita.people.interest_actions import declare_interest
from capacita.people.models import Invitation, User
from capacita.people.personal import letters, retention, texts
from capacita.people.personal.actions.duplicates import merge_contacts
from capacita.people.personal.actions.erasing import confirm_erasure, dry_run, request_erasure, withdraw_erasure
from capacita.people.personal.actions.looking import look_through
from capacita.people.personal.actions.registers import close_request, make_list, record_request
from capacita.people.personal.choices import ErasureReason, RequestKind
from capacita.people.personal.models import (
    ChainSearch,
    Contact,
    ContactName,
    ErasureRequest,
    LetterToGo,
    Merge,
    Tombstone,
)
from capacita.people.personal.queries.persons import holder, keys_of
from capacita.people.personal.queries.same import perhaps_same
from capacita.people.personal.retention import due_by, run_retention
from capacita.people.personal.rules.meant import Text
from capacita.people.personal.rules.periods import kept_until, last_kept_anchor
from capacita.people.rules import EVERYTHING
from capacita.review.models import Mistake, Question
from tests.golden.moments import KNOWN_TODAY
from tests.people import cast
from tests.people.personal import persons

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.CAPACITA_HOME = tmp_path
    return tmp_path


@pytest.fixture
def officers() -> tuple[User, User]:
    return persons.officer("dana@example.org"), persons.officer("erin@example.org")


def erased(key: str, officers: tuple[User, User]) -> list[Tombstone]:
    asking, confirming = map(cast.standing, officers)
    return confirm_erasure(request_erasure(key, reason=ErasureReason.ASKED, by=asking), by=confirming)


def test_two_people_erase_and_neither_is_the_person(officers: tuple[User, User]) -> None:
    asking, confirming = map(cast.standing, officers)
    contact = persons.contact(cast.standing(persons.programme_lead()), "Anna Beispiel")
    for nobody in (cast.command(), cast.standing(cast.administrator("adam@example.org"))):
        with pytest.raises(RefusedError):
            request_erasure(contact.key, reason=ErasureReason.ASKED, by=nobody)
    request = request_erasure(contact.key, reason=ErasureReason.ASKED, by=asking)
    with pytest.raises(RefusedError, match="waits for somebody"):
        request_erasure(contact.key, reason=ErasureReason.ASKED, by=confirming)
    with pytest.raises(RefusedError, match="somebody else must confirm"):
        confirm_erasure(request, by=asking)
    with pytest.raises(RefusedError, match="himself or herself"):
        request_erasure(asking.key, reason=ErasureReason.ASKED, by=asking)
    about_erin = request_erasure(confirming.key, reason=ErasureReason.ASKED, by=asking)
    with pytest.raises(RefusedError, match="himself or herself"):
        confirm_erasure(about_erin, by=confirming)
    assert Contact.objects.filter(key=contact.key).exists()
    confirm_erasure(request, by=confirming)
    assert not Contact.objects.filter(key=contact.key).exists()
    with pytest.raises(RefusedError, match="decided before"):
        confirm_erasure(request, by=confirming)


def test_an_officer_whose_session_the_organisations_second_factor_opened_erases_as_any_other(
    officers: tuple[User, User],
) -> None:
    oidc = cast.person("oidc@example.org", "data_protection_officer", second_factor=False)
    vouched_for = replace(cast.standing(oidc), has_second_factor=True)
    contact = persons.contact(cast.standing(persons.programme_lead()), "Anna Beispiel")
    request = request_erasure(contact.key, reason=ErasureReason.ASKED, by=vouched_for)
    assert confirm_erasure(request, by=cast.standing(officers[0]))


def test_whoever_lost_the_role_since_confirms_nothing(officers: tuple[User, User]) -> None:
    asking, confirming = map(cast.standing, officers)
    contact = persons.contact(cast.standing(persons.programme_lead()), "Anna Beispiel")
    request = request_erasure(contact.key, reason=ErasureReason.ASKED, by=asking)
    deactivate_person(officers[1], by=cast.command())
    with pytest.raises(RefusedError, match="access has changed"):
        confirm_erasure(request, by=confirming)


def test_a_withdrawn_request_erases_nobody_and_can_be_made_anew(officers: tuple[User, User]) -> None:
    asking, confirming = map(cast.standing, officers)
    contact = persons.contact(cast.standing(persons.programme_lead()), "Anna Beispiel")
    request = request_erasure(contact.key, reason=ErasureReason.ASKED, by=asking)
    withdraw_erasure(request, by=asking)
    with pytest.raises(RefusedError, match="decided before"):
        confirm_erasure(request, by=confirming)
    request_erasure(contact.key, reason=ErasureReason.NOT_NEEDED, by=asking)
    assert ErasureRequest.objects.filter(person=contact.key).count() == 2


def test_the_last_administrator_is_not_erased(officers: tuple[User, User]) -> None:
    asking, confirming = map(cast.standing, officers)
    alice = cast.administrator()
    with pytest.raises(RefusedError, match="last administrator"):
        request_erasure(alice.key, reason=ErasureReason.ASKED, by=asking)
    bea = cast.administrator("bea@example.org")
    request = request_erasure(alice.key, reason=ErasureReason.ASKED, by=asking)
    deactivate_person(bea, by=cast.command())
    with pytest.raises(RefusedError, match="last administrator"):
        confirm_erasure(request, by=confirming)
    assert User.objects.get(pk=alice.pk).email == "alice@example.org"


def test_the_dry_run_says_what_goes_and_takes_nothing(officers: tuple[User, User]) -> None:
    bob = cast.person("bob@example.org")
    cast.browser(bob)
    told = erasure.what_would_go([bob.key])
    assert told["account"]["accounts"] == 1
    assert told["account"]["sessions"] >= 1
    assert told["account"]["second_factors"] == 1
    assert told["audit"]["payloads"] >= 1
    assert User.objects.get(pk=bob.pk).email == "bob@example.org"
    assert Session.objects.exists()
    # The request itself adds one entry about the person, whose payload goes as well.
    told["audit"]["payloads"] += 1
    (made,) = erased(bob.key, officers)
    assert {name: made.counts[name] for name in told} == told


def test_an_erased_account_is_closed_and_blank_and_its_key_stays(officers: tuple[User, User]) -> None:
    bob = cast.person("bob@example.org")
    browser = cast.browser(bob)
    assert browser.get("/account/").status_code == 200
    (tombstone,) = erased(bob.key, officers)
    bob.refresh_from_db()
    assert (bob.name, bob.is_active, bob.has_usable_password()) == ("", False, False)
    assert bob.email == f"{bob.key}@erased.invalid"
    assert bob.grants.count() == 1
    assert browser.get("/account/").status_code == 302
    assert not Invitation.objects.filter(email="bob@example.org").exists()
    assert holder(bob.key).kind == ""
    assert erasure.receipt_of(Tombstone.objects.get(pk=tombstone.pk)) == tombstone.receipt
    assert verification().holds
    told = Entry.objects.filter(subject_key=bob.key).exclude(verb="erase_person")
    assert told.exists()
    assert all(each.payload.body is None and each.payload.salt is None for each in told)
    assert cast.person("bob@example.org").key != bob.key, "the address is free again"


def test_what_the_erased_did_for_others_stays_told(officers: tuple[User, User]) -> None:
    cast.administrator()
    bea = cast.administrator("bea@example.org")
    made = invite_person(
        email="carl@example.org", role="viewer", scope=EVERYTHING, until_on=None, language="en", by=cast.standing(bea)
    )
    erased(bea.key, officers)
    (told,) = history("invitation", made.key)
    assert told.after["role"] == "viewer"


def test_all_keys_that_are_read_as_the_person_are_erased(officers: tuple[User, User]) -> None:
    lead = cast.standing(persons.programme_lead())
    first, second = persons.contact(lead, "Юрій Петренко"), persons.contact(lead, "Yuriy Petrenko")
    merge_contacts(kept=first.key, absorbed=second.key, by=lead)
    made = erased(second.key, officers)
    assert {each.person for each in made} == {first.key, second.key}
    assert not ContactName.objects.exists()
    assert verification().holds


@pytest.mark.parametrize("change", [{"receipt": "0" * 64}, {"person": "0" * 32}, {"counts": {}}])
def test_an_erasure_whose_tombstone_says_something_else_excuses_nothing(
    officers: tuple[User, User], change: dict[str, object]
) -> None:
    contact = persons.contact(cast.standing(persons.programme_lead()), "Anna Beispiel")
    erased(contact.key, officers)
    told = list(Entry.objects.filter(subject_key=contact.key).order_by("seq").values_list("seq", flat=True))
    assert verification().holds
    immutability.lift()
    Tombstone.objects.update(**change)
    immutability.install()
    assert [each.seq for each in verification().breaks] == told


def test_another_who_is_called_alike_or_whose_address_holds_it_is_left_alone(officers: tuple[User, User]) -> None:
    ana = persons.contact(cast.standing(persons.programme_lead()), "Ana Li", email="a@zz.example.org")
    at = now()
    told = {"language": "en", "asked_by": "x", "asked_at": at, "expires_at": at, "answered_at": at}
    hers = Question.objects.create(text="Ana Li?", answered_by="Ana Li, judge", sent_to="A@zz.example.org", **told)
    other = {"text": "Diana Lindqvist?", "answered_by": "Diana Lindqvist", "sent_to": "mari.a@zz.example.org"}
    another = Question.objects.create(**other, **told)
    exported = export_person([ana.key], by=officers[0].key, on=today())
    assert "Diana" not in dict(_members(exported))["data.json"].decode()
    erased(ana.key, officers)
    for each, expected in ((hers, ("[…]?", "", "")), (another, tuple(other.values()))):
        each.refresh_from_db()
        assert (each.text, each.answered_by, each.sent_to) == expected


def test_a_name_that_two_bear_is_struck_out_where_an_officer_says_so(officers: tuple[User, User]) -> None:
    lead = cast.standing(persons.programme_lead())
    one, other = persons.contact(lead, "Ana Li"), persons.contact(lead, "Ana Li")
    at = now()
    of_one, of_other, sure = (
        Mistake.objects.create(about="/", text=text, language="en", reported_at=at)
        for text in ("Ana Li, judge", "Ana Li, baker", "write to ana.li@zz.example.org")
    )
    Contact.objects.filter(pk=one.pk).update(email="ana.li@zz.example.org")
    asking, confirming = map(cast.standing, officers)
    request = request_erasure(one.key, reason=ErasureReason.ASKED, by=asking)
    told = dry_run(request)
    assert {each.row: each.is_sure for each in told.hits} == {
        f"review.Mistake:{of_one.pk}": False, f"review.Mistake:{of_other.pk}": False, f"review.Mistake:{sure.pk}": True,
    }  # fmt: skip
    Mistake.objects.create(about="/", text="Ana Li came", language="en", reported_at=at)
    with pytest.raises(RefusedError, match="changed since you saw it"):
        confirm_erasure(request, by=confirming, shown=told.digest, struck=[])
    told = dry_run(request)
    (made,) = confirm_erasure(request, by=confirming, shown=told.digest, struck=[f"review.Mistake:{of_one.pk}"])
    texts = list(Mistake.objects.order_by("pk").values_list("text", flat=True))
    assert texts == ["[…], judge", "Ana Li, baker", "write to ana.li@zz.example.org", "Ana Li came"]
    assert made.choice == {"spared": [f"review.Mistake:{sure.pk}"], "also": [f"review.Mistake:{of_one.pk}"]}
    assert erasure.receipt_of(made) == made.receipt
    assert Contact.objects.get().key == other.key


def test_the_same_person_under_another_key_is_pointed_out_and_goes_as_well(officers: tuple[User, User]) -> None:
    lead = cast.standing(persons.programme_lead())
    bob = cast.person("same@zz.example.org")
    first = persons.contact(lead, "Anna Beispiel", email="Same@zz.example.org")
    third = persons.contact(lead, "Carl Other", email="other@zz.example.org")
    asking, confirming = map(cast.standing, officers)
    assert [each.key for each in perhaps_same([first.key])] == [bob.key]
    with pytest.raises(RefusedError, match="changed since you saw it"):
        request_erasure(first.key, reason=ErasureReason.ASKED, same=[third.key], by=asking)
    request = request_erasure(first.key, reason=ErasureReason.ASKED, same=[bob.key], by=asking)
    made = confirm_erasure(request, by=confirming)
    assert [each.person for each in made] == [first.key, bob.key]
    assert Contact.objects.get().key == third.key


def test_what_was_asked_is_what_is_confirmed(officers: tuple[User, User]) -> None:
    lead = cast.standing(persons.programme_lead())
    first, second = persons.contact(lead, "Anna Beispiel"), persons.contact(lead, "Anna Beispiel")
    asking, confirming = map(cast.standing, officers)
    request = request_erasure(first.key, reason=ErasureReason.ASKED, by=asking)
    with pytest.raises(RefusedError, match="that is decided first"):
        merge_contacts(kept=first.key, absorbed=second.key, by=lead)
    Merge.objects.create(kept=first.key, absorbed=second.key, merged_by="x", merged_at=now())
    with pytest.raises(RefusedError, match="merged or parted"):
        confirm_erasure(request, by=confirming)
    assert Contact.objects.count() == 2


def test_a_letter_that_could_not_be_removed_is_removed_later(
    officers: tuple[User, User], home: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = home / "mail"
    contact = persons.contact(cast.standing(persons.programme_lead()), "Anna Beispiel", email="anna@zz.example.org")
    send_mail("A training", "Dear Anna Beispiel", None, ["anna@zz.example.org"])

    def refused(path: Path, kept: list[bytes]) -> None:
        raise OSError("read-only")

    with monkeypatch.context() as patched, django_capture_on_commit_callbacks(execute=True):
        patched.setattr(letters, "_keep", refused)
        erased(contact.key, officers)
        assert not letters.remove()
    assert LetterToGo.objects.count() == 1
    monkeypatch.setattr(erasure, "_cleanings", {"letters": (letters.remove, letters.remove)})
    assert erasure.finish_erasures()["cleaned"] == 1
    assert not any((home / "mail").iterdir())
    assert not LetterToGo.objects.exists()


def test_letters_that_lie_as_files_are_not_kept(home: Path, settings: Settings) -> None:
    settings.EMAIL_FILE_PATH = home / "mail"
    (home / "mail").mkdir()
    for name, days in (("old.log", 62), ("new.log", 2)):
        (home / "mail" / name).write_text("To: somebody")
        written = (now() - timedelta(days)).timestamp()
        os.utime(home / "mail" / name, (written, written))
    assert run_retention(today())["letters"] == 1
    assert [each.name for each in (home / "mail").iterdir()] == ["new.log"]


def test_whoever_waits_for_an_answer_is_not_gone_by_itself(officers: tuple[User, User]) -> None:
    lead = cast.standing(persons.programme_lead())
    old = persons.contact(lead, "Old Friend", needed_on=last_kept_anchor(today(), 36))
    asked = record_request(old.key, kind=RequestKind.ACCESS, received_on=today(), by=cast.standing(officers[0]))
    assert run_retention(today())["contacts"] == 0
    close_request(asked, by=cast.standing(officers[0]))
    assert run_retention(today())["contacts"] == 1


def test_a_handler_that_fails_undoes_the_whole_erasure(
    officers: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(person: str) -> dict[str, int]:
        raise RuntimeError("no")

    contact = persons.contact(cast.standing(persons.programme_lead()), "Anna Beispiel")
    monkeypatch.setattr(erasure, "_handlers", {"broken": broken, **erasure._handlers})
    with pytest.raises(RuntimeError), transaction.atomic():
        erased(contact.key, officers)
    assert contact.names.count() == 1
    assert not Tombstone.objects.exists()


def test_tombstones_are_written_beside_the_database_and_never_changed(
    officers: tuple[User, User], home: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    contact = persons.contact(cast.standing(persons.programme_lead()), "Anna Beispiel")
    with django_capture_on_commit_callbacks(execute=True):
        (made,) = erased(contact.key, officers)
    lines = [json.loads(line) for line in (home / "erased.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines == [{"person": contact.key, "erased_at": made.erased_at.isoformat(), "receipt": made.receipt}]
    erasure.finish_erasures()
    assert len((home / "erased.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    for change in (made.delete, lambda: Tombstone.objects.update(person="0" * 32)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_an_erased_person_stays_erased_after_a_restore() -> None:
    bob = cast.person("bob@example.org")
    contact = persons.contact(cast.standing(persons.programme_lead()), "Anna Beispiel")
    never_held = "f" * 32
    at = now() - timedelta(3)
    lines = [
        json.dumps({"person": key, "erased_at": at.isoformat(), "receipt": "0" * 64})
        for key in (bob.key, contact.key, never_held)
    ]
    assert replay([*lines, ""], by=cast.command()) == 2
    bob.refresh_from_db()
    assert (bob.name, bob.is_active) == ("", False)
    assert not Contact.objects.exists()
    assert {each.person: each.erased_at for each in Tombstone.objects.all()} == {
        bob.key: at, contact.key: at, never_held: at,
    }  # fmt: skip
    assert erasure.replay_tombstones(lines, by="cli") == 0
    assert Tombstone.objects.count() == 3
    assert verification().holds


def test_figures_are_the_same_with_every_name_gone() -> None:
    lead = cast.standing(persons.programme_lead())
    persons.contact(lead, "Anna Beispiel", project="GLACY+", country="MA")
    given = {"project": "GLACY+", "funder": "European Union", "country": "RO", "article": "16"}

    def published() -> dict[str, str]:
        return {
            each.id: figure(
                each.id, at=KNOWN_TODAY, **{p.name: given[p.name] for p in each.parameters if p.required}
            ).receipt_digest
            for each in definitions()
        }

    before = published()
    assert len(before) > 5
    Contact.objects.all().delete()
    User.objects.update(name="", password="!")
    assert not ContactName.objects.exists()
    assert published() == before


def test_what_was_kept_long_enough_goes_by_itself_and_is_told_before(officers: tuple[User, User]) -> None:
    lead = cast.standing(persons.programme_lead())
    # On any day of the year: a month that lacks the day ends on its last.
    old = persons.contact(lead, "Old Friend", needed_on=last_kept_anchor(today(), 36))
    soon = persons.contact(lead, "Nearly Gone", needed_on=last_kept_anchor(today() + timedelta(20), 36))
    kept = persons.contact(lead, "Still Needed", needed_on=today())
    closed = cast.person("closed@example.org")
    deactivate_person(closed, by=cast.command())
    User.objects.filter(pk=closed.pk).update(deactivated_at=now() - timedelta(370))
    Invitation.objects.create(
        email="gone@example.org", role="viewer", scope_kind="all", invited_by="cli", invited_at=now() - timedelta(60),
        expires_at=now() - timedelta(53),
    )  # fmt: skip
    told = {each.key for each in due_by(today() + timedelta(30))}
    assert {old.key, soon.key, closed.key} <= told
    assert kept.key not in told
    counts = run_retention(today())
    assert {name: number for name, number in counts.items() if number} == {
        "contacts": 1, "accounts": 1, "invitations": 1,
    }  # fmt: skip
    assert set(Contact.objects.values_list("key", flat=True)) == {soon.key, kept.key}
    assert User.objects.get(pk=closed.pk).name == ""
    assert {each.reason for each in Tombstone.objects.all()} == {"kept_long_enough"}
    assert Entry.objects.filter(verb="end_retention").count() == 3
    assert verification().holds
    assert sum(run_retention(today()).values()) == 0


def test_records_that_are_read_as_one_person_are_kept_for_as_long_as_the_last_is_needed() -> None:
    lead = cast.standing(persons.programme_lead())
    old = last_kept_anchor(today(), 36)
    first = persons.contact(lead, "Anna Beispiel", needed_on=old, never_list=True)
    second = persons.contact(lead, "Anna Beispiel", needed_on=today(), never_list=False)
    third = persons.contact(lead, "A. Beispiel", needed_on=old, never_list=False)
    merge_contacts(kept=second.key, absorbed=first.key, by=lead)
    merge_contacts(kept=second.key, absorbed=third.key, by=lead)
    assert run_retention(today())["contacts"] == 0
    with pytest.raises(RefusedError, match="may go on no list"):
        make_list(
            keys=[second.key], fields=["name"], recipient="A host", purpose="A list of participants",
            basis=LegalBasis.PUBLIC_TASK, by=lead,
        )  # fmt: skip
    Contact.objects.filter(key=second.key).update(needed_on=old)
    assert run_retention(today())["contacts"] == 3


def test_the_daily_run_holds_retention_and_the_finishing_of_erasures() -> None:
    names = {each.name: each.failed for each in run_daily(on=today())}
    assert names["retention"] == names["erasures"] == ""


@pytest.mark.parametrize("back", range(0, 800, 37))
def test_the_anchor_is_the_last_day_that_is_no_longer_kept(back: int) -> None:
    on = today() - timedelta(back)
    anchor = last_kept_anchor(on, 36)
    assert kept_until(anchor, 36) <= on < kept_until(anchor + timedelta(1), 36)


def test_everything_held_about_a_person_is_one_file(officers: tuple[User, User]) -> None:
    lead = cast.standing(persons.programme_lead())
    contact = persons.contact(lead, "Anna <Beispiel>", "Анна Байшпиль", email="anna@example.org")
    bob = cast.person("bob@example.org", "project_editor", cast.GLACY)
    cast.browser(bob)
    declare_interest(bob, kind=InterestKind.DRAFTED, country="MA", law="Act 05-20", by=cast.standing(bob))
    officer = cast.standing(officers[0])
    members = dict(_members(export_person(keys_of(contact.key), by=officer.key, on=today())))
    data = json.loads(members["data.json"])
    assert data["contact"][0]["email"] == "anna@example.org"
    assert [each["script"] for each in data["contact"][0]["names"]] == ["Latn", "Cyrl"]
    assert [each["verb"] for each in data["chain"]][-1] == "add_contact"
    assert b"Anna &lt;Beispiel&gt;" in members["read-me.html"]
    assert b"<Beispiel>" not in members["read-me.html"]
    told = members["read-me.html"].decode()
    assert "<dt>E-mail address</dt><dd>anna@example.org</dd>" in told
    assert "<dt>Never on a list that goes outside</dt><dd>no</dd>" in told
    assert "Text: Anna &lt;Beispiel&gt;; Script: Latin script" in told
    assert "<dt>What was done</dt><dd>the contact was recorded</dd>" in told
    assert not re.search(r"<dt>[a-z_]*_[a-z_]*</dt>|\[\{|add_contact", told)
    data = json.loads(dict(_members(export_person([bob.key], by=officer.key, on=today())))["data.json"])
    assert data["account"][0]["email"] == "bob@example.org"
    assert data["access"][0]["role"] == "project_editor"
    assert data["account"][0]["interests"][0]["law"] == "Act 05-20"
    assert data["account"][0]["interests"][0]["declared_at"].startswith(today().isoformat())
    assert cast.just_signed_in(officers[0]).get(f"/personal/held/{bob.key}/").status_code == 200
    assert "password" not in json.dumps(data)
    exports = Entry.objects.filter(verb="export", actor=officer.key)
    assert [each.subject_key for each in exports.order_by("seq")] == [contact.key, bob.key]


def _members(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def test_the_chain_is_searched_once_for_a_request_and_what_comes_since_is_found_as_well(
    officers: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    asking, confirming = map(cast.standing, officers)
    contact = persons.contact(cast.standing(persons.programme_lead()), "Юрій Петренко", email="yuriy@zz.example.org")
    record_entry_of("ask YURIY@zz.example.org")
    request = request_erasure(contact.key, reason=ErasureReason.ASKED, by=asking)
    first = ChainSearch.objects.get()
    assert (len(first.told_in), len(first.sought)) == (1, 64)
    searched: list[tuple[int, int]] = []
    before = texts._texts_told

    def noted(after: int, to: int) -> Iterator[tuple[int, Text]]:
        searched.append((after, to))
        return before(after, to)

    monkeypatch.setattr(texts, "_texts_told", noted)
    later = record_entry_of("Петренко, ЮРІЙ")
    told = dry_run(request)
    assert [each.is_sure for each in told.hits] == [True, True]
    assert min(after for after, _ in searched) == first.to
    ContactName.objects.filter(contact=contact).update(text="Ганна Коваль")
    unknown = record_entry_of("Ганна Коваль")
    told = dry_run(request)
    assert {each.row for each in told.hits} == {f"audit.Payload:{seq}" for seq in (*first.told_in, unknown)}
    ContactName.objects.filter(contact=contact).update(text="Юрій Петренко")
    (made,) = confirm_erasure(request, by=confirming)
    assert made.counts["texts"] == {"texts": 0, "payloads": 2}
    assert not Entry.objects.get(seq=later).payload.body
    assert Entry.objects.get(seq=unknown).payload.body
    assert verification().holds


def test_a_search_that_is_cut_off_goes_on_where_it_was_left(
    officers: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = persons.contact(cast.standing(persons.programme_lead()), "Anna Beispiel", email="anna@zz.example.org")
    named = [record_entry_of(f"anna@zz.example.org {number}") for number in range(7)]
    monkeypatch.setattr(texts, "_STEP", 3)
    searched: list[int] = []
    before = texts._texts_told

    def cut_off(after: int, to: int) -> Iterator[tuple[int, Text]]:
        if to >= named[3] and named[3] not in searched:
            searched.append(named[3])
            raise TimeoutError
        searched.append(after)
        return before(after, to)

    monkeypatch.setattr(texts, "_texts_told", cut_off)
    with pytest.raises(TimeoutError):
        request_erasure(contact.key, reason=ErasureReason.ASKED, by=cast.standing(officers[0]))
    request, left = ErasureRequest.objects.get(), ChainSearch.objects.get()
    assert 0 < left.to < named[3]
    searched[:] = [named[3]]
    assert {each.row for each in dry_run(request).hits} == {f"audit.Payload:{seq}" for seq in named}
    assert min(searched) == left.to


def test_a_search_within_some_seconds_says_whether_it_reached_the_end_and_goes_on(
    officers: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = cast.standing(persons.programme_lead())
    contact = persons.contact(lead, "Anna Beispiel", email="anna@zz.example.org")
    named = [record_entry_of(f"anna@zz.example.org {number}") for number in range(7)]
    monkeypatch.setattr(texts, "_STEP", 4)
    monkeypatch.setattr(texts, "FEW", 0)
    tries = 0
    while not look_through([contact.key], within=0):
        tries += 1
        assert 0 < ChainSearch.objects.get().to < last_seq()
    assert tries > 1
    found = ChainSearch.objects.get()
    assert (found.to, found.told_in) == (last_seq(), named)
    run_retention(today() + timedelta(30))
    assert ChainSearch.objects.exists()
    # What nobody asked for in a month is looked for anew.
    run_retention(today() + timedelta(31))
    assert not ChainSearch.objects.exists()


def test_records_that_are_read_as_one_person_go_in_one_turn_or_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    lead, old = cast.standing(persons.programme_lead()), last_kept_anchor(today(), 36)
    one, other = (persons.contact(lead, name, needed_on=old) for name in ("Anna Beispiel", "Ana Beispiel"))
    merge_contacts(kept=one.key, absorbed=other.key, by=lead)
    before = retention.contacts_due

    def needed_meanwhile(on: date, among: Collection[str] | None = None) -> list[retention.Due]:
        return [each for each in before(on, among) if among is None or each.key != other.key]

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(retention, "contacts_due", needed_meanwhile)
        assert run_retention(today())["contacts"] == 0
    assert Contact.objects.filter(key__in=[one.key, other.key]).count() == 2
    assert run_retention(today())["contacts"] == 2
    told = Entry.objects.get(verb="erase_person").payload.body or {}
    assert set(told["after"]["keys"]) == {one.key, other.key}


def test_of_all_whose_time_is_over_the_chain_is_searched_once_and_the_storage_cleaned_once(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    lead, old = cast.standing(persons.programme_lead()), last_kept_anchor(today(), 36)
    for name in ("Anna Beispiel", "Юрій Петренко"):
        persons.contact(lead, name, needed_on=old)
    named = [record_entry_of(f"{name} said so") for name in ("Beispiel, Anna", "ЮРІЙ ПЕТРЕНКО", "Carl Other")]
    from_the_beginning: list[int] = []
    before = texts._texts_told

    def noted(after: int, to: int) -> Iterator[tuple[int, Text]]:
        from_the_beginning.extend([to] * (after == 0))
        return before(after, to)

    monkeypatch.setattr(texts, "_texts_told", noted)
    with django_capture_on_commit_callbacks() as afterwards:
        assert run_retention(today())["contacts"] == 2
    assert afterwards.count(erasure.finish_erasures) == 1
    assert len(from_the_beginning) == 1
    assert [bool(Entry.objects.get(seq=seq).payload.body) for seq in named] == [False, False, True]
    assert verification().holds


def test_whoever_is_needed_again_while_others_are_erased_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    lead, old = cast.standing(persons.programme_lead()), last_kept_anchor(today(), 36)
    kept = persons.contact(lead, "Anna Beispiel", needed_on=old)
    persons.contact(lead, "Carl Other", needed_on=old)
    searched = texts.searched_together

    def needed_again(keys: Collection[str]) -> AbstractContextManager[None]:
        Contact.objects.filter(pk=kept.pk).update(needed_on=today())
        return searched(keys)

    monkeypatch.setattr(retention, "searched_together", needed_again)
    assert run_retention(today())["contacts"] == 1
    assert Contact.objects.filter(pk=kept.pk).exists()


def record_entry_of(text: str) -> int:
    """What the chain tells of a question that is there no more in these words."""
    with in_turn():
        return record_entry(by="x", verb="return", subject_kind="question", subject_key="q", after={"text": text}).seq


def test_an_erasure_tells_the_entries_that_went_blank_by_it_and_no_others(officers: tuple[User, User]) -> None:
    lead = cast.standing(persons.programme_lead())
    for name in ("Anna Beispiel", "Carl Other"):
        contact = persons.contact(lead, name)
        named = record_entry_of(f"{name} said so")
        erased(contact.key, officers)
        told = history("person", contact.key)[0].after["payloads"]
        about = Entry.objects.filter(subject_key=contact.key).exclude(verb="erase_person").values_list("seq", flat=True)
        assert told == sorted([named, *about])


def test_a_large_database_is_not_rewritten_while_somebody_waits(
    officers: tuple[User, User], monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    done: list[str] = []
    contact = persons.contact(cast.standing(persons.programme_lead()), "Anna Beispiel")
    monkeypatch.setattr(erasure, "_cleanings", {})

    def whole() -> bool:
        done.append("whole")
        return True

    def soon() -> bool:
        done.append("soon")
        return False

    erasure.register_cleaning("x", whole, while_waited_for=soon)
    with django_capture_on_commit_callbacks(execute=True):
        (made,) = erased(contact.key, officers)
    assert done == ["soon"]
    assert Tombstone.objects.get(pk=made.pk).cleaned_at is None
    assert erasure.finish_erasures()["cleaned"] == 1
    assert done == ["soon", "whole"]


def test_after_a_restore_the_storage_is_rewritten_once_for_all(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    lead = cast.standing(persons.programme_lead())
    keys = [persons.contact(lead, name).key for name in ("Anna Beispiel", "Carl Other", "Юрій Петренко")]
    lines = [json.dumps({"person": key, "erased_at": now().isoformat(), "receipt": "0" * 64}) for key in keys]
    done: list[bool] = []

    def clean() -> bool:
        done.append(True)
        return True

    monkeypatch.setattr(erasure, "_cleanings", {"x": (clean, clean)})
    with django_capture_on_commit_callbacks(execute=True):
        assert erasure.replay_tombstones(lines, by="cli") == 3
    assert done == [True]
    assert not Tombstone.objects.filter(cleaned_at=None).exists()
