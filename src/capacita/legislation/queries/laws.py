"""The laws recorded, one by one: their dates as known at a moment, what happened to them, their provisions and texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Count, QuerySet

from capacita.evidence.queries import sourced_to
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.identifiers import near
from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.kernel.said import said
from capacita.legislation.choices import TextKind
from capacita.legislation.models import LawProvision, LegalWork, ProvisionText, WorkEvent
from capacita.legislation.queries.law import LawLine, events_of, law_lines, stated_by
from capacita.legislation.rules.in_force import LawDates, known_dates
from capacita.legislation.rules.order import reference_order

DATASET = "domestic_law"


def works(*, at: Moment, iso2: str | None = None) -> QuerySet[LegalWork]:
    """The laws stated by the known-on date, of all countries or of one, by key."""
    rows = stated_by(LegalWork.objects.recorded(at), at).select_related("citation")
    return (rows.filter(iso2=iso2) if iso2 is not None else rows).order_by("key")


def work(key: str, *, at: Moment) -> LegalWork:
    """One law. Refuses an unknown one, and one that had not been stated by the known-on date."""
    rows = works(at=at)
    found = rows.filter(key=key).first()
    if found is None:
        raise UnknownKeyError(said("law"), key, near(key, rows.values_list("key", flat=True)))
    return found


def dates_of(rows: Sequence[LegalWork], *, at: Moment) -> Mapping[str, LawDates]:
    """The dates of these laws as far as they had been stated by the known-on date, by law."""
    happened = events_of((each.key for each in rows), at=at)
    return {
        each.key: known_dates(
            each.dates,
            [event.as_happening(None) for event in happened.get(each.key, ()) if not event.provisions],
            known_on=at.known_on,
        )
        for each in rows
    }


def events_of_work(key: str, *, at: Moment) -> list[WorkEvent]:
    """What had been stated to have happened to a law and its provisions, by date; those of unknown date last."""
    rows = stated_by(WorkEvent.objects.recorded(at).filter(work_key=key), at).select_related("citation")
    return sorted(rows, key=lambda each: (each.on or "9", each.key))


def provisions_of_work(key: str, *, at: Moment) -> list[LawLine]:
    """The provisions of a law in the order of its text, each with its standing on the date."""
    lines = law_lines(LawProvision.objects.recorded(at).filter(work_key=key), at=at)
    return sorted(lines, key=lambda each: (reference_order(each.provision.ref), each.provision.key))


def texts(work_key: str, *, at: Moment) -> Mapping[str, list[ProvisionText]]:
    """The texts of a law's provisions, by provision: originals first, then translations, by start."""
    keys = LawProvision.objects.recorded(at).filter(work_key=work_key).values("key")
    rows = stated_by(ProvisionText.objects.recorded(at).filter(provision_key__in=keys), at).select_related("citation")
    kinds = list(TextKind)
    found: dict[str, list[ProvisionText]] = {}
    for each in sorted(rows, key=lambda row: (kinds.index(row.kind), row.language, row.valid_from)):
        found.setdefault(each.provision_key, []).append(each)
    return found


def texts_of(provisions: Iterable[str], *, at: Moment) -> Mapping[str, list[ProvisionText]]:
    """The texts of these provisions that hold on the moment's date, by provision: originals first, then translations."""
    rows = stated_by(ProvisionText.objects.recorded(at).filter(provision_key__in=sorted(set(provisions))), at)
    kinds = list(TextKind)
    found: dict[str, list[ProvisionText]] = {}
    for each in sorted(rows.select_related("citation"), key=lambda row: (kinds.index(row.kind), row.language, row.key)):
        if each.holds_on(at.as_of):
            found.setdefault(each.provision_key, []).append(each)
    return found


def texts_by_key(keys: Iterable[str], *, at: Moment) -> Mapping[str, ProvisionText]:
    """Those of the keys that are of texts, with them."""
    rows = stated_by(ProvisionText.objects.recorded(at).filter(key__in=sorted(set(keys))), at)
    return {each.key: each for each in rows}


def with_versions(iso2: str, *, at: Moment) -> frozenset[str]:
    """The provisions of a country of which several texts are recorded, by key."""
    keys = LawProvision.objects.recorded(at).filter(iso2=iso2).values("key")
    rows = stated_by(ProvisionText.objects.recorded(at).filter(provision_key__in=keys), at)
    counted = rows.order_by().values("provision_key").annotate(texts=Count("pk")).filter(texts__gt=1)
    return frozenset(counted.values_list("provision_key", flat=True))


@once
def recorded_countries(*, at: Moment) -> tuple[str, ...]:
    """The countries and areas of which some law is recorded, by code."""
    return tuple(sorted(works(at=at).order_by().values_list("iso2", flat=True).distinct()))


def law_sourced_to(*, at: Moment | None = None) -> date | None:
    """The day to which domestic law is sourced."""
    return sourced_to(DATASET, at=at)
