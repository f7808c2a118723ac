"""The pure parser of published statements: figures as stated, with their precision, and statements without a figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from capacita.evidence.reading import Row, Table
from capacita.kernel.dates import parse_stated_date
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.identifiers import slug
from capacita.kernel.said import said

CLAIM_COLUMNS = (
    "key", "kind", "parent", "figure", "parameters", "text_en", "text_fr", "stated_value", "precision", "said_on",
    "valid_on", "publisher", "locator", "reason_en", "reason_fr", "source", "note",
)  # fmt: skip
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
_KINDS = ("count", "survey", "impact")
_PRECISIONS = ("exact", "floor", "")


def parse_claims(table: Table) -> Sequence[dict[str, Any]]:
    """One row a published statement. A stated value needs its precision; parameters are name=value, joined by “;”.

    `said_on` and `valid_on` are given as precisely as the source gives them: a day, a month or a year. A blank key is made of
    the publisher and the day on which it was said.
    """
    problems: list[Problem] = []
    found = []
    for position, row in enumerate(table.rows, start=1):
        values: dict[str, Any] = {
            name: row[name]
            for name in (
                "kind",
                "parent",
                "figure",
                "text_en",
                "text_fr",
                "precision",
                "publisher",
                "locator",
                "reason_en",
                "reason_fr",
            )
        }
        if row["kind"] not in _KINDS:
            problems.append(
                row.problem(
                    "kind",
                    said("“%(value)s” is not %(kind)s", value=row["kind"], kind=said("a kind")),
                    said("One of %(words)s.", words=", ".join(_KINDS)),
                )
            )
        if row["precision"] not in _PRECISIONS or bool(row["precision"]) != bool(row["stated_value"]):
            problems.append(
                row.problem(
                    "precision",
                    said("does not fit the stated value"),
                    said("A value that is stated is exact or a floor; without a value, leave it blank."),
                )
            )
        values["parameters"] = {}
        for pair in filter(None, row["parameters"].split(";")):
            name, equals, value = pair.partition("=")
            if not equals:
                problems.append(row.problem("parameters", said("“%(pair)s” is not name=value", pair=pair)))
            values["parameters"][name] = value
        try:
            values["stated_value"] = Decimal(row["stated_value"]) if row["stated_value"] else None
        except InvalidOperation:
            problems.append(row.problem("stated_value", said("“%(value)s” is not a number", value=row["stated_value"])))
        days: dict[str, date] = {}
        for column, precision in (("said_on", "said_precision"), ("valid_on", "valid_precision")):
            try:
                stated = parse_stated_date(row[column], where=row.problem(column, ""))
                days[column], values[precision] = stated.last_day, stated.precision.value
            except InputError as refusal:
                problems += refusal.problems
        for column, day in days.items():
            if not FIRST_DAY <= day <= LAST_DAY:
                problems.append(
                    row.problem(
                        column,
                        said("%(value)s is out of range", value=day),
                        said("From %(first)s to %(last)s.", first=FIRST_DAY, last=LAST_DAY),
                    )
                )
        values["valid_on"] = days.get("valid_on")
        values["position"] = position
        found.append(
            {"key": row["key"] or _made_key(row), "values": values, "citation": row["source"], "stated_on": days.get("said_on"),
             "note": row["note"], "file": row.file, "row": row.number}
        )  # fmt: skip
    if problems:
        raise InputError(*problems)
    return found


def _made_key(row: Row) -> str:
    return "/".join(filter(None, (slug(row["publisher"]), row["said_on"])))


def claim_cells(fact: Any) -> dict[str, str]:
    """The cells of a statement's row. Its days are written as precisely as the source gives them."""
    same = ("key", "kind", "parent", "figure", "text_en", "text_fr", "precision", "publisher", "locator", "reason_en",
            "reason_fr", "note")  # fmt: skip
    return {
        **{name: getattr(fact, name) for name in same},
        "parameters": ";".join(f"{name}={value}" for name, value in fact.parameters.items()),
        "stated_value": f"{fact.stated_value.normalize():f}" if fact.stated_value is not None else "",
        "said_on": fact.said_on.iso if fact.said_on else "",
        "valid_on": fact.valid_for.iso,
        "source": fact.citation.text,
    }
