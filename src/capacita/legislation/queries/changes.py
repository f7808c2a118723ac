"""What happened to domestic law: the events recorded, and the dates of laws and provisions that no event explains."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from capacita.kernel.dates import StatedDate
from capacita.kernel.moment import Moment
from capacita.legislation.choices import ENDINGS, EventKind, Reason
from capacita.legislation.models import LawProvision, LegalWork, WorkEvent
from capacita.legislation.queries.law import stated_by
from capacita.legislation.queries.laws import works
from capacita.legislation.rules.order import reference_order


@dataclass(frozen=True)
class LawChange:
    """Something that happened to a law, or to the provisions named, and the fact that says so. `on` None: day unknown.

    `kind` is an event's; for the end of a provision that no event explains, the reason of its end.
    """

    kind: EventKind | Reason
    on: StatedDate | None
    work: LegalWork
    provisions: tuple[LawProvision, ...]
    fact: LegalWork | LawProvision | WorkEvent
    by: str = ""
    by_work_key: str = ""


def law_changes(
    *, at: Moment, iso2: str | None = None, work_key: str | None = None, among: Collection[str] | None = None
) -> list[LawChange]:
    """All that had been stated to happen in a country's law, or to one law, the earliest first; unknown days last.

    `among` narrows it to the laws with these keys.
    """
    chosen = works(at=at, iso2=iso2) if among is None else works(at=at, iso2=iso2).filter(key__in=among)
    laws = {each.key: each for each in chosen if work_key in (None, each.key)}
    rows = stated_by(LawProvision.objects.recorded(at), at).select_related("citation")
    happened = stated_by(WorkEvent.objects.recorded(at), at).select_related("citation")
    if iso2 is not None:
        rows, happened = rows.filter(iso2=iso2), happened.filter(iso2=iso2)
    if among is not None:
        rows, happened = rows.filter(work_key__in=among), happened.filter(work_key__in=among)
    if work_key is not None:
        rows, happened = rows.filter(work_key=work_key), happened.filter(work_key=work_key)
    provisions = {each.key: each for each in rows if each.work_key in laws}
    events = [each for each in happened if each.work_key in laws]
    # What explains a date may have been stated later than the moment asked about: the date is then not known either.
    every = WorkEvent.objects.recorded(at).filter(work_key__in=laws).only("work_key", "provisions", "kind", "on")
    explained = _Explained(every)
    found = [_of_event(each, laws[each.work_key], provisions) for each in events]
    found += (each for law in laws.values() for each in _of_law(law, explained))
    found += _of_provisions(provisions.values(), laws, explained)
    known = (
        each
        for each in found
        if each.on is None or isinstance(each.fact, WorkEvent) or each.on.first_day <= at.known_on
    )
    return sorted(known, key=lambda each: (each.on.last_day if each.on else date.max, each.work.key, each.fact.key))


def between(changes: Sequence[LawChange], start: date | None, end: date) -> tuple[list[LawChange], list[LawChange]]:
    """Those after `start` (None: since the records begin) and not after `end`, the newest first; and those of unknown day."""
    dated = [
        each
        for each in changes
        if each.on is not None and each.on.last_day <= end and (start is None or start < each.on.last_day)
    ]
    return dated[::-1], [each for each in changes if each.on is None]


class _Explained:
    """Which dates of laws and provisions are those of a recorded event."""

    def __init__(self, events: Iterable[WorkEvent]) -> None:
        self._events = [each for each in events if each.on]

    def law(self, law: LegalWork, on: str, kinds: frozenset[EventKind]) -> bool:
        return any(
            each.work_key == law.key and not each.provisions and each.on == on and each.kind in kinds
            for each in self._events
        )

    def provision(self, row: LawProvision, on: str, kinds: frozenset[EventKind]) -> bool:
        return any(each.touches(row) and each.on == on and each.kind in kinds for each in self._events)


def _of_event(event: WorkEvent, law: LegalWork, provisions: Mapping[str, LawProvision]) -> LawChange:
    named = tuple(provisions[key] for key in event.provisions if key in provisions)
    return LawChange(EventKind(event.kind), event.stated, law, _in_order(named), event, event.by, event.by_work_key)


def _of_law(law: LegalWork, explained: _Explained) -> Iterator[LawChange]:
    dates = law.dates
    for kind, on in (
        (EventKind.ASSENT, dates.adopted),
        (EventKind.PUBLICATION, dates.published),
        (EventKind.COMMENCEMENT, dates.in_force_from),
    ):
        if on is not None and not explained.law(law, on.iso, frozenset({kind})):
            yield LawChange(kind, on, law, (), law)
    if dates.in_force_to is not None and not explained.law(law, law.in_force_to, ENDINGS):
        yield LawChange(Reason.ENDED, dates.in_force_to, law, (), law)


def _of_provisions(
    rows: Iterable[LawProvision], laws: Mapping[str, LegalWork], explained: _Explained
) -> Iterator[LawChange]:
    """Provisions that came in later than their law, and those whose end no event explains; alike ones together."""
    groups: dict[tuple[str, EventKind | Reason, str], list[LawProvision]] = {}
    for row in rows:
        law = laws[row.work_key]
        start_kinds, came = frozenset({EventKind.COMMENCEMENT}), row.valid_from
        if came and came != law.in_force_from and not explained.provision(row, came, start_kinds):
            groups.setdefault((law.key, EventKind.COMMENCEMENT, came), []).append(row)
        went = row.valid_to
        if went and went != law.in_force_to and not explained.provision(row, went, ENDINGS):
            groups.setdefault((law.key, Reason.ENDED, went), []).append(row)
    for (key, kind, on), members in groups.items():
        yield LawChange(kind, StatedDate(on), laws[key], _in_order(members), members[0])


def _in_order(rows: Iterable[LawProvision]) -> tuple[LawProvision, ...]:
    return tuple(sorted(rows, key=lambda each: (reference_order(each.ref), each.key)))
