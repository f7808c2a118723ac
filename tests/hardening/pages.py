"""Forms as a page shows them, and a browser that opens pages of the product without a server or a policy between."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.hardening.payloads import FOUND, HOOK

_TYPED = ("text", "email", "search", "url", "tel", "password", "")
_HOST = "http://answer.example"
# Of addresses and of their patterns.
IS_NO_PAGE = re.compile(
    r"^/?(api|static|language)/|\.(csv|json|xlsx|pptx|pdf|svg|docx|zip|atom|html|md|png)\b|<str:ending>"
)


@dataclass(frozen=True)
class Field:
    """A field as its page shows it: `kind` is its type, “textarea” or “select”; `most` characters fit, 0 for no limit."""

    name: str
    kind: str
    value: str = ""
    most: int = 0

    @property
    def is_typed(self) -> bool:
        return self.kind in (*_TYPED, "textarea")


@dataclass(frozen=True)
class Form:
    """A form of a page, as one of its buttons sends it."""

    page: str
    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    pressed: dict[str, Field] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[str, str, tuple[str, ...]]:
        """What it is called by, whatever record it is about."""
        names = {re.sub(r"\d+|words-.*", "#", name) for name in {**self.fields, **self.pressed}}
        return self.method, shape_of(self.action), tuple(sorted(names))

    def typed(self) -> list[Field]:
        return [each for each in self.fields.values() if each.is_typed]

    def files(self) -> list[Field]:
        return [each for each in self.fields.values() if each.kind == "file"]


class Parsed(HTMLParser):
    """The forms of a page, and the addresses of the site that it leads to."""

    def __init__(self, address: str, content: str) -> None:
        super().__init__()
        self.address, self.links, self.forms = address, set[str](), list[Form]()
        self._elsewhere: dict[str, list[Field]] = {}
        self._form: Form | None = None
        self._buttons: list[tuple[str, str, str]] = []
        self._select: tuple[str, str] | None = None
        self._area: str | None = None
        self._named: dict[str, Form] = {}
        self.feed(content)
        for name, fields in self._elsewhere.items():
            if name in self._named:
                self._named[name].fields.update({each.name: each for each in fields})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and (said.get("href") or "").startswith(("/", "?")):
            self.links.add(urljoin(self.address, said["href"]).partition("#")[0])
        if tag == "form":
            action = urljoin(self.address, said.get("action") or self.address)
            self._form = Form(self.address, action, said.get("method", "get").lower())
            if "id" in said:
                self._named[said["id"]] = self._form
        if tag == "option" and self._select is not None and said.get("value"):
            name, chosen = self._select
            if not chosen or "selected" in said:
                self._add(said, Field(name, "select", said["value"]))
                self._select = name, said["value"]
        name = said.get("name", "")
        if tag == "button" and self._form is not None and said.get("type") != "button" and not said.get("form"):
            action = said.get("formaction", "")
            self._buttons.append((urljoin(self.address, action) if action else "", name, said.get("value", "")))
        if not name or tag not in ("input", "select", "textarea"):
            return
        kind = said.get("type", "") if tag == "input" else tag
        if kind in ("radio", "checkbox"):
            known = self._form.fields.get(name) if self._form else None
            if known is None or "checked" in said:
                self._add(said, Field(name, kind, said.get("value", "on")))
        elif kind not in ("submit", "image", "reset"):
            self._add(said, Field(name, kind, said.get("value", ""), int(said.get("maxlength") or 0)))
        self._select = (name, "") if tag == "select" else self._select
        self._area = name if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area is not None and self._form is not None and self._area in self._form.fields:
            known = self._form.fields[self._area]
            self._form.fields[self._area] = Field(known.name, known.kind, known.value + data, known.most)

    def handle_endtag(self, tag: str) -> None:
        self._select = None if tag == "select" else self._select
        self._area = None if tag == "textarea" else self._area
        if tag == "form" and self._form is not None:
            self.forms += self._as_sent(self._form)
            self._form, self._buttons = None, []

    def _as_sent(self, form: Form) -> Iterator[Form]:
        """One for each button; fields are shared, since those that stand elsewhere on the page come later."""
        for action, name, value in dict.fromkeys(self._buttons or [("", "", "")]):
            own = {name: Field(name, "button", value)} if name else {}
            yield replace(form, action=action or form.action, pressed=own)

    def _add(self, said: dict[str, str], field: Field) -> None:
        if said.get("form"):
            self._elsewhere.setdefault(said["form"], []).append(field)
        elif self._form is not None:
            self._form.fields[field.name] = field


def shape_of(address: str) -> str:
    """The path without what differs from record to record."""
    path = re.sub(r"[0-9a-f]{16,}", "*", urlsplit(address).path)
    path = re.sub(r"^/(portfolio|sources|figures|instruments|countries)/[^/]+/", r"/\1/*/", path)
    path = re.sub(
        r"/(projects|countries|laws|provisions|elements|articles|earlier)/[^?]+?/(?=$|[a-z]+/$)", r"/\1/*/", path
    )
    return re.sub(r"^/legislation/[A-Z]{2}/", "/legislation/*/", path)


class Opened:
    """A browser without the content security policy, so that escaping alone is tried. Its pages are given as text."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._still: Page | None = None
        self._at_work: Page | None = None
        self._context: BrowserContext | None = None

    def faults_of(self, content: str) -> Sequence[str]:
        """What the text of an answer runs, or would run at a click, by itself; nothing else can be asked for."""
        if "fire(" not in content:
            return ()
        if self._still is None:
            self._still = self._new_page()
            self._still.route("**/*", self._answer)
        self._content = content
        self._still.goto(f"{_HOST}/")
        return self._found(self._still)

    def faults_at(self, address: str, content: str) -> list[str]:
        """The same of the page at the address, with the product's own scripts at work on it."""
        if self._at_work is None:
            self._at_work = self._new_page()
            self._at_work.on("dialog", lambda dialog: dialog.dismiss())
            self._at_work.route("**/*", self._answer)
        self._content = content
        self._at_work.goto(f"{_HOST}{address}", wait_until="load")
        return [f"{address[:120]}: {each}" for each in self._found(self._at_work)]

    def _new_page(self) -> Page:
        if self._context is None:
            self._context = self._browser.new_context(bypass_csp=True)
            self._context.add_init_script(HOOK)
        return self._context.new_page()

    def _answer(self, route: Route) -> None:
        """The page itself and, where its scripts are to work, what is served with every page."""
        kept = settings.STATIC_ROOT / urlsplit(route.request.url).path.removeprefix(settings.STATIC_URL)
        if route.request.is_navigation_request() and route.request.frame.parent_frame is None:
            route.fulfill(content_type="text/html; charset=utf-8", body=self._content)
        elif route.request.frame.page == self._at_work and route.request.url.startswith(f"{_HOST}/") and kept.is_file():
            kind = mimetypes.guess_type(kept.name)[0] or "application/octet-stream"
            route.fulfill(body=kept.read_bytes(), content_type=kind)
        else:
            route.abort()

    @staticmethod
    def _found(page: Page) -> list[str]:
        found: list[str] = page.evaluate(FOUND)
        return found

    def close(self) -> None:
        if self._context is not None:
            self._context.close()
