"""What a change would change, before it is recorded: figures, the map, briefs. It is tried, read, and undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from capacita.countries.queries import names
from capacita.evidence.recording import (
    RowChange,
    cells_of,
    current_row,
    is_unused_description,
    record_row,
    scope_of,
)
from capacita.figures.registry import Definition, ParameterKind, definitions, figure
from capacita.figures.values import Audience, FigureValue
from capacita.kernel.clock import now
from capacita.kernel.dates import parse_earliest, parse_stated_date
from capacita.kernel.moment import Moment
from capacita.kernel.once import reading_anew
from capacita.people.choices import ScopeKind
from capacita.publishing.brief import Section, TitleSlide
from capacita.publishing.compose import compose_brief
from capacita.publishing.published import published_head
from capacita.publishing.templates import OF_A_COUNTRY, SECTIONS, TEMPLATES
from capacita.reach.queries import partition
from capacita.reach.wording import tier_in_words
from capacita.standards.queries import CONVENTION


@dataclass(frozen=True)
class FigureEffect:
    """One figure as it is and as it would be."""

    before: FigureValue
    after: FigureValue


@dataclass(frozen=True)
class MapEffect:
    """One State that would stand in another tier."""

    iso2: str
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class BriefEffect:
    """The sections of one brief that would say something else."""

    template: str
    label: str
    sections: tuple[str, ...]


@dataclass(frozen=True)
class NameEffect:
    """What a country or area would be called in a language: from `since` on, or at any time where that is None."""

    language: str
    since: date | None
    before: str
    after: str


@dataclass(frozen=True)
class Effects:
    """Everything that would change on the day, and a name whenever it does; nothing of it where a change concerns neither."""

    figures: tuple[FigureEffect, ...]
    states: tuple[MapEffect, ...]
    briefs: tuple[BriefEffect, ...]
    name: NameEffect | None = None

    def __bool__(self) -> bool:
        return bool(self.figures or self.states or self.briefs or self.name)


@dataclass(frozen=True)
class _Named:
    """The name that a change is about, and the days on which it may begin or end."""

    iso2: str
    language: str
    days: frozenset[date]

    def by_day(self, on: date) -> dict[date, str]:
        """What the country or area is called on `on` and on those days, by what is known on `on`."""
        with reading_anew():
            return {day: names(self.language, at=Moment(day, on))[self.iso2] for day in (*self.days, on)}

    def effect(self, before: Mapping[date, str], after: Mapping[date, str]) -> NameEffect | None:
        """The first day on which it would be called otherwise."""
        changed = [day for day in sorted(before) if before[day] != after[day]]
        if not changed:
            return None
        first = changed[0]
        return NameEffect(self.language, first if first in self.days else None, before[first], after[first])


@dataclass(frozen=True)
class _Read:
    figures: Mapping[str, FigureValue]
    tiers: Mapping[str, str]
    briefs: Mapping[str, Mapping[str, Section]]


def effects_of(change: RowChange, *, on: date, language: str) -> Effects:
    """What recording the change now would change of the world as of `on`, known on that day.

    Refuses what recording it would refuse. The database is as it was afterwards.
    """
    at, scope = Moment(on, on), scope_of(change)
    chosen = {
        ParameterKind.INSTRUMENT: str((change.cells or {}).get("treaty", "")).lower(),
        ParameterKind.PROJECT: scope.key if scope.kind is ScopeKind.PROJECT else "",
        ParameterKind.COUNTRY: scope.key
        if scope.kind is ScopeKind.COUNTRY and scope.key in names(language, at=at)
        else "",
    }
    before = _as_it_is(at, chosen, language)
    name = _named(change)
    called = name.by_day(on) if name else {}
    with transaction.atomic():
        record_row(change, at=now())
        after = before if is_unused_description(change) else _read(at, chosen, language)
        named = names(language, at=at)
        renamed = name.effect(called, name.by_day(on)) if name else None
        transaction.set_rollback(True)
    return Effects(
        tuple(
            FigureEffect(each, after.figures[id])
            for id, each in before.figures.items()
            if _said(each) != _said(after.figures[id])
        ),
        tuple(
            MapEffect(iso2, named.get(iso2, iso2), before.tiers.get(iso2, ""), words)
            for iso2, words in after.tiers.items()
            if before.tiers.get(iso2) != words
        ),
        tuple(
            BriefEffect(template, TEMPLATES[template](), changed)
            for template in before.briefs
            if (changed := _changed(before.briefs[template], after.briefs[template], SECTIONS[template]))
        ),
        renamed,
    )


def _named(change: RowChange) -> _Named | None:
    """The name that the change is about; None where it is about something else."""
    if change.catalogue != "country_names":
        return None
    rows = [cells_of(change.catalogue, current_row(change.catalogue, change.key))] if change.key else []
    rows += [dict(change.cells)] if change.cells is not None else []
    # A name is used from the last day of a start that is a month or a year, and no longer from the first of such an end.
    starts = {parse_stated_date(row["valid_from"]).last_day for row in rows if row.get("valid_from")}
    ends = {parse_earliest(row["valid_to"]) for row in rows if row.get("valid_to")}
    return _Named(rows[-1]["iso2"], rows[-1]["lang"], frozenset(starts | ends))


# What was read last of the world as it is, which holds until the next entry about something published.
_known: dict[tuple[object, ...], _Read] = {}


def _as_it_is(at: Moment, chosen: Mapping[ParameterKind, str], language: str) -> _Read:
    key = (published_head(), at, *sorted(chosen.items()), language)
    found = _known.get(key)
    if found is None:
        found = _read(at, chosen, language)
        _known.clear()
        _known[key] = found
    return found


def _read(at: Moment, chosen: Mapping[ParameterKind, str], language: str) -> _Read:
    with reading_anew():
        figures = {}
        for each in definitions():
            given = _parameters(each, at, chosen)
            if given is not None and each.audience is Audience.PUBLIC:
                figures[each.id] = figure(each.id, at=at, **given)
        part = partition(at=at, code=chosen[ParameterKind.INSTRUMENT] or CONVENTION)
        tiers = {state: tier_in_words(tier, part.instrument, at.as_of) for state, tier in part.tiers.items()}
        country = chosen[ParameterKind.COUNTRY]
        briefs = {
            template: {
                each.key: each
                for each in compose_brief(
                    template, at=at, language=language, title=TitleSlide(), country=country
                ).sections
            }
            for template in SECTIONS
            if country or template not in OF_A_COUNTRY
        }
    return _Read(figures, tiers, briefs)


def _parameters(found: Definition, at: Moment, chosen: Mapping[ParameterKind, str]) -> dict[str, str] | None:
    """The figure's parameters as the change concerns them; None for a figure that needs one that it does not name."""
    given = {}
    for each in found.parameters:
        value = chosen.get(each.kind, "")
        if each.kind is ParameterKind.COUNTRY and not each.required:
            continue  # without it all are counted, before and after alike
        if value and value in each.choices(at):
            given[each.name] = value
        elif each.required:
            return None
    return given


def _said(value: FigureValue) -> tuple[object, ...]:
    return value.value, value.low, value.high, value.undetermined, value.is_floor, value.reason, value.sourced_to


def _changed(
    before: Mapping[str, Section], after: Mapping[str, Section], labels: Mapping[str, object]
) -> tuple[str, ...]:
    """The headings of the sections that say something else; what only the facts' digest changes says the same."""
    return tuple(
        after[key].heading or key for key in labels if key in after and _words(before.get(key)) != _words(after[key])
    )


def _words(section: Section | None) -> Sequence[object]:
    return () if section is None else (section.heading, section.headline, section.blocks, section.footnotes)
