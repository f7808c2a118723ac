"""Signing in by the organisation's own provider: the whole way, against a real one on this machine."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from capacita.audit.models import Entry, Payload
from capacita.people.actions import deactivate_person, invite_person, link_token, withdraw_invitation
from capacita.people.choices import ScopeKind
from capacita.people.issuer import Issuer
from capacita.people.models import Grant, Invitation, User
from capacita.people.rules import Scope
from tests.people import cast
from tests.provider.running import CLIENT_ID, SECRET, SPOILT, AtTheProvider, provider

pytestmark = pytest.mark.django_db
BACK = "/account/provider/back/"
ROUTES = ("sign-in", "connect", "disconnect", "back", "confirm")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        with provider(f"http://testserver{BACK}") as found:
            yield found


@pytest.fixture
def issuer(address: str, settings: Settings) -> Issuer:
    """The installation is told of the provider."""
    settings.CAPACITA_OIDC = Issuer(address, CLIENT_ID, SECRET, "The ministry")
    return Issuer(address, CLIENT_ID, SECRET, "The ministry")


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def go(
    browser: Client, who: str, path: str = "/account/provider/sign-in/", typed: dict[str, str] | None = None,
    there: AtTheProvider | None = None,
) -> Any:  # fmt: skip
    """The answer after a person has gone out to the provider by `path`, signed in there as `who`, and come back."""
    out = browser.post(path, typed or {})
    assert out.status_code == 302, text_of(out)
    back = (there or AtTheProvider()).come_back(out["Location"], who, f"http://testserver{BACK}")
    return browser.get(back.removeprefix("http://testserver"))


def connected(person: User, issuer: Issuer, subject: str = "") -> SocialAccount:
    return SocialAccount.objects.create(
        user=person, provider=issuer.address, uid=subject or person.email.split("@", maxsplit=1)[0]
    )


def signed_in(person: User, *, ago: float = 0) -> Client:
    """A browser in which the person has signed in by password, so many seconds ago."""
    client = cast.browser(person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() - ago}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def invited(name: str, role: str = "viewer", scope: Scope | None = None) -> Invitation:
    return invite_person(
        email=f"{name}@example.org", role=role, scope=scope or Scope(ScopeKind.ALL), until_on=None, language="fr",
        by=cast.command(),
    )  # fmt: skip


def link(invitation: Invitation) -> str:
    return f"/account/invitation/{invitation.key}/{link_token(invitation)}/"


def test_without_a_provider_no_address_answers_and_no_page_speaks_of_one() -> None:
    browser = signed_in(cast.person("bob@example.org", second_factor=False))
    for name in ROUTES:
        for asked in (browser.get, browser.post):
            assert asked(f"/account/provider/{name}/").status_code == 404
    assert "Sign-in with" not in text_of(browser.get("/account/"))
    assert "provider" not in text_of(Client().get("/account/sign-in/"))
    page = Client().get(link(invited("erin")))
    assert 'name="provider"' not in text_of(page)
    assert "form-action 'self';" in f"{page['Content-Security-Policy']};"
    assert Client().post(link(Invitation.objects.get(accepted_at=None)), {"provider": "1"}).status_code == 400


def test_a_person_connects_signs_out_and_signs_in_by_the_provider(issuer: Issuer) -> None:
    bob = cast.person("bob@example.org", second_factor=False)
    browser = signed_in(bob)
    assert "not connected" in text_of(browser.get("/account/"))
    assert go(browser, "bob", "/account/provider/connect/")["Location"] == "/account/"
    assert "Disconnect" in text_of(browser.get("/account/"))
    assert [each.to for each in mail.outbox] == [["bob@example.org"]]
    assert "The ministry" in str(mail.outbox[0].body)
    entry = Entry.objects.get(verb="connect_provider")
    assert (entry.actor, entry.subject_key) == (bob.key, bob.key)
    assert "bob" not in str(Payload.objects.get(entry=entry).body)

    browser.post("/account/sign-out/")
    assert not is_in(browser)
    assert "Sign in with The ministry" in text_of(browser.get("/account/sign-in/"))
    answer = go(browser, "bob", typed={"next": "/portfolio/"})
    assert answer["Location"] == "/portfolio/"
    assert is_in(browser)
    looked = Entry.objects.filter(verb="sign_in", actor=bob.key).latest("seq")
    assert Payload.objects.get(entry=looked).body == {"before": None, "after": {"methods": ["socialaccount"]}}


def test_nothing_of_the_profile_and_no_token_is_kept(issuer: Issuer) -> None:
    bob = cast.person("bob@example.org", second_factor=False)
    browser = signed_in(bob)
    go(browser, "bob", "/account/provider/connect/")
    browser.post("/account/sign-out/")
    go(browser, "bob")
    assert not SocialToken.objects.exists()
    assert SocialAccount.objects.get().extra_data == {"said": []}
    held = json.dumps([each.get_decoded() for each in Session.objects.all()])
    assert "access_token" not in held
    assert "bob@" not in held


def test_the_way_out_carries_state_nonce_and_a_hashed_secret_and_ends_at_the_provider(issuer: Issuer) -> None:
    out = Client().post("/account/provider/sign-in/")
    asked = parse_qs(urlsplit(out["Location"]).query)
    assert out["Location"].startswith(f"{issuer.address}/auth?")
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert len(asked["state"][0]) >= 16
    assert len(asked["nonce"][0]) == 64
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert SECRET not in out["Location"]
    another = parse_qs(urlsplit(Client().post("/account/provider/sign-in/")["Location"]).query)
    assert all(asked[name] != another[name] for name in ("state", "nonce", "code_challenge"))
    # What a browser adds to the address changes nothing of what is asked.
    dressed = Client().post("/account/provider/sign-in/?auth_params=nonce%3Dx&scope=everything&process=connect")
    assert "everything" not in dressed["Location"]
    assert "nonce=x" not in dressed["Location"]
    assert Client().get("/account/provider/sign-in/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/account/provider/sign-in/").status_code == 403


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(issuer: Issuer) -> None:
    connected(cast.person("bob@example.org", second_factor=False), issuer)
    mine, theirs = Client(), Client()
    out = mine.post("/account/provider/sign-in/")
    back = (
        AtTheProvider().come_back(out["Location"], "bob", f"http://testserver{BACK}").removeprefix("http://testserver")
    )
    wrong = re.sub(r"state=[^&]+", "state=another", back)
    for browser, asked in ((theirs, back), (mine, wrong), (mine, BACK), (mine, f"{BACK}?code=x")):
        answer = browser.get(asked)
        assert answer.status_code == 400
        assert "did not work" in text_of(answer)
        assert not is_in(browser)
    assert mine.get(back).status_code == 302
    assert is_in(mine)
    # An answer works once.
    again = Client()
    again.cookies = mine.cookies
    assert again.get(back).status_code == 400


def test_a_code_that_another_browser_began_with_is_refused_by_its_secret(issuer: Issuer) -> None:
    connected(cast.person("bob@example.org", second_factor=False), issuer)
    mine, theirs = Client(), Client()
    to_mine, to_theirs = mine.post("/account/provider/sign-in/"), theirs.post("/account/provider/sign-in/")
    code = parse_qs(urlsplit(AtTheProvider().come_back(to_theirs["Location"], "bob", f"http://testserver{BACK}")).query)
    state = parse_qs(urlsplit(to_mine["Location"]).query)["state"][0]
    assert mine.get(BACK, {"code": code["code"][0], "state": state}).status_code == 403
    assert not is_in(mine)


@pytest.mark.parametrize(("number", "spoilt"), list(enumerate(SPOILT)), ids=SPOILT)
def test_a_spoilt_answer_is_refused(issuer: Issuer, number: int, spoilt: str, caplog: pytest.LogCaptureFixture) -> None:
    connected(cast.person("bob@example.org", second_factor=False), issuer, f"spoilt-{number}")
    connected(cast.person("alice@example.org", second_factor=False), issuer)
    browser = Client()
    with caplog.at_level("WARNING", logger="capacita"):
        answer = go(browser, f"spoilt-{number}")
    assert SPOILT[spoilt] in caplog.text
    assert answer.status_code == 403, text_of(answer)
    assert "did not work" in text_of(answer)
    assert not is_in(browser)


def test_a_stranger_is_told_so_and_nothing_is_kept(issuer: Issuer) -> None:
    before = User.objects.count()
    browser = Client()
    answer = go(browser, "alice")
    assert answer.status_code == 403
    assert "You have no account here" in text_of(answer)
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()
    assert not is_in(browser)


def test_an_address_that_is_the_same_signs_nobody_in_until_its_owner_has_connected_it(issuer: Issuer) -> None:
    cast.person("bob@example.org", second_factor=False)
    browser = Client()
    assert "You have no account here" in text_of(go(browser, "bob"))
    assert not is_in(browser)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("who", "account", "reason"),
    [
        ("charlie", "charlie", "does not state your address as verified"),
        ("dana", "dana", "does not state your address as verified"),
        ("alice", "bob", "knows you by another address"),
    ],
)
def test_an_address_unverified_or_another_one_never_connects(
    issuer: Issuer, who: str, account: str, reason: str
) -> None:
    browser = signed_in(cast.person(f"{account}@example.org", second_factor=False))
    answer = go(browser, who, "/account/provider/connect/")
    assert answer.status_code == 403
    assert reason in text_of(answer)
    assert not SocialAccount.objects.exists()
    assert is_in(browser)


def test_a_domain_that_the_provider_keeps_counts_where_it_is_silent(issuer: Issuer, settings: Settings) -> None:
    settings.CAPACITA_OIDC = Issuer(
        issuer.address, CLIENT_ID, SECRET, "The ministry", domains=frozenset({"example.org"})
    )
    silent, denied = (cast.person(f"{name}@example.org", second_factor=False) for name in ("dana", "charlie"))
    assert go(signed_in(silent), "dana", "/account/provider/connect/").status_code == 302
    assert go(signed_in(denied), "charlie", "/account/provider/connect/").status_code == 403


def test_connecting_needs_a_confirmed_person_who_is_still_the_same_when_back(issuer: Issuer) -> None:
    bob = cast.person("bob@example.org", second_factor=False)
    assert Client().post("/account/provider/connect/")["Location"].startswith("/account/sign-in/")
    late = signed_in(bob, ago=1000)
    assert late.post("/account/provider/connect/")["Location"].startswith("/account/confirm/")
    resumed = late.post("/account/confirm/?next=/account/provider/connect/", {"password": cast.PASSWORD})
    assert resumed["Location"].startswith(issuer.address)

    browser = signed_in(bob)
    out = browser.post("/account/provider/connect/")
    back = (
        AtTheProvider().come_back(out["Location"], "bob", f"http://testserver{BACK}").removeprefix("http://testserver")
    )
    states = browser.session["socialaccount_states"]
    browser.force_login(cast.person("mallory@example.org"))
    session = browser.session
    session["socialaccount_states"] = states
    session.save()
    assert browser.get(back).status_code == 400
    assert not SocialAccount.objects.exists()


def test_one_sign_in_there_is_one_account_here(issuer: Issuer) -> None:
    bob = cast.person("bob@example.org", second_factor=False)
    connected(bob, issuer, "another-subject")
    answer = go(signed_in(bob), "bob", "/account/provider/connect/")
    assert "connected already" in text_of(answer)
    SocialAccount.objects.all().delete()
    connected(cast.person("erin@example.org"), issuer, "bob")
    answer = go(signed_in(bob), "bob", "/account/provider/connect/")
    assert "connected to another account already" in text_of(answer)
    assert SocialAccount.objects.get().user != bob


def test_a_closed_account_is_not_signed_in(issuer: Issuer) -> None:
    bob = cast.person("bob@example.org", second_factor=False)
    connected(bob, issuer)
    deactivate_person(bob, by=cast.command())
    browser = Client()
    assert go(browser, "bob")["Location"] == "/account/closed/"
    assert not is_in(browser)


def test_who_turns_back_at_the_provider_is_at_the_sign_in_page_again(issuer: Issuer) -> None:
    browser = Client()
    assert go(browser, "nobody there")["Location"] == "/account/sign-in/"
    assert not is_in(browser)


def test_a_provider_that_does_not_answer_is_named_on_a_page(issuer: Issuer, settings: Settings) -> None:
    connected(cast.person("grace@example.org", second_factor=False), issuer)
    browser = Client()
    answer = go(browser, "grace")
    assert answer.status_code == 403
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{taken.getsockname()[1]}"
        settings.CAPACITA_OIDC = Issuer(nowhere, CLIENT_ID, SECRET, "The ministry")
        answer = browser.post("/account/provider/sign-in/")
    assert answer.status_code == 503
    assert "The ministry does not answer now" in text_of(answer)
    assert not is_in(browser)


def test_a_provider_that_calls_itself_otherwise_is_refused(issuer: Issuer, settings: Settings) -> None:
    settings.CAPACITA_OIDC = Issuer(f"{issuer.address}/", CLIENT_ID, SECRET, "The ministry")
    assert Client().post("/account/provider/sign-in/").status_code == 403


def test_an_answer_from_another_address_than_the_one_asked_is_not_taken(
    issuer: Issuer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CAPACITA_OIDC = Issuer(f"{issuer.address}/moved", CLIENT_ID, SECRET, "The ministry")
    with caplog.at_level("WARNING", logger="capacita"):
        assert Client().post("/account/provider/sign-in/").status_code == 503
    assert "TooManyRedirects" in caplog.text


def test_another_issuer_s_people_are_other_people(issuer: Issuer) -> None:
    bob = cast.person("bob@example.org", second_factor=False)
    SocialAccount.objects.create(user=bob, provider="https://former.example.org", uid="bob")
    browser = Client()
    assert "You have no account here" in text_of(go(browser, "bob"))
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("who", "counted", "is_enough"),
    [
        ("erin", {"mfa"}, True),
        ("erin", set(), False),
        ("erin", {"hwk"}, False),
        ("bob", {"mfa"}, False),
        ("frank", {"mfa"}, False),
        ("frank", {"urn:example:two"}, True),
    ],
)
def test_the_provider_s_second_factor_counts_where_it_says_so_and_the_setting_too(
    issuer: Issuer, settings: Settings, who: str, counted: set[str], is_enough: bool
) -> None:
    settings.CAPACITA_OIDC = Issuer(issuer.address, CLIENT_ID, SECRET, "The ministry", counted=frozenset(counted))
    person = cast.person(f"{who}@example.org", "project_editor", cast.CYBERSOUTH, second_factor=False)
    connected(person, issuer)
    browser = Client()
    go(browser, who)
    path = "/access/projects/CYBERSOUTH/"
    answer = browser.get(path)
    assert answer.status_code == (200 if is_enough else 302)
    if not is_enough:
        assert answer["Location"].startswith("/account/second-factor/")
        return
    assert "asked by The ministry" in text_of(browser.get("/account/"))
    # It holds for this session alone, for as long as the setting and the connection stand.
    assert signed_in(person).get(path).status_code == 302
    settings.CAPACITA_OIDC = Issuer(issuer.address, CLIENT_ID, SECRET, "The ministry", counted=frozenset())
    assert browser.get(path).status_code == 302
    settings.CAPACITA_OIDC = Issuer(issuer.address, CLIENT_ID, SECRET, "The ministry", counted=frozenset(counted))
    assert browser.get(path).status_code == 200
    SocialAccount.objects.filter(user=person).delete()
    assert browser.get(path).status_code == 302
    connected(person, issuer, "connected anew")
    assert browser.get(path).status_code == 302


def test_ours_is_asked_for_where_the_provider_s_does_not_count_and_not_twice_where_it_does(issuer: Issuer) -> None:
    for name in ("bob", "erin"):
        connected(cast.person(f"{name}@example.org", "project_editor", cast.CYBERSOUTH), issuer)
    browser = Client()
    assert go(browser, "bob")["Location"] == "/account/second-factor/ask/"
    assert not is_in(browser)
    # What waits in the session for the code holds nothing by which the provider could be asked.
    waiting = browser.session["account_login"]["signal_kwargs"]["sociallogin"]
    assert waiting["account"]["uid"] == "bob"
    assert "token" not in waiting
    browser = Client()
    assert go(browser, "erin")["Location"] == "/account/"
    assert browser.get("/access/projects/CYBERSOUTH/").status_code == 200


def test_signing_in_by_password_afterwards_forgets_what_the_provider_said(issuer: Issuer) -> None:
    erin = cast.person("erin@example.org", "project_editor", cast.CYBERSOUTH, second_factor=False)
    connected(erin, issuer)
    browser = Client()
    go(browser, "erin")
    browser.post("/account/sign-out/")
    browser.post("/account/sign-in/", {"login": erin.email, "password": cast.PASSWORD})
    assert browser.get("/access/projects/CYBERSOUTH/").status_code == 302


def test_an_invitation_is_accepted_through_the_provider(issuer: Issuer) -> None:
    invitation = invited("erin", "project_editor", cast.CYBERSOUTH)
    browser = Client()
    page = text_of(browser.get(link(invitation)))
    assert 'name="provider"' in page
    answer = go(browser, "erin", link(invitation), {**cast.NOTICED, "provider": "1"})
    assert answer["Location"] == "/account/"
    assert browser.cookies["django_language"].value == "fr"
    erin = User.objects.get(email="erin@example.org")
    assert (erin.name, erin.has_usable_password()) == ("Erin", False)
    assert Grant.objects.get(person=erin).role == "project_editor"
    assert browser.get("/access/projects/CYBERSOUTH/").status_code == 200
    assert Client().get(link(invitation)).status_code == 404
    entry = Entry.objects.get(verb="accept_invitation", actor=erin.key)
    assert "erin" not in str(Payload.objects.get(entry=entry).body).replace(erin.key, "")

    again = Client()
    assert go(again, "erin")["Location"] == "/account/"


@pytest.mark.parametrize(
    ("who", "name", "reason"),
    [("bob", "erin", "by another address"), ("charlie", "charlie", "as verified"), ("dana", "dana", "as verified")],
)
def test_an_invitation_for_an_address_that_is_not_proved_stays_open(
    issuer: Issuer, who: str, name: str, reason: str
) -> None:
    invitation = invited(name)
    browser = Client()
    answer = go(browser, who, link(invitation), {**cast.NOTICED, "provider": "1"})
    assert answer.status_code == 403
    assert reason in text_of(answer)
    assert not User.objects.filter(email=invitation.email).exists()
    assert not SocialAccount.objects.exists()
    assert browser.get(link(invitation)).status_code == 200
    assert not is_in(browser)


def test_an_invitation_withdrawn_on_the_way_makes_no_account(issuer: Issuer) -> None:
    invitation = invited("erin")
    path, browser = link(invitation), Client()
    out = browser.post(path, {**cast.NOTICED, "provider": "1"})
    assert link_token(invitation) not in json.dumps(browser.session["socialaccount_states"])
    withdraw_invitation(invitation, by=cast.command())
    back = AtTheProvider().come_back(out["Location"], "erin", f"http://testserver{BACK}")
    answer = browser.get(back.removeprefix("http://testserver"))
    assert answer.status_code in (403, 404)
    assert not User.objects.filter(email="erin@example.org").exists()
    assert not SocialAccount.objects.exists()


def test_a_sign_in_that_somebody_has_already_accepts_no_invitation(issuer: Issuer) -> None:
    connected(cast.person("bob@example.org"), issuer, "erin")
    answer = go(Client(), "erin", link(invited("erin")), {**cast.NOTICED, "provider": "1"})
    assert "connected to another account already" in text_of(answer)
    assert not User.objects.filter(email="erin@example.org").exists()


def test_who_has_another_way_in_ends_the_connection(issuer: Issuer) -> None:
    bob = cast.person("bob@example.org", second_factor=False)
    connected(bob, issuer)
    browser = signed_in(bob)
    assert browser.post("/account/provider/disconnect/")["Location"] == "/account/"
    assert "not connected" in text_of(browser.get("/account/"))
    assert Entry.objects.filter(verb="disconnect_provider", actor=bob.key).count() == 1
    assert "You have no account here" in text_of(go(Client(), "bob"))
    assert browser.post("/account/provider/disconnect/").status_code == 403


def test_the_only_way_in_is_not_ended_until_a_password_is_set(issuer: Issuer) -> None:
    browser = Client()
    go(browser, "erin", link(invited("erin")), {**cast.NOTICED, "provider": "1"})
    browser.cookies.load({"django_language": "en"})
    answer = browser.post("/account/provider/disconnect/")
    assert answer.status_code == 403
    assert "only way in" in text_of(answer)
    assert "Set a password" in text_of(browser.get("/account/"))
    mail.outbox.clear()
    browser.post("/account/password/forgotten/", {"email": "erin@example.org"})
    sent = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert sent is not None
    form = browser.get(sent.group(1), follow=True)
    browser.post(form.redirect_chain[-1][0], {"password1": cast.PASSWORD, "password2": cast.PASSWORD})
    again = Client()
    go(again, "erin")
    assert again.post("/account/provider/disconnect/")["Location"] == "/account/"
    assert not SocialAccount.objects.exists()


def test_who_has_only_the_provider_confirms_a_change_by_signing_in_there_anew(issuer: Issuer) -> None:
    browser, there = Client(), AtTheProvider()
    go(browser, "erin", link(invited("erin")), {**cast.NOTICED, "provider": "1"}, there)
    assert browser.get("/account/second-factor/generator/").status_code == 200
    session = browser.session
    for each in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        each["at"] -= 1000
    session.save()
    asked = browser.get("/account/second-factor/generator/")
    assert asked["Location"] == "/account/provider/confirm/?next=%2Faccount%2Fsecond-factor%2Fgenerator%2F"
    assert 'name="again"' in text_of(browser.get(asked["Location"]))
    typed = {"again": "1", "next": "/account/second-factor/generator/"}
    assert "prompt=login" in browser.post("/account/provider/sign-in/", typed)["Location"]
    assert go(browser, "erin", typed=typed, there=there)["Location"] == typed["next"]
    assert browser.get(typed["next"]).status_code == 200


def test_the_provider_is_not_asked_without_end(issuer: Issuer, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"provider": "2/m/ip"}
    answers = [Client().post("/account/provider/sign-in/").status_code for _each in range(3)]
    assert answers == [302, 302, 429]


def test_an_onward_address_elsewhere_is_not_followed(issuer: Issuer) -> None:
    connected(cast.person("bob@example.org", second_factor=False), issuer)
    answer = go(Client(), "bob", typed={"next": "https://elsewhere.example.org/"})
    assert answer["Location"] == "/account/"


def test_an_administrator_sees_by_which_ways_a_person_signs_in(issuer: Issuer) -> None:
    bob = cast.person("bob@example.org", second_factor=False)
    alice = cast.browser(cast.administrator())
    path = f"/access/people/{bob.key}/"
    assert "Signs in by: password" in text_of(alice.get(path))
    connected(bob, issuer)
    assert "Signs in by: password, The ministry" in text_of(alice.get(path))
    assert "password, The ministry" in text_of(alice.get("/access/people/"))


def test_an_administrator_reads_in_a_person_s_history_that_a_way_in_was_connected_and_ended(issuer: Issuer) -> None:
    bob = cast.person("bob@example.org", second_factor=False)
    browser = signed_in(bob)
    go(browser, "bob", "/account/provider/connect/")
    browser.post("/account/provider/disconnect/")
    page = text_of(cast.browser(cast.administrator()).get(f"/access/people/{bob.key}/"))
    assert "sign-in was connected" in page
    assert "sign-in was disconnected" in page
