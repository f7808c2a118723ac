"""The pages about access: the whole story of an invitation, and what each page tells to whom."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from capacita.kernel.clock import now, today
from capacita.people.models import Grant, GrantReview, Invitation, User
from capacita.web.templatetags.capacita import long_day
from tests.people import cast

pytestmark = pytest.mark.django_db


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def code_now(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def test_alice_invites_bob_for_one_project_and_takes_it_away() -> None:
    alice = cast.browser(cast.administrator())
    sent = alice.post(
        "/access/people/invite/",
        {
            **cast.NOTICED,
            "email": "Bob@Example.org",
            "role": "project_editor",
            "scope": "project:CYBERSOUTH",
            "language": "en",
        },
        follow=True,
    )
    link = re.search(r">(http://testserver/account/invitation/[^<]+)<", text_of(sent))
    assert link is not None
    assert link.group(1) in mail.outbox[0].body
    assert mail.outbox[0].to == ["bob@example.org"]

    bob = Client()
    page = text_of(bob.get(link.group(1)))
    assert "You are invited as Project editor, for project CYBERSOUTH." in page
    short = bob.post(link.group(1), {**cast.NOTICED, "name": "Bob Example", "password1": "short", "password2": "short"})
    assert short.status_code == 400
    assert "12 characters" in text_of(short)
    assert 'value="Bob Example"' in text_of(short)
    typed = {**cast.NOTICED, "name": "Bob Example", "password1": cast.PASSWORD, "password2": cast.PASSWORD}
    assert bob.post(link.group(1), typed)["Location"] == "/account/"
    assert Client().get(link.group(1)).status_code == 404

    # Before anything else: the second factor.
    assert bob.get("/")["Location"].startswith("/account/second-factor/?next=")
    assert bob.get("/access/projects/CYBERSOUTH/").status_code == 302
    assert "Your role needs one" in text_of(bob.get("/account/second-factor/?next=/portfolio/"))
    form = text_of(bob.get("/account/second-factor/generator/"))
    secret = re.search(r"<code>([A-Z2-7]+)</code>", form)
    assert secret is not None
    done = bob.post("/account/second-factor/generator/", {"code": code_now(secret.group(1))}, follow=True)
    assert "Each works once" in text_of(done)
    held = Authenticator.objects.get(type="totp").data["secret"]
    assert secret.group(1) not in held

    # Only what his role allows.
    seen = bob.get("/access/projects/CYBERSOUTH/")
    assert seen.status_code == 200
    assert "Bob Example" in text_of(seen)
    assert "Project editor" in text_of(seen)
    for elsewhere in ("/access/projects/GLACY+/", "/access/", "/access/people/", "/access/people/invite/"):
        assert bob.get(elsewhere).status_code == 404
    assert "/access/" not in text_of(bob.get("/"))
    assert "My account" in text_of(bob.get("/"))
    person = User.objects.get(email="bob@example.org")
    grant = Grant.objects.get(person=person)
    assert bob.post(f"/access/grants/{grant.key}/revoke/").status_code == 404

    # Taken away: out at once.
    alice.post(f"/access/grants/{grant.key}/revoke/")
    assert bob.get("/access/projects/CYBERSOUTH/").status_code == 404
    assert bob.get("/account/")["Location"].startswith("/account/sign-in/")
    assert "Sign in" in text_of(bob.get("/"))
    assert "taken away on" in text_of(alice.get(f"/access/people/{person.key}/"))


def test_bob_signs_in_again_with_password_and_code() -> None:
    person = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)
    codes = Authenticator.objects.get(user_id=person.pk).wrap().get_unused_codes()
    bob = Client()
    typed = {"login": "bob@example.org", "password": cast.PASSWORD}
    assert bob.post("/account/sign-in/", typed)["Location"] == "/account/second-factor/ask/"
    assert bob.get("/account/")["Location"].startswith("/account/sign-in/")
    assert "Type a code" in text_of(bob.get("/account/second-factor/ask/"))
    assert "Incorrect code" in text_of(bob.post("/account/second-factor/ask/", {"code": "00000000"}))
    assert bob.post("/account/second-factor/ask/", {"code": codes[0]})["Location"] == "/account/"
    assert "What I may do" in text_of(bob.get("/account/"))
    again = Client()
    again.post("/account/sign-in/", typed)
    assert "Incorrect code" in text_of(again.post("/account/second-factor/ask/", {"code": codes[0]}))


def test_the_report_holds_every_grant_in_force_and_no_cell_is_a_formula() -> None:
    alice = cast.administrator(name="=HYPERLINK(1)")
    cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH, until_on=today() + timedelta(30))
    gone = cast.person("gone@example.org", "viewer")
    cast.browser(alice).post(f"/access/grants/{Grant.objects.get(person=gone).key}/revoke/")
    answer = cast.browser(User.objects.get(pk=alice.pk)).get("/access/report.xlsx")
    assert f"access-{today()}.xlsx" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(BytesIO(answer.content))["access"]
    rows = list(sheet.iter_rows(min_row=2))
    assert [[cell.value for cell in row][:5] for row in rows] == [
        ["=HYPERLINK(1)", "alice@example.org", "Administrator", "everything", "cli"],
        ["Bob", "bob@example.org", "Project editor", "project CYBERSOUTH", "cli"],
    ]
    assert {cell.data_type for row in rows for cell in row} <= {"s", "d", "n"}
    assert str(rows[1][6].value).startswith(str(today() + timedelta(30)))


def test_an_overdue_grant_stands_on_the_start_page_until_somebody_has_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = cast.browser(cast.administrator())
    bob = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)
    assert "everything was looked at" in text_of(alice.get("/access/"))
    later = today() + timedelta(200)
    monkeypatch.setattr("capacita.web.standing.today", lambda: later)
    monkeypatch.setattr("capacita.people.actions.now", lambda: now() + timedelta(200))
    grant = Grant.objects.get(person=bob)
    assert f"/access/grants/{grant.key}/review/" in text_of(alice.get("/access/"))
    alice.post(f"/access/grants/{grant.key}/review/")
    assert f"/access/grants/{grant.key}/review/" not in text_of(alice.get("/access/"))
    assert GrantReview.objects.get().grant == grant


def test_an_invitation_is_sent_again_and_withdrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = cast.browser(cast.administrator())
    typed = {**cast.NOTICED, "email": "bob@example.org", "role": "viewer", "scope": "country:MA", "language": "en"}
    page = text_of(alice.post("/access/people/invite/", typed, follow=True))
    first = re.search(r">http://testserver([^<]+)<", page)
    invitation = Invitation.objects.get()
    again = text_of(alice.post(f"/access/invitations/{invitation.key}/resend/", follow=True))
    second = re.search(r">http://testserver([^<]+)<", again)
    assert first is not None
    assert second is not None
    assert Client().get(first.group(1)).status_code == 404
    assert "for Morocco" in text_of(Client().get(second.group(1)))
    assert len(mail.outbox) == 2
    assert "bob@example.org" in text_of(alice.get("/access/people/"))
    alice.post(f"/access/invitations/{invitation.key}/withdraw/")
    assert Client().get(second.group(1)).status_code == 404
    assert "bob@example.org" not in text_of(alice.get("/access/people/"))

    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("capacita.people.mail.send_mail", refuse)
    refused = text_of(alice.post("/access/people/invite/", typed, follow=True))
    assert "the mail server refused" in refused
    assert "/account/invitation/" in refused


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"scope": "all"}, "Project editor can be given for: a project."),
        ({"scope": "project:NOPE"}, "“project:NOPE” is no project and no country here."),
        ({"scope": "cyb"}, "Which one do you mean: CYBER-GE · Project on Cybercrime in Georgia; "),
        ({"until_on": "2020-01-01"}, "The end must lie ahead."),
        ({"email": "alice@example.org"}, "There is an account with this address"),
        ({"email": "bob"}, "Enter a valid email address"),
        ({"role": "public"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_stays(changed: dict[str, str], words: str) -> None:
    alice = cast.browser(cast.administrator())
    typed = {
        **cast.NOTICED,
        "email": "bob@example.org",
        "role": "project_editor",
        "scope": "project:CYBERSOUTH",
        "language": "en",
    }
    answer = alice.post("/access/people/invite/", {**typed, **changed})
    assert answer.status_code == 400
    text = text_of(answer).replace("&#x27;", "'")
    assert words in text
    assert f'value="{ {**typed, **changed}["email"] }"' in text
    assert not Invitation.objects.exclude(accepted_at=None).exists()


def test_a_role_is_given_and_taken_on_a_person_s_page() -> None:
    alice = cast.browser(cast.administrator())
    bob = cast.person("bob@example.org")
    typed = {"role": "country_focal_point", "scope": "country:MA", "from_on": str(today()), "until_on": ""}
    assert alice.post(f"/access/people/{bob.key}/", typed).status_code == 302
    page = text_of(alice.get(f"/access/people/{bob.key}/"))
    assert "Country focal point" in page
    assert "Given by: Alice Example" in page
    twice = alice.post(f"/access/people/{bob.key}/", typed)
    assert twice.status_code == 400
    assert "holds this already" in text_of(twice)
    wrong = alice.post(f"/access/people/{bob.key}/", {**typed, "until_on": str(today())})
    assert wrong.status_code == 400
    alice.post(f"/access/people/{bob.key}/close/")
    closed = text_of(alice.get(f"/access/people/{bob.key}/"))
    assert "Give the role" not in closed
    last = alice.post(f"/access/grants/{Grant.objects.get(role='administrator').key}/revoke/")
    assert last.status_code == 400
    assert "last administrator" in text_of(last)


def test_a_project_s_page_leads_whoever_manages_access_to_who_can_see_it_and_nobody_else() -> None:
    way = "/access/projects/CYBERSOUTH/"
    assert way in text_of(cast.browser(cast.administrator()).get("/portfolio/CYBERSOUTH/"))
    bob = cast.browser(cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH))
    for browser in (Client(), bob):
        assert way not in text_of(browser.get("/portfolio/CYBERSOUTH/"))
    assert way in text_of(bob.get("/account/"))


def test_people_and_who_may_see_a_project_are_listed_page_by_page_and_people_are_found_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("capacita.web.access.views._ON_A_PAGE", 2)
    browser = cast.browser(cast.administrator("adam@example.org"))
    for name in ("bea", "carl", "dora"):
        cast.person(f"{name}@example.org", "project_editor", cast.GLACY)
    seen = set()
    address = "/access/people/"
    while address:
        text = browser.get(address).content.decode()
        seen |= set(re.findall(r'<a href="/access/people/\w+/">(\w+)', text))
        further = re.search(r'<a href="(\?[^"]*after[^"]*)">', text)
        address = f"/access/people/{further[1]}" if further else ""
    assert len(seen) == User.objects.count() == 4
    found = browser.get("/access/people/?q=CARL").content.decode()
    assert "carl@example.org" in found
    assert "dora@example.org" not in found
    assert "Nobody has this name or address." in browser.get("/access/people/?q=nobody-such").content.decode()
    first = browser.get(f"/access/projects/{cast.GLACY.key}/").content.decode()
    assert "grants of a role allow it" in first
    assert '<a href="?after=2">' in first


def test_what_was_taken_away_is_said_and_given_back_as_it_was() -> None:
    alice = cast.browser(cast.administrator())
    until = today() + timedelta(40)
    bob = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH, until_on=until)
    browser = cast.browser(bob)
    taken = Grant.objects.get(person=bob)
    page = text_of(alice.post(f"/access/grants/{taken.key}/revoke/", follow=True))
    assert "Taken away from Bob: Project editor, project CYBERSOUTH." in page
    assert "Bob is signed out everywhere" in page
    # Beside the line that says so, and for later among what is no longer in force.
    assert page.count(f'action="/access/grants/{taken.key}/give-back/"') == 2
    assert browser.get("/account/").status_code == 302

    page = text_of(alice.post(f"/access/grants/{taken.key}/give-back/", follow=True))
    assert f"Given back to Bob: Project editor, project CYBERSOUTH. Until {long_day(until)}." in page
    assert "give-back" not in page
    assert "a role that was taken away was given back" in page
    assert cast.browser(User.objects.get(pk=bob.pk)).get("/access/projects/CYBERSOUTH/").status_code == 200
    twice = alice.post(f"/access/grants/{taken.key}/give-back/")
    assert twice.status_code == 400
    assert "holds this already" in text_of(twice)


def test_a_page_opened_later_says_nothing_of_what_was_taken_away_or_given_back_before() -> None:
    alice = cast.browser(cast.administrator())
    bob, eve = cast.person("bob@example.org"), cast.person("eve@example.org")
    his, hers = (Grant.objects.get(person=each) for each in (bob, eve))
    place = f"/access/people/{bob.key}/"
    for asked in (f"?taken={his.key}", f"?taken={hers.key}", "?taken=nothing", f"?given={hers.key}"):
        assert 'role="status"' not in text_of(alice.get(place + asked))


@pytest.mark.parametrize(
    "typed",
    ["GLACY+", "glacy+", "project:GLACY+", "GLACY+ · GLACY+ project on Global Action on Cybercrime Extended",
     "glacy+ project on global action on cybercrime extended"],
)  # fmt: skip
def test_a_project_is_found_by_its_code_or_its_title(typed: str) -> None:
    alice = cast.browser(cast.administrator())
    given = {**cast.NOTICED, "email": "bob@example.org", "role": "project_editor", "scope": typed, "language": "en"}
    assert alice.post("/access/people/invite/", given).status_code == 302
    assert Invitation.objects.get(accepted_at=None).scope == cast.GLACY


def test_a_part_of_a_name_gives_nothing_and_names_what_it_may_mean() -> None:
    """Access is never given for what somebody did not name whole."""
    alice = cast.browser(cast.administrator())
    given = {
        **cast.NOTICED,
        "email": "bob@example.org",
        "role": "country_focal_point",
        "scope": "ukr",
        "language": "en",
    }
    text = text_of(alice.post("/access/people/invite/", given))
    assert re.search(r"Which one do you mean: CYBERUA · [^;<]*; Ukraine\?", text)
    assert 'value="ukr"' in text
    assert not Invitation.objects.filter(accepted_at=None).exists()
    assert alice.post("/access/people/invite/", {**given, "scope": "ukraine"}).status_code == 302
    assert Invitation.objects.get(accepted_at=None).scope.key == "UA"


def test_the_choices_are_named_by_code_and_title_and_what_was_chosen_before_stands_there() -> None:
    alice = cast.browser(cast.administrator())
    text = text_of(alice.get("/access/people/invite/?scope=project:GLACY%2B"))
    assert '<option value="GLACY+ · GLACY+ project on Global Action on Cybercrime Extended"></option>' in text
    assert (
        'value="GLACY+ · GLACY+ project on Global Action on Cybercrime Extended"'
        in re.findall(r"<input[^>]*name=.scope.[^>]*>", text)[-1]
    )
    assert "GLACY+ project on Global Action on Cybercrime Extended" in text_of(alice.get("/access/"))
