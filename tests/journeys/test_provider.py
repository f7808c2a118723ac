"""In and out by an organisation's own provider, in a browser that holds the site to its content security policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.faultless import is_faultless
from tests.journeys.site import PATIENCE, port_of, serving
from tests.provider.running import CLIENT_ID, SECRET, provider

pytestmark = pytest.mark.browser
PORT = 8651
PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site of an installation that was told of a provider, with the provider beside it."""
    with (
        provider(f"http://127.0.0.1:{port_of(PORT)}/account/provider/back/") as issuer,
        serving(
            tmp_path_factory.mktemp("ministry"),
            port=PORT,
            NO_PROXY="127.0.0.1",
            CAPACITA_OIDC_ISSUER=issuer,
            CAPACITA_OIDC_CLIENT_ID=CLIENT_ID,
            CAPACITA_OIDC_CLIENT_SECRET=SECRET,
            CAPACITA_OIDC_NAME="The ministry",
        ) as site,
    ):
        yield site


@pytest.fixture
def desk(browser: Browser, ministry: str) -> Iterator[Page]:
    context = browser.new_context(base_url=ministry, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints, "\n".join(complaints)


def test_an_invited_administrator_comes_in_by_the_ministry_and_a_colleague_connects(desk: Page) -> None:
    _invite(desk, "erin@example.org", role="administrator")
    is_faultless(desk)
    desk.get_by_role("button", name="Continue with The ministry").click()
    _say_who(desk, "erin")
    expect(desk.get_by_role("heading", name="Erin")).to_be_visible()
    expect(desk.get_by_text("asked by The ministry")).to_be_visible()
    is_faultless(desk)

    _invite(desk, "bob@example.org", role="viewer")
    link = desk.url
    desk.goto("/account/sign-out/")
    desk.get_by_role("button", name="Sign out").click()
    desk.context.clear_cookies()

    desk.goto(link)
    desk.get_by_label("Your name").fill("Bob Example")
    desk.get_by_label("Password", exact=False).first.fill(PASSWORD)
    desk.get_by_label("Password, once more").fill(PASSWORD)
    desk.get_by_role("button", name="Make my account").click()
    expect(desk.get_by_text("not connected")).to_be_visible()
    desk.get_by_role("button", name="Connect", exact=True).click()
    _say_who(desk, "bob")
    expect(desk.get_by_role("button", name="Disconnect")).to_be_visible()
    is_faultless(desk)

    # The ministry remembers Bob: the way out and back shows none of its pages.
    desk.goto("/account/sign-out/")
    desk.get_by_role("button", name="Sign out").click()
    desk.goto("/account/sign-in/")
    is_faultless(desk)
    desk.get_by_role("button", name="Sign in with The ministry").click()
    expect(desk.get_by_role("heading", name="Bob Example")).to_be_visible()


def test_a_stranger_reads_what_to_do(desk: Page) -> None:
    desk.goto("/account/sign-in/")
    desk.get_by_role("button", name="Sign in with The ministry").click()
    _say_who(desk, "frank")
    expect(desk.get_by_role("heading", name="You have no account here")).to_be_visible()
    is_faultless(desk)


def _invite(desk: Page, address: str, *, role: str) -> None:
    """Invite somebody, and be at the page behind the link."""
    desk.goto(f"/access/people/invite/?role={role}&scope=all")
    desk.get_by_label("E-mail address").fill(address)
    desk.get_by_role("button", name="Invite").click()
    desk.goto(desk.get_by_label("Link").input_value())


def _say_who(desk: Page, name: str) -> None:
    expect(desk.get_by_role("heading", name="The ministry")).to_be_visible()
    desk.get_by_label("Who are you?").fill(name)
    desk.get_by_role("button", name="Sign in").click()
