"""Pure parsers of the portfolio's catalogues: projects, their stated terms, the office, programme texts, SDG targets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from capacita.evidence.reading import Row, Table
from capacita.kernel.dates import StatedDate, parse_stated_date
from capacita.kernel.digests import sha256_hex
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said
from capacita.portfolio.choices import StatementKind

PROJECT_COLUMNS = ("code", "short_name", "predecessor", "part_of", "note", "source")
TERM_COLUMNS = (
    "code", "title", "start", "end", "budget_eur", "budget_step", "currency", "funders", "funding_type",
    "countries_iso2", "known_from", "kind", "effective_from", "objective", "source_url", "note",
)  # fmt: skip
OFFICE_COLUMNS = (
    "key", "name_en", "name_fr", "short_name", "organisation_en", "organisation_fr", "city_en", "city_fr", "country",
    "operational_from", "address", "source", "note",
)  # fmt: skip
TEXT_COLUMNS = ("key", "kind", "parent", "text_en", "text_fr", "sdg_targets", "source", "note")
SDG_COLUMNS = (
    "goal", "target", "title", "link_to_programme_component", "strength", "justification", "sdg_indicators",
    "iati_tag_vocabulary", "iati_sector_vocabulary", "source",
)  # fmt: skip
# Outside these years a date of a project is a slip of the pen.
FIRST_YEAR, LAST_YEAR = 1990, 2100
_TARGET = re.compile(r"\d{1,2}\.(?:\d{1,2}|[a-z])", re.ASCII)


def parse_projects(table: Table) -> Sequence[dict[str, Any]]:
    """One row a project: its code, short name, predecessor and the project of which it is a part."""
    return [
        _fields(row, row["code"], {name: row[name] for name in PROJECT_COLUMNS[:4]}, row["source"])
        for row in table.rows
    ]


def parse_terms(table: Table) -> Sequence[dict[str, Any]]:
    """One row a dated statement. Natural key: project, date, source. An amendment's effect on its own day is a bound."""
    problems: list[Problem] = []
    found = []
    for row in table.rows:
        start, end = _stated(row, "start", problems), _stated(row, "end", problems)
        if start and end and end.last_day < start.first_day:
            problems.append(
                row.problem("end", said("%(end)s lies before the start %(start)s", end=row["end"], start=row["start"]))
            )
        known_from = _stated(row, "known_from", problems)
        _stated(row, "effective_from", problems)
        if row["kind"] not in StatementKind._value2member_map_:
            problems.append(
                row.problem(
                    "kind",
                    said("“%(value)s” is not %(kind)s", value=row["kind"], kind=said("a kind")),
                    said("One of %(words)s.", words=", ".join(StatementKind)),
                )
            )
        is_amendment = row["kind"] == StatementKind.AMENDMENT
        if is_amendment and not row["effective_from"]:
            problems.append(row.problem("effective_from", said("Give the day from which the amendment holds")))
        elif row["effective_from"] and not is_amendment:
            problems.append(row.problem("effective_from", said("Leave it blank: only an amendment has one")))
        values: dict[str, Any] = {
            name: row[name]
            for name in ("code", "title", "start", "end", "currency", "funders", "funding_type", "known_from", "kind",
                         "effective_from", "objective")
        }  # fmt: skip
        values["effect_is_bound"] = bool(row["effective_from"]) and row["effective_from"] == row["known_from"]
        values["countries"] = row["countries_iso2"]
        values["budget"] = _amount(row, "budget_eur", problems)
        values["budget_step"] = _amount(row, "budget_step", problems)
        problems += _halved(row)
        if row["currency"] not in ("", "EUR"):
            problems.append(
                row.problem(
                    "currency",
                    said("“%(value)s” is not EUR", value=row["currency"]),
                    said("The column is in euros; leave the budget blank until its worth in euros is stated."),
                )
            )
        key = f"{row['code']}/{row['known_from'] or 'undated'}/{sha256_hex(row['source_url'].encode())[:8]}"
        found.append(_fields(row, key, values, row["source_url"], known_from))
    if problems:
        raise InputError(*problems)
    return found


def _halved(row: Row) -> Iterable[Problem]:
    """What is missing of a budget, told where it is missing."""
    if row["budget_eur"]:
        if not row["budget_step"]:
            remedy = said("Give the last digit that the source states: 1 where the amount is exact.")
            yield row.problem("budget_step", said("a budget needs its step"), remedy)
        if not row["currency"]:
            yield row.problem("currency", said("a budget needs its currency"))
    elif row["budget_step"] or row["currency"]:
        yield row.problem("budget_eur", said("is blank, and its step or its currency is given"))


def term_cells(fact: Any) -> dict[str, str]:
    """The cells of a statement's row; amounts are whole or have two decimals."""
    same = ("code", "title", "start", "end", "currency", "funders", "funding_type", "known_from", "kind",
            "effective_from", "objective", "note")  # fmt: skip
    return {
        **{name: getattr(fact, name) for name in same},
        "budget_eur": _plain(fact.budget),
        "budget_step": _plain(fact.budget_step),
        "countries_iso2": fact.countries,
        "source_url": fact.citation.text,
    }


def _plain(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"


def parse_offices(table: Table) -> Sequence[dict[str, Any]]:
    """One row an office that runs projects."""
    problems: list[Problem] = []
    for row in table.rows:
        _stated(row, "operational_from", problems)
    if problems:
        raise InputError(*problems)
    return [
        _fields(
            row,
            row["key"],
            {("code" if name == "key" else name): row[name] for name in OFFICE_COLUMNS[:11]},
            row["source"],
        )
        for row in table.rows
    ]


def parse_texts(table: Table) -> Sequence[dict[str, Any]]:
    """One row a text of the programme: the definition, what it entails, its aims, the sides of the approach."""
    return [
        _fields(
            row,
            row["key"],
            {
                "kind": row["kind"],
                "parent": row["parent"],
                "text_en": row["text_en"],
                "text_fr": row["text_fr"],
                "sdg_targets": [target for target in row["sdg_targets"].split(";") if target],
                "position": row.number - 1,
            },
            row["source"],
        )
        for row in table.rows
    ]


def parse_sdg_targets(table: Table) -> Sequence[dict[str, Any]]:
    """One row a target of the 2030 Agenda with the strength of its link to the programme."""
    problems = [
        row.problem(
            "target",
            said("“%(target)s” is not a target of goal %(goal)s", target=row["target"], goal=row["goal"]),
            said("Write it as 16.3 or 16.a."),
        )
        for row in table.rows
        if not _TARGET.fullmatch(row["target"]) or not row["target"].startswith(f"{row['goal']}.")
    ]
    if problems:
        raise InputError(*problems)
    return [
        _fields(
            row,
            row["target"],
            {
                "goal": row["goal"],
                "target": row["target"],
                "title": row["title"],
                "component": row["link_to_programme_component"],
                "strength": row["strength"],
                "justification": row["justification"],
                "indicators": [each for each in row["sdg_indicators"].split(";") if each],
                "position": row.number - 1,
            },
            row["source"],
        )
        for row in table.rows
    ]


def _fields(
    row: Row, key: str, values: dict[str, Any], citation: str, stated: StatedDate | None = None
) -> dict[str, Any]:
    return {
        "key": key,
        "values": values,
        "citation": citation,
        "stated_on": stated.last_day if stated else None,
        "note": row.cells.get("note", ""),
        "file": row.file,
        "row": row.number,
    }


def _stated(row: Row, column: str, problems: list[Problem]) -> StatedDate | None:
    if not row[column]:
        return None
    try:
        stated = parse_stated_date(row[column], where=row.problem(column, ""))
    except InputError as refusal:
        problems += refusal.problems
        return None
    if not FIRST_YEAR <= stated.first_day.year <= LAST_YEAR:
        problems.append(
            row.problem(
                column,
                said("%(value)s is out of range", value=stated.iso),
                said("From %(first)s to %(last)s.", first=FIRST_YEAR, last=LAST_YEAR),
            )
        )
        return None
    return stated


def _amount(row: Row, column: str, problems: list[Problem]) -> Decimal | None:
    if not row[column]:
        return None
    try:
        amount = Decimal(row[column])
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount <= 0 or amount >= 10**15:
        problems.append(
            row.problem(
                column,
                said("“%(value)s” is not an amount", value=row[column]),
                said("Write digits only, such as 3330000."),
            )
        )
        return None
    return amount
