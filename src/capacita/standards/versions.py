"""Reads of the versions of an instrument's requirement elements: what each holds, and what became of an element since.

The first version is what was loaded; the others were released here. For a moment that version holds which had been
released by its known-on date: the elements judge law of any date, but nobody knew of them before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from capacita.kernel.digests import digest_of
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.kernel.said import said
from capacita.standards.choices import Lineage
from capacita.standards.lineage import Step, Trace, followed, steps_of
from capacita.standards.models import CatalogueVersion, ElementLineage, RequirementElement

FIRST = 1


@dataclass(frozen=True)
class Version:
    """A version of an instrument's requirement elements. `digest` is over the keys and digests of all of them."""

    instrument: str
    number: int
    released_on: date | None
    digest: str
    summary: str = ""

    @property
    def name(self) -> str:
        """How a file names it: its number, and twelve digits of its digest so that no other catalogue is taken for it."""
        return f"{self.number}-{self.digest[:12]}"


@once
def released(instrument: str, *, at: Moment | None = None) -> tuple[CatalogueVersion, ...]:
    """The versions after the first that had been recorded by the moment's recording time, in order."""
    rows = CatalogueVersion.objects.filter(instrument=instrument).order_by("number")
    if at is not None and at.recorded_at is not None:
        rows = rows.filter(recorded_at__lte=at.recorded_at)
    return tuple(rows)


def version_number(instrument: str, *, at: Moment | None = None) -> int:
    """The number of the version that holds for the moment; the newest where none is asked about."""
    known = (each.number for each in released(instrument, at=at) if at is None or each.released_on <= at.known_on)
    return max(known, default=FIRST)


def elements_of_version(instrument: str, number: int, *, at: Moment | None = None) -> QuerySet[RequirementElement]:
    """The elements of one version, those of a provision in their order."""
    rows = RequirementElement.objects.filter(provision_key__startswith=f"{instrument}/")
    after = next((each for each in released(instrument, at=at) if each.number > number), None)
    if after is None:
        held = rows & RequirementElement.objects.recorded(at)
    else:
        held = rows.filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gte=after.recorded_at), recorded_at__lt=after.recorded_at
        )
    return held.order_by("provision_key", "position", "pk")


def elements_at(instrument: str, *, at: Moment | None = None) -> QuerySet[RequirementElement]:
    """The elements of the version that holds for the moment."""
    return elements_of_version(instrument, version_number(instrument, at=at), at=at)


@once
def version(instrument: str, number: int, *, at: Moment | None = None) -> Version:
    """One version by its number. Refuses one that was not released."""
    if number == FIRST:
        rows = elements_of_version(instrument, FIRST, at=at)
        first = rows.order_by("recorded_at").values_list("recorded_at", flat=True).first()
        return Version(instrument, FIRST, first.date() if first else None, digest_of_elements(rows))
    for each in released(instrument, at=at):
        if each.number == number:
            return Version(instrument, number, each.released_on, each.digest, each.summary)
    known = (str(FIRST), *(str(each.number) for each in released(instrument, at=at)))
    raise UnknownKeyError(said("version of the catalogue"), str(number), known)


def versions(instrument: str, *, at: Moment | None = None) -> list[Version]:
    """All versions that had been released by the moment, the first before."""
    last = version_number(instrument, at=at)
    numbers = (each.number for each in released(instrument, at=at) if each.number <= last)
    return [version(instrument, number, at=at) for number in (FIRST, *numbers)]


def version_at(instrument: str, *, at: Moment | None = None) -> Version:
    """The version that holds for the moment."""
    return version(instrument, version_number(instrument, at=at), at=at)


def digest_of_elements(rows: QuerySet[RequirementElement]) -> str:
    return digest_of([f"{key} {digest}" for key, digest in rows.order_by("key").values_list("key", "digest")])


def traces(instrument: str, number: int) -> list[Trace]:
    """The lineage of a version: where each of its elements comes from, and what went."""
    rows = ElementLineage.objects.filter(version__instrument=instrument, version__number=number).order_by("pk")
    return [Trace(Lineage(kind), before, after) for kind, before, after in rows.values_list(*_TRACE)]


_TRACE = ("kind", "before_key", "after_key")


@once
def steps_since(instrument: str, number: int, *, at: Moment | None = None) -> tuple[Mapping[str, Step], ...]:
    """What became of the elements of a version, from each version to the next up to the one that holds. One query."""
    last = version_number(instrument, at=at)
    found: dict[int, list[Trace]] = {each: [] for each in range(number + 1, last + 1)}
    rows = ElementLineage.objects.filter(
        version__instrument=instrument, version__number__gt=number, version__number__lte=last
    ).order_by("version__number", "pk")
    for after, kind, before_key, after_key in rows.values_list("version__number", *_TRACE):
        found[after].append(Trace(Lineage(kind), before_key, after_key))
    return tuple(steps_of(each) for each in found.values())


def become(key: str, instrument: str, number: int, *, at: Moment | None = None) -> Step | None:
    """What became of an element of a version until the one that holds. None: that version had no such element."""
    return followed(key, steps_since(instrument, number, at=at))


@once
def earlier_wordings(instrument: str, *, at: Moment | None = None) -> Mapping[str, Sequence[str]]:
    """By key, the keys under which an element was asked in other words before, the last first."""
    before: dict[str, str] = {}
    for step in steps_since(instrument, FIRST, at=at):
        before |= {found.keys[0]: key for key, found in step.items() if found.kind is Lineage.REWORDED}
    return {key: tuple(_back(key, before)) for key in before}


def _back(key: str, before: Mapping[str, str]) -> list[str]:
    found = []
    while key in before:
        key = before[key]
        found.append(key)
    return found
