"""Everything that is held about one person as one ZIP: for machines as JSON, for people as a page, and the files.

Each app registers what it holds under an opaque key; here it is gathered, packed and put on the chain.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, overload

from django.db.models import QuerySet
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from capacita.audit.actions import record_look
from capacita.audit.choices import Look
from capacita.kernel.wording import day_in_words
from capacita.people.personal.wording import field_in_words, value_in_words

Row = Mapping[str, object]
# Every member of the ZIP carries this time, so that the same data make the same bytes.
_TIME = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Holding:
    """What an app holds of a person: a title in the reader's language, rows of plain values, files by name.

    `left_out` is how many rows there are beside these.
    """

    title: str
    rows: Sequence[Row] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    left_out: int = 0


class AsFarAsAsked(Sequence[Row]):
    """The rows of a query, read as far as somebody asks for them, each as `told`: somebody did a million things."""

    def __init__(self, rows: QuerySet[Any, dict[str, Any]], told: Callable[[dict[str, Any]], Row]) -> None:
        self._rows, self._told = rows, told

    def __len__(self) -> int:
        return self._rows.count()

    def __iter__(self) -> Iterator[Row]:
        return map(self._told, self._rows.iterator(2_000))

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        found = self._rows[place]
        return self._told(found) if isinstance(found, dict) else [self._told(each) for each in found]


Gather = Callable[[str], Holding]
_gatherings: dict[str, Gather] = {}


def register_export(name: str, gather: Gather) -> None:
    """Have `gather` called with an opaque key whenever somebody's data are shown or exported."""
    _gatherings[name] = gather


def held_about(keys: Sequence[str], *, most: int | None = None, without: Collection[str] = ()) -> dict[str, Holding]:
    """What is held under the keys of one person, by app; what is empty is left out.

    Everything, or of each app at most so many rows, and nothing of what is registered under the names `without`.
    """
    found: dict[str, Holding] = {}
    for name, gather in _gatherings.items():
        held = [gather(key) for key in keys] if name not in without else []
        rows: list[Row] = []
        for each in held:
            rows.extend(each.rows if most is None else each.rows[: most - len(rows)])
        files = {path: content for each in held for path, content in each.files.items()}
        if rows or files:
            left_out = 0 if most is None else sum(len(each.rows) for each in held) - len(rows)
            found[name] = Holding(held[0].title, rows, files, left_out)
    return found


def export_person(keys: Sequence[str], *, by: str, on: date) -> bytes:
    """The ZIP of what is held under the keys of one person. That it was taken out is on the chain."""
    record_look(
        by=by, verb=Look.EXPORT, subject_kind="person", subject_key=keys[0], after={"what": "held", "keys": list(keys)}
    )
    held = held_about(keys)
    data = {name: [_plain(row) for row in holding.rows] for name, holding in held.items()}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "data.json", json.dumps(data, ensure_ascii=False, indent=2).encode())
        _add(archive, "read-me.html", _page(held, on).encode())
        for name, holding in held.items():
            for path, content in holding.files.items():
                _add(archive, f"files/{name}/{path.rsplit('/', 1)[-1]}", content)
    return written.getvalue()


def _add(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    member = zipfile.ZipInfo(path, _TIME)
    member.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(member, content)


def _plain(row: Row) -> dict[str, object]:
    return {name: _told(value) for name, value in row.items()}


def _told(value: object) -> object:
    """The value as JSON can hold it; days and times as ISO 8601, also within rows that belong to the row."""
    if isinstance(value, dict):
        return {name: _told(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_told(each) for each in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def _page(held: Mapping[str, Holding], on: date) -> str:
    sections = format_html_join(
        "",
        "<h2>{}</h2>{}",
        ((holding.title, _tables(holding)) for holding in held.values()),
    )
    language = get_language() or "en"
    return format_html(
        '<!doctype html><html lang="{}" dir="{}"><meta charset="utf-8"><title>{}</title><h1>{}</h1><p>{}</p>{}</html>',
        language,
        "rtl" if get_language_bidi() else "ltr",
        _("What is held about you"),
        _("What is held about you"),
        _("As of %(day)s. The same is in data.json, for machines.") % {"day": day_in_words(on, language)},
        sections or format_html("<p>{}</p>", _("Nothing.")),
    )


def in_words(row: Row) -> list[tuple[str, str]]:
    """The row in the reader's language, as the page in the ZIP shows it; what is blank is left out."""
    return [(field_in_words(name), said) for name, value in row.items() if (said := value_in_words(name, value))]


def _tables(holding: Holding) -> SafeString:
    rows = format_html_join("", "<dl>{}</dl>", ((_terms(row),) for row in holding.rows))
    files = format_html_join("", "<li>{}</li>", ((name,) for name in holding.files))
    return format_html("{}<ul>{}</ul>", rows, files) if files else rows


def _terms(row: Row) -> SafeString:
    told = ((name, linebreaksbr(text)) for name, text in in_words(row))
    return format_html_join("", "<dt>{}</dt><dd>{}</dd>", told)
