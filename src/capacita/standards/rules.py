"""The status of a State under an instrument on a date, from its dated acts. Worked out on values alone.

Authority: ETS 185 Articles 36, 37 and 47, ETS 189 Articles 9 to 11 and 14, CETS 224 Articles 16 and 24
(https://www.coe.int/en/web/conventions/full-list); counting from deposit is the practice of the Council of Europe,
which announced 75 Parties on 20 June 2024, the day on which three States deposited.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from capacita.kernel.dates import StatedDate, first_of_month_after
from capacita.standards.choices import CONSENTS, Act, Basis, Status

RULE = "treaty.status"
RULE_VERSION = 1
# Beyond this many acts of uncertain date, only "none" and "all of them" are tried: no real State comes near.
_MOST_UNCERTAIN = 4


@dataclass(frozen=True)
class TreatyAct:
    """One act of one State. `valid_until` (of an invitation) is the first day on which it may no longer hold."""

    act: Act
    on: StatedDate
    stated_on: date | None = None
    valid_until: date | None = None
    key: str = ""


@dataclass(frozen=True)
class InstrumentTerms:
    """What an instrument's final clauses say: when it opened, when it entered into force, months until it binds a State."""

    opened_on: date
    in_force_on: date | None
    months_to_force: int = 3
    invites: bool = True


@dataclass(frozen=True)
class Standing:
    """A State's status on a date: the certain one, all that are possible, and the act that decides.

    `possible` has more than one member where a date is a bound or an invitation may have lapsed.
    """

    status: Status
    possible: frozenset[Status]
    may_have_lapsed: bool = False
    decided_by: TreatyAct | None = None

    @property
    def is_certain(self) -> bool:
        return len(self.possible) == 1


NO_STANDING = Standing(Status.NONE, frozenset({Status.NONE}))


def entry_into_force(deposited_on: date, terms: InstrumentTerms) -> date | None:
    """When the instrument enters into force for a State that deposited on the day; None while it is not in force at all.

    The later of the treaty's own entry into force and the first day of the month after the months named in its
    final clauses (ETS 185 Articles 36(4) and 37(2)).
    """
    if terms.in_force_on is None:
        return None
    return max(terms.in_force_on, first_of_month_after(deposited_on, terms.months_to_force))


def instrument_in_force_on(deposits: Iterable[date], needed: int, months: int) -> date | None:
    """When an instrument enters into force by these first deposits, one a State; None while too few are made.

    The first day of the month after the named months from the day on which the needed number of States had consented
    (ETS 185 Article 36(3), ETS 189 Article 10(1), CETS 224 Article 16(3)). That some of them be member States, as
    ETS 185 asks, is not looked at: the catalogue of instruments does not say it.
    """
    made = sorted(deposits)
    return first_of_month_after(made[needed - 1], months) if 0 < needed <= len(made) else None


def standing(acts: Sequence[TreatyAct], terms: InstrumentTerms, *, on: date, basis: Basis = Basis.DEPOSIT) -> Standing:
    """The standing of the State whose `acts` these are, on the date.

    Acts whose date is certain by then decide; acts that may have happened are tried in every combination,
    and each result is possible. An invitation whose time has passed without a stated lapse or extension still
    counts and may have lapsed.
    """
    certain = [act for act in acts if act.on.certain_by(on)]
    uncertain = [act for act in acts if not act.on.certain_by(on) and act.on.possible_by(on, terms.opened_on)]
    uncertain = [act for act in uncertain if act.act is not Act.ENTRY_INTO_FORCE]
    decided = _world(certain, terms, on, basis, earliest=False)
    possible = {decided.status}
    if decided.may_have_lapsed:
        possible.add(Status.NONE)
    if uncertain or basis is Basis.IN_FORCE:
        for chosen in _subsets(uncertain):
            world = _world([*certain, *chosen], terms, on, basis, earliest=True)
            possible.add(world.status)
            if world.may_have_lapsed:
                possible.add(Status.NONE)
    return Standing(decided.status, frozenset(possible), decided.may_have_lapsed, decided.decided_by)


def steps(
    acts: Sequence[TreatyAct], terms: InstrumentTerms, *, basis: Basis = Basis.DEPOSIT
) -> list[tuple[date, Standing]]:
    """The days on which the State's standing changes, each with the standing from that day on, in order.

    Computing them once answers any number of dates: 26 years by month are 312 look-ups.
    """
    found: list[tuple[date, Standing]] = []
    for day in sorted(_turning_days(acts, terms, basis)):
        now = standing(acts, terms, on=day, basis=basis)
        if not found or found[-1][1] != now:
            found.append((day, now))
    return found


def standing_on(found: Sequence[tuple[date, Standing]], day: date) -> Standing:
    """The standing on `day` among the steps of a State; none before the first."""
    index = bisect_right(found, day, key=lambda step: step[0])
    return found[index - 1][1] if index else NO_STANDING


def known(acts: Iterable[TreatyAct], known_on: date) -> list[TreatyAct]:
    """The acts that had been stated by then. An act whose source is undated is known from its own last day."""
    return [act for act in acts if (act.stated_on or act.on.last_day) <= known_on]


_ORDER = {
    Act.INVITED: 0,
    Act.INVITATION_EXTENDED: 1,
    Act.INVITATION_LAPSED: 2,
    Act.SIGNATURE: 3,
    Act.RATIFICATION: 4,
    Act.ACCEPTANCE: 4,
    Act.APPROVAL: 4,
    Act.ACCESSION: 4,
    Act.ENTRY_INTO_FORCE: 5,
    Act.DENUNCIATION: 6,
}


def in_order(acts: Iterable[TreatyAct]) -> list[TreatyAct]:
    """The acts as they follow each other; of one day, an invitation before the signature, that before the consent."""
    return sorted(acts, key=lambda each: (each.on.last_day, _ORDER[each.act]))


@dataclass(frozen=True)
class _Bond:
    """A consent to be bound, from its day on, and the day on which a denunciation ends its effect."""

    consent: TreatyAct
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.ends_on is None or day < self.ends_on


def _world(acts: Sequence[TreatyAct], terms: InstrumentTerms, on: date, basis: Basis, *, earliest: bool) -> Standing:
    """The standing if exactly these acts had happened; `earliest` dates an uncertain act as early as it may be.

    A State that accedes again while its denunciation has not taken effect is bound by the former consent until then
    and by the new one from its own entry into force: between the two it has consented.
    """
    signed_by = invited_by = None
    until: date | None = None
    for act in in_order(acts):
        if act.act is Act.SIGNATURE:
            signed_by = act
        elif act.act is Act.INVITED:
            invited_by, until = act, act.valid_until
        elif act.act is Act.INVITATION_EXTENDED:
            until = act.valid_until
        elif act.act is Act.INVITATION_LAPSED:
            invited_by = None
        elif act.act is Act.DENUNCIATION and _end_of_effect(act, terms, basis, earliest=earliest) <= on:
            signed_by = invited_by = None
    bound = _bound(acts, terms, on, basis, earliest=earliest)
    if bound is not None:
        return bound
    if signed_by is not None:
        return _certain(Status.SIGNED, signed_by)
    if invited_by is not None:
        lapsed = until is not None and until <= on
        return Standing(Status.INVITED, frozenset({Status.INVITED}), lapsed, invited_by)
    return NO_STANDING


def _bound(
    acts: Sequence[TreatyAct], terms: InstrumentTerms, on: date, basis: Basis, *, earliest: bool
) -> Standing | None:
    """The standing of a State by the consents that no denunciation has ended by the day; None where there is none."""
    bonds: list[_Bond] = []
    for act in in_order(acts):
        if act.act in CONSENTS:
            bonds.append(_Bond(act))
        elif act.act is Act.DENUNCIATION:
            ends_on = _end_of_effect(act, terms, basis, earliest=earliest)
            bonds = [bond if bond.ends_on else _Bond(bond.consent, ends_on) for bond in bonds]
    consents = [bond.consent for bond in bonds if bond.holds_on(on)]
    for consent in consents:
        if basis is Basis.DEPOSIT or _in_force(consent, terms, on, earliest=earliest):
            return _certain(Status.PARTY, consent)
    return _certain(Status.CONSENTED, consents[-1]) if consents else None


def _certain(status: Status, act: TreatyAct) -> Standing:
    return Standing(status, frozenset({status}), False, act)


def _in_force(consent: TreatyAct, terms: InstrumentTerms, on: date, *, earliest: bool) -> bool:
    day = entry_into_force(_day_of(consent, terms, earliest=earliest), terms)
    return day is not None and day <= on


def _end_of_effect(act: TreatyAct, terms: InstrumentTerms, basis: Basis, *, earliest: bool) -> date:
    """On basis deposit its notification, as a consent counts from its deposit; else its effect (Article 47(2))."""
    notified = _day_of(act, terms, earliest=earliest)
    return notified if basis is Basis.DEPOSIT else first_of_month_after(notified, terms.months_to_force)


def _day_of(act: TreatyAct, terms: InstrumentTerms, *, earliest: bool) -> date:
    """The day from which the act is certain, or the earliest on which it may have been done."""
    if not earliest:
        return act.on.last_day
    return (act.on.earliest or terms.opened_on) if act.on.not_later_than else act.on.first_day


def _subsets(acts: Sequence[TreatyAct]) -> Iterable[Sequence[TreatyAct]]:
    if len(acts) > _MOST_UNCERTAIN:
        return ((), acts)
    return (chosen for size in range(len(acts) + 1) for chosen in combinations(acts, size))


def _turning_days(acts: Sequence[TreatyAct], terms: InstrumentTerms, basis: Basis) -> set[date]:
    days: set[date] = set()
    for act in acts:
        on = act.on
        days.add(on.last_day)
        days.add((on.earliest or terms.opened_on) if on.not_later_than else on.first_day)
        if act.valid_until is not None:
            days.add(act.valid_until)
        if basis is Basis.IN_FORCE:
            for bound in (on.first_day, on.last_day, on.earliest or terms.opened_on):
                if act.act in CONSENTS:
                    effect = entry_into_force(bound, terms)
                    if effect is not None:
                        days.add(effect)
                elif act.act is Act.DENUNCIATION:
                    days.add(first_of_month_after(bound, terms.months_to_force))
    return days
