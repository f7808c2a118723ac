"""A law's text is pasted, corrected, recorded and compared in a browser, at any width and in both directions of writing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.faultless import is_faultless
from tests.journeys.site import signed_in_pages
from tests.legislation.law_texts import ARABIC, ROMANIAN, SOURCE

pytestmark = pytest.mark.browser
LAW = "/legislation/laws/ro-cp-2009/"


@pytest.fixture
def assessor(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    with signed_in_pages(browser, tmp_path, {"assessor@example.org": "legal_assessor"}, port=8657) as page_of:
        page = page_of("assessor")
        page.set_viewport_size({"width": 360, "height": 800})
        yield page


def given(page: Page, text: str, **said: str) -> None:
    page.goto(f"{LAW}import/")
    for name, value in {"text": text, "source": SOURCE, **said}.items():
        field = page.locator(f"[name={name}]")
        field.select_option(value) if name in ("kind", "source_class") else field.fill(value)
    if said.get("valid_from", "") > "2019":
        page.get_by_label("An earlier text of a provision").check()
    page.get_by_role("button", name="See the provisions").click()


def recorded(page: Page, words: str) -> None:
    page.get_by_role("button", name="Record all of them").click()
    expect(page.get_by_role("status")).to_contain_text(words)


def test_a_law_is_given_corrected_recorded_and_compared(assessor: Page) -> None:
    page = assessor
    page.goto(LAW)
    page.get_by_role("link", name="Import the text of a law").click()
    is_faultless(page)
    given(page, ROMANIAN, language="ro", kind="original", source_class="1", valid_from="2014-02-01")
    is_faultless(page)
    page.locator("[name=text-1]").fill("")
    page.locator("[name=heading-1]").fill("")
    page.get_by_role("button", name="Record all of them").click()
    expect(page.get_by_role("alert")).to_contain_text("Provision 2 (Articolul 900): has no text.")
    is_faultless(page)
    page.locator("[name=text-1]").fill("Cel care inventează se pedepsește.")
    recorded(page, "2 texts are recorded")
    given(page, ROMANIAN.replace("trei ani", "cinci ani"), language="ro", kind="original", valid_from="2020-01-01")
    recorded(page, "2 texts are recorded")
    given(page, ARABIC.replace("المادة 2:", "المادة 360:"), language="ar", kind="unofficial")
    recorded(page, "3 texts are recorded")
    page.goto(LAW)
    is_faultless(page)
    page.locator("#ro-cp-360").get_by_role("link", name="Compare the texts").click()
    expect(page.locator("del")).to_contain_text("trei")
    expect(page.locator("ins")).to_contain_text("cinci")
    is_faultless(page)
    page.get_by_label("Second text").select_option("ro-cp-360/ar/unofficial/1")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("p[lang=ar]").first).to_have_css("direction", "rtl")
    is_faultless(page)
