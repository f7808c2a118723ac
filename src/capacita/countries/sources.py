"""Pure parsers of the country catalogues: bytes already read as a table in, typed rows out.

Every `*_to` is the first day outside. Blank means that the source is silent, never zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from capacita.evidence.reading import Row, Table
from capacita.kernel.dates import StatedDate, parse_earliest, parse_stated_date
from capacita.kernel.errors import InputError, Problem

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
_KINDS = ("un_member", "observer", "area")


def parse_countries(table: Table) -> Sequence[dict[str, Any]]:
    """One row a country or area. Refuses malformed codes, unknown kinds, impossible dates and reversed periods."""
    return _each(table, _country)


def parse_names(table: Table) -> Sequence[dict[str, Any]]:
    """One row a country, language and period."""
    return _each(table, _name)


def parse_footnotes(table: Table) -> Sequence[dict[str, Any]]:
    return _each(table, _footnote)


def parse_groupings(table: Table) -> Sequence[dict[str, Any]]:
    """One row a membership: grouping, country or area, role and period."""
    return _each(table, _grouping)


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
    if row["kind"] not in _KINDS:
        problems.append(row.problem("kind", f"“{row['kind']}” is not a kind", f"One of {', '.join(_KINDS)}."))
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
    key = f"{row['iso2']}/{row['lang']}/{row['valid_from'] or (row['valid_to'] and 'until-' + row['valid_to']) or 'always'}"
    return {"key": key, "values": values, "stated_on": None}


def _footnote(row: Row, problems: list[Problem]) -> dict[str, Any]:
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
    _check_order(row, "valid_from", "valid_to", problems)
    bound = row["date_precision"] == "not_later_than"
    stated = _stated(row, "valid_from", problems, bound=bound, earliest=row["date_earliest"])
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
    key = f"{row['grouping']}/{row['iso2']}/{row['role']}/{row['valid_from']}"
    return {"key": key, "values": values, "stated_on": stated.last_day if stated and bound else None}


def _check_code(row: Row, column: str, shape: re.Pattern[str], problems: list[Problem]) -> None:
    if not shape.fullmatch(row[column]):
        problems.append(
            row.problem(column, f"“{row[column]}” is not a code", "Write capital letters, as ISO 3166 does.")
        )


def _stated(
    row: Row, column: str, problems: list[Problem], *, bound: bool = False, earliest: str = ""
) -> StatedDate | None:
    if not row[column]:
        return None
    try:
        return parse_stated_date(row[column], not_later_than=bound, earliest=earliest, where=row.problem(column, ""))
    except InputError as refusal:
        problems += refusal.problems
        return None


def _check_order(row: Row, start: str, end: str, problems: list[Problem]) -> None:
    first, last = _quiet(row[start]), _quiet(row[end])
    if first and last and last < first:
        problems.append(
            row.problem(end, f"{row[end]} lies before {start} {row[start]}", "The end is the first day outside.")
        )


def _quiet(text: str) -> date | None:
    try:
        return parse_earliest(text) if text else None
    except InputError:
        return None
