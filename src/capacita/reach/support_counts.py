"""The values of support: countries and areas in projects, crossed with the Parties, each with its honest bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from capacita.countries.queries import names
from capacita.evidence.queries import sourced_to
from capacita.evidence.words import current_language
from capacita.figures.values import FigureValue, Named, Record, Rule, Unit
from capacita.kernel.dates import StatedDate
from capacita.kernel.moment import Moment
from capacita.kernel.wording import names_in_words
from capacita.portfolio.queries import DATASET
from capacita.reach.queries import Partition, Support, partition, support
from capacita.reach.treaty_counts import by_name, closed_value, named_in_order, treaty_value
from capacita.reach.treaty_figures import COUNTS
from capacita.standards.choices import Status
from capacita.standards.queries import CONVENTION, treaty_sourced_to

SUPPORT_RULE = Rule("reach.support", 1)


def supported(at: Moment) -> FigureValue:
    """Countries and areas certainly in a project under way; the possible ones beside them.

    A project that runs, or may run, and whose countries nobody recorded may be in any number of others: `high` is then
    open, as that of a total of budgets (decisions 0007 and 0011).
    """
    found = support(at=at)
    labels = names(current_language(), at=at)
    return FigureValue(
        id="reach.supported",
        parameters={},
        at=at,
        unit=Unit.COUNTRIES,
        rule=SUPPORT_RULE,
        value=len(found.certain),
        low=len(found.certain),
        high=len(found.certain) + len(found.possible) if found.is_bounded else None,
        records=_support_records(found, found.certain, labels),
        undetermined=_possible(found, found.possible, labels),
        left_out=tuple(_projects_apart(found)),
        notes=_open_notes(found),
        sourced_to=sourced_to(DATASET, at=at),
        is_floor=bool(found.unrecorded),
    )


def supported_non_parties(at: Moment) -> FigureValue:
    """Supported countries and areas that are not Parties for certain, less or more those that may be.

    One that may be a Party is counted and not certain; one that is possibly supported, or counted as a Party and
    possibly none, is undetermined. `high` is open where that of the supported is.
    """
    found, treaty = support(at=at), partition(at=at, code=CONVENTION)
    closed = _closed("reach.supported_non_parties", treaty, Unit.COUNTRIES)
    if closed is not None:
        return closed
    labels = names(current_language(), at=at)
    bound = treaty.count(Status.PARTY)
    parties, perhaps = frozenset(bound.certain), frozenset(bound.undetermined)
    firm = parties - frozenset(bound.uncertain)
    chosen = found.certain - parties
    may_be_parties = chosen & perhaps
    others = _possible(found, found.possible - firm, labels) + tuple(
        Named(each, labels[each], _("may not be a Party")) for each in found.certain & parties - firm
    )
    return FigureValue(
        id="reach.supported_non_parties",
        parameters={},
        at=at,
        unit=Unit.COUNTRIES,
        rule=SUPPORT_RULE,
        value=len(chosen),
        low=len(chosen - may_be_parties),
        high=len(chosen) + len(others) if found.is_bounded else None,
        records=_support_records(found, chosen, labels),
        undetermined=named_in_order(others),
        uncertain=named_in_order(Named(each, labels[each], _("may be a Party")) for each in may_be_parties),
        left_out=tuple(_projects_apart(found)),
        notes=_open_notes(found),
        sourced_to=_crossed_sources(treaty),
        is_floor=bool(found.unrecorded),
    )


def parties_not_supported(at: Moment) -> FigureValue:
    """Parties that no project under way names.

    A Party that is possibly supported, or possibly no Party, is counted and not certain; a State that may be a Party
    and is in no project is undetermined. A project whose countries nobody recorded may be in any Party: then no Party
    is certainly without support, and `low` is 0.
    """
    found, treaty = support(at=at), partition(at=at, code=CONVENTION)
    closed = _closed("reach.parties_not_supported", treaty, Unit.STATES)
    if closed is not None:
        return closed
    labels = names(current_language(), at=at)
    bound = treaty.count(Status.PARTY)
    chosen = frozenset(bound.certain) - found.certain
    doubtful = chosen & (found.possible | frozenset(bound.uncertain))
    others = frozenset(bound.undetermined) - found.certain
    return FigureValue(
        id="reach.parties_not_supported",
        parameters={},
        at=at,
        unit=Unit.STATES,
        rule=SUPPORT_RULE,
        value=len(chosen),
        low=len(chosen - doubtful) if found.is_bounded else 0,
        high=len(chosen | others),
        records=_party_records(treaty, chosen, labels),
        undetermined=named_in_order(Named(each, labels[each], _("may be a Party")) for each in others),
        uncertain=named_in_order(
            Named(each, labels[each], _("may be in a project") if each in found.possible else _("may not be a Party"))
            for each in doubtful
        ),
        left_out=tuple(_projects_apart(found)),
        notes=_open_notes(found),
        sourced_to=_crossed_sources(treaty),
    )


def _closed(id: str, treaty: Partition, unit: Unit) -> FigureValue | None:
    """The answer on a day on which nobody could be a Party yet."""
    closed = closed_value(id, treaty, {})
    return replace(closed, unit=unit, rule=SUPPORT_RULE) if closed is not None else None


def _crossed_sources(treaty: Partition) -> date | None:
    """The earlier of the days to which projects and treaty actions are sourced: beyond it one of the two is silent."""
    days = [sourced_to(DATASET, at=treaty.at), treaty_sourced_to(treaty.instrument, at=treaty.at)]
    return min((day for day in days if day is not None), default=None)


def _open_notes(found: Support) -> tuple[str, ...]:
    lines = [line.short_name for line in (*found.unrecorded, *found.open_unrecorded)]
    if not lines:
        return ()
    return (
        _("The countries of %s are not recorded: other countries and areas, and any Party, may be in a project.")
        % names_in_words(lines, current_language()),
    )


def _support_records(found: Support, codes: Iterable[str], labels: Mapping[str, str]) -> tuple[Record, ...]:
    records = []
    for iso2 in codes:
        for line in found.projects_of(iso2):
            row = found.by_project[line.code].by[iso2]
            stated = getattr(row, "known_from", "")
            start = getattr(row, "start", None)
            on = StatedDate(stated) if stated else start if isinstance(start, StatedDate) else None
            records.append(
                Record(
                    f"{row.key}#{iso2}", row.digest, iso2, labels[iso2], line.short_name, on, row.citation_id, row.note
                )
            )
    return by_name(records)


def _party_records(treaty: Partition, codes: frozenset[str], labels: Mapping[str, str]) -> tuple[Record, ...]:
    value = treaty_value(COUNTS[0], treaty, {"instrument": CONVENTION, "basis": "deposit"}, named=labels)
    return tuple(record for record in value.records if record.subject in codes)


def _possible(found: Support, codes: Iterable[str], labels: Mapping[str, str]) -> tuple[Named, ...]:
    result = []
    for iso2 in codes:
        lines = [
            found.lines[code].short_name
            for code, each in found.by_project.items()
            if iso2 in each.certain or iso2 in each.possible
        ]
        result.append(
            Named(
                iso2,
                labels[iso2],
                _("may be in %s: the day of joining, or the project's period, is not known")
                % names_in_words(lines, current_language()),
            )
        )
    return named_in_order(result)


def _projects_apart(found: Support) -> Iterable[Named]:
    for line in found.global_projects:
        yield Named(line.code, line.short_name, _("global scope: names no countries"))
    for line in found.unrecorded:
        yield Named(line.code, line.short_name, _("its countries are not recorded"))
    for line in found.open_unrecorded:
        yield Named(line.code, line.short_name, _("may be under way, and its countries are not recorded"))
