"""Pure parsers of the country catalogues: bytes already read as a table in, typed rows out.

Every `*_to` is the first day outside. Blank means that the source is silent, never zero.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from capacita.countries.choices import LANGUAGES, Kind, Role
from capacita.evidence.reading import Row, Table, stated_date_in
from capacita.kernel.dates import StatedDate, parse_earliest
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

COUNTRY_COLUMNS = tuple(
    "iso2 iso3 numeric name_en name_fr kind valid_from valid_to m49_region m49_subregion m49_intermediate "
    "un_member_from coe_member_from coe_member_to eu_member_from eu_member_to ldc_from ldc_to landlocked sids "
    "footnote_key lat lon source note".split()
)
NAME_COLUMNS = ("iso2", "lang", "short_name", "formal_name", "valid_from", "valid_to", "source", "note")
FOOTNOTE_COLUMNS = (
    "footnote_key", "lang", "text", "valid_from", "valid_from_precision", "used_by", "source", "note",
)  # fmt: skip
GROUPING_COLUMNS = (
    "grouping", "name_en", "name_fr", "iso2", "role", "valid_from", "valid_to", "date_precision", "date_earliest",
    "source", "note",
)  # fmt: skip
_ISO2, _ISO3 = re.compile(r"[A-Z]{2}"), re.compile(r"[A-Z]{3}")
_YES_NO = ("true", "false", "")
_BOUNDS = ("", "year", "month", "day", "not_later_than")


def parse_countries(table: Table) -> Sequence[dict[str, Any]]:
    """One row a country or area. Refuses malformed codes, unknown kinds, impossible dates and reversed periods."""
    return _each(table, _country)


def parse_names(table: Table) -> Sequence[dict[str, Any]]:
    """One row a country, language and period. The natural key ends in the ordinal of the name, by the start of its period."""
    return _by_ordinal(_each(table, _name))


def name_cells(fact: Any) -> dict[str, str]:
    same = ("iso2", "short_name", "formal_name", "valid_from", "valid_to", "note")
    return {"lang": fact.language, "source": fact.citation.text, **{name: getattr(fact, name) for name in same}}


def footnote_cells(fact: Any) -> dict[str, str]:
    same = ("footnote_key", "text", "valid_from", "valid_from_precision", "used_by", "note")
    return {"lang": fact.language, "source": fact.citation.text, **{name: getattr(fact, name) for name in same}}


def parse_footnotes(table: Table) -> Sequence[dict[str, Any]]:
    return _each(table, _footnote)


def parse_groupings(table: Table) -> Sequence[dict[str, Any]]:
    """One row a membership: grouping, country or area, role and period. The natural key ends in its ordinal, by start."""
    return _by_ordinal(_each(table, _grouping))


def _by_ordinal(found: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The same rows, each key ended by its place among those that share it: a date that was wrong leaves it as it is."""
    ordinals: Counter[str] = Counter()
    keys: dict[int, str] = {}
    for index in sorted(range(len(found)), key=lambda each: _period_of(found[each]["values"])):
        stem = found[index]["key"]
        ordinals[stem] += 1
        keys[index] = f"{stem}/{ordinals[stem]}"
    return [{**fields, "key": keys[index]} for index, fields in enumerate(found)]


def _period_of(values: dict[str, Any]) -> tuple[date, date]:
    start, end = _quiet(values["valid_from"]), _quiet(values["valid_to"])
    return start or date.min, end or date.max


def _each(table: Table, parse: Callable[[Row, list[Problem]], dict[str, Any]]) -> Sequence[dict[str, Any]]:
    problems: list[Problem] = []
    found = []
    for row in table.rows:
        fields = parse(row, problems)
        found.append({**fields, "note": row["note"], "citation": row["source"], "file": row.file, "row": row.number})
    if problems:
        raise InputError(*problems)
    return found


def _country(row: Row, problems: list[Problem]) -> dict[str, Any]:
    _check_code(row, "iso2", _ISO2, problems)
    _check_code(row, "iso3", _ISO3, problems)
    _check_word(row, "kind", "kind", tuple(Kind), problems)
    for name in ("landlocked", "sids"):
        _check_word(row, name, "answer", _YES_NO, problems)
    for name in ("valid", "coe_member", "eu_member", "ldc"):
        _check_order(row, f"{name}_from", f"{name}_to", problems)
    values: dict[str, Any] = {
        name: row[name]
        for name in ("iso2", "iso3", "numeric", "kind", "m49_region", "m49_subregion", "m49_intermediate",
                     "valid_from", "valid_to", "un_member_from", "coe_member_from", "coe_member_to",
                     "eu_member_from", "eu_member_to", "ldc_from", "ldc_to", "landlocked", "sids", "footnote_key")
    }  # fmt: skip
    for name in ("valid_from", "valid_to", "un_member_from", "coe_member_from", "coe_member_to",
                 "eu_member_from", "eu_member_to", "ldc_from", "ldc_to"):  # fmt: skip
        _stated(row, name, problems)
    values["latitude"], values["longitude"] = row["lat"], row["lon"]
    for name, limit in (("lat", 90), ("lon", 180)):
        try:
            in_range = abs(float(row[name])) <= limit
        except ValueError:
            in_range = False
        if not in_range:
            problems.append(row.problem(name, f"“{row[name]}” is not a coordinate in degrees"))
    return {"key": row["iso2"], "values": values, "stated_on": None}


def _name(row: Row, problems: list[Problem]) -> dict[str, Any]:
    _check_code(row, "iso2", _ISO2, problems)
    _stated(row, "valid_from", problems)
    _stated(row, "valid_to", problems)
    _check_order(row, "valid_from", "valid_to", problems)
    _check_word(row, "lang", "language", LANGUAGES, problems)
    if not row["short_name"]:
        problems.append(row.problem("short_name", "is blank", "Every row names the country or area."))
    values = {
        "iso2": row["iso2"],
        "language": row["lang"],
        "short_name": row["short_name"],
        "formal_name": row["formal_name"],
        "valid_from": row["valid_from"],
        "valid_to": row["valid_to"],
    }
    return {"key": f"{row['iso2']}/{row['lang']}", "values": values, "stated_on": None}


def _footnote(row: Row, problems: list[Problem]) -> dict[str, Any]:
    _check_word(row, "lang", "language", LANGUAGES, problems)
    _check_word(row, "valid_from_precision", "precision", _BOUNDS, problems)
    stated = _stated(row, "valid_from", problems)
    values = {
        "footnote_key": row["footnote_key"],
        "language": row["lang"],
        "text": row["text"],
        "valid_from": row["valid_from"],
        "valid_from_precision": row["valid_from_precision"],
        "used_by": row["used_by"],
    }
    key = f"{row['footnote_key']}/{row['lang']}"
    return {"key": key, "values": values, "stated_on": stated.last_day if stated else None}


def _grouping(row: Row, problems: list[Problem]) -> dict[str, Any]:
    _check_code(row, "iso2", _ISO2, problems)
    _check_word(row, "role", "role", tuple(Role), problems)
    _check_word(row, "date_precision", "precision", _BOUNDS, problems)
    _check_order(row, "valid_from", "valid_to", problems)
    bound = row["date_precision"] == "not_later_than"
    stated = _stated(row, "valid_from", problems, bound=bound, earliest="date_earliest")
    _stated(row, "valid_to", problems)
    values = {
        "grouping": row["grouping"],
        "name_en": row["name_en"],
        "name_fr": row["name_fr"],
        "iso2": row["iso2"],
        "role": row["role"],
        "valid_from": row["valid_from"],
        "valid_to": row["valid_to"],
        "not_later_than": bound,
        "earliest": row["date_earliest"],
    }
    key = f"{row['grouping']}/{row['iso2']}/{row['role']}"
    return {"key": key, "values": values, "stated_on": stated.last_day if stated and bound else None}


def _check_code(row: Row, column: str, shape: re.Pattern[str], problems: list[Problem]) -> None:
    if not shape.fullmatch(row[column]):
        problems.append(
            row.problem(
                column,
                said("“%(value)s” is not a code", value=row[column]),
                said("Write capital letters, as ISO 3166 does."),
            )
        )


def _check_word(row: Row, column: str, what: str, known: Sequence[str], problems: list[Problem]) -> None:
    if row[column] not in known:
        words = ", ".join(each or "blank" for each in known)
        problems.append(row.problem(column, f"“{row[column]}” is not a known {what}", f"One of {words}."))


def _stated(
    row: Row, column: str, problems: list[Problem], *, bound: bool = False, earliest: str = ""
) -> StatedDate | None:
    """The date in a column, with the lower bound in the column `earliest` if one is named."""
    if not row[column]:
        return None
    try:
        return stated_date_in(row, column, not_later_than=bound, earliest=earliest)
    except InputError as refusal:
        problems += refusal.problems
        return None


def _check_order(row: Row, start: str, end: str, problems: list[Problem]) -> None:
    first, last = _quiet(row[start]), _quiet(row[end])
    if first and last and last < first:
        problems.append(
            row.problem(
                end,
                said("%(end)s lies before the start %(start)s", end=row[end], start=row[start]),
                said("The end is the first day outside."),
            )
        )


def _quiet(text: str) -> date | None:
    try:
        return parse_earliest(text) if text else None
    except InputError:
        return None
