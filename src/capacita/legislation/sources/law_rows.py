"""One row of domestic law as a form sends it: the same entries as in the file, each cell a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from capacita.evidence.reading import Row, Table
from capacita.kernel.errors import Problem
from capacita.kernel.identifiers import slug
from capacita.legislation.sources.laws import (
    Place,
    event_fields,
    law_fields,
    or_refused,
    provision_fields,
    text_fields,
)

_INSTRUMENT = "ets185"
LAW_COLUMNS = (
    "id", "iso2", "territory", "title", "title_original", "citation", "language", "adopted", "published", "in_force_from",
    "in_force_by", "in_force_to", "confidence", "source_url", "commencement_source", "stated_on", "note",
)  # fmt: skip
PROVISION_COLUMNS = (
    "id", "law", "iso2", "territory", "ref", "conv", "does_not_satisfy", "gist", "valid_from", "valid_to", "as_of",
    "verified", "confidence", "source_url", "stated_on", "note",
)  # fmt: skip
EVENT_COLUMNS = (
    "id", "law", "iso2", "affects", "kind", "date", "by", "by_law", "verified", "source_url", "stated_on", "note",
)  # fmt: skip
TEXT_COLUMNS = (
    "provision", "language", "kind", "text", "valid_from", "valid_to", "source_url", "class", "stated_on", "note",
)  # fmt: skip


def parse_law_rows(table: Table) -> Sequence[dict[str, Any]]:
    """One mapping a law."""
    return _parsed(table, law_fields)


def parse_provision_rows(table: Table) -> Sequence[dict[str, Any]]:
    """One mapping a provision. Without an id it is called after its law and its reference."""

    def fields(place: Place) -> dict[str, Any]:
        return provision_fields(place, _INSTRUMENT, None)

    return _parsed(table, fields, lists=("conv", "does_not_satisfy"), named=("law", "ref"))


def parse_event_rows(table: Table) -> Sequence[dict[str, Any]]:
    """One mapping an event, of the provisions named or else of the whole law. Without an id it is called after both."""

    def fields(place: Place) -> dict[str, Any]:
        return event_fields(place, place.text("law"), list(place.entry["affects"]))

    return _parsed(table, fields, lists=("affects",), named=("law", "kind", "date"))


def parse_text_rows(table: Table) -> Sequence[dict[str, Any]]:
    """One mapping a text."""
    return _parsed(table, text_fields)


def law_cells(fact: Any) -> dict[str, str]:
    address, _bar, commencement = fact.citation.text.partition(" | commencement: ")
    return {
        "id": fact.key, "iso2": fact.iso2, "territory": fact.territory, "title": fact.title,
        "title_original": fact.title_original, "citation": fact.official_citation, "language": "; ".join(fact.languages),
        "adopted": fact.adopted_on, "published": fact.published_on, "in_force_from": fact.in_force_from,
        "in_force_by": fact.in_force_by, "in_force_to": fact.in_force_to, "confidence": fact.confidence,
        "source_url": address, "commencement_source": commencement, "stated_on": _day(fact), "note": fact.note,
    }  # fmt: skip


def provision_cells(fact: Any) -> dict[str, str]:
    return {
        "id": fact.key, "law": fact.work_key, "iso2": fact.iso2, "territory": fact.territory, "ref": fact.ref,
        "conv": _numbers(fact.articles), "does_not_satisfy": _numbers(fact.does_not_satisfy), "gist": fact.gist,
        "valid_from": fact.valid_from, "valid_to": fact.valid_to, "as_of": fact.absent_as_of, "verified": fact.verified,
        "confidence": fact.confidence, "source_url": _address(fact), "stated_on": _day(fact), "note": fact.note,
    }  # fmt: skip


def event_cells(fact: Any) -> dict[str, str]:
    return {
        "id": fact.key, "law": fact.work_key, "iso2": fact.iso2, "affects": "; ".join(fact.provisions), "kind": fact.kind,
        "date": fact.on, "by": fact.by, "by_law": fact.by_work_key, "verified": fact.verified,
        "source_url": _address(fact), "stated_on": _day(fact), "note": fact.note,
    }  # fmt: skip


def text_cells(fact: Any) -> dict[str, str]:
    return {
        "provision": fact.provision_key, "language": fact.language, "kind": fact.kind, "text": fact.text,
        "valid_from": fact.valid_from, "valid_to": fact.valid_to, "source_url": fact.citation.text,
        "class": str(fact.source_class or ""), "stated_on": _day(fact), "note": fact.note,
    }  # fmt: skip


def _parsed(
    table: Table,
    fields: Callable[[Place], dict[str, Any]],
    *,
    lists: Sequence[str] = (),
    named: Sequence[str] = (),
) -> Sequence[dict[str, Any]]:
    problems: list[Problem] = []
    found = [fields(_Row(_entry(row, lists, named), row.file, row.number, problems)) for row in table.rows]
    return or_refused(found, problems)


class _Row(Place):
    """A row of a form: what is wrong in it is told at the field, which needs no name of the entry."""

    def problem(self, column: str, message: str, remedy: str = "") -> None:
        self.problems.append(Problem(message, self.file, self.row or None, column, remedy))


def _entry(row: Row, lists: Sequence[str], named: Sequence[str]) -> Mapping[str, Any]:
    entry: dict[str, Any] = dict(row.cells)
    for name in lists:
        entry[name] = [each.strip() for each in row[name].replace(",", ";").split(";") if each.strip()]
    if named and not entry["id"]:
        parts = (slug(row[each]) if each != "law" else row[each] for each in named)
        entry["id"] = "-".join(filter(None, parts))[:100]
    return entry


def _numbers(articles: Sequence[str]) -> str:
    return "; ".join(each.rpartition("art_")[2] for each in articles)


def _address(fact: Any) -> str:
    """What the row cites, without the words that mark what nobody read: the column of verification says so."""
    return str(fact.citation.text).removeprefix("general knowledge, unverified").removeprefix(": ")


def _day(fact: Any) -> str:
    return fact.stated_on.isoformat() if fact.stated_on else ""
