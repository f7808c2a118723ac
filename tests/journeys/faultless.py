"""What every page that a journey comes to must be: without a fault that axe can find, and no wider than its window."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_WIDTHS = (1300, 360)


def is_accessible(page: Page) -> None:
    """Axe finds nothing. The browser itself hands it to the page, past the policy that forbids pages to bring own code."""
    found = Axe().run(page)
    faults = [f"{each['id']}: {each['help']}: {each['nodes'][0]['html']}" for each in found.response["violations"]]
    assert not faults, "\n".join([page.url, *faults])


def is_faultless(page: Page) -> None:
    """Accessible at the width it has, and nothing of it wider than a desk's window or a telephone's; the width stays."""
    is_accessible(page)
    own = page.viewport_size
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    if own is not None:
        page.set_viewport_size(own)
