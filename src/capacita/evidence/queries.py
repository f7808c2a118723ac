"""Reads of evidence: sources, the date to which a dataset is sourced, citations ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from capacita.evidence.models import Citation, CitedSource, Dataset, Source, Term
from capacita.kernel.moment import Moment
from capacita.kernel.once import once


@dataclass(frozen=True)
class SourceLine:
    """One source of a record as it is shown: its key, what to call it, where it is, where in it."""

    key: str
    title: str
    publisher: str
    address: str
    locator: str


@dataclass(frozen=True)
class CitationLine:
    """What a record cites: the words of the record, its sources in order, whether nobody verified it."""

    text: str
    sources: tuple[SourceLine, ...]
    is_unverified: bool


@once
def sourced_to(dataset: str, *, at: Moment | None = None) -> date | None:
    """The date to which `dataset` is sourced; None when nobody stated one."""
    return Dataset.objects.recorded(at).filter(key=dataset).values_list("sourced_to", flat=True).first()


def sourced_to_by_dataset(*, at: Moment | None = None) -> Mapping[str, date]:
    return dict(Dataset.objects.recorded(at).values_list("key", "sourced_to"))


def citation_lines(keys: Iterable[int]) -> dict[int, CitationLine]:
    """The citations with the given ids, ready to be shown, in two queries whatever their number."""
    wanted = sorted(set(keys))
    lines: dict[int, list[SourceLine]] = {}
    found: dict[int, CitationLine] = {}
    for start in range(0, len(wanted), 500):
        batch = wanted[start : start + 500]
        cited = (
            CitedSource.objects.filter(citation__in=batch).select_related("source").order_by("citation_id", "position")
        )
        for each in cited:
            lines.setdefault(each.citation_id, []).append(source_line(each.source, each.locator))
        for citation in Citation.objects.filter(pk__in=batch):
            found[citation.pk] = CitationLine(citation.text, tuple(lines.get(citation.pk, ())), citation.is_unverified)
    return found


def source_line(source: Source, locator: str = "") -> SourceLine:
    return SourceLine(source.key, source.title, source.publisher, source.address, locator)


def sources() -> QuerySet[Source]:
    """All sources with the number of citations that name them, by publisher and title."""
    return Source.objects.annotate(citations=Count("cited_in")).order_by("publisher", "title", "key")


def source_by_key(key: str) -> Source | None:
    return Source.objects.filter(key=key).first()


def datasets(*, at: Moment | None = None) -> list[Dataset]:
    """The datasets with the date to which each is sourced."""
    return list(Dataset.objects.recorded(at).select_related("citation").order_by("key"))


def terms(*, at: Moment | None = None) -> Mapping[str, Mapping[str, Term]]:
    """The glossary: for each word its text by language."""
    found: dict[str, dict[str, Term]] = {}
    for row in Term.objects.recorded(at).order_by("word_key", "language"):
        found.setdefault(row.word_key, {})[row.language] = row
    return found
