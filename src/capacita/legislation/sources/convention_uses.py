"""The rows of facts that a State drew on the Convention for its legislation. Knows no database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from capacita.evidence.reading import Table, stated_date_in
from capacita.kernel.errors import InputError, Problem
from capacita.legislation.choices import UseKind

USE_COLUMNS = ("iso2", "kind", "date", "law", "text", "source", "note")


def parse_convention_uses(table: Table) -> Sequence[dict[str, Any]]:
    """One row a document or statement; it counts as stated on its own day, to the end of a month or year."""
    problems: list[Problem] = []
    found = []
    for row in table.rows:
        try:
            stated = stated_date_in(row, "date")
        except InputError as refusal:
            problems += refusal.problems
            continue
        if row["kind"] not in set(UseKind):
            problems.append(
                row.problem("kind", f"“{row['kind'][:40]}” is not a kind of use", f"One of {', '.join(UseKind)}.")
            )
        if not row["text"]:
            problems.append(row.problem("text", "is blank", "Say what the source says of the Convention."))
        found.append(
            {
                "key": "/".join((row["iso2"], row["kind"], stated.iso, row["law"] or "-")),
                "values": {
                    "iso2": row["iso2"], "kind": row["kind"], "on": stated.iso, "work_key": row["law"],
                    "gist": row["text"],
                },
                "citation": row["source"], "stated_on": stated.last_day, "note": row["note"], "file": row.file,
                "row": row.number,
            }
        )  # fmt: skip
    if problems:
        raise InputError(*problems)
    return found


def use_cells(fact: Any) -> dict[str, str]:
    """The cells of a fact's row."""
    return {
        "iso2": fact.iso2, "kind": fact.kind, "date": fact.on, "law": fact.work_key, "text": fact.gist,
        "source": fact.citation.text, "note": fact.note,
    }  # fmt: skip
