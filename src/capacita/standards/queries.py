"""Reads of instruments, the acts of States under them and the standings that follow, each for a moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from capacita.evidence.queries import sourced_to
from capacita.kernel.dates import StatedDate
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.identifiers import near
from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.kernel.said import said
from capacita.standards.choices import CONSENTS, Act, Basis
from capacita.standards.models import Instrument, Provision, RequirementElement, TreatyAction
from capacita.standards.rules import (
    Standing,
    TreatyAct,
    entry_into_force,
    in_order,
    instrument_in_force_on,
    known,
    standing,
    steps,
)
from capacita.standards.versions import elements_at

CONVENTION = "ets185"
Steps = list[tuple[date, Standing]]


def instruments(*, at: Moment | None = None) -> list[Instrument]:
    """All instruments, in the order of their opening."""
    return _instruments(at=at.knowledge if at else None)


@once
def _instruments(*, at: Moment | None) -> list[Instrument]:
    return list(Instrument.objects.recorded(at).select_related("citation").order_by("opened_on"))


def instrument(code: str, *, at: Moment | None = None) -> Instrument:
    """One instrument by its code (ets185, ets189, cets224, uncc). Refuses an unknown one."""
    known = instruments(at=at)
    found = next((each for each in known if each.code == code.lower()), None)
    if found is None:
        raise UnknownKeyError(said("instrument"), code, near(code, (each.code for each in known)))
    return found


@dataclass(frozen=True)
class ActRow:
    """What a receipt says of a recorded act: its digest, its citation, the remark beside it, and whether nobody verified it."""

    key: str
    digest: str
    citation_id: int
    note: str
    is_unverified: bool


@dataclass(frozen=True)
class StatedActs:
    """The acts under one instrument that had been stated by a day, by State, and what was recorded with each."""

    by_state: Mapping[str, list[TreatyAct]]
    rows: Mapping[str, ActRow]


@once
def _stated_acts(code: str, *, at: Moment) -> StatedActs:
    """One query, one index. The date as of which a page asks plays no part: one that asks of several reads once."""
    rows = (
        TreatyAction.objects.recorded(at)
        .filter(instrument=code, stated_on__lte=at.known_on)
        .values_list(
            "iso2", "act", "on", "not_later_than", "earliest", "stated_on", "valid_until",
            "key", "digest", "citation_id", "note", "citation__is_unverified",
        )
    )  # fmt: skip
    acts: dict[str, list[TreatyAct]] = {}
    recorded: dict[str, ActRow] = {}
    for iso2, act, on, bound, earliest, stated_on, valid_until, *said_of_it in rows:
        row = ActRow(*said_of_it)
        recorded[row.key] = row
        acts.setdefault(iso2, []).append(
            TreatyAct(Act(act), StatedDate(on, bound, earliest), stated_on, valid_until, row.key)
        )
    return StatedActs(acts, recorded)


def acts_by_state(code: str, *, at: Moment) -> Mapping[str, list[TreatyAct]]:
    """The acts under one instrument that had been stated by the moment, by State."""
    return _stated_acts(code, at=at.knowledge).by_state


def act_rows(code: str, *, at: Moment) -> Mapping[str, ActRow]:
    """What was recorded with each act under one instrument that had been stated by the moment, by its key."""
    return _stated_acts(code, at=at.knowledge).rows


@once
def standings(instrument: Instrument, *, at: Moment, basis: Basis = Basis.DEPOSIT) -> Mapping[str, Standing]:
    """The standing of every State that has acted, or may have, under the instrument on the moment's date."""
    terms = instrument.terms
    return {
        iso2: standing(known(acts, at.known_on), terms, on=at.as_of, basis=basis)
        for iso2, acts in acts_by_state(instrument.code, at=at).items()
    }


def standing_steps(instrument: Instrument, *, at: Moment, basis: Basis = Basis.DEPOSIT) -> Mapping[str, Steps]:
    """The days on which each State's standing changes, from the acts known at the moment; its date plays no part."""
    terms = instrument.terms
    return {iso2: steps(acts, terms, basis=basis) for iso2, acts in acts_by_state(instrument.code, at=at).items()}


def actions(
    *, at: Moment | None = None, iso2: str | None = None, instrument: str | None = None
) -> QuerySet[TreatyAction]:
    """Recorded treaty actions with their citations, by date."""
    rows: QuerySet[TreatyAction] = TreatyAction.objects.recorded(at).select_related("citation")
    if at is not None:
        rows = rows.filter(Q(stated_on__lte=at.known_on))
    if iso2 is not None:
        rows = rows.filter(iso2=iso2)
    if instrument is not None:
        rows = rows.filter(instrument=instrument)
    return rows.order_by("on", "instrument", "iso2", "act", "ordinal")


@dataclass(frozen=True)
class ForceComparison:
    """A State's entry into force as computed from its deposit, beside the day that a source states."""

    iso2: str
    deposited_on: StatedDate
    computed: date | None
    sourced: date | None

    @property
    def agrees(self) -> bool:
        return self.sourced is None or self.sourced == self.computed


def force_comparisons(instrument: Instrument, *, at: Moment) -> list[ForceComparison]:
    """Computed and sourced entry into force of every consent of every State, by code and date."""
    found = []
    for iso2, acts in sorted(acts_by_state(instrument.code, at=at).items()):
        sourced = _sourced_forces(acts, instrument.opened_on)
        found += [
            ForceComparison(
                iso2,
                consent.on,
                entry_into_force(consent.on.last_day, instrument.terms),
                sourced.get(consent.key),
            )
            for consent in in_order(acts)
            if consent.act in CONSENTS
        ]
    return found


def _sourced_forces(acts: Sequence[TreatyAct], opened_on: date) -> Mapping[str, date]:
    """The stated entry into force of each consent by its key: it belongs to the last consent that may precede it."""
    consents = [act for act in in_order(acts) if act.act in CONSENTS]
    found: dict[str, date] = {}
    for act in in_order(acts):
        if act.act is Act.ENTRY_INTO_FORCE and consents:
            day = act.on.first_day
            before = [consent for consent in consents if consent.on.possible_by(day, opened_on)]
            found.setdefault((before or consents[:1])[-1].key, day)
    return found


def computed_in_force_on(instrument: Instrument, *, at: Moment) -> date | None:
    """The day on which the instrument enters into force by the deposits known at the moment; None while too few are."""
    deposits = (
        min((act.on.last_day for act in acts if act.act in CONSENTS), default=None)
        for acts in acts_by_state(instrument.code, at=at).values()
    )
    return instrument_in_force_on(
        (day for day in deposits if day is not None), instrument.deposits_needed, instrument.months_to_force
    )


def treaty_sourced_to(instrument: Instrument, *, at: Moment | None = None) -> date | None:
    """The day to which the instrument's treaty actions are sourced."""
    return sourced_to(instrument.dataset, at=at) if instrument.dataset else None


def provisions(code: str, *, at: Moment | None = None) -> list[Provision]:
    """The provisions of an instrument in the order of its text."""
    return list(Provision.objects.recorded(at).filter(instrument=code).select_related("citation").order_by("position"))


def elements(code: str, *, at: Moment | None = None) -> Mapping[str, list[RequirementElement]]:
    """The requirement elements of an instrument by provision, in order, as the version that holds for the moment has them."""
    found: dict[str, list[RequirementElement]] = {}
    for row in elements_at(code, at=at):
        found.setdefault(row.provision_key, []).append(row)
    return found
