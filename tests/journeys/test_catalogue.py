"""The next version of the requirement catalogue: an expert drafts it in a browser, a reviewer agrees, a manager releases it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.faultless import is_faultless
from tests.journeys.site import follow, press, signed_in_pages

pytestmark = pytest.mark.browser
CATALOGUE = "/legislation/catalogue/ets185/"
PEOPLE = {
    "expert@example.org": "legal_assessor", "reviewer@example.org": "reviewer", "manager@example.org": "programme_manager",
}  # fmt: skip
QUESTION = "Is entering a system by itself an offence?"
ASKS, MUST = "The assessor's question", "What domestic law must do"


def test_a_version_is_drafted_reviewed_and_released_and_shows_what_changed(browser: Browser, tmp_path: Path) -> None:
    with signed_in_pages(browser, tmp_path, PEOPLE, port=8658) as page_of:
        expert, reviewer, manager = (page_of(name) for name in ("expert", "reviewer", "manager"))
        draft = _drafted(expert)
        reviewer.goto(draft)
        for step in ("Review this", "Agree", "Approve"):
            press(reviewer, step)
        is_faultless(reviewer)
        manager.goto(draft)
        manager.get_by_label("Words to go with the step").fill("Clearer questions on access.")
        press(manager, "Release the version")
        manager.goto(CATALOGUE)
        expect(manager.get_by_text("Clearer questions on access.")).to_be_visible()
        expect(manager.get_by_text(QUESTION)).to_be_visible()
        is_faultless(manager)
        follow(manager.get_by_role("link", name="What changed"))
        expect(manager.get_by_role("heading", name="From version 1 to version 2")).to_be_visible()
        expect(manager.get_by_text("split: 1")).to_be_visible()
        is_faultless(manager)


def _drafted(expert: Page) -> str:
    """The address of a draft that is handed in: one element of Article 2 reworded, one split, a merger taken back."""
    expert.goto(CATALOGUE)
    follow(expert.get_by_role("link", name="Drafts of the next version"))
    is_faultless(expert)
    press(expert, "Begin a draft")
    draft = expert.url
    _asked(expert, "e1", "Change")
    expert.get_by_label(ASKS).fill(QUESTION)
    press(expert, "Keep it in the draft")
    _asked(expert, "e2", "Split")
    for number, words in enumerate(("access to the whole", "access to the whole")):
        expert.get_by_label(MUST).nth(number).fill(words)
        expert.get_by_label(ASKS).nth(number).fill(f"Is {words} an offence?")
    press(expert, "Keep it in the draft")
    expect(expert.get_by_role("alert")).to_contain_text("in the same words")
    is_faultless(expert)
    expert.get_by_label(MUST).nth(1).fill("access to a part")
    expert.get_by_label(ASKS).nth(1).fill("Is access to a part an offence?")
    press(expert, "Keep it in the draft")
    _asked(expert, "e3", "Merge")
    expect(expert.get_by_text("changed in this draft")).to_have_count(2)
    expert.locator('[name=others][value$="/e4"]').check()
    is_faultless(expert)
    press(expert, "Keep it in the draft")
    is_faultless(expert)
    expect(expert.get_by_role("button", name="Take this back")).to_have_count(3)
    follow(expert.get_by_role("button", name="Take this back").last)
    expect(expert.get_by_role("button", name="Take this back")).to_have_count(2)
    press(expert, "Hand in for review")
    expect(expert.get_by_role("button", name="Take this back")).to_have_count(0)
    return draft


def _asked(page: Page, element: str, what: str) -> None:
    """Follows a link beside an element of Article 2, whose part of the draft is opened if it is not."""
    part = page.locator("details").filter(has=page.get_by_text("Article 2 ·"))
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    row = part.locator("li").filter(has=page.get_by_text(element, exact=True)).first
    follow(row.get_by_role("link", name=what, exact=True))
