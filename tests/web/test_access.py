"""The pages about access: the whole story of an invitation, and what each page tells to whom."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from capacita.audit.models import Entry
from capacita.kernel.clock import now, today
from capacita.people import daily
from capacita.people.actions import deactivate_person, grant_role, invite_person
from capacita.people.choices import InterestKind
from capacita.people.interest_actions import declare_interest, end_interest
from capacita.people.models import Grant, GrantReview, Invitation, User
from capacita.people.rules import EVERYTHING
from capacita.web.templatetags.capacita import long_day
from tests.people import cast

pytestmark = pytest.mark.django_db


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def code_now(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


@pytest.mark.usefixtures("heard_at_once")
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
    rows, here = list(sheet.iter_rows(min_row=2)), "whoever runs the machine"
    assert [[cell.value for cell in row][:7] for row in rows] == [
        ["=HYPERLINK(1)", "alice@example.org", "Administrator", "everything", "no", "no", here],
        ["Bob", "bob@example.org", "Project editor", "project CYBERSOUTH", "yes", "yes", here],
    ]
    assert {cell.data_type for row in rows for cell in row} <= {"s", "d", "n"}
    assert str(rows[1][9].value).startswith(str(today() + timedelta(29)))


def test_the_day_that_is_given_as_the_end_is_the_last_on_which_a_role_holds() -> None:
    alice, last = cast.browser(cast.administrator()), today() + timedelta(3)
    typed = {**cast.NOTICED, "email": "bob@example.org", "role": "viewer", "scope": "country:MA", "language": "en"}
    alice.post("/access/people/invite/", {**typed, "until_on": str(last)})
    invitation = Invitation.objects.get(email="bob@example.org")
    assert invitation.until_on == last + timedelta(1)
    for place in ("/access/people/", f"/access/invitations/{invitation.key}/", "/access/countries/MA/"):
        assert f"Until {long_day(last)}." in text_of(alice.get(place)), place
    link = re.search(r">http://testserver([^<]+)<", text_of(alice.get(f"/access/invitations/{invitation.key}/")))
    assert link is not None
    assert f"Its last day is {long_day(last)}." in text_of(Client().get(link[1]))


def test_people_are_listed_with_the_roles_that_they_hold_now_however_many_they_are() -> None:
    alice = cast.browser(cast.administrator())
    bob = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)
    cast.give(bob, "country_focal_point", cast.MOROCCO)
    with CaptureQueriesContext(connection) as few:
        page = text_of(alice.get("/access/people/"))
    assert "Project editor, project CYBERSOUTH; Country focal point, Morocco" in page
    for number in range(5):
        cast.person(f"p{number}@example.org", "legal_assessor", cast.MOROCCO)
    with CaptureQueriesContext(connection) as many:
        assert text_of(alice.get("/access/people/")).count("Legal assessor, Morocco") == 5
    assert len(many) <= len(few)


def test_whoever_invites_an_address_twice_is_led_to_its_invitation() -> None:
    alice = cast.browser(cast.administrator())
    typed = {**cast.NOTICED, "email": "bob@example.org", "role": "viewer", "scope": "country:MA", "language": "en"}
    alice.post("/access/people/invite/", typed)
    twice = text_of(alice.post("/access/people/invite/", typed))
    assert "This address has an open invitation" in twice
    assert f'href="/access/invitations/{Invitation.objects.get(email="bob@example.org").key}/"' in twice


def test_administrators_are_told_that_the_daily_work_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = cast.browser(cast.administrator())
    officer = cast.browser(cast.person("dpo@example.org", "data_protection_officer"))
    assert "daily work" not in text_of(alice.get("/access/"))
    with override_settings(CAPACITA_SERVES_OTHERS=True):
        assert "No run of the daily work is on record." in text_of(alice.get("/access/"))
        assert "daily work" not in text_of(officer.get("/access/"))
        monkeypatch.setattr(daily, "_jobs", {})
        daily.run_daily(on=today())
        assert "daily work" not in text_of(alice.get("/access/"))
    monkeypatch.setattr("capacita.web.access.views.now", lambda: now() + timedelta(2))
    assert "The daily work was last done on " in text_of(alice.get("/access/"))


def test_an_overdue_grant_stands_on_the_start_page_until_somebody_has_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = cast.browser(cast.administrator())
    bob = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)
    assert "Nothing: every role" in text_of(alice.get("/access/"))
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
    anew = text_of(alice.post(f"/access/invitations/{invitation.key}/withdraw/", follow=True))
    assert "The invitation is withdrawn" in anew
    assert 'value="Morocco"' in anew
    assert '<option value="viewer" selected>' in anew
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
        ({"scope": "cyb"}, " more that have these words?"),
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
    wrong = alice.post(f"/access/people/{bob.key}/", {**typed, "until_on": str(today() - timedelta(1))})
    assert wrong.status_code == 400
    alice.post(f"/access/people/{bob.key}/close/")
    closed = text_of(alice.get(f"/access/people/{bob.key}/"))
    assert "Give the role" not in closed
    last = alice.post(f"/access/grants/{Grant.objects.get(role='administrator').key}/revoke/")
    assert last.status_code == 400
    assert "last administrator" in text_of(last)


def test_pages_of_projects_countries_and_their_law_lead_whoever_may_ask_to_who_can_see_them() -> None:
    browsers = {
        "administrator": cast.browser(cast.administrator()),
        "manager": cast.browser(cast.person("mona@example.org", "programme_manager")),
        "editor": cast.browser(cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)),
        "viewer": cast.browser(cast.person("vera@example.org", "viewer", cast.CYBERSOUTH)),
        "nobody": Client(),
    }

    def led(page: str, way: str) -> set[str]:
        found = {name for name, each in browsers.items() if way in text_of(each.get(page))}
        assert found == {name for name, each in browsers.items() if each.get(way).status_code == 200}
        return found

    everywhere = {"administrator", "manager"}
    assert led("/portfolio/CYBERSOUTH/", "/access/projects/CYBERSOUTH/") == everywhere | {"editor"}
    assert led("/portfolio/GLACY+/", "/access/projects/GLACY+/") == everywhere
    for page in ("/countries/MA/", "/legislation/MA/"):
        assert led(page, "/access/countries/MA/") == everywhere
    assert "/access/countries/MA/" in text_of(browsers["manager"].get("/legislation/MA/workbench/"))
    assert "/access/projects/CYBERSOUTH/" in text_of(browsers["editor"].get("/account/"))
    assert "/access/projects/" not in text_of(browsers["viewer"].get("/account/"))


def test_a_page_kept_in_memory_for_one_leads_nobody_else_to_who_can_see_it() -> None:
    one = cast.person("x@example.org", "project_editor", cast.CYBERSOUTH)
    other = cast.person("y@example.org", "project_editor", cast.GLACY)
    cast.give(one, "viewer", cast.GLACY)
    cast.give(other, "viewer", cast.CYBERSOUTH)
    browsers = [cast.browser(User.objects.get(pk=each.pk)) for each in (one, other)]
    way = "/access/projects/GLACY+/"
    assert [way in text_of(each.get("/portfolio/GLACY+/")) for each in browsers] == [False, True]


def test_a_country_s_page_tells_by_which_grants_and_from_when_and_goes_along_as_a_workbook() -> None:
    alice = cast.administrator()
    browser = cast.browser(alice)
    bob, carl = (cast.person(f"{name}@example.org", "viewer", cast.GLACY) for name in ("bob", "carl"))
    closed = cast.person("dora@example.org", "country_focal_point", cast.MOROCCO)
    cast.give(bob, "country_focal_point", cast.MOROCCO)
    grant_role(
        carl, role="legal_assessor", scope=cast.MOROCCO, from_on=today() + timedelta(30), until_on=None, by=cast.command()
    )  # fmt: skip
    deactivate_person(closed, by=cast.command())
    page = text_of(browser.get("/access/countries/MA/"))
    assert "Who can see and change Morocco?" in page
    assert "Beyond that, 1 role given to somebody counts here." in page
    (late,) = re.findall(r"<tr><th[^>]*>(?:(?!</tr>).)*not yet(?:(?!</tr>).)*</tr>", page, re.DOTALL)
    assert "Carl" in late
    assert "Dora" not in page
    assert browser.get("/access/countries/XX/").status_code == 404
    rows = written(browser.get("/access/countries/MA/report.xlsx"))
    named = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert set(named) == {"Alice Example", "Bob", "Carl"}
    told = {name: (row["May see"], row["May change"], row["Holds now"]) for name, row in named.items()}
    assert told == {
        "Alice Example": ("no", "no", "yes"), "Bob": ("yes", "yes", "yes"), "Carl": ("yes", "yes", "no"),
    }  # fmt: skip
    may = {
        "Alice Example": "give and take away access, and neither see nor change what is not published",
        "Bob": "see, and comment for the country, add and withdraw its files",
        "Carl": "see and change",
    }
    assert {name: row["May"] for name, row in named.items()} == may
    for name, words in may.items():
        (row,) = re.findall(rf"<tr><th[^>]*>(?:<a[^>]*>)?{name}(?:(?!</tr>).)*</tr>", page, re.DOTALL)
        assert f">{words}</td>" in row
    (_heads, *own) = written(browser.get(f"/access/people/{carl.key}/report.xlsx"))
    assert [row[3] for row in own] == ["project GLACY+", "Morocco"]
    assert len(written(browser.get(f"/access/people/{closed.key}/report.xlsx"))) == 1
    assert "Nothing beyond what everybody may read." in text_of(browser.get(f"/access/people/{closed.key}/"))
    assert "not yet" in text_of(browser.get(f"/access/people/{carl.key}/"))
    assert Entry.objects.filter(verb="export", subject_kind="access", subject_key="country:MA").exists()


def test_a_workbook_for_who_does_not_see_people_names_no_address() -> None:
    editor = cast.browser(cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH))
    rows = written(editor.get("/access/projects/CYBERSOUTH/report.xlsx"))
    assert [row[:2] for row in rows[1:]] == [("Bob", "")]
    assert editor.get("/access/projects/GLACY+/report.xlsx").status_code == 404


def test_who_may_judge_a_country_s_law_is_told_with_what_keeps_them_from_it() -> None:
    browser = cast.browser(cast.administrator())

    def told() -> tuple[dict[str, str], int]:
        with CaptureQueriesContext(connection) as asked:
            page = text_of(browser.get("/access/countries/MA/"))
        rows = re.findall(r"<tr><th[^>]*>(?:<a[^>]*>)?([^<]+)<.*?</td><td data-label=\"May\">([^<]*)</td>", page)
        return dict(rows), len(asked)

    mona = cast.person("mona@example.org", "programme_manager")
    for country in ("MA", "SN"):
        declare_interest(mona, kind=InterestKind.SERVICE, country=country, law="", by=cast.command())
    manages = "see and change, and confirm, publish and withdraw what others made"
    barred = "; barred from rating and reviewing the law of Morocco: declared an interest"
    first, few = told()
    assert first["Mona"] == manages + barred
    for number in range(4):
        lea = cast.person(f"lea{number}@example.org", "legal_assessor", cast.MOROCCO)
        declare_interest(lea, kind=InterestKind.DRAFTED, country="MA", law="Law 07-03", by=cast.command())
    over = declare_interest(
        cast.person("otto@example.org", "reviewer"), kind=InterestKind.SERVICE, country="MA", law="", by=cast.command()
    )
    end_interest(over, reason="Left.", by=cast.command())
    viewer = cast.person("vera@example.org", "viewer")
    declare_interest(viewer, kind=InterestKind.SERVICE, country="MA", law="", by=cast.command())
    page, many = told()
    assert many == few
    assert page == {
        "Alice Example": "give and take away access, and neither see nor change what is not published",
        "Mona": manages + barred,
        **{f"Lea{number}": "see and change" + barred for number in range(4)},
        "Otto": "see, and confirm, publish and withdraw what others made",
        "Vera": "see",
    }
    assert {row[0]: row[-1] for row in written(browser.get("/access/countries/MA/report.xlsx"))[1:]} == page
    for everywhere in ("/access/report.xlsx", f"/access/people/{mona.key}/report.xlsx"):
        may = {row[0]: row[-1] for row in written(browser.get(everywhere))[1:]}
        assert may["Mona"] == manages + barred + barred.replace("Morocco", "Senegal")
    project = {row[0]: row[-1] for row in written(browser.get("/access/projects/CYBERSOUTH/report.xlsx"))[1:]}
    assert project["Mona"] == manages


def written(answer: Any) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(BytesIO(answer.content))
    return list(book["access"].iter_rows(values_only=True))


def test_people_and_who_may_see_a_project_are_listed_page_by_page_and_people_are_found_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("capacita.web.paging.AT_ONCE", 2)
    browser = cast.browser(cast.administrator("adam@example.org"))
    for name in ("bea", "carl", "dora"):
        cast.person(f"{name}@example.org", "project_editor", cast.GLACY)
    seen = set()
    address = "/access/people/"
    while address:
        text = browser.get(address).content.decode()
        seen |= set(re.findall(r'<a href="/access/people/\w+/">(\w+)', text))
        further = re.search(r'<a href="([^"]*page=[^"]*)" rel="next">', text)
        address = further[1] if further else ""
    assert len(seen) == User.objects.count() == 4
    found = browser.get("/access/people/?q=CARL").content.decode()
    assert "carl@example.org" in found
    assert "dora@example.org" not in found
    assert "Nobody has this name or address." in browser.get("/access/people/?q=nobody-such").content.decode()
    first = browser.get(f"/access/projects/{cast.GLACY.key}/").content.decode()
    assert "roles given to somebody count here" in first
    assert f'<a href="/access/projects/{cast.GLACY.key}/?page=2" rel="next">' in first


def test_open_invitations_are_listed_page_by_page_and_stand_beside_what_they_would_give(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("capacita.web.paging.AT_ONCE", 2)
    monkeypatch.setattr("capacita.web.access.views._INVITED_AT_ONCE", 2)
    alice = cast.administrator()
    browser = cast.browser(alice)
    asks: dict[str, Any] = {"role": "viewer", "until_on": None, "language": "en", "by": cast.standing(alice)}
    for number in range(3):
        invite_person(email=f"g{number}@example.org", scope=cast.GLACY, **asks)
    invite_person(email="all@example.org", scope=EVERYTHING, **asks)
    invite_person(email="elsewhere@example.org", scope=cast.CYBERSOUTH, **asks)

    def invited(address: str) -> list[str]:
        return re.findall(r">(\w+@example\.org)</a>", browser.get(address).content.decode())

    people = "/access/people/"
    assert invited(people) == ["elsewhere@example.org", "all@example.org"]
    assert f'href="{people}?q=%40EXAMPLE&amp;invited=2"' in browser.get(f"{people}?q=%40EXAMPLE").content.decode()
    assert invited(f"{people}?q=%40EXAMPLE&invited=2") == ["g2@example.org", "g1@example.org"]
    assert invited(f"{people}?invited=3") == ["g0@example.org"]
    assert invited(f"{people}?q=G1") == ["g1@example.org"]
    project = f"/access/projects/{cast.GLACY.key}/"
    assert invited(project) == ["all@example.org", "g2@example.org"]
    assert invited(f"{project}?invited=2") == ["g1@example.org", "g0@example.org"]
    # No such page: the first one.
    assert invited(f"{project}?invited=9") == invited(f"{project}?invited=x") == invited(project)


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
    assert f"Given back to Bob: Project editor, project CYBERSOUTH. Until {long_day(until - timedelta(1))}." in page
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


def aged(browser: Client, minutes: float) -> Client:
    """The same browser, in which the person signed in so long ago."""
    session = browser.session
    for each in session["account_authentication_methods"]:
        each["at"] -= minutes * 60
    session.save()
    return browser


def test_in_a_session_that_was_left_open_access_is_given_only_after_the_factor_was_shown_anew() -> None:
    alice, bob = cast.administrator(), cast.person("bob@example.org")
    codes = Authenticator.objects.get(user_id=alice.pk).wrap().get_unused_codes()
    browser = aged(cast.browser(alice), 20)
    place, grant = f"/access/people/{bob.key}/", Grant.objects.get(person=bob)
    given = {"role": "reviewer", "scope": "Everything", "from_on": str(today())}
    invited = {"email": "c@example.org", "role": "viewer", "scope": "Everything", "language": "en"}
    for address, typed in (
        (place, given), ("/access/people/invite/", invited), (f"{place}close/", {}), (f"{place}second-factor/", {}),
        (f"/access/grants/{grant.key}/revoke/", {}),
    ):  # fmt: skip
        assert browser.post(address, typed)["Location"].startswith("/account/second-factor/confirm/?next="), address
    assert browser.get("/access/report.xlsx")["Location"].startswith("/account/second-factor/confirm/?next=")
    assert browser.get(place).status_code == 200
    assert Grant.objects.filter(person=bob).count() == 1
    # The password alone is not enough where there is a factor; with it what was typed goes on by itself.
    browser.post("/account/confirm/", {"password": cast.PASSWORD})
    led = browser.post(place, given)["Location"]
    browser.post(led, {"code": codes[0], "next": place})
    assert Grant.objects.filter(person=bob, role="reviewer").exists()
    assert browser.get("/access/report.xlsx").status_code == 200


def test_the_person_at_the_machine_is_asked_for_nothing() -> None:
    bob = cast.person("bob@example.org")
    given = {"role": "reviewer", "scope": "Everything", "from_on": str(today())}
    assert (
        Client(REMOTE_ADDR="127.0.0.1", SERVER_NAME="localhost")
        .post(f"/access/people/{bob.key}/", given)["Location"]
        .startswith("/access/people/")
    )


def test_whom_it_concerns_reads_of_a_role_a_second_factor_ended_and_an_account_closed() -> None:
    alice, bob = cast.browser(cast.administrator()), cast.person("bob@example.org")
    User.objects.filter(pk=bob.pk).update(language="fr")
    place = f"/access/people/{bob.key}/"
    alice.post(place, {"role": "country_focal_point", "scope": "country:MA", "from_on": str(today())})
    alice.post(f"{place}second-factor/")
    alice.post(f"{place}close/")
    assert [each.to for each in mail.outbox] == [["bob@example.org"]] * 3
    role, reset, closed = (f"{each.subject} {each.body}" for each in mail.outbox)
    assert "un rôle vous a été donné" in role
    assert "Maroc" in role
    assert "second facteur" in reset
    assert "fermé" in closed


def test_who_invites_sees_the_link_only_where_no_letter_carries_it_and_that_is_on_the_chain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice = cast.administrator()
    browser = cast.browser(alice)
    typed = {**cast.NOTICED, "role": "viewer", "scope": "Everything", "language": "en"}
    looks = Entry.objects.filter(verb="view_invitation_link", actor=alice.key)
    # The name of the back end says that there is a mail server; the letters stay in the test.
    for asking in ("capacita.web.access.invitations", "capacita.web.context"):
        monkeypatch.setattr(f"{asking}.has_mail_server", lambda: True)
    sent = browser.post("/access/people/invite/", {**typed, "email": "b@example.org"})["Location"]
    for address in (sent, f"{sent}?mail=refused"):
        page = text_of(browser.get(address))
        assert "The letter with the link was sent" in page
        assert "/account/invitation/" not in page
    assert not looks.exists()

    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("capacita.people.mail.send_mail", refuse)
    refused = browser.post("/access/people/invite/", {**typed, "email": "c@example.org"})["Location"]
    assert "/account/invitation/" in text_of(browser.get(refused))
    assert looks.count() == 1
    assert "/account/invitation/" not in text_of(cast.browser(alice).get(refused))


def test_on_the_own_page_no_role_is_offered_while_another_administers() -> None:
    alice = cast.administrator()
    place = f"/access/people/{alice.key}/"
    assert "Give the role" in text_of(cast.browser(alice).get(place))
    cast.administrator("other@example.org")
    assert "Give the role" not in text_of(cast.browser(alice).get(place))
