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
from capacita.legislation.choices import Confidence, EventKind, TextKind, Verified
from capacita.legislation.sources.law_shape import checked_law, section

Entry = Mapping[str, Any]
_UNVERIFIED = "general knowledge, unverified"
_KEY = re.compile(r"[A-Za-z0-9._-]{1,100}")


class _Place:
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
            self.problem("id", f"“{given[:40]}” is not an id", "Use letters, digits, hyphens, dots and underscores.")
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
        self.problem(column, f"“{given[:40]}” is not known here", f"One of {', '.join(words)}.")
        return ""

    def stated_on(self, *dates: str) -> date | None:
        """The day that the entry gives, else the last day of the first of these dates that is known."""
        for each in (self.dated("stated_on"), *dates):
            if each:
                return StatedDate(each).last_day
        return None


def parse_laws(content: bytes, file: str) -> Sequence[dict[str, Any]]:
    """One entry a law. An official act is public from its publication, else its adoption, else its commencement."""
    problems: list[Problem] = []
    found = []
    for place in _places(content, file, "laws", problems):
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
        found.append(_fields(place, place.key(), values, " | ".join(filter(None, cited)), stated_on))
    return _or_refused(found, problems)


def parse_law_provisions(content: bytes, file: str) -> Sequence[dict[str, Any]]:
    """One entry a provision. It is public with its law; one that came in later, from the day on which it did."""
    held = checked_law(content, file)
    instrument = str(held["meta"]["instrument"]).lower()
    laws = {law["id"]: _Place(law, file, 0, []) for law in section(held, "laws")}
    problems: list[Problem] = []
    found = []
    for place in _places(content, file, "provisions", problems):
        law = laws.get(place.text("law"))
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
        came_later = begun if law is not None and begun != law.dated("in_force_from") else ""
        with_law = [law.dated(each) for each in ("stated_on", "published", "adopted", "in_force_from")] if law else []
        stated_on = place.stated_on(values["absent_as_of"], came_later, *with_law)
        citation = _citation(place, law.text("source_url") if law else "")
        found.append(_fields(place, place.key(), values, citation, stated_on))
    return _or_refused(found, problems)


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
        on = place.dated("date")
        values: dict[str, Any] = {
            "iso2": place.text("iso2"),
            "work_key": law or min(laws, default=""),
            "provisions": named,
            "kind": place.word("kind", EventKind),
            "on": on,
            "by": place.text("by"),
            "by_work_key": place.text("by_law"),
            "verified": place.word("verified", Verified),
        }
        found.append(_fields(place, place.key(), values, _citation(place, ""), place.stated_on(on)))
    return _or_refused(found, problems)


def parse_provision_texts(content: bytes, file: str) -> Sequence[dict[str, Any]]:
    """One entry a text of a provision. The natural key counts those of one provision, language and kind, by their start."""
    problems: list[Problem] = []
    parsed = []
    for place in _places(content, file, "texts", problems):
        values: dict[str, Any] = {
            "provision_key": place.text("provision"),
            "language": place.text("language"),
            "kind": place.word("kind", TextKind),
            "text": place.text("text"),
            "valid_from": place.dated("valid_from"),
            "valid_to": place.dated("valid_to"),
        }
        parsed.append((place, values))
    counted: Counter[str] = Counter()
    found = []
    for place, values in sorted(parsed, key=lambda each: (each[1]["valid_from"], each[0].row)):
        alike = f"{values['provision_key']}/{values['language']}/{values['kind']}"
        counted[alike] += 1
        stated_on = place.stated_on(values["valid_from"])
        found.append(_fields(place, f"{alike}/{counted[alike]}", values, place.text("source_url"), stated_on))
    return _or_refused(found, problems)


def _places(content: bytes, file: str, name: str, problems: list[Problem]) -> Iterator[_Place]:
    for row, entry in enumerate(section(checked_law(content, file), name), start=1):
        yield _Place(entry, file, row, problems)


def _articles(place: _Place, column: str, instrument: str) -> list[str]:
    return [f"{instrument}/art_{each.strip()}" for each in place.entry.get(column) or ()]


def _citation(place: _Place, otherwise: str) -> str:
    """The address of the entry, else of its law; with the words that mark it where nobody verified it."""
    address = place.text("source_url") or otherwise
    if place.text("verified") != Verified.NONE:
        return address
    return f"{_UNVERIFIED}: {address}" if address else _UNVERIFIED


def _fields(place: _Place, key: str, values: dict[str, Any], citation: str, stated_on: date | None) -> dict[str, Any]:
    return {
        "key": key, "values": values, "citation": citation, "stated_on": stated_on, "note": place.text("note"),
        "file": place.file, "row": place.row,
    }  # fmt: skip


def _or_refused(found: list[dict[str, Any]], problems: list[Problem]) -> list[dict[str, Any]]:
    if problems:
        raise InputError(*problems)
    return found
