"""Somebody who never saw the product: administers it, invites for one project, looks who can see it, brings back yesterday.

From an empty folder, by the words on the pages alone, at the width of a desk and of a telephone.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.faultless import is_faultless
from tests.journeys.site import serving

pytestmark = pytest.mark.browser

PASSWORD = "lamp river tuesday cloud"
TITLE = "GLACY+ · GLACY+ project on Global Action on Cybercrime Extended"


def run(home: Path, *command: str, typed: str = "") -> str:
    """What the product's command says on the folder."""
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CAPACITA_SKIPPED")}
    home.mkdir(exist_ok=True, mode=0o700)
    done = subprocess.run(
        [sys.executable, "-m", "capacita.cli", *command],
        env={**clean, "DJANGO_SETTINGS_MODULE": "capacita.config.settings", "CAPACITA_HOME": str(home)},
        input=typed, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 3), done.stderr
    return done.stdout


def code_of(secret: str, *, later: int = 0) -> str:
    """What an app shows now, and half a minute on with `later`: RFC 6238, worked out by hand."""
    counter = struct.pack(">Q", int(time.time()) // 30 + later)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def sign_in(page: Page, address: str) -> None:
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_newcomer_invites_looks_who_can_see_takes_away_and_brings_back_yesterday(
    browser: Browser, tmp_path: Path
) -> None:
    home, backups = tmp_path / "home", tmp_path / "backups"
    run(home, "admin", "create", "--email", "alice@example.org", "--name", "Alice", typed=f"{PASSWORD}\n")
    with serving(home, port=8690, is_loaded=False) as address:

        def sits_down(width: int = 1300) -> Page:
            context = browser.new_context(
                base_url=address.replace("127.0.0.1", "localhost"), locale="en-GB",
                viewport={"width": width, "height": 800}, reduced_motion="reduce",
            )  # fmt: skip
            context.set_default_timeout(20_000)
            return context.new_page()

        alice, bob = sits_down(), sits_down(360)
        secret = _signs_in_and_comes_where_she_was_going(alice)
        link = _invites_for_one_project(alice)
        _is_told_that_the_link_is_for_another(alice, link)
        _accepts_on_a_telephone(bob, link)
        _sees_who_can_see(alice)
        said = run(home, "backup", "--to", str(backups))
        assert "capacita restore" in said
        _takes_away_and_gives_back(alice)
        command = _finds_the_way_back(alice)
        # What the page says, typed into another folder.
        file, *rest = command.split(" restore ")[1].split()
        restored = tmp_path / "restored"
        assert "Everybody signs in again" in run(restored, "restore", file, *rest)
        assert "this installation came back on" in run(restored, "doctor")
    with serving(restored, port=8691, is_loaded=False) as address:
        page = browser.new_context(base_url=address.replace("127.0.0.1", "localhost"), locale="en-GB").new_page()
        page.goto("/account/sign-in/")
        sign_in(page, "alice@example.org")
        page.get_by_label("Code").fill(code_of(secret, later=1))
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("status")).to_contain_text("This installation was restored: it is as it was on")
        expect(page.get_by_role("status")).to_contain_text(Path(file).name)
        is_faultless(page)
        page.get_by_role("button", name="Seen to: show this no more").click()
        expect(page.get_by_role("heading", name="Backups and restore", exact=True)).to_be_visible()
        expect(page.get_by_text("This installation was restored")).to_have_count(0)


def _signs_in_and_comes_where_she_was_going(page: Page) -> str:
    """The secret of the second factor that her role needs, which stands between."""
    page.goto("/account/sign-in/?next=/access/people/")
    sign_in(page, "alice@example.org")
    page.get_by_role("link", name="Use a code generator").click()
    secret = page.locator("main code").inner_text()
    is_faultless(page)
    page.set_viewport_size({"width": 1300, "height": 800})
    page.get_by_label("Code that the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    return secret


def _invites_for_one_project(page: Page) -> str:
    page.goto("/search/")
    page.get_by_label("Names, words or an address").fill("invite colleague")
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("E-mail address").fill("bob@example.org")
    page.get_by_label("Role").select_option("Project editor")
    page.locator("#id_scope").fill("glacy p")
    page.get_by_role("button", name="Invite").click()
    expect(page.locator("#id_scope_error")).to_contain_text(TITLE)
    is_faultless(page)
    page.locator("#id_scope").fill(TITLE)
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("Project editor, project GLACY+")).to_be_visible()
    return page.get_by_label("Link").input_value()


def _is_told_that_the_link_is_for_another(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_text("This invitation is for bob@example.org")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out and go on")).to_be_visible()
    is_faultless(page)
    page.get_by_role("link", name="Leave it").click()
    expect(page.get_by_role("heading", name="Alice")).to_be_visible()


def _accepts_on_a_telephone(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_text("Alice, who administers this installation, invited you.")).to_be_visible()
    page.get_by_label("Your name").fill("Bob")
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_label("Password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    page.get_by_role("link", name="Set it up now").click()
    page.get_by_role("link", name="Use printed codes").click()
    page.get_by_role("button", name="Make the codes").click()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("heading", name="Bob")).to_be_visible()
    page.get_by_role("link", name="Waiting for you").first.click()
    expect(page.get_by_role("heading", name="Waiting for you")).to_be_visible()
    is_faultless(page)


def _sees_who_can_see(page: Page) -> None:
    page.set_viewport_size({"width": 1300, "height": 800})
    page.goto("/portfolio/GLACY+/")
    page.get_by_role("link", name="Who can see this?").click()
    row = page.get_by_role("row").filter(has_text="Bob")
    expect(row).to_contain_text("see and change")
    row.get_by_role("link", name="Bob").click()


def _takes_away_and_gives_back(page: Page) -> None:
    page.get_by_role("button", name="Take away").click()
    said = page.get_by_role("status")
    expect(said).to_contain_text("Taken away from Bob: Project editor, project GLACY+.")
    is_faultless(page)
    said.get_by_role("button", name="Give it back").click()
    expect(page.get_by_role("status")).to_contain_text("Given back to Bob: Project editor, project GLACY+.")
    is_faultless(page)


def _finds_the_way_back(page: Page) -> str:
    """The command that the page tells to type."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/search/?q=restore+yesterday")
    page.get_by_role("link", name="Restore: bring back yesterday").click()
    command = page.locator("main code").filter(has_text="capacita restore").first.inner_text()
    is_faultless(page)
    return command
