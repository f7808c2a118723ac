"""Sends payloads in the fields of forms, as whoever is shown the form, and gives the browser every answer that shows one."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self

import openpyxl
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from capacita.kernel.clock import now, today
from tests.hardening.pages import Field, Form, Opened, Parsed, shape_of
from tests.hardening.payloads import PAYLOADS
from tests.people import cast

_STANDS_ALONE = re.compile("javascript:|data:", re.IGNORECASE)
_TOKEN = "csrfmiddlewaretoken"
_LONG, _SHORT = 2_900, 100  # characters: all sixty fit, and what a name may have
_KINDS = {"email": "a@example.org", "url": "https://example.org/terms", "date": today().isoformat(), "number": "1"}
_KINDS["datetime-local"] = (now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
_NAMES = {
    "names": "Maria Exemplar", "scope": "all", "known_from": "2026-11-01", "date": "2026-11-01", "until_on": "",
    "source_url": "https://example.org/terms", "source": "https://example.org/terms", "as_of": "", "known_on": "",
    "password": cast.PASSWORD, "oldpassword": cast.PASSWORD, "password1": "another horse battery staple",
    "password2": "another horse battery staple", "noticed_at": _KINDS["datetime-local"], "authority_told_at": "",
    "persons_told_at": "", "closed_at": "", "valid_from": "", "valid_to": "", "date_earliest": "", "valid_until": "",
    "addresses": "", "numbers": "", "email": "a@example.org", "needed_on": "", "effective_from": "", "start": "2026-11",
    "end": "2028-12", "budget_eur": "", "budget_step": "", "countries_iso2": "GLOBAL", "link": "", "ratings": "",
    "number": "2", "about": "/", "cited": "", "from": "", "on": today().isoformat(),
}  # fmt: skip
Sent = dict[str, Any]


@dataclass
class Tried:
    """What was sent where, and what came of it."""

    opened: Opened
    faults: list[str] = field(default_factory=list)
    forms: set[tuple[str, str, tuple[str, ...]]] = field(default_factory=set)
    accepted: set[tuple[str, str]] = field(default_factory=set)
    sent: int = 0

    def judge(self, answer: Any, about: object) -> None:
        self.sent += 1
        assert answer.status_code < 500, about
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            self.faults += [f"{about}: {each}" for each in self.opened.faults_of(answer.content.decode())]


def asked(client: Client, method: str, address: str, data: Sent | None = None, *, keeps: bool = False) -> Any:
    """The answer, taken back afterwards unless it is to be kept; the page that a POST led to, where it led to one."""
    held = dict(client.cookies)
    with transaction.atomic():
        answer: Any = client.generic(method, address) if data is None else getattr(client, method)(address, data)
        if method == "post" and answer.status_code in (302, 303):
            answer.led_to = answer.headers["Location"]
            answer.shown = client.get(answer.led_to) if answer.led_to.startswith("/") else None
        if not keeps:
            transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(held)
    return answer


def good(form: Form) -> Sent:
    """What the form would take, as far as its fields tell."""
    return {each.name: _good(each) for each in {**form.fields, **form.pressed}.values() if each.name != _TOKEN}


def _good(each: Field) -> Any:
    if each.kind == "file":
        return uploaded("words.txt")
    # Of what a text area holds, the first line break is not its own.
    if each.value.strip() or each.kind in ("hidden", "select", "radio", "checkbox", "button"):
        return each.value.removeprefix("\n") if each.kind == "textarea" else each.value
    return _NAMES.get(each.name, _KINDS.get(each.kind, "Words"))


def uploaded(name: str) -> SimpleUploadedFile:
    # As a browser sends it that was given such a name: the name alone is what is tried.
    made = SimpleUploadedFile("x", b"Words")
    vars(made)["_name"] = name
    return made


def send_payloads(tried: Tried, client: Client, form: Form, payloads: Sequence[str] = PAYLOADS) -> dict[str, str]:
    """Every payload in every field, alone and beside others; what the form was taken with, by field that is typed in."""
    usual, taken = good(form), dict[str, Any]()
    tried.forms.add(form.shape)

    def send(values: Sent) -> None:
        answer = asked(client, form.method, form.action, {**usual, **values})
        about = f"{form.method} {form.action} {sorted(values)}"
        tried.judge(answer, about)
        shown = getattr(answer, "shown", None)
        if shown is not None:
            tried.judge(shown, f"{about} led to {answer.led_to}")
        if len(values) == 1 and form.method == "post" and (shown is not None or _is_taken(answer)):
            taken.update(values)

    for values in _trials(form, payloads):
        send(values)
    for each in form.typed():
        # It may hold less than its page says, or for each line: if it takes the first few, it takes all, a few at a time.
        is_done = each.name in taken or form.method != "post" or (each.most or _LONG) <= _SHORT
        few = [] if is_done else list(_fitting(payloads, _SHORT))
        for value in few[:1]:
            send({each.name: value})
        for value in few[1:] if each.name in taken else ():
            send({each.name: value})
    tried.accepted |= {(shape_of(form.action), re.sub(r"words-.*", "words-#", name)) for name in taken}
    return {each.name: taken[each.name] for each in form.typed() if each.name in taken}


def _is_taken(answer: Any) -> bool:
    return bool(answer.status_code == 200 and (answer.streaming or b'role="alert"' not in answer.content))


def _trials(form: Form, payloads: Sequence[str]) -> Iterator[Sent]:
    typed, alone = form.typed(), [each for each in payloads if _STANDS_ALONE.match(each)]
    # What only works as all that there is, in every field; then all of them, beside others.
    for payload in alone if typed else ():
        yield dict.fromkeys((each.name for each in typed), payload)
    packs = {each.name: list(packed(each, payloads)) for each in typed}
    for number in range(max(map(len, packs.values())) if len(packs) > 1 else 0):
        yield {name: of[(number + place) % len(of)] for place, (name, of) in enumerate(packs.items())}
    for name, of in packs.items():
        yield from ({name: value} for value in of)
    for each in {**form.fields, **form.pressed}.values():
        if not each.is_typed and each.kind != "file" and each.name != _TOKEN:
            yield {each.name: " ".join(payloads)}
    for each in form.files():
        for payload in payloads:
            yield {each.name: uploaded(f"{payload.replace('/', '⁄')}.txt")}


def packed(each: Field, payloads: Sequence[str]) -> Iterator[str]:
    """The payloads as the field would take them, as many at once as fit: in an address where it asks for one."""
    if each.kind == "email" or each.name in ("email", "reply_to", "sent_to"):
        for payload in payloads:
            yield '"{}"@example.org'.format(re.sub(r'["\\\s]', "", payload))
    elif each.name == "about":
        yield from (f"/countries/MA/?{payload}" for payload in payloads)
    elif each.kind == "url" or each.name in ("source_url", "source", "address"):
        yield f"https://example.org/?{' '.join(payloads)}"
        # An address with a space is none; to a browser a slash parts a tag's words as well.
        for some in _fitting([re.sub(r"\s", "/", payload) for payload in payloads], (each.most or _LONG) - 30):
            yield f"https://example.org/?{some.replace(' ', '&')}"
    else:
        yield from _fitting(payloads, each.most or _LONG)


def _fitting(payloads: Sequence[str], most: int) -> Iterator[str]:
    """As many in one as `most` characters hold; those that are longer by themselves in the last one, as no field takes it."""
    held, longer = "", [each for each in payloads if len(each) > most]
    for payload in payloads:
        if held and len(held) + len(payload) + 1 > most:
            yield held
            held = ""
        if len(payload) <= most:
            held = f"{held} {payload}".strip()
    yield from (some for some in (held, " ".join(longer)) if some)


class Watched:
    """Which text fields of which form classes were sent a payload, whatever page they were on."""

    def __init__(self) -> None:
        self.met: dict[type[forms.BaseForm], set[str]] = {}
        self._clean = forms.BaseForm.full_clean

    def __enter__(self) -> Self:
        watched = self

        def full_clean(self: forms.BaseForm) -> None:
            for name, each in self.fields.items() if self.is_bound else ():
                value = each.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
                if any("fire(" in str(text) for text in (value if isinstance(value, list) else [value])):
                    watched.met.setdefault(type(self), set()).add(name)
            watched._clean(self)

        forms.BaseForm.full_clean = full_clean  # type: ignore[method-assign]
        return self

    def __exit__(self, *_told: object) -> None:
        forms.BaseForm.full_clean = self._clean  # type: ignore[method-assign]


def spoilt_workbook(content: bytes, columns: Sequence[str], *, also: dict[str, str]) -> bytes:
    """The workbook with a payload in these columns of each row, and the same word in `also`; the first row names them."""
    book: Any = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    places = {str(cell.value): cell.column for cell in sheet[1]}
    for number, row in enumerate(range(2, sheet.max_row + 1)):
        for place, name in enumerate(columns):
            sheet.cell(row, places[name]).value = PAYLOADS[(number + place) % len(PAYLOADS)]
        for name, value in also.items():
            sheet.cell(row, places[name]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def forms_on(answer: Any, address: str) -> tuple[list[Form], set[str]]:
    """The forms of an answered page, and the addresses it leads to."""
    if answer is None or answer.status_code not in (200, 400) or answer.streaming:
        return [], set()
    if not answer.headers["Content-Type"].startswith("text/html"):
        return [], set()
    parsed = Parsed(address, answer.content.decode())
    return [each for each in parsed.forms if not _is_of_the_frame(each, address)], parsed.links


def _is_of_the_frame(form: Form, address: str) -> bool:
    """The two dates stand on every page: they are tried on the first."""
    return set(form.fields) <= {"as_of", "known_on", "key"} and address != "/"
