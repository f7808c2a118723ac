"""Reads of countries and areas for a moment: who is a State, what each is called, which footnote it carries."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from capacita.countries.choices import FootnoteStyle
from capacita.countries.models import Country, CountryName, Footnote, Membership, period
from capacita.countries.rules import OBSERVER_STATES, Dated, ends_of_names, holding_on, is_state
from capacita.evidence.words import current_language
from capacita.kernel.dates import StatedDate
from capacita.kernel.dates import parse_earliest as _day
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.kernel.periods import Period
from capacita.kernel.said import said

DATASET = "countries"


@dataclass(frozen=True)
class CountryLine:
    """A country or area as it is shown on a date."""

    iso2: str
    iso3: str
    name: str
    kind: str
    region: str
    subregion: str
    is_state: bool
    footnote_key: str


@once
def state_codes(on: date, *, at: Moment | None = None) -> frozenset[str]:
    """The States of the partition on `on`, by alpha-2 code."""
    rows = _membership_rows(at=at.knowledge if at else None)
    return frozenset(iso2 for iso2, un_from, coe_from, coe_to in rows if _is_state(iso2, un_from, coe_from, coe_to, on))


@once
def _membership_rows(*, at: Moment | None) -> list[tuple[str, str, str, str]]:
    """Code, UN membership from, Council of Europe membership from and to, of every country and area."""
    rows = Country.objects.recorded(at).values_list("iso2", "un_member_from", "coe_member_from", "coe_member_to")
    return list(rows)


@once
def state_periods(*, at: Moment | None = None) -> Mapping[str, Period]:
    """From when each country or area is a State of the partition; those that are none are left out."""
    found = {}
    for iso2, un_from, coe_from, _coe_to in _membership_rows(at=at.knowledge if at else None):
        starts = [_day(start) for start in (un_from, coe_from) if start]
        if iso2 in OBSERVER_STATES:
            found[iso2] = Period(None, None)
        elif starts:
            found[iso2] = Period(min(starts), None)
    return found


@once
def names(language: str, *, at: Moment) -> Mapping[str, str]:
    """The short name of every country and area on the moment's date, in `language`, else in English."""
    found, fallback = _dated_names(language, at=at.knowledge)
    result: dict[str, str] = _Names()
    for iso2 in found.keys() | fallback.keys():
        choice = _name_on(found.get(iso2, ()), at.as_of) or _name_on(fallback.get(iso2, ()), at.as_of)
        if choice:
            result[iso2] = choice
    return result


@once
def _dated_names(language: str, *, at: Moment) -> tuple[Mapping[str, list[Dated]], Mapping[str, list[Dated]]]:
    """The short names that each country or area ever had, in `language` and in English."""
    found: dict[str, list[Dated]] = {}
    fallback: dict[str, list[Dated]] = {}
    rows = CountryName.objects.recorded(at).filter(language__in={language, "en"})
    for iso2, lang, short_name, start, end in rows.values_list(
        "iso2", "language", "short_name", "valid_from", "valid_to"
    ):
        dated = Dated(short_name, StatedDate(start) if start else None, _day(end) if end else None)
        (found if lang == language else fallback).setdefault(iso2, []).append(dated)
    return found, fallback


class _Names(dict[str, str]):
    """Names by code; a code of which no name is recorded stands for itself."""

    def __missing__(self, code: str) -> str:
        return code


def countries(language: str, *, at: Moment) -> tuple[CountryLine, ...]:
    """All countries and areas in the order of their names."""
    named, regions = names(language, at=at), _region_names(language, at=at)
    lines = [
        CountryLine(
            country.iso2,
            country.iso3,
            named.get(country.iso2, country.iso2),
            country.kind,
            regions.get(country.m49_region, country.m49_region),
            regions.get(country.m49_subregion, country.m49_subregion),
            _is_state(country.iso2, country.un_member_from, country.coe_member_from, country.coe_member_to, at.as_of),
            country.footnote_key,
        )
        for country in Country.objects.recorded(at)
    ]
    return tuple(sorted(lines, key=lambda line: (sort_key(line.name), line.iso2)))


@once
def _region_names(language: str, *, at: Moment | None) -> Mapping[str, str]:
    """The names of regions and subregions in the language, by their English ones. None is looked up for English."""
    if language != "fr":
        return {}
    rows = Membership.objects.recorded(at).filter(role__in=("region", "subregion")).values_list("name_en", "name_fr")
    return dict(rows.distinct())


@once
def country_codes(*, at: Moment | None = None) -> tuple[str, ...]:
    """The alpha-2 codes of all countries and areas."""
    return tuple(Country.objects.recorded(at).order_by("iso2").values_list("iso2", flat=True))


def country(iso2: str, *, at: Moment | None = None) -> Country:
    """The record of one country or area. Refuses an unknown code."""
    found: Country | None = Country.objects.recorded(at).filter(iso2=iso2.upper()).select_related("citation").first()
    if found is None:
        raise UnknownKeyError(said("country or area"), iso2)
    return found


def name_history(iso2: str, language: str, *, at: Moment | None = None) -> list[CountryName]:
    """The names of a country or area in the language by their start, each to the day until which it was used."""
    rows = CountryName.objects.recorded(at).filter(iso2=iso2, language=language).select_related("citation")
    return sorted(used_until(rows), key=lambda row: row.valid_from or "")


def used_until(names: Iterable[CountryName]) -> list[CountryName]:
    """All names of some countries and languages, as they are shown: one that states no end ends where the next is used."""
    rows = list(names)
    ends = ends_of_names((row.key, row.valid_from, row.valid_to) for row in rows)
    for row in rows:
        if not row.valid_to and ends[row.key]:
            row.valid_to = StatedDate(ends[row.key]).last_day.isoformat()
    return rows


def names_beside(keys: Collection[str]) -> set[str]:
    """The keys of the names, these among them, that the same countries and areas have in the same languages."""
    stems = {key.rpartition("/")[0] for key in keys}
    rows = CountryName.objects.recorded().values_list("key", flat=True)
    return {key for key in rows if key.rpartition("/")[0] in stems}


def memberships(iso2: str, *, at: Moment | None = None) -> list[Membership]:
    """All groupings in which a country or area is or was, in any role, by grouping and start."""
    rows = Membership.objects.recorded(at).filter(iso2=iso2).select_related("citation")
    return sorted(rows, key=lambda row: (row.grouping, row.valid_from or ""))


def grouping_members(grouping: str, *, at: Moment | None = None) -> list[Membership]:
    return list(Membership.objects.recorded(at).filter(grouping=grouping).select_related("citation"))


def footnotes(
    codes: Iterable[str],
    language: str,
    *,
    style: FootnoteStyle = FootnoteStyle.COUNCIL_OF_EUROPE,
    at: Moment | None = None,
) -> tuple[Footnote, ...]:
    """The status footnotes that the given countries and areas call, in the publisher's wording.

    Where the publisher's own wording is not there in the language, the Council of Europe's is given; then English.
    """
    keys = _footnote_keys(at=at)
    called = {keys[iso2] for iso2 in set(codes) & keys.keys()}
    if not called:
        return ()
    rows = _footnote_rows(at=at)
    found = []
    for key in sorted(called):
        styled = f"{key}_{style.value}" if style.value else key
        for choice in ((styled, language), (key, language), (styled, "en"), (key, "en")):
            if choice in rows:
                found.append(rows[choice])
                break
    return tuple(found)


def footnote_callers(footnote_key: str, language: str, *, at: Moment) -> str:
    """The names that call a footnote, without their asterisk: “Kosovo”, before the wording that it calls."""
    named = names(language, at=at)
    callers = (named.get(iso2, iso2) for iso2, key in _footnote_keys(at=at).items() if key == footnote_key)
    return ", ".join(sorted(each.rstrip("*") for each in callers))


def called_footnotes(codes: Collection[str], at: Moment) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The text of each footnote that the names call, in the active language, and which name calls which."""
    keys = _footnote_keys(at=at)
    called = {iso2: keys[iso2] for iso2 in codes if iso2 in keys}
    texts = {row.footnote_key: row.text for row in footnotes(called, current_language(), at=at)}
    return texts, called


@once
def _footnote_keys(*, at: Moment | None) -> Mapping[str, str]:
    """Which footnote each country or area calls, if any."""
    return dict(Country.objects.recorded(at).exclude(footnote_key="").values_list("iso2", "footnote_key"))


@once
def _footnote_rows(*, at: Moment | None) -> Mapping[tuple[str, str], Footnote]:
    rows = Footnote.objects.recorded(at).select_related("citation")
    return {(row.footnote_key, row.language): row for row in rows}


@lru_cache(maxsize=4096)
def sort_key(name: str) -> str:
    """Names in the order a reader expects: accents and case do not count. Kept: a page sorts the same names often."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(char for char in plain if not unicodedata.combining(char)).strip('"«» ').casefold()


def in_order(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Names with their codes in the order that a reader expects."""
    return sorted(named, key=lambda each: (sort_key(each[0]), each[1]))


def _name_on(values: Iterable[Dated], on: date) -> str:
    listed = list(values)
    holding = holding_on(listed, on)
    if holding:
        return holding.value
    # A State that did not exist yet on the date is named as it was first called.
    return min(listed, key=lambda each: each.start.first_day if each.start else date.min).value if listed else ""


def _is_state(iso2: str, un_from: str, coe_from: str, coe_to: str, on: date) -> bool:
    return is_state(
        iso2=iso2,
        un_member=period(un_from, "") if un_from else None,
        coe_member=period(coe_from, coe_to) if coe_from else None,
        on=on,
    )
