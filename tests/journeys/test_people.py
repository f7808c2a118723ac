"""From the machine's own open door to an administrator with a passkey: the whole way in a browser, with a virtual key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.faultless import is_faultless
from tests.journeys.site import PATIENCE, serving, signed_in

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery staple"


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[str]:
    """A site of its own, since nobody at the machine may do anything there once somebody administers."""
    with serving(tmp_path / "home", port=8656) as address:
        yield address


@pytest.fixture
def desk(browser: Browser, fresh: str) -> Iterator[Page]:
    """A browser on this machine that asks for localhost, where passkeys work without TLS, and holds a key."""
    context = browser.new_context(base_url=fresh.replace("127.0.0.1", "localhost"), locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield page
    context.close()
    assert not complaints, "\n".join(complaints)


def test_the_person_at_the_machine_makes_an_administrator_who_signs_in_with_a_passkey(desk: Page) -> None:
    desk.goto("/")
    expect(desk.get_by_text("Open on this machine only")).to_be_visible()
    desk.get_by_role("link", name="Create an administrator").click()
    desk.get_by_label("E-mail address").fill("alice@example.org")
    desk.get_by_role("button", name="Invite").click()
    link = desk.get_by_label("Link").input_value()

    desk.goto(link)
    desk.get_by_label("Your name").fill("Alice Example")
    desk.get_by_label("Password", exact=False).first.fill(PASSWORD)
    desk.get_by_label("Password, once more").fill(PASSWORD)
    desk.get_by_role("button", name="Make my account").click()
    desk.get_by_role("link", name="Overview").first.click()

    expect(desk.get_by_role("heading", name="Second factor")).to_be_visible()
    desk.get_by_role("link", name="Use a passkey").click()
    desk.get_by_label("Sign in with this key alone").check()
    desk.get_by_role("button", name="Add").click()
    expect(desk.get_by_role("heading", name="Printed codes")).to_be_visible()
    is_faultless(desk)

    desk.goto("/access/people/")
    expect(desk.get_by_role("link", name="Alice Example")).to_be_visible()
    expect(desk.get_by_text("Open on this machine only")).to_have_count(0)
    desk.get_by_role("link", name="Alice Example").click()
    is_faultless(desk)
    desk.goto("/account/")
    is_faultless(desk)
    desk.goto("/account/sessions/")
    is_faultless(desk)

    desk.goto("/account/sign-out/")
    desk.get_by_role("button", name="Sign out").click()
    desk.goto("/account/sign-in/")
    desk.get_by_role("button", name="Sign in with a passkey").click()
    expect(desk.get_by_text("Your work")).to_be_visible()

    desk.goto("/account/sign-out/")
    desk.get_by_role("button", name="Sign out").click()
    desk.goto("/account/sign-in/")
    desk.get_by_label("E-mail address").fill("alice@example.org")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.get_by_role("button", name="Sign in", exact=True).click()
    desk.get_by_role("button", name="Use a passkey").click()
    expect(desk.get_by_role("heading", name="Alice Example")).to_be_visible()


def test_a_ratification_is_recorded_by_one_confirmed_by_another_and_shows_at_once(
    browser: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path / "home", port=8680) as address:
        keys = signed_in(
            tmp_path / "home", {"alice@example.org": "programme_manager", "bob@example.org": "programme_manager"}
        )
        alice, bob = (_browsing(browser, address, key) for key in keys)
        alice.goto("/countries/GT/")
        alice.get_by_role("link", name="Record an act").click()
        alice.get_by_label("What it did").select_option("accession")
        alice.locator("#id_date").fill("2026-11-20")
        alice.locator("#id_source_url").fill("https://www.coe.int/en/web/conventions")
        is_faultless(alice)
        alice.get_by_role("button", name="See what it will change").click()
        expect(alice.locator("dl.effects")).to_contain_text("Parties to the instrument?81 →becomes 82")
        expect(alice.locator("dl.effects")).to_contain_text("Guatemala: Invited to accede →becomes Parties")
        is_faultless(alice)
        alice.get_by_role("button", name="Hand in for confirmation").click()
        expect(alice.get_by_text("It waits for another person")).to_be_visible()

        bob.goto("/")
        bob.locator("details.menu summary").click()
        bob.get_by_role("link", name="Waiting for you").first.click()
        is_faultless(bob)
        bob.get_by_role("link", name="Confirm: Guatemala").click()
        is_faultless(bob)
        bob.get_by_role("button", name="Confirm: it counts from now on").click()
        expect(bob.get_by_text("confirmed", exact=True)).to_be_visible()
        bob.goto("/reach/")
        expect(bob.locator("#reach-tiers .n .fig").first).to_have_text("82")
        bob.goto("/record/history/treaty_actions/?key=ets185/GT/accession/1")
        expect(bob.get_by_text("handed in by Alice")).to_be_visible()
        is_faultless(bob)
        for page in (alice, bob):
            page.context.close()


def _browsing(browser: Browser, address: str, session: str) -> Page:
    context = browser.new_context(base_url=address, locale="en-GB")
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    return context.new_page()
