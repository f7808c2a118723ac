"""Stories in a real browser: what people came for, done as they would do it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pptx import Presentation

pytestmark = pytest.mark.browser

SEMINAR = "as_of=2020-02-21&known_on=2020-02-21"


def counts(page: Page) -> tuple[str, ...]:
    return tuple(text.strip() for text in page.locator("#reach-tiers .tier:not(.law) .n .fig").all_inner_texts())


def test_dana_scrubs_the_date_and_map_tiers_and_table_agree(visit: Callable[..., Page]) -> None:
    page = visit(f"/reach/?{SEMINAR}")
    assert counts(page) == ("64", "3", "7", "74")
    assert page.locator(".reach-map use.s-party[href*='#w-']").count() > 40
    for tier, number in (("party", 64), ("signed", 3), ("invited", 7)):
        assert page.locator(f".tier-table:has(> summary .s-{tier}) tbody tr").count() == number
    slider = page.locator("#scrub")
    slider.evaluate(
        "each => { each.value = (2026 - 2001) * 12; each.dispatchEvent(new Event('change', {bubbles: true})) }"
    )
    expect(page.locator("#reach-tiers .n .fig").first).to_have_text("81")
    expect(page).to_have_url(re.compile("as_of=2026-01-31"))
    assert page.locator(".tier-table:has(> summary .s-party) tbody tr").count() == 81
    assert page.locator(".reach-map .s-invited").count() >= 13
    page.go_back()
    expect(page.locator("#reach-tiers .n .fig").first).to_have_text("64")


def test_the_map_follows_while_the_slider_is_still_held(visit: Callable[..., Page]) -> None:
    page = visit(f"/reach/?{SEMINAR}")
    slider = page.locator("#scrub")
    assert slider.get_attribute("aria-valuetext") == "21 Feb 2020"
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).to_contain_text("71 States")
    # The same number of States holds for some months: the address of the last step may come after the first such page.
    expect(page).to_have_url(re.compile("as_of=2019-02-28"))
    assert slider.get_attribute("aria-valuetext") == "28 Feb 2019"
    expect(page.locator("#as-of-words")).to_have_text("28 Feb 2019")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("74 States")


def test_the_date_form_closes_on_escape_and_leaves_today_out_of_the_address(visit: Callable[..., Page]) -> None:
    page = visit("/reach/?instrument=ets189", width=360, height=740)
    summary = page.locator("details.asof > summary")
    summary.click()
    box = page.locator(".asof-form").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    page.keyboard.press("Escape")
    expect(page.locator("details.asof")).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    summary.click()
    page.locator(".asof-form input[name=as_of]").fill("2020-02-21")
    page.locator(".asof-form button").click()
    expect(page.locator(".past")).to_contain_text("from what is known today")
    assert "known_on" not in page.url
    assert "instrument=ets189" in page.url
    page.get_by_role("link", name="As it was known then").first.click()
    assert "instrument=ets189" in page.url
    page.get_by_role("link", name="Back to today").first.click()
    assert "instrument=ets189" in page.url
    assert "as_of" not in page.url


def test_charlie_follows_a_figure_to_its_receipt_and_to_its_source(visit: Callable[..., Page]) -> None:
    page = visit(f"/?{SEMINAR}")
    page.locator("#reach .fig").click()
    expect(page.locator("h1")).to_contain_text("74 States were Parties, signatories or invited")
    assert page.locator(".receipt tbody tr").count() == 74
    page.get_by_role("row", name="Brazil").locator("td.src a").first.click()
    expect(page.locator(".eyebrow")).to_contain_text("Source")
    expect(
        page.get_by_role("link", name="Brazil: Invited to accede, Budapest Convention, 11 December 2019")
    ).to_be_visible()


def test_a_receipt_gives_its_records_and_a_sentence_to_quote(visit: Callable[..., Page]) -> None:
    page = visit("/figures/reach.invited/?as_of=2020-02-21", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy sentence").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    said = "On 21 February 2020, 7 States held an open invitation to accede (Budapest Convention, ETS 185)"
    assert copied.startswith(f"{said}. Source: Capacita, http")
    page.get_by_role("button", name="Copy names").click()
    assert "Burkina Faso" in page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    with Path(download.value.path()).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert sum(row["status"] == "counted" for row in rows) == 7
    assert [row["name"] for row in rows if row["status"] == "undetermined"] == ["Trinidad and Tobago"]
    expect(page.get_by_text("Trinidad and Tobago")).to_be_visible()


def test_alice_makes_a_brief_and_opens_the_file(visit: Callable[..., Page]) -> None:
    page = visit(f"/portfolio/?{SEMINAR}")
    page.get_by_role("link", name="Make a brief").click()
    page.get_by_label("Event").fill("Cyber Diplomacy Seminar")
    page.get_by_label("Speaker").fill("Alice")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the brief").click()
    slides = list(Presentation(str(download.value.path())).slides)
    assert len(slides) == 7
    title = [shape.text_frame.text for shape in slides[0].shapes if shape.has_text_frame]
    assert "Cyber Diplomacy Seminar" in title
    assert any("Alice" in text for text in title)


def test_a_focal_point_reads_it_in_french_on_a_telephone(visit: Callable[..., Page]) -> None:
    page = visit(f"/reach/?{SEMINAR}", width=360, height=740)
    page.get_by_role("link", name="FR", exact=True).click()
    assert page.locator("html").get_attribute("lang") == "fr"
    assert "as_of=2020-02-21" in page.url
    expect(page.locator("h1")).to_contain_text("74")
    expect(page.locator(".past")).to_contain_text("21 février 2020")
    expect(page.get_by_role("link", name="Rédiger une note")).to_be_visible()


def test_the_whole_way_by_keyboard_alone(visit: Callable[..., Page]) -> None:
    page = visit(f"/?{SEMINAR}")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#reach .fig").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("74 States")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "CSV":
            break
    assert page.evaluate("document.activeElement.textContent") == "CSV"
    page.goto(f"/reach/?{SEMINAR}")
    slider = page.locator("#scrub")
    slider.focus()
    with page.expect_navigation(url="**as_of=2020-03-31**", wait_until="commit"):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#reach-tiers .n .fig").first).to_have_text("65")
    expect(page.locator("#scrub")).to_be_focused()


def test_the_date_survives_every_click(visit: Callable[..., Page]) -> None:
    page = visit(f"/?{SEMINAR}")
    for name in ("Reach", "Countries", "Portfolio", "Instruments", "Sources", "Overview"):
        page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()
        assert "as_of=2020-02-21" in page.url
        assert "known_on=2020-02-21" in page.url
        expect(page.locator(".past")).to_contain_text("as known then")
    page.get_by_role("link", name="Back to today").click()
    assert "as_of" not in page.url


def test_without_script_the_pages_work(visit: Callable[..., Page]) -> None:
    page = visit("/countries/", java_script_enabled=False)
    page.get_by_label("Name or code").fill("cote")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Côte d'Ivoire")).to_be_visible()
    page.goto(f"/reach/?{SEMINAR}")
    assert page.locator(".columns a[href*='as_of=2015-12-31']").count() >= 1


def test_the_policy_on_content_is_the_strict_one(visit: Callable[..., Page], site: str) -> None:
    page = visit("/")
    answer = page.request.get(site + "/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    for part in ("object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"):
        assert part in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
