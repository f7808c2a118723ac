"""Whether a provision of domestic law is in force on a date, and why. Worked out on values alone.

Authority: adoption, publication and commencement are three dates; suspension, repeal and striking down are events; a
date that is not known is never guessed (docs/explanation/domestic-law.md). Periods are half-open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from capacita.kernel.dates import StatedDate
from capacita.legislation.choices import ENDINGS, SUSPENSIONS, EventKind, Force, Reason

RULE = "legislation.in_force"
RULE_VERSION = 1


@dataclass(frozen=True)
class LawDates:
    """The dates of a law, each perhaps unknown. `in_force_by` is a bound: by then it was in force for certain."""

    adopted: StatedDate | None = None
    published: StatedDate | None = None
    in_force_from: StatedDate | None = None
    in_force_by: StatedDate | None = None
    in_force_to: StatedDate | None = None

    @property
    def not_before(self) -> date | None:
        """The first day on which it can have been law at all; None where neither adoption nor publication is known."""
        return min((each.first_day for each in (self.adopted, self.published) if each is not None), default=None)


@dataclass(frozen=True)
class ProvisionDates:
    """The provision's own dates, where it has any; `absent_as_of` is the day of a search that found no such provision.

    `replaced_by` is the key of the provision that took its place on the day of its end.
    """

    valid_from: StatedDate | None = None
    valid_to: StatedDate | None = None
    absent_as_of: StatedDate | None = None
    replaced_by: str = ""


@dataclass(frozen=True)
class Happening:
    """An event that touches the provision, by name or with its whole law. `on` None: its day is not known.

    `stated_on` is the day from which it had been stated; an official act of known date is public from its own day on.
    `not_before` is the first day on which an event of unknown date can have happened.
    """

    key: str
    kind: EventKind
    on: StatedDate | None
    stated_on: date | None = None
    not_before: date | None = None
    names_provision: bool = False

    def is_known(self, known_on: date) -> bool:
        stated = self.stated_on or (self.on.last_day if self.on else None)
        return stated is None or stated <= known_on

    def certain_by(self, day: date) -> bool:
        return self.on is not None and self.on.certain_by(day)

    def possible_by(self, day: date) -> bool:
        """Whether it may have happened by the day."""
        if self.on is not None:
            return self.on.possible_by(day)
        return self.not_before is None or self.not_before <= day


@dataclass(frozen=True)
class InForce:
    """Whether a provision is in force, why, the date of which the reason speaks, and the keys of what it rests on.

    `rests_on` names events, and for a replacement the provision that took the place.
    """

    force: Force
    reason: Reason
    on: StatedDate | None = None
    rests_on: tuple[str, ...] = ()


def in_force(
    law: LawDates, provision: ProvisionDates, happenings: Iterable[Happening], *, on: date, known_on: date
) -> InForce:
    """Whether the provision is in force on `on`, from what had been stated by `known_on`.

    In this order: an absence that was searched for; a law that is not adopted yet; an end that is certain; a
    commencement that certainly lies ahead; a suspension that holds; then whatever is not known of commencement, end or
    suspension leaves it undetermined. Only what is left is in force.
    """
    every = list(happenings)
    events = [each for each in every if each.is_known(known_on)]
    if provision.absent_as_of is not None:
        return _absence(provision.absent_as_of, on)
    floor = law.not_before
    if floor is not None and on < floor:
        return InForce(Force.NOT_IN_FORCE, Reason.NOT_YET_ADOPTED, law.adopted or law.published)
    endings = _endings(law, provision, every, events, known_on)
    ended = min(
        (each for each in endings if each.certain_by(on)), key=lambda each: (_last(each), not each.key), default=None
    )
    if ended is not None:
        return _ended(ended, provision)
    begun = _commencement(law, provision, every, on, known_on)
    if begun.force is Force.NOT_IN_FORCE:
        return begun
    suspension = _suspension([each for each in events if each.kind in SUSPENSIONS], on)
    if suspension is not None and suspension.force is Force.NOT_IN_FORCE:
        return suspension
    if begun.force is Force.UNDETERMINED:
        return begun
    doubtful = next((each for each in endings if each.possible_by(on)), None)
    if doubtful is not None:
        return InForce(Force.UNDETERMINED, Reason.END_UNKNOWN, doubtful.on, _keys(doubtful))
    return suspension or begun


def known_dates(law: LawDates, happenings: Iterable[Happening], *, known_on: date) -> LawDates:
    """The law's dates as far as they had been stated by `known_on`; `happenings` are those of the whole law.

    A commencement or end that an event explains was stated with it, another one on its own day.
    """
    every = list(happenings)
    commencements = [each for each in every if each.kind is EventKind.COMMENCEMENT]
    endings = [each for each in every if each.kind in ENDINGS]
    return replace(
        law,
        in_force_from=_if_stated(law.in_force_from, commencements, known_on),
        in_force_by=_if_stated(law.in_force_by, (), known_on),
        in_force_to=_if_stated(law.in_force_to, endings, known_on),
    )


def _if_stated(stated: StatedDate | None, events: Sequence[Happening], known_on: date) -> StatedDate | None:
    if stated is None:
        return None
    explained = [each for each in events if each.on is not None and each.on.iso == stated.iso]
    known = any(each.is_known(known_on) for each in explained) if explained else stated.first_day <= known_on
    return stated if known else None


def _absence(searched: StatedDate, on: date) -> InForce:
    """A search says nothing about the time before it; from then on it holds until something else is recorded."""
    if searched.certain_by(on):
        return InForce(Force.NOT_IN_FORCE, Reason.NO_SUCH_POWER, searched)
    return InForce(Force.UNDETERMINED, Reason.NOT_SEARCHED, searched)


def _endings(
    law: LawDates, provision: ProvisionDates, every: Sequence[Happening], events: Sequence[Happening], known_on: date
) -> list[Happening]:
    """The repeals and strikings down that are known, and ends of validity that no such event explains.

    An end that an event explains is known from when that event was stated; another one from its own day, since an end
    that is not known to have come has not come.
    """
    explained = {each.on.iso for each in every if each.kind in ENDINGS and each.on is not None}
    plain = [
        Happening("", EventKind.REPEAL, end)
        for end in (provision.valid_to, law.in_force_to)
        if end is not None and end.iso not in explained and end.first_day <= known_on
    ]
    return [each for each in events if each.kind in ENDINGS] + plain


def _ended(ended: Happening, provision: ProvisionDates) -> InForce:
    if ended.key:
        reason = Reason.STRUCK_DOWN if ended.kind is EventKind.STRUCK_DOWN else Reason.REPEALED
        return InForce(Force.NOT_IN_FORCE, reason, ended.on, (ended.key,))
    if provision.replaced_by and ended.on == provision.valid_to:
        return InForce(Force.NOT_IN_FORCE, Reason.REPLACED, ended.on, (provision.replaced_by,))
    return InForce(Force.NOT_IN_FORCE, Reason.ENDED, ended.on)


def _commencement(
    law: LawDates, provision: ProvisionDates, every: Sequence[Happening], on: date, known_on: date
) -> InForce:
    """How it began by `on`, or that it had not, or that nobody can say.

    A start that was stated only after `known_on` had not come yet, as it was known then; of a day after `known_on`
    nobody could say.
    """
    begun = [each for each in every if each.kind is EventKind.COMMENCEMENT]
    start = _start(law, provision, begun)
    if start is None:
        return InForce(Force.UNDETERMINED, Reason.COMMENCEMENT_UNKNOWN)
    if not start.not_later_than and _if_stated(start, begun, known_on) is None:
        if on <= known_on:
            return InForce(Force.NOT_IN_FORCE, Reason.NOT_YET_COMMENCED)
        return InForce(Force.UNDETERMINED, Reason.COMMENCEMENT_UNKNOWN)
    stated = (each for each in begun if each.on is not None and each.on.iso == start.iso and each.is_known(known_on))
    rests_on = _keys(*stated)
    if start.certain_by(on):
        return InForce(Force.IN_FORCE, Reason.COMMENCED, start, rests_on)
    if start.possible_by(on):
        return InForce(Force.UNDETERMINED, Reason.COMMENCEMENT_UNKNOWN, start, rests_on)
    return InForce(Force.NOT_IN_FORCE, Reason.NOT_YET_COMMENCED, start, rests_on)


def _start(law: LawDates, provision: ProvisionDates, begun: Sequence[Happening]) -> StatedDate | None:
    """The provision's own start; else the commencement that names it, else its law's; else the bound; else unknown.

    A provision that is commenced by name does not begin with the rest of its law.
    """
    if provision.valid_from is not None:
        return provision.valid_from
    named = [each for each in begun if each.names_provision]
    if named:
        return _first(named)
    start = law.in_force_from or _first(begun)
    if start is None and law.in_force_by is not None:
        floor = law.not_before
        earliest = floor if floor is not None and floor <= law.in_force_by.last_day else None
        return StatedDate(law.in_force_by.iso, not_later_than=True, earliest=earliest)
    return start


def _suspension(events: Sequence[Happening], on: date) -> InForce | None:
    """The suspension that holds on the day, or may, or the end of the last one; None where there was none.

    On one day an end comes before a start.
    """
    past = [each for each in events if each.certain_by(on)]
    past.sort(key=lambda each: (_last(each), each.kind is EventKind.SUSPENSION_START))
    last = past[-1] if past else None
    is_suspended = last is not None and last.kind is EventKind.SUSPENSION_START
    turning = EventKind.SUSPENSION_END if is_suspended else EventKind.SUSPENSION_START
    doubtful = [each for each in events if each.kind is turning and not each.certain_by(on) and each.possible_by(on)]
    if doubtful:
        return InForce(Force.UNDETERMINED, Reason.SUSPENSION_UNKNOWN, doubtful[0].on, _keys(*doubtful))
    if last is None:
        return None
    if is_suspended:
        return InForce(Force.NOT_IN_FORCE, Reason.SUSPENDED, last.on, _keys(last))
    return InForce(Force.IN_FORCE, Reason.RESUMED, last.on, _keys(last))


def _first(events: Sequence[Happening]) -> StatedDate | None:
    return min((each.on for each in events if each.on is not None), key=lambda on: on.last_day, default=None)


def _last(event: Happening) -> date:
    return event.on.last_day if event.on is not None else date.max


def _keys(*events: Happening) -> tuple[str, ...]:
    return tuple(each.key for each in events if each.key)
