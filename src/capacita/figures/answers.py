"""A figure's value as plain JSON values and as CSV rows: what the shell prints and the API answers, exactly the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from capacita.evidence.queries import CitationLine, citation_lines
from capacita.figures.registry import definition
from capacita.figures.values import FigureValue, Named, Number

CSV_COLUMNS = (
    "key",
    "subject",
    "name",
    "what",
    "date",
    "date_kind",
    "amount",
    "unverified",
    "source",
    "addresses",
    "note",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def figure_answer(value: FigureValue) -> dict[str, Any]:
    """The receipt as JSON values: numbers as numbers, dates as ISO text, records with their sources."""
    citations = citation_lines(record.citation for record in value.records)
    found = definition(value.id)
    return {
        "id": value.id,
        "question": found.question(),
        "parameters": dict(value.parameters),
        "value": plain_number(value.value),
        "low": plain_number(value.low),
        "high": plain_number(value.high),
        "numerator": plain_number(value.numerator),
        "denominator": plain_number(value.denominator),
        "unit": value.unit,
        "reason": value.reason,
        "as_of": value.at.as_of.isoformat(),
        "known_on": value.at.known_on.isoformat(),
        "sourced_to": value.sourced_to.isoformat() if value.sourced_to else None,
        "beyond_sources": value.is_beyond_sources,
        "rule": str(value.rule),
        "audience": found.audience.value,
        "undetermined": [_named(each) for each in value.undetermined],
        "uncertain": [_named(each) for each in value.uncertain],
        "left_out": [_named(each) for each in value.left_out],
        "notes": list(value.notes),
        "records": [
            {
                "key": record.key,
                "subject": record.subject,
                "name": record.name,
                "what": record.what,
                "date": record.on.iso if record.on else None,
                "not_later_than": record.on.not_later_than if record.on else False,
                "amount": plain_number(record.amount),
                "note": record.note,
                **_cited(citations.get(record.citation)),
            }
            for record in value.records
        ],
        "facts_digest": value.facts_digest,
        "receipt": value.receipt_digest,
    }


def figure_csv(value: FigureValue, *, for_spreadsheets: bool = True) -> str:
    """The records counted as CSV. With `for_spreadsheets`, text that a program might run as a formula is quoted."""
    citations = citation_lines(record.citation for record in value.records)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for record in value.records:
        cited = citations.get(record.citation)
        cells = [
            record.key,
            record.subject,
            record.name,
            record.what,
            record.on.iso if record.on else "",
            "not later than" if record.on and record.on.not_later_than else record.on.precision if record.on else "",
            format(record.amount, "f") if record.amount is not None else "",
            "unverified" if cited and cited.is_unverified else "",
            cited.text if cited else "",
            " ".join(line.address for line in cited.sources if line.address) if cited else "",
            record.note,
        ]
        writer.writerow([neutralised(cell) for cell in cells] if for_spreadsheets else cells)
    return buffer.getvalue()


def neutralised(cell: str) -> str:
    """The cell with a leading apostrophe where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def plain_number(number: Number | None) -> int | float | None:
    """An integer where the number is whole, else the nearest float: JSON knows no decimals."""
    if number is None or isinstance(number, int):
        return number
    return int(number) if number == number.to_integral_value() else float(Decimal(number))


def _named(each: Named) -> dict[str, str]:
    return {"key": each.key, "name": each.name, "reason": each.reason}


def _cited(cited: CitationLine | None) -> Mapping[str, Any]:
    if cited is None:
        return {"unverified": True, "citation": "", "sources": []}
    return {
        "unverified": cited.is_unverified,
        "citation": cited.text,
        "sources": [
            {"key": line.key, "title": line.title, "address": line.address, "locator": line.locator}
            for line in cited.sources
        ],
    }
