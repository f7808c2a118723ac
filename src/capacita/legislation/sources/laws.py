"""Parsers of domestic law: laws, their provisions, what happened to them, and their texts, from one YAML file.

A record whose `verified` is none rests on general knowledge, and its citation says that it is unverified.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from capacita.kernel.dates import StatedDate, parse_stated_date
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said
from capacita.legislation.choices import Confidence, EventKind, TextKind, Verified
from capacita.legislation.sources.law_shape import checked_law, section

Entry = Mapping[str, Any]
_UNVERIFIED = "general knowledge, unverified"
_CLASSES = ("1", "2", "3", "4", "5")
_KEY = re.compile(r"[A-Za-z0-9._-]{1,100}")


class Place:
    """Where an entry stands: what is wrong with it is told there, all of it together."""

    def __init__(self, entry: Entry, file: str, row: int, problems: list[Problem]) -> None:
        self.entry, self.file, self.row, self.problems = entry, file, row, problems

    def problem(self, column: str, message: str, remedy: str = "") -> None:
        named = f"{self.entry['id']}: " if "id" in self.entry else ""
        self.problems.append(Problem(f"{named}{message}", self.file, self.row, column, remedy))

    def key(self) -> str:
        """The entry's id, which stands in addresses of pages."""
        given = self.text("id")
        if not _KEY.fullmatch(given):
            self.problem(
                "id",
                said("“%(value)s” is not an id", value=given[:40]),
                said("Use letters, digits, hyphens, dots and underscores."),
            )
        return given

    def text(self, column: str) -> str:
        return str(self.entry.get(column) or "").strip()

    def dated(self, column: str) -> str:
        """The date as stated, to year, month or day; blank where it is not known."""
        given = self.entry.get(column)
        if given is None or given == "":
            return ""
        written = f"{given:04d}" if isinstance(given, int) else str(given)
        try:
            return parse_stated_date(written).iso
        except InputError as refusal:
            for each in refusal.problems:
                self.problem(column, each.message, each.remedy)
            return ""

    def word(self, column: str, words: type[StrEnum]) -> str:
        """One word of a list; another is a problem, and blank."""
        given = self.text(column)
        if given in [each.value for each in words]:
            return given
        self.problem(
            column,
            said("“%(value)s” is not known here", value=given[:40]),
            said("One of %(words)s.", words=", ".join(words)),
        )
        return ""

    def source_class(self) -> int | None:
        """The class of the source, 1 to 5; none where it is not stated."""
        given = self.text("class")
        if given and given not in _CLASSES:
            self.problem(
                "class", f"“{given[:40]}” is not a class of source", f"One of {', '.join(_CLASSES)}, or blank."
            )
        return int(given) if given in _CLASSES else None

    def stated_on(self, *dates: str) -> date | None:
        """The day that the entry gives, else the last day of the first of these dates that is known."""
        for each in (self.dated("stated_on"), *dates):
            if each:
                return StatedDate(each).last_day
        return None


def parse_laws(content: bytes, file: str) -> Sequence[dict[str, Any]]:
    """One entry a law. An official act is public from its publication, else its adoption, else its commencement."""
    problems: list[Problem] = []
    found = [law_fields(place) for place in _places(content, file, "laws", problems)]
    return or_refused(found, problems)


def parse_law_provisions(content: bytes, file: str) -> Sequence[dict[str, Any]]:
    """One entry a provision. It is public with its law; one that came in later, from the day on which it did."""
    held = checked_law(content, file)
    instrument = str(held["meta"]["instrument"]).lower()
    laws = {law["id"]: Place(law, file, 0, []) for law in section(held, "laws")}
    problems: list[Problem] = []
    found = [
        provision_fields(place, instrument, laws.get(place.text("law")))
        for place in _places(content, file, "provisions", problems)
    ]
    return or_refused(found, problems)


def parse_law_events(content: bytes, file: str) -> Sequence[dict[str, Any]]:
    """One entry an event, of a whole law or of named provisions of one. It is public from its own day on."""
    held = checked_law(content, file)
    law_of = {each["id"]: each["law"] for each in section(held, "provisions")}
    problems: list[Problem] = []
    found = []
    for place in _places(content, file, "events", problems):
        named = list(place.entry.get("affects") or ())
        law = place.text("affects_law")
        if law and named:
            place.problem("affects", "names provisions and a whole law", "Keep one of the two: one event for each.")
        laws = {law_of.get(each, "") for each in named}
        if len(laws) > 1:
            place.problem("affects", "names provisions of several laws, or unknown ones", "One event for each law.")
        found.append(event_fields(place, law or min(laws, default=""), named))
    return or_refused(found, problems)


def parse_provision_texts(content: bytes, file: str) -> Sequence[dict[str, Any]]:
    """One entry a text of a provision. The natural key counts those of one provision, language and kind, by their start."""
    problems: list[Problem] = []
    parsed = [(place, text_fields(place)) for place in _places(content, file, "texts", problems)]
    counted: Counter[str] = Counter()
    found = []
    for _place, fields in sorted(parsed, key=lambda each: (each[1]["values"]["valid_from"], each[0].row)):
        alike = fields["key"].rpartition("/")[0]
        counted[alike] += 1
        found.append({**fields, "key": f"{alike}/{counted[alike]}"})
    return or_refused(found, problems)


def law_fields(place: Place) -> dict[str, Any]:
    """The fields of one law."""
    dates = {
        name: place.dated(name) for name in ("adopted", "published", "in_force_from", "in_force_by", "in_force_to")
    }
    commencement = place.text("commencement_source")
    cited = [place.text("source_url") or _UNVERIFIED, f"commencement: {commencement}" if commencement else ""]
    values: dict[str, Any] = {
        "iso2": place.text("iso2"),
        "territory": place.text("territory"),
        "title": place.text("title"),
        "title_original": place.text("title_original"),
        "official_citation": place.text("citation"),
        "languages": [each.strip() for each in place.text("language").split(";")],
        "adopted_on": dates["adopted"],
        "published_on": dates["published"],
        "in_force_from": dates["in_force_from"],
        "in_force_by": dates["in_force_by"],
        "in_force_to": dates["in_force_to"],
        "confidence": place.word("confidence", Confidence),
    }
    stated_on = place.stated_on(dates["published"], dates["adopted"], dates["in_force_from"])
    return _fields(place, place.key(), values, " | ".join(filter(None, cited)), stated_on)


def provision_fields(place: Place, instrument: str, law: Place | None) -> dict[str, Any]:
    """The fields of one provision; `law` is the entry of its law where the file holds it."""
    begun = place.dated("valid_from")
    values: dict[str, Any] = {
        "work_key": place.text("law"),
        "iso2": place.text("iso2"),
        "territory": place.text("territory"),
        "ref": place.text("ref"),
        "articles": _articles(place, "conv", instrument),
        "does_not_satisfy": _articles(place, "does_not_satisfy", instrument),
        "gist": place.text("gist"),
        "valid_from": begun,
        "valid_to": place.dated("valid_to"),
        "absent_as_of": place.dated("as_of"),
        "verified": place.word("verified", Verified),
        "confidence": place.word("confidence", Confidence),
    }
    came_later = begun if law is None or begun != law.dated("in_force_from") else ""
    with_law = [law.dated(each) for each in ("stated_on", "published", "adopted", "in_force_from")] if law else []
    stated_on = place.stated_on(values["absent_as_of"], came_later, *with_law)
    return _fields(place, place.key(), values, _citation(place, law.text("source_url") if law else ""), stated_on)


def event_fields(place: Place, work_key: str, named: list[str]) -> dict[str, Any]:
    """The fields of one event of a law, or of the provisions of it that are named."""
    on = place.dated("date")
    values: dict[str, Any] = {
        "iso2": place.text("iso2"),
        "work_key": work_key,
        "provisions": named,
        "kind": place.word("kind", EventKind),
        "on": on,
        "by": place.text("by"),
        "by_work_key": place.text("by_law"),
        "verified": place.word("verified", Verified),
    }
    return _fields(place, place.key(), values, _citation(place, ""), place.stated_on(on))


def text_fields(place: Place) -> dict[str, Any]:
    """The fields of one text. Its key ends in the place of the row, which is to be counted among those alike."""
    values: dict[str, Any] = {
        "provision_key": place.text("provision"),
        "language": place.text("language"),
        "kind": place.word("kind", TextKind),
        "text": place.text("text"),
        "valid_from": place.dated("valid_from"),
        "valid_to": place.dated("valid_to"),
        "source_class": place.source_class(),
    }
    alike = f"{values['provision_key']}/{values['language']}/{values['kind']}"
    citation = place.text("source_url")
    return _fields(place, f"{alike}/{place.row or 1}", values, citation, place.stated_on(values["valid_from"]))


def _places(content: bytes, file: str, name: str, problems: list[Problem]) -> Iterator[Place]:
    for row, entry in enumerate(section(checked_law(content, file), name), start=1):
        yield Place(entry, file, row, problems)


def _articles(place: Place, column: str, instrument: str) -> list[str]:
    return [f"{instrument}/art_{each.strip()}" for each in place.entry.get(column) or ()]


def _citation(place: Place, otherwise: str) -> str:
    """The address of the entry, else of its law; with the words that mark it where nobody verified it."""
    address = place.text("source_url") or otherwise
    if place.text("verified") != Verified.NONE:
        return address
    return f"{_UNVERIFIED}: {address}" if address else _UNVERIFIED


def _fields(place: Place, key: str, values: dict[str, Any], citation: str, stated_on: date | None) -> dict[str, Any]:
    return {
        "key": key, "values": values, "citation": citation, "stated_on": stated_on, "note": place.text("note"),
        "file": place.file, "row": place.row,
    }  # fmt: skip


def or_refused(found: list[dict[str, Any]], problems: list[Problem]) -> list[dict[str, Any]]:
    if problems:
        raise InputError(*problems)
    return found
