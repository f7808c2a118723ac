"""Which law applies to an article in a country on a date, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from capacita.countries.queries import country
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.identifiers import near
from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.kernel.said import said
from capacita.legislation.choices import Force
from capacita.legislation.models import LawProvision, LegalWork, WorkEvent
from capacita.legislation.rules.in_force import InForce, in_force
from capacita.legislation.rules.order import reference_order
from capacita.standards.models import Provision
from capacita.standards.queries import CONVENTION

# The parts of the Convention that domestic law answers to; the others are definitions and final clauses.
PARTS = ("substantive_law", "safeguards", "procedural_powers", "jurisdiction", "international_cooperation")
_ORDER = {Force.IN_FORCE: 0, Force.UNDETERMINED: 1, Force.NOT_IN_FORCE: 2}


@dataclass(frozen=True)
class LawLine:
    """A provision with its law, whether it is in force on the date and why, and the events on which that rests.

    `replaced_by` is the provision that took its place, where that is the reason.
    """

    provision: LawProvision
    work: LegalWork
    standing: InForce
    events: tuple[WorkEvent, ...] = ()
    replaced_by: LawProvision | None = None

    @property
    def territory(self) -> str:
        """Where it holds, if not everywhere. What was searched for in vain is not bound to the law searched."""
        return self.provision.territory or ("" if self.provision.absent_as_of else self.work.territory)


@dataclass(frozen=True)
class LawOn:
    """What is recorded of an article in a country: the provisions that serve it, and those that do not satisfy it."""

    article: str
    lines: tuple[LawLine, ...]
    beside: tuple[LawLine, ...] = ()

    @property
    def in_force(self) -> tuple[LawLine, ...]:
        return tuple(line for line in self.lines if line.standing.force is Force.IN_FORCE)

    @property
    def undetermined(self) -> tuple[LawLine, ...]:
        return tuple(line for line in self.lines if line.standing.force is Force.UNDETERMINED)

    @property
    def not_in_force(self) -> tuple[LawLine, ...]:
        return tuple(line for line in self.lines if line.standing.force is Force.NOT_IN_FORCE)


@once
def articles(*, at: Moment) -> Mapping[str, Provision]:
    """The articles of the Convention to which domestic law answers, by key, in the order of the text."""
    rows = Provision.objects.recorded(at).filter(instrument=CONVENTION, paragraph="", part__in=PARTS)
    return {each.key: each for each in rows.select_related("citation").order_by("position")}


def article(number: str, *, at: Moment) -> Provision:
    """The article with this number. Refuses one to which no domestic law answers."""
    known = articles(at=at)
    found = known.get(f"{CONVENTION}/art_{number}")
    if found is None:
        raise UnknownKeyError(said("article"), number, near(number, (each.article for each in known.values())))
    return found


@once
def law_on(iso2: str, number: str, *, at: Moment) -> LawOn:
    """What applies to an article of the Convention in a country or area on the date, and why. Refuses unknown ones."""
    record, key = country(iso2, at=at), article(number, at=at).key
    return _of_article(
        key, law_lines(of_article(LawProvision.objects.recorded(at).filter(iso2=record.iso2), key), at=at)
    )


@once
def country_law(iso2: str, *, at: Moment) -> Mapping[str, LawOn]:
    """What is recorded of every article in one country, by article, in the order of the text."""
    lines = law_lines(LawProvision.objects.recorded(at).filter(iso2=iso2), at=at)
    return {key: _of_article(key, lines) for key in articles(at=at)}


def article_law(key: str, *, at: Moment, countries: Collection[str]) -> Mapping[str, LawOn]:
    """What is recorded of one article in these countries and areas, by country."""
    found: dict[str, list[LawLine]] = {}
    rows = LawProvision.objects.recorded(at).filter(iso2__in=countries)
    for line in law_lines(of_article(rows, key), at=at):
        found.setdefault(line.provision.iso2, []).append(line)
    return {iso2: _of_article(key, lines) for iso2, lines in found.items()}


def of_article(rows: QuerySet[LawProvision], key: str) -> QuerySet[LawProvision]:
    """Those of the rows that serve the article, or are recorded as not satisfying it. The keys lie in lists, as text."""
    quoted = f'"{key}"'
    return rows.filter(Q(articles__icontains=quoted) | Q(does_not_satisfy__icontains=quoted))


def _of_article(key: str, lines: Sequence[LawLine]) -> LawOn:
    return LawOn(
        key,
        tuple(line for line in lines if key in line.provision.articles),
        tuple(line for line in lines if key in line.provision.does_not_satisfy),
    )


def law_lines(rows: QuerySet[LawProvision], *, at: Moment) -> list[LawLine]:
    """These provisions, as far as they had been stated, each with its standing on the date: those in force first.

    Three queries whatever their number.
    """
    listed = list(stated_by(rows, at).select_related("citation"))
    keys = {each.work_key for each in listed}
    happened = events_of(keys, at=at)
    by = {each.by_work_key for events in happened.values() for each in events if each.by_work_key}
    works = _works(keys | by, at=at)
    siblings: dict[str, list[LawProvision]] = {}
    for each in listed:
        siblings.setdefault(each.work_key, []).append(each)
    lines = (
        _line(each, works, happened.get(each.work_key, ()), siblings[each.work_key], at)
        for each in listed
        if each.work_key in works
    )
    return sorted(lines, key=_reading_order)


def _line(
    row: LawProvision,
    works: Mapping[str, LegalWork],
    events: Sequence[WorkEvent],
    siblings: Sequence[LawProvision],
    at: Moment,
) -> LawLine:
    work, successor = works[row.work_key], _successor(row, siblings)
    touching = {each.key: each for each in events if each.touches(row)}
    found = in_force(
        work.dates,
        row.dates(successor.key if successor else ""),
        [each.as_happening(works.get(each.by_work_key)) for each in touching.values()],
        on=at.as_of,
        known_on=at.known_on,
    )
    replaced = successor if successor is not None and successor.key in found.rests_on else None
    return LawLine(row, work, found, tuple(touching[key] for key in found.rests_on if key in touching), replaced)


def _successor(row: LawProvision, siblings: Sequence[LawProvision]) -> LawProvision | None:
    """The provision of the same law that serves one of its articles from the day of its end on."""
    if not row.valid_to:
        return None
    articles = set(row.articles)
    return next((each for each in siblings if each.valid_from == row.valid_to and articles & set(each.articles)), None)


def _reading_order(line: LawLine) -> tuple[Any, ...]:
    return (
        _ORDER[line.standing.force], line.provision.iso2, _age(line.work), line.work.key,
        reference_order(line.provision.ref), line.provision.key,
    )  # fmt: skip


def _age(work: LegalWork) -> str:
    """The first date of a law that is known, for sorting; laws of unknown dates come last."""
    return work.adopted_on or work.published_on or work.in_force_from or "9"


def stated_by(rows: QuerySet[Any], at: Moment) -> QuerySet[Any]:
    """What had been stated by the known-on date; what no dated source states is always known."""
    return rows.filter(Q(stated_on__isnull=True) | Q(stated_on__lte=at.known_on))


def _works(keys: Iterable[str], *, at: Moment) -> Mapping[str, LegalWork]:
    rows = stated_by(LegalWork.objects.recorded(at), at).select_related("citation")
    wanted = sorted(keys)
    return {each.key: each for each in (rows.filter(key__in=wanted) if len(wanted) <= 500 else rows)}


def events_of(keys: Iterable[str], *, at: Moment) -> Mapping[str, list[WorkEvent]]:
    """The events of these laws, known and not: the rule looks at when each was stated."""
    rows = WorkEvent.objects.recorded(at).select_related("citation").order_by("on", "key")
    wanted = sorted(keys)
    found: dict[str, list[WorkEvent]] = {}
    for each in rows.filter(work_key__in=wanted) if len(wanted) <= 500 else rows:
        found.setdefault(each.work_key, []).append(each)
    return found
