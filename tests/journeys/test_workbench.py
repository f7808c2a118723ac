"""An assessor rates Articles 2 to 11 of Romania's law by keyboard alone; the server is killed in the middle."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.journeys.faultless import is_faultless
from tests.journeys.site import PATIENCE, address_of, kill, load, signed_in, start, stop

pytestmark = pytest.mark.browser
PORT = 8653
ARTICLES = range(2, 12)
WORDS = "The part on whole or part of a system is missing."


class Site:
    """The product on a folder, which can be killed and started again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        load(home)
        self.served: subprocess.Popen[bytes] = start(home, port=PORT)
        self.address = address_of(self.served, home)

    def kill(self) -> None:
        kill(self.served)

    def start_again(self) -> None:
        self.served = start(self.home, port=PORT)
        address_of(self.served, self.home)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    served = Site(tmp_path)
    yield served
    stop(served.served)


@pytest.fixture
def assessor(browser: Browser, site: Site) -> Iterator[Page]:
    """The assessor's browser, signed in."""
    (session,) = signed_in(site.home, {"assessor@example.org": "legal_assessor"})
    context = browser.new_context(base_url=site.address, locale="en-GB", viewport={"width": 1300, "height": 900})
    context.set_default_timeout(PATIENCE)
    _sign_in(context, site, session)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors, "\n".join(errors)


def _sign_in(context: BrowserContext, site: Site, session: str) -> None:
    context.add_cookies([{"name": "sessionid", "value": session, "url": site.address}])


def test_an_assessor_rates_ten_articles_by_keyboard_and_a_killed_server_loses_nothing(
    assessor: Page, site: Site
) -> None:
    for number in ARTICLES:
        if number == ARTICLES[0]:
            _begin(assessor, number)
        else:
            _go_on(assessor, number)
        elements = assessor.locator("form.element").count()
        assert elements > 0
        if number == 6:
            _rate(assessor, elements, site, killed_at=elements // 2)
        else:
            _rate(assessor, elements)
        if number == 2:
            is_faultless(assessor)
        assessor.reload()
        expect(assessor.locator("[data-rated]")).to_have_text(f"{elements} of {elements} elements rated")
        expect(assessor.locator("textarea[name=text]").first).to_have_value(WORDS)
        assert assessor.evaluate("localStorage.length") == 0
    assessor.goto("/legislation/RO/workbench/")
    assert assessor.get_by_role("link", name=re.compile("law of")).count() == len(ARTICLES)


def _begin(page: Page, number: int) -> None:
    page.goto("/legislation/RO/workbench/")
    page.get_by_label("Article", exact=True).focus()
    page.get_by_label("Article", exact=True).select_option(f"ets185/art_{number}")
    page.get_by_label("The law as of").fill("2024-03-02")
    page.get_by_label("The law as of").press("Enter")
    page.wait_for_url("**/legislation/ratings/**")


def _go_on(page: Page, number: int) -> None:
    """From the last element of a sheet to the next article, of the same law on the same day, by two keys."""
    page.locator("form.element fieldset").last.focus()
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Article {number} ")
    expect(page.get_by_text("law of 2 March 2024")).to_be_visible()


def _rate(page: Page, elements: int, site: Site | None = None, killed_at: int = -1) -> None:
    """Every element by keys: a rating, the words that it needs, a citation; then the next."""
    page.locator("form.element fieldset").first.focus()
    for place in range(elements):
        if site is not None and place == killed_at:
            _settled(page)
            site.kill()
        page.keyboard.press("3" if place == 0 else "1")
        if place == 0:
            page.keyboard.press("t")
            page.keyboard.type(WORDS)
            page.keyboard.press("Escape")
        page.keyboard.press("c")
        page.keyboard.press("Enter")
        page.keyboard.press("n")
    if site is not None:
        expect(page.locator("[data-saving]")).to_contain_text("kept in this browser")
        assert page.evaluate("localStorage.length") == elements - killed_at
        # Even a window that is closed and opened again after the server is back has lost nothing.
        site.start_again()
        page.reload()
    _settled(page)


def _settled(page: Page) -> None:
    """Nothing waits in the browser any more: all of it is kept by the server."""
    ends = time.monotonic() + 60
    while page.evaluate("localStorage.length") and time.monotonic() < ends:
        page.wait_for_timeout(50)
    assert page.evaluate("localStorage.length") == 0


def test_what_is_typed_as_the_page_is_left_is_sent_all_the_same(assessor: Page) -> None:
    _begin(assessor, 3)
    opened = assessor.url
    assessor.locator("form.element fieldset").first.focus()
    assessor.keyboard.press("3")
    assessor.keyboard.press("t")
    assessor.keyboard.type(WORDS)
    assessor.goto("/legislation/")
    ends = time.monotonic() + 60
    while WORDS not in (kept := assessor.request.get(opened).text()) and time.monotonic() < ends:
        assessor.wait_for_timeout(100)
    assert WORDS in kept


def test_what_the_server_had_kept_before_the_page_was_opened_anew_is_not_taken_for_another_window(
    assessor: Page,
) -> None:
    _begin(assessor, 4)
    elements, opened = assessor.locator("form.element").count(), assessor.url
    before = assessor.request.get(opened)

    def answer_is_lost(route: Route) -> None:
        # It reaches the server and is kept; what it says in return comes too late.
        route.fetch()
        route.abort()

    def as_it_was_then(route: Route) -> None:
        route.fulfill(body=before.body(), headers=before.headers)

    posted = re.compile(r"/legislation/ratings/.+/.+/$")
    assessor.route(posted, answer_is_lost)
    assessor.locator("form.element fieldset").first.focus()
    assessor.keyboard.press("1")
    expect(assessor.locator("[data-saving]")).to_contain_text("kept in this browser")
    assessor.unroute(posted)
    assessor.route(opened, as_it_was_then)
    assessor.reload()
    _settled(assessor)
    assert assessor.locator("ul.problems").count() == 0
    assessor.unroute(opened)
    assessor.reload()
    expect(assessor.locator("[data-rated]")).to_have_text(f"1 of {elements} elements rated")
