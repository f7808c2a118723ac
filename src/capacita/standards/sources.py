"""Pure parsers of the standards' catalogues: instruments, treaty actions, provisions with their requirement elements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from capacita.evidence.reading import Row, Table, read_yaml, stated_date_in
from capacita.kernel.dates import StatedDate, parse_day
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said
from capacita.standards.choices import Act
from capacita.standards.shape import checked_provisions

INSTRUMENT_COLUMNS = (
    "key", "number", "title_en", "title_fr", "short_en", "short_fr", "opened_on", "in_force_on", "deposits_needed",
    "months_to_force", "invites", "adopted_note", "dataset", "source", "note",
)  # fmt: skip
ACTION_COLUMNS = (
    "treaty", "iso2", "state", "action", "date", "source_url", "date_precision", "date_earliest", "valid_until", "note",
)  # fmt: skip
_PRECISIONS = ("day", "month", "year", "not_later_than")


def parse_instruments(table: Table) -> Sequence[dict[str, Any]]:
    """One row an instrument."""
    problems: list[Problem] = []
    found = []
    for row in table.rows:
        values: dict[str, Any] = {
            name: row[name]
            for name in ("key", "number", "title_en", "title_fr", "short_en", "short_fr", "adopted_note", "dataset")
        }
        values["code"] = values.pop("key")
        values["opened_on"] = _day(row, "opened_on", problems)
        values["in_force_on"] = _day(row, "in_force_on", problems)
        if values["opened_on"] and values["in_force_on"] and values["in_force_on"] < values["opened_on"]:
            problems.append(
                row.problem("in_force_on", f"{row['in_force_on']} lies before opened_on {row['opened_on']}")
            )
        if row["invites"] not in ("yes", "no"):
            problems.append(row.problem("invites", f"“{row['invites']}” is neither yes nor no", "Write yes or no."))
        values["accedes_by_invitation"] = row["invites"] == "yes"
        for name in ("deposits_needed", "months_to_force"):
            if row[name].isascii() and row[name].isdigit() and len(row[name]) < 30:
                values[name] = int(row[name])
            else:
                problems.append(
                    row.problem(name, f"“{row[name][:40]}” is not a number", "Write digits only, such as 3.")
                )
        found.append(
            {"key": row["key"], "values": values, "citation": row["source"], "stated_on": None, "note": row["note"],
             "file": row.file, "row": row.number}
        )  # fmt: skip
    if problems:
        raise InputError(*problems)
    return found


def parse_treaty_actions(table: Table) -> Sequence[dict[str, Any]]:
    """One row an act. The natural key is treaty, State, act and its ordinal among such acts, by date.

    An act is stated on its own day (an official act is public from then); a bound on the day of its bound.
    """
    problems: list[Problem] = []
    parsed: list[tuple[Row, str, StatedDate, date | None]] = []
    for row in table.rows:
        stated = _action_date(row, problems)
        valid_until = _day(row, "valid_until", problems)
        if row["action"] not in Act._value2member_map_:
            problems.append(
                row.problem(
                    "action",
                    said("“%(value)s” is not %(kind)s", value=row["action"], kind=said("an act")),
                    said("One of %(words)s.", words=", ".join(Act)),
                )
            )
        elif stated is not None:
            if valid_until is not None and row["action"] not in (Act.INVITED, Act.INVITATION_EXTENDED):
                problems.append(
                    row.problem("valid_until", said("only an invitation has an end"), said("Leave it blank."))
                )
            elif valid_until is not None and valid_until <= stated.first_day:
                problems.append(
                    row.problem(
                        "valid_until",
                        said("%(end)s is not after the invitation’s date %(day)s", end=valid_until, day=stated.iso),
                    )
                )
            parsed.append((row, row["treaty"].lower(), stated, valid_until))
    if problems:
        raise InputError(*problems)
    ordinals: Counter[tuple[str, str, str]] = Counter()
    found = []
    for row, instrument, stated, valid_until in sorted(parsed, key=lambda each: (each[2].last_day, each[0].number)):
        ordinals[instrument, row["iso2"], row["action"]] += 1
        ordinal = ordinals[instrument, row["iso2"], row["action"]]
        values = {
            "instrument": instrument,
            "iso2": row["iso2"],
            "act": row["action"],
            "ordinal": ordinal,
            "on": stated.iso,
            "not_later_than": stated.not_later_than,
            "earliest": stated.earliest,
            "valid_until": valid_until,
        }
        found.append(
            {"key": f"{instrument}/{row['iso2']}/{row['action']}/{ordinal}", "values": values,
             "citation": row["source_url"], "stated_on": stated.last_day, "note": row["note"],
             "file": row.file, "row": row.number}
        )  # fmt: skip
    return found


def action_cells(fact: Any) -> dict[str, str]:
    """The cells of an act's row; the State's name is not kept, since its code says it."""
    return {
        "treaty": fact.instrument.upper(),
        "iso2": fact.iso2,
        "action": fact.act,
        "date": fact.on,
        "source_url": fact.citation.text,
        "date_precision": "not_later_than" if fact.not_later_than else fact.stated.precision.value,
        "date_earliest": fact.earliest.isoformat() if fact.earliest else "",
        "valid_until": fact.valid_until.isoformat() if fact.valid_until else "",
        "note": fact.note,
    }


def parse_provisions(content: bytes, file: str) -> Sequence[dict[str, Any]]:
    """One entry a provision, in the order of the text, without its elements."""
    return [
        {
            "key": entry["id"],
            "values": {
                "instrument": entry["instrument"].lower(),
                "article": entry["article"],
                "paragraph": entry["paragraph"] or "",
                "parent_key": entry["parent_id"] or "",
                "heading": entry["heading"],
                "part": entry["part"],
                "kind": entry["kind"],
                "chapter": " · ".join(part for part in entry["parent"].values() if part),
                "domestic_law_expected": entry["domestic_law_expected"],
                "assess_at": entry["assess_at"],
                "summary": entry["summary"],
                "declarations": entry["declarations_reservations"],
                "related": entry["related"],
                "rollup": entry.get("rollup") or "",
                "position": position,
            },
            "citation": entry["source"],
            "stated_on": None,
            "note": entry.get("rollup_note") or "",
            "file": file,
            "row": position,
        }
        for position, entry in enumerate(_entries(content, file), start=1)
    ]


def parse_elements(content: bytes, file: str) -> Sequence[dict[str, Any]]:
    """One entry a requirement element of a provision, in the order of the text."""
    return [
        {
            "key": f"{entry['id']}/{element['key']}",
            "values": {
                "provision_key": entry["id"],
                "element": element["key"],
                "text": element["text"],
                "is_optional": bool(element["optional"]),
                "weight": element.get("class") or "",
                "kind": element.get("kind") or "",
                "question": element.get("question") or "",
                "position": position,
            },
            "citation": entry["source"],
            "stated_on": None,
            "note": "",
            "file": file,
            "row": number,
        }
        for number, entry in enumerate(_entries(content, file), start=1)
        for position, element in enumerate(entry["elements"], start=1)
    ]


def _entries(content: bytes, file: str) -> Sequence[Mapping[str, Any]]:
    return checked_provisions(read_yaml(content, file=file), file)


def _action_date(row: Row, problems: list[Problem]) -> StatedDate | None:
    if row["date_precision"] not in _PRECISIONS:
        problems.append(
            row.problem(
                "date_precision", f"“{row['date_precision']}” is not a precision", f"One of {', '.join(_PRECISIONS)}."
            )
        )
        return None
    try:
        stated = stated_date_in(
            row, "date", not_later_than=row["date_precision"] == "not_later_than", earliest="date_earliest"
        )
    except InputError as refusal:
        problems += refusal.problems
        return None
    if not stated.not_later_than and row["date_precision"] != stated.precision:
        problems.append(
            row.problem(
                "date_precision",
                f"“{row['date_precision']}” does not fit the date {stated.iso}, which is stated to the {stated.precision}",
                "Write the date as far as the source states it, and that precision.",
            )
        )
    return stated


def _day(row: Row, column: str, problems: list[Problem]) -> date | None:
    if not row[column]:
        return None
    try:
        return parse_day(row[column])
    except InputError as refusal:
        problems += [row.problem(column, each.message, each.remedy) for each in refusal.problems]
        return None
