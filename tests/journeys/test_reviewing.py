"""A sheet of ratings from a blind pair over a disagreement, a third assessor and the country's objection to publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from capacita.kernel.clock import today
from tests.journeys.faultless import is_faultless
from tests.journeys.site import Visit, press, signed_in_pages

pytestmark = pytest.mark.browser
PEOPLE = {
    "one@example.org": "legal_assessor", "other@example.org": "legal_assessor", "third@example.org": "legal_assessor",
    "reviewer@example.org": "reviewer", "manager@example.org": "programme_manager",
    "romania@example.org": "country_focal_point:RO",
}  # fmt: skip
MISSING = "The part on whole or part of a system is missing."


@pytest.fixture
def person(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    with signed_in_pages(browser, tmp_path, PEOPLE, port=8654) as open_page:
        yield open_page


def test_a_sheet_goes_from_two_who_rate_it_apart_to_publication_with_the_objection_beside_it(person: Visit) -> None:
    for name, first in (("one", "1"), ("other", "3")):
        _rate_article_two(person(name), first=first)
        press(person(name), "Hand in for review")
    apart = _from_inbox(person("reviewer"), "Two rated differently")
    expect(apart.get_by_text("1 element is not settled yet.")).to_be_visible()
    expect(apart.get_by_text(MISSING)).to_be_visible()
    is_faultless(apart)
    _say(_from_inbox(person("one"), "Two rated differently"), "Article 360 names parts.", "Say it")
    apart.reload()
    expect(apart.get_by_text("Article 360 names parts.")).to_be_visible()
    apart.get_by_label("Who decides").select_option("Third")
    press(apart, "Ask a third assessor")
    _let_the_third_decide(_from_inbox(person("third"), "You are asked to decide"))
    kept = person("one")
    kept.reload()
    expect(kept.get_by_text("settled: PART").first).to_be_visible()
    _say(kept, "Paragraph 2 says it.", "Keep to your own rating, with the reason")
    expect(kept.get_by_text("Dissent: MET")).to_be_visible()
    sheet = person("reviewer")
    sheet.get_by_role("link", name="the sheet of One").click()
    press(sheet, "Review this")
    press(sheet, "Agree")
    sheet.get_by_label("Ask the country for its comment until").fill(f"{today() + timedelta(days=20)}")
    press(sheet, "Ask the country")
    _let_the_country_object(_from_inbox(person("romania"), "Your country's comment is asked for"))
    sheet = _from_inbox(person("reviewer"), "The country commented")
    expect(sheet.get_by_text("We do not agree.")).to_be_visible()
    press(sheet, "Approve")
    published = _from_inbox(person("manager"), "Approve: Article 2")
    press(published, "Approve and publish")
    expect(published.locator(".chips .chip").first).to_have_text("published")
    for name in ("one", "other", "third", "reviewer", "manager", "romania"):
        person(name).goto("/inbox/")
        expect(person(name).get_by_text("Nothing waits for you.")).to_be_visible()


def _rate_article_two(page: Page, *, first: str) -> None:
    page.goto("/legislation/RO/workbench/")
    page.get_by_label("Article", exact=True).select_option("ets185/art_2")
    page.get_by_label("The law as of").fill("2024-03-02")
    press(page, "Begin")
    page.locator("form.element fieldset").first.focus()
    for place in range(page.locator("form.element").count()):
        page.keyboard.press(first if place == 0 else "1")
        if place == 0 and first != "1":
            page.keyboard.press("t")
            page.keyboard.type(MISSING)
            page.keyboard.press("Escape")
        page.keyboard.press("c")
        page.keyboard.press("Enter")
        page.keyboard.press("n")
    _is_saved(page)


def _is_saved(page: Page) -> None:
    for _time in range(400):
        if not page.evaluate("localStorage.length"):
            return
        page.wait_for_timeout(50)
    pytest.fail("What was typed was not saved within 20 s")


def _let_the_third_decide(page: Page) -> None:
    expect(page.locator("form.element")).to_have_count(1)
    page.locator("form.element fieldset").first.focus()
    page.keyboard.press("3")
    page.keyboard.press("t")
    page.keyboard.type("No words on parts in the text of 2 March 2024.")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    _is_saved(page)
    press(page, "Hand in for review")


def _let_the_country_object(page: Page) -> None:
    page.get_by_label("Words to go with the step").fill("We do not agree.")
    page.get_by_label("The country objects to it").check()
    press(page, "Record the country's comment")
    expect(page.get_by_text("The country objects", exact=True)).to_be_visible()
    is_faultless(page)


def _from_inbox(page: Page, words: str) -> Page:
    """The page to which the line of the person's inbox leads."""
    page.goto("/inbox/")
    page.get_by_role("link", name=re.compile(f"^{re.escape(words)}")).click()
    return page


def _say(page: Page, words: str, button: str) -> None:
    page.get_by_label("What you have to say of it").first.fill(words)
    press(page, button)
