"""A figure's value as plain JSON values and as CSV rows: what the shell prints and the API answers, exactly the same.

Either names everything that is needed to run it again: parameters, dates, the recording time, the version of the
catalogues. Briefs print none of the last two.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from capacita.audit.queries import head_at, last_done_at
from capacita.evidence.models import Snapshot
from capacita.evidence.queries import CitationLine, citation_lines, erased_digests, erased_snapshots
from capacita.figures.footnotes import footnotes_of
from capacita.figures.registry import Definition, definition
from capacita.figures.values import FigureValue, Named, Number
from capacita.kernel.moment import Moment

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
    "status",
    "reason",
    "footnote",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def figure_answer(value: FigureValue) -> dict[str, Any]:
    """The receipt as JSON values: numbers as numbers, dates as ISO text, records with their sources."""
    citations = citation_lines(record.citation for record in value.records)
    found = definition(value.id)
    texts, _called = footnotes_of(value)
    return {
        "id": value.id,
        "question": found.question(),
        "parameters": dict(value.parameters),
        "value": plain_number(value.value),
        "low": plain_number(value.low),
        "high": plain_number(value.high),
        "is_floor": value.is_floor,
        "numerator": plain_number(value.numerator),
        "denominator": plain_number(value.denominator),
        "unit": value.unit,
        "reason": value.reason,
        **_dated(value),
        "beyond_sources": value.is_beyond_sources,
        "rule": str(value.rule),
        "rule_since": value.rule.since.isoformat(),
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
        "footnotes": [{"key": key, "text": text} for key, text in texts.items()],
        "bytes_erased": [
            {"source": each.source.key, "sha256": each.sha256, "erased_on": at.date().isoformat()}
            for each, at in erased_beneath(value)
        ],
        "facts_digest": value.facts_digest,
        "receipt": value.receipt_digest,
    }


def erased_beneath(value: FigureValue) -> list[tuple[Snapshot, datetime]]:
    """Of the sources that the records cite: snapshots whose bytes were erased, and when. As it is known now."""
    if not erased_digests().exists():
        return []
    citations = citation_lines(record.citation for record in value.records)
    return erased_snapshots(line.key for cited in citations.values() for line in cited.sources)


def recorded_at(value: FigureValue) -> datetime | None:
    """The recording time that pins the value: the one asked for, else that of the last thing done."""
    return value.at.recorded_at or last_done_at()


def _dated(value: FigureValue) -> dict[str, str | None]:
    """The moment, what the value was read from (the recording time, the head of the audit chain then), its sourcing."""
    time = recorded_at(value)
    return {
        "as_of": value.at.as_of.isoformat(),
        "known_on": value.at.known_on.isoformat(),
        "recorded_at": time.isoformat() if time else None,
        "catalogue_version": head_at(time) or None,
        "sourced_to": value.sourced_to.isoformat() if value.sourced_to else None,
    }


def figure_csv(value: FigureValue, *, for_spreadsheets: bool = True) -> str:
    """Everything that the receipt names as CSV, one row each, with its status and reason; then what it was asked with.

    `status` is counted, or “counted, not certain”, undetermined, left out; of the last rows it is receipt, and they
    give `name` and `what`: the figure, its parameters, dates, recording time and digests. With `for_spreadsheets`,
    text that a program might run as a formula is quoted.
    """
    texts, called = footnotes_of(value)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, CSV_COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in (*_record_rows(value), *_named_rows(value), *_receipt_rows(value)):
        cells = {**row, "footnote": texts.get(called.get(row.get("subject", ""), ""), "")}
        writer.writerow({name: neutralised(cell) for name, cell in cells.items()} if for_spreadsheets else cells)
    return buffer.getvalue()


def _record_rows(value: FigureValue) -> Iterable[dict[str, str]]:
    citations = citation_lines(record.citation for record in value.records)
    doubts = {each.key: each.reason for each in value.uncertain}
    for record in value.records:
        cited = citations.get(record.citation)
        yield {
            "key": record.key,
            "subject": record.subject,
            "name": record.name,
            "what": record.what,
            "date": record.on.iso if record.on else "",
            "date_kind": "not later than"
            if record.on and record.on.not_later_than
            else record.on.precision
            if record.on
            else "",
            "amount": format(record.amount, "f") if record.amount is not None else "",
            "unverified": "unverified" if cited and cited.is_unverified else "",
            "source": cited.text if cited else "",
            "addresses": " ".join(line.address for line in cited.sources if line.address) if cited else "",
            "note": record.note,
            "status": "counted, not certain" if record.subject in doubts else "counted",
            "reason": doubts.get(record.subject, ""),
        }


def _named_rows(value: FigureValue) -> Iterable[dict[str, str]]:
    for status, group in (("undetermined", value.undetermined), ("left out", value.left_out)):
        for each in group:
            yield {"subject": each.key, "name": each.name, "status": status, "reason": each.reason}


def _receipt_rows(value: FigureValue) -> Iterable[dict[str, str]]:
    """What the figure was asked with and what it answered, a row each: after the names, so that each row above is one."""
    said = {
        "id": value.id,
        **value.parameters,
        "value": plain_number(value.value),
        "low": plain_number(value.low),
        "high": plain_number(value.high),
        "is_floor": "yes" if value.is_floor else "no",
        "numerator": plain_number(value.numerator),
        "denominator": plain_number(value.denominator),
        "unit": value.unit,
        "reason": value.reason,
        **_dated(value),
        "rule": str(value.rule),
        "facts_digest": value.facts_digest,
        "bytes_erased": " ".join(f"{each.source.key}:{each.sha256}" for each, _at in erased_beneath(value)),
        "receipt": value.receipt_digest,
    }
    for name, answer in said.items():
        yield {"name": name, "what": "" if answer is None else str(answer), "status": "receipt"}


def definition_answer(found: Definition, at: Moment, choices: dict[Any, list[str]]) -> dict[str, Any]:
    """A figure that can be asked for, with its typed parameters; `choices` keeps what was read of shared ones."""
    for parameter in found.parameters:
        if parameter.choices not in choices:
            choices[parameter.choices] = list(parameter.choices(at))
    return {
        "id": found.id,
        "question": found.question(),
        "unit": found.unit,
        "rule": str(found.rule),
        "rule_since": found.rule.since.isoformat(),
        "rule_text": found.rule_text(),
        "audience": found.audience.value,
        "parameters": [
            {
                "name": parameter.name,
                "kind": parameter.kind.value,
                "required": parameter.required,
                "default": parameter.default or None,
                "choices": choices[parameter.choices],
            }
            for parameter in found.parameters
        ],
    }


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
