"""`make shots`: pictures of the pages, wide and narrow, in three languages, filled and empty, into build/shots.

Serves the site on a folder and a port of its own and stops it again. `ARGS=--readme` makes the README's pictures only.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.steps import ROOT

SHOTS = ROOT / "build" / "shots"
PICTURES = ROOT / "docs" / "pictures"
FILLED, EMPTY = "2020-02-21", "2001-06-01"
PAGES = {
    "overview": "/",
    "reach": "/reach/",
    "receipt": "/figures/reach.invited/",
    "portfolio": "/portfolio/",
    "country": "/countries/MA/",
    "briefs": "/briefs/",
}
WIDTHS = (1300, 360)
LOCALES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar"}
_COOKIE = "django_language"
README = ("overview", "reach", "receipt")

_CHROMIUM = "/usr/bin/chromium"
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
_STARTS_WITHIN_SECONDS = 120
_README_WIDTH, _README_HEIGHT, _README_BYTES = 1000, 860, 150_000


def main() -> int:
    """Take the pictures; 1 when something is lacking or a page was refused or wrote an error."""
    parser = argparse.ArgumentParser(prog="make shots")
    parser.add_argument("--readme", action="store_true", help="write the README's pictures into docs/pictures only")
    chosen = parser.parse_args()
    # Ended from outside, it still stops its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    chromium = _CHROMIUM if Path(_CHROMIUM).exists() else shutil.which("chromium")
    if chromium is None:
        print("There is no Chromium; on Debian: apt-get install chromium", file=sys.stderr)
        return 1
    with served_site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        try:
            complaints = _readme_pictures(browser, address) if chosen.readme else _all_pictures(browser, address)
        finally:
            browser.close()
    for each in complaints:
        print(each, file=sys.stderr)
    return 1 if complaints else 0


@contextmanager
def served_site() -> Iterator[str]:
    """The address of the product as `capacita run` serves it, on a new folder; stopped and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="capacita-shots-") as home:
        said = Path(home) / "said.txt"
        # The folder's own SQLite file, whatever database the checkout uses.
        environment = {**os.environ, "CAPACITA_HOME": home, "DATABASE_URL": ""}
        with said.open("wb") as output:
            served = subprocess.Popen(
                [str(ROOT / ".venv" / "bin" / "capacita"), "run", "--port", str(_free_port())],
                env=environment, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            yield _address(served, said)
        finally:
            served.terminate()
            try:
                served.wait(15)
            except subprocess.TimeoutExpired:
                served.kill()
                served.wait()


def _all_pictures(browser: Browser, address: str) -> list[str]:
    complaints: list[str] = []
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir(parents=True)
    for language, locale in LOCALES.items():
        for width in WIDTHS:
            with _opened(browser, address, locale, width, 900, complaints) as page:
                for name, path in PAGES.items():
                    for state, day in (("filled", FILLED), ("empty", EMPTY)):
                        _visit(page, f"{path}?as_of={day}", complaints)
                        page.screenshot(path=SHOTS / f"{name}-{state}-{language}-{width}.png", full_page=True)
            print(f"  {language}, {width} px: {2 * len(PAGES)} pictures", flush=True)
    print(f"In {SHOTS.relative_to(ROOT)}: {len(list(SHOTS.glob('*.png')))} pictures.")
    return complaints


def _readme_pictures(browser: Browser, address: str) -> list[str]:
    complaints: list[str] = []
    PICTURES.mkdir(parents=True, exist_ok=True)
    with _opened(browser, address, LOCALES["en"], WIDTHS[0], _README_HEIGHT, complaints) as page:
        for name in README:
            # As known on the day itself: the pictures stay the same when a later source is added.
            _visit(page, f"{PAGES[name]}?as_of={FILLED}&known_on={FILLED}", complaints)
            content = _small(page.screenshot())
            target = PICTURES / f"{name}.png"
            target.write_bytes(content)
            print(f"  {target.relative_to(ROOT)}: {len(content) / 1000:.0f} kB", flush=True)
            if len(content) > _README_BYTES:
                complaints.append(f"{target.name} is larger than {_README_BYTES // 1000} kB")
    return complaints


@contextmanager
def _opened(
    browser: Browser, address: str, locale: str, width: int, height: int, complaints: list[str]
) -> Iterator[Page]:
    """A page of a fresh profile in the language; what it writes to the console as an error is a complaint."""
    profile = browser.new_context(
        base_url=address, locale=locale, viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    try:
        # A language that is not offered yet is chosen, as a person would have to.
        profile.add_cookies([{"name": _COOKIE, "value": locale[:2], "url": address}])
        page = profile.new_page()
        page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        yield page
    finally:
        profile.close()


def _visit(page: Page, path: str, complaints: list[str]) -> None:
    response = page.goto(path, wait_until="networkidle")
    if response is None or not response.ok:
        complaints.append(f"{path} answered {response.status if response else 'nothing'}")
    page.evaluate("document.fonts.ready")


def _small(content: bytes) -> bytes:
    """The picture at the README's width, in as many colours as its bytes allow."""
    with Image.open(io.BytesIO(content)) as picture:
        height = round(picture.height * _README_WIDTH / picture.width)
        scaled = picture.convert("RGB").resize((_README_WIDTH, height), Image.Resampling.LANCZOS)
    smallest = content
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        scaled.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        smallest = out.getvalue()
        if len(smallest) <= _README_BYTES:
            break
    return smallest


def _free_port() -> int:
    with socket.socket(socket.AF_INET) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _address(served: subprocess.Popen[bytes], said: Path) -> str:
    """The address that the command printed, once it answers."""
    ends = time.monotonic() + _STARTS_WITHIN_SECONDS
    while time.monotonic() < ends and served.poll() is None:
        found = re.search(r"http://[\w.\[\]:]+:\d+", said.read_text(encoding="utf-8", errors="replace"))
        if found and _answers(found.group()):
            return found.group()
        time.sleep(0.2)
    raise SystemExit(f"The site did not start:\n{said.read_text(encoding='utf-8', errors='replace')}")


def _answers(address: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open(address, timeout=10).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
