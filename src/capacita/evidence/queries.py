"""Reads of evidence: sources, the date to which a dataset is sourced, citations ready to be shown; kept files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from capacita.evidence.models import (
    BytesErasure,
    Citation,
    CitedSource,
    Dataset,
    Fact,
    Fetch,
    KeptFile,
    Snapshot,
    Source,
    SourceDescription,
    Term,
)
from capacita.evidence.permissions import (
    fetches_visible_to,
    public_sources,
    snapshots_for,
    snapshots_visible_to,
    sources_visible_to,
    visible_to,
)
from capacita.kernel.dates import StatedDate
from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.people.rules import Scope, Standing

# A fetch that has not ended by then was broken off with the process that ran it.
_LONGEST_FETCH = timedelta(seconds=60)


@dataclass(frozen=True)
class SourceLine:
    """One source as it is shown: its key, what it is called, who published it and when, where it is, where in it."""

    key: str
    title: str
    publisher: str
    address: str
    locator: str = ""
    language: str = ""
    dated_on: StatedDate | None = None

    @property
    def is_described(self) -> bool:
        """Whether it has a title beside its address."""
        return self.title != self.address

    @property
    def is_general_knowledge(self) -> bool:
        return not self.address and "general knowledge" in self.title.lower()

    @property
    def said(self) -> str:
        """What to call it in a line: its title, or its publisher where only an address is known."""
        return self.title if self.is_described else self.publisher or self.address


@dataclass(frozen=True)
class CitationLine:
    """What a record cites: the words of the record, its sources in order, whether nobody verified it, or parts of it."""

    text: str
    sources: tuple[SourceLine, ...]
    is_unverified: bool
    is_partly_unverified: bool = False


@once
def sourced_to(dataset: str, *, at: Moment | None = None) -> date | None:
    """The date to which `dataset` is sourced; None when nobody stated one."""
    return Dataset.objects.recorded(at).filter(key=dataset).values_list("sourced_to", flat=True).first()


def sourced_to_by_dataset(*, at: Moment | None = None) -> Mapping[str, date]:
    return dict(Dataset.objects.recorded(at).values_list("key", "sourced_to"))


def citation_lines(keys: Iterable[int]) -> dict[int, CitationLine]:
    """The citations with the given ids, ready to be shown, in three queries whatever their number."""
    return dict(_citation_lines(tuple(sorted(set(keys)))))


@once
def _citation_lines(wanted: tuple[int, ...]) -> Mapping[int, CitationLine]:
    lines: dict[int, list[SourceLine]] = {}
    found: dict[int, CitationLine] = {}
    for start in range(0, len(wanted), 500):
        batch = wanted[start : start + 500]
        cited = (
            CitedSource.objects.filter(citation__in=batch).select_related("source").order_by("citation_id", "position")
        )
        listed = list(cited)
        for each, line in zip(listed, source_lines_of([one.source for one in listed]), strict=True):
            lines.setdefault(each.citation_id, []).append(replace(line, locator=each.locator))
        for citation in Citation.objects.filter(pk__in=batch):
            found[citation.pk] = CitationLine(
                citation.text,
                tuple(lines.get(citation.pk, ())),
                citation.is_unverified,
                citation.is_partly_unverified,
            )
    return found


def source_lines_of(rows: Sequence[Source]) -> list[SourceLine]:
    """Sources as they are shown, each with its description where there is one. One query whatever their number.

    A description is taken as recorded now, whatever the moment: it says nothing about the world.
    """
    keys = sorted({row.key for row in rows})
    described = SourceDescription.objects.recorded()
    # A long list takes them all: there is one row for a source, and databases limit how many keys may be named.
    said = {each.key: each for each in (described.filter(key__in=keys) if len(keys) <= 500 else described)}
    return [_line(row, said.get(row.key)) for row in rows]


def _line(source: Source, said: SourceDescription | None) -> SourceLine:
    if said is None:
        return SourceLine(source.key, source.title, source.publisher, source.address)
    return SourceLine(
        source.key,
        said.title or source.title,
        said.publisher or source.publisher,
        source.address,
        "",
        said.language,
        StatedDate(said.dated_on) if said.dated_on else None,
    )


def with_citations(facts: Iterable[Any]) -> list[tuple[Any, CitationLine | None]]:
    """Each fact with what it cites, ready to be shown."""
    rows = list(facts)
    lines = citation_lines(row.citation_id for row in rows)
    return [(row, lines.get(row.citation_id)) for row in rows]


def rows_by_key(rows: QuerySet[Any], keys: Collection[str] | None) -> list[Any]:
    """Those of the rows that have one of the keys, or all, in the order of their keys; databases limit how many may be
    named at once."""
    if keys is None:
        return list(rows.order_by("key"))
    named = sorted(keys)
    return [row for start in range(0, len(named), 500) for row in rows.filter(key__in=named[start : start + 500])]


def recorded_rows(model: type[Fact], keys: Collection[str] | None) -> list[Any]:
    """The rows of a table of facts that hold now, with these keys, or all."""
    return rows_by_key(model.objects.recorded(), keys)


def sources() -> QuerySet[Source]:
    """All public sources with the number of citations that name them."""
    return public_sources(Source.objects.annotate(citations=Count("cited_in"))).order_by("key")


def source_lines(words: str = "", *, user: Standing) -> list[SourceLine]:
    """The sources that have the words in what they are called, by publisher and title; those of no publisher last."""
    wanted = words.casefold()
    lines = source_lines_of(list(sources_visible_to(Source.objects.all(), user)))
    found = (each for each in lines if wanted in f"{each.title} {each.publisher} {each.address}".casefold())
    return sorted(
        found, key=lambda each: (not each.publisher, each.publisher.casefold(), each.title.casefold(), each.key)
    )


def source_by_key(key: str, *, user: Standing, before: Collection[str] = ()) -> Source | None:
    """The source, where `user` may see it; what is not public yet answers to others as what is absent."""
    return sources_visible_to(Source.objects.all(), user, before=before).filter(key=key).first()


def is_source(key: str) -> bool:
    """Whether there is a source with this key, public or not."""
    return Source.objects.filter(key=key).exists()


def public_source(key: str) -> Source | None:
    return public_sources(Source.objects.all()).filter(key=key).first()


def public_keys(lines: Collection[SourceLine]) -> frozenset[str]:
    """The keys of those that everybody may see."""
    public = public_sources(Source.objects.all()).values_list("key", flat=True)
    return frozenset(public) & {each.key for each in lines}


def snapshots_of(source: Source, *, user: Standing, before: Collection[str] = ()) -> QuerySet[Snapshot]:
    """The snapshots of the source that `user` may see, the first received first."""
    return snapshots_visible_to(source.snapshots.all(), user, before=before).order_by("received_at", "pk")


def copies_for(user: Standing, sources: Collection[str], *, before: Collection[str]) -> QuerySet[Snapshot]:
    """The snapshots of these sources, by key, of which `user` may take out the bytes, the first received first."""
    rows = snapshots_for(user, Snapshot.objects.filter(source__key__in=sources), before=before)
    return rows.select_related("source").order_by("received_at", "pk")


def datasets(*, at: Moment | None = None) -> list[Dataset]:
    """The datasets with the date to which each is sourced."""
    return list(Dataset.objects.recorded(at).select_related("citation").order_by("key"))


def terms(*, at: Moment | None = None) -> Mapping[str, Mapping[str, Term]]:
    """The glossary: for each word its text by language."""
    found: dict[str, dict[str, Term]] = {}
    for row in Term.objects.recorded(at).order_by("word_key", "language"):
        found.setdefault(row.word_key, {})[row.language] = row
    return found


def files_of(scope: Scope, *, user: Standing, name: str = "") -> QuerySet[KeptFile]:
    """The files kept for exactly this scope that `user` may see, the newest first; `name` is a part of theirs."""
    rows = visible_to(KeptFile.objects.all(), user).filter(scope_kind=scope.kind, scope_key=scope.key)
    return (rows.filter(name__icontains=name) if name else rows).order_by("-uploaded_at", "-pk")


def file_by_key(key: str, *, user: Standing) -> KeptFile | None:
    """The file, where `user` may see it; what is forbidden answers as what is absent."""
    return visible_to(KeptFile.objects.all(), user).filter(key=key).first()


def files_by_key(keys: Iterable[str], *, user: Standing) -> dict[str, KeptFile]:
    """Those of these files that `user` may see, by key."""
    wanted = [each for each in keys if each]
    return {each.key: each for each in visible_to(KeptFile.objects.filter(key__in=wanted), user)} if wanted else {}


@dataclass(frozen=True)
class HeldBytes:
    """What is kept under one digest: the files that people gave, and the sources of which it is a snapshot."""

    sha256: str
    files: tuple[KeptFile, ...]
    snapshots: tuple[Snapshot, ...]


def bytes_held(sha256: str) -> HeldBytes:
    files = KeptFile.objects.filter(sha256=sha256, removed_at=None).order_by("pk")
    snapshots = Snapshot.objects.filter(sha256=sha256).exclude(sha256__in=erased_digests())
    return HeldBytes(sha256, tuple(files), tuple(snapshots.select_related("source").order_by("pk")))


def bytes_found(words: str, *, most: int) -> list[HeldBytes]:
    """What is kept under a digest that begins so, or of a file or source that has the words in its name or address.

    For whoever cares for personal data: files of every project are among it.
    """
    files = KeptFile.objects.filter(Q(name__icontains=words) | Q(sha256__startswith=words) | Q(key=words))
    in_source = Q(source__title__icontains=words) | Q(source__address__icontains=words)
    snapshots = Snapshot.objects.filter(in_source | Q(sha256__startswith=words)).exclude(sha256__in=erased_digests())
    digests = [
        *files.filter(removed_at=None).order_by("-pk").values_list("sha256", flat=True)[:most],
        *snapshots.order_by("-pk").values_list("sha256", flat=True)[:most],
    ]
    return [bytes_held(each) for each in dict.fromkeys(digests)]


def erased_digests() -> QuerySet[BytesErasure, str]:
    """The digests of bytes that are gone for good."""
    return BytesErasure.objects.filter(confirmed_at__isnull=False).values_list("sha256", flat=True)


def bytes_erased_at(digests: Iterable[str]) -> dict[str, datetime]:
    """Of these digests, when the bytes were erased of those that were."""
    rows = BytesErasure.objects.filter(sha256__in=set(digests), confirmed_at__isnull=False)
    return {each.sha256: each.confirmed_at for each in rows if each.confirmed_at}


def bytes_erasures_to_confirm() -> QuerySet[BytesErasure]:
    return BytesErasure.objects.filter(confirmed_at=None, withdrawn_at=None).order_by("requested_at")


def erased_snapshots(sources: Iterable[str]) -> list[tuple[Snapshot, datetime]]:
    """The snapshots of these sources, by key, whose bytes were erased, and when; in one query where there are none."""
    erased = BytesErasure.objects.filter(confirmed_at__isnull=False)
    gone = {each.sha256: each.confirmed_at for each in erased if each.confirmed_at}
    if not gone:
        return []
    named = set(sources)
    rows = Snapshot.objects.filter(sha256__in=erased_digests()).select_related("source").order_by("pk")
    return [(each, gone[each.sha256]) for each in rows if each.source.key in named]


def last_fetches(*, user: Standing) -> QuerySet[Fetch]:
    """What `user` asked for by address, the newest first, with the source of what was kept."""
    rows = fetches_visible_to(Fetch.objects.all(), user)
    return rows.select_related("snapshot__source").order_by("-asked_at", "-pk")[:20]


def fetch_by_key(key: str, *, user: Standing) -> Fetch | None:
    rows = fetches_visible_to(Fetch.objects.all(), user)
    return rows.select_related("snapshot__source").filter(key=key).first()


def fetches_under_way(*, at: datetime) -> int:
    """How many fetches have not ended; one that is older than a minute was broken off."""
    return Fetch.objects.filter(ended_at=None, asked_at__gt=at - _LONGEST_FETCH).count()


def is_broken_off(fetch: Fetch, *, at: datetime) -> bool:
    return fetch.ended_at is None and fetch.asked_at <= at - _LONGEST_FETCH
