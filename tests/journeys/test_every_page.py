"""What holds for every page: silent, of one host, light, readable by all, at any width and in both directions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.faultless import is_accessible
from tests.journeys.site import profile_of, watched

pytestmark = pytest.mark.browser

_PAGES = (
    "/",
    "/reach/",
    "/countries/",
    "/countries/MA/",
    "/countries/TT/",
    "/portfolio/",
    "/legislation/",
    "/legislation/GB/",
    "/legislation/articles/16/",
    "/legislation/GB/articles/16/",
    "/legislation/changes/?from=2014-01-01",
    "/legislation/laws/ro-161-2003/",
    "/legislation/catalogue/ets185/",
    "/legislation/catalogue/ets185/changes/",
    "/instruments/",
    "/legislation/evaluate/?example=country",
    "/sources/",
    "/search/?q=preserv",
    "/legislation/terms/",
    "/legislation/terms/art_16/",
    "/legislation/terms/try/",
    "/figures/",
    "/figures/reach.parties/",
    "/statements/",
    "/briefs/",
    "/about/",
    "/about/api/",
    "/about/glossary/",
    "/account/sign-in/",
    # Until somebody administers, the person at the machine is shown these.
    "/access/",
    "/access/people/",
    "/access/people/invite/",
    "/access/projects/CYBERSOUTH/",
)
_LANGUAGES = ("en-GB", "fr-FR", "ar")
_FIRST_VISIT_BYTES = 200_000


@pytest.mark.parametrize("path", _PAGES)
def test_first_visit_is_light_and_finds_no_fault_that_axe_can_find(visit: Callable[..., Page], path: str) -> None:
    page = visit("/favicon.ico")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    received: list[Any] = []
    network.on("Network.loadingFinished", lambda each: received.append(each))
    page.goto(path, wait_until="networkidle")
    total = sum(each["encodedDataLength"] for each in received)
    assert len(received) > 2
    assert total <= _FIRST_VISIT_BYTES, f"{total} bytes in {len(received)} answers"
    is_accessible(page)


@dataclass
class Telephone:
    """A browser 360 px wide in one language, which keeps what it was sent: opening one takes longer than a page."""

    locale: str
    page: Page
    complaints: list[str]


@pytest.fixture(scope="module", params=_LANGUAGES)
def kept_telephone(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Telephone]:
    complaints: list[str] = []
    context = profile_of(browser, site, width=360, height=740, locale=request.param)
    yield Telephone(request.param, watched(context.new_page(), site, complaints), complaints)
    context.close()


@pytest.fixture
def telephone(kept_telephone: Telephone) -> Iterator[Telephone]:
    """The test fails if its pages complain, as those of `visit`."""
    kept_telephone.complaints.clear()
    yield kept_telephone
    assert not kept_telephone.complaints, "\n".join(kept_telephone.complaints)


@pytest.mark.parametrize("path", _PAGES)
def test_page_fits_a_telephone_in_every_language(telephone: Telephone, path: str) -> None:
    page, locale = telephone.page, telephone.locale
    # A language that is not offered yet is chosen by hand.
    page.goto(path if locale != "ar" else f"/language/ar/?next={quote(path, safe='')}")
    assert page.locator("html").get_attribute("lang") == locale[:2]
    assert page.locator("html").get_attribute("dir") == ("rtl" if locale == "ar" else "ltr")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, f"{path} is {wide} px wide"


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
@pytest.mark.parametrize("template", ["seminar", "one-pager"])
def test_a_brief_as_a_page_fits_a_telephone(visit: Callable[..., Page], template: str, locale: str) -> None:
    link = "www.example.org/" + "long-path/" * 12
    page = visit(f"/briefs/{template}/?as_of=2020-02-21&link={link}", width=360, height=740, locale=locale)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
