"""Sources, the records that cite one, and the date to which each dataset is sourced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, QuerySet, Value
from ninja import Field, Query, Router, Schema

from capacita.api.asked import AskedPage, Paging, cursor_after, parts_of_cursor
from capacita.api.pages import page_of, page_of_rows
from capacita.api.schema import example
from capacita.api.shapes import Cited, Dated, Paged, cited, dated
from capacita.evidence import queries
from capacita.evidence.models import CitedSource, Source, fact_models
from capacita.evidence.queries import citation_lines
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.moment import Moment
from capacita.kernel.said import said

router = Router(tags=["Evidence"])


class CitingRow(NamedTuple):
    """A fact of any table, with the table's name."""

    kind: str
    key: str
    digest: str
    stated_on: date | None
    note: str
    citation_id: int


class SourceItem(Schema):
    """A document or page that records cite."""

    key: str
    title: str
    publisher: str
    address: str
    language: str
    dated_on: str | None = Field(description="When it was published, to the precision known: YYYY, YYYY-MM or a day.")
    is_general_knowledge: bool = Field(description="Whether it is no document: nobody has verified what cites it.")
    citations: int = Field(description="How many citations name it.")


class SourcePage(Paged):
    """Sources by key."""

    items: list[SourceItem]


class CitingRecord(Schema):
    """A record that cites the source."""

    kind: str = Field(description="The table of facts, such as standards.treatyaction.")
    key: str
    digest: str
    stated_on: date | None
    note: str
    cited: Cited


class SourceAnswer(Dated, Paged):
    """One source, and a page of the records that cite it, by kind and key."""

    source: SourceItem
    items: list[CitingRecord]


class DatasetItem(Schema):
    """A body of facts, and the date to which it is sourced."""

    key: str
    title: str
    sourced_to: date
    stated_on: date | None
    note: str
    cited: Cited


class DatasetPage(Dated, Paged):
    """Datasets by key; `sourced_to` is the earliest of all."""

    items: list[DatasetItem]


@router.get("/sources", response=SourcePage, summary="Sources", openapi_extra=example("/sources?limit=1"))
def list_sources(request: object, asked: Query[Paging]) -> SourcePage:
    """The sources that recorded rows cite, with the number of citations that name each."""
    rows, more = page_of_rows("sources", queries.sources(), ("key",), asked)
    return SourcePage(next_cursor=more, items=_sources([(row, int(vars(row)["citations"])) for row in rows]))


@router.get(
    "/sources/{key}",
    response=SourceAnswer,
    summary="One source with what cites it",
    openapi_extra=example("/sources/1525979eb6d2615a?limit=1&as_of=2026-11-23&known_on=2026-11-23"),
)
def read_source(request: object, key: str, asked: Query[AskedPage]) -> SourceAnswer:
    """A source and the records that cite it."""
    at = asked.moment()
    row = queries.public_source(key)
    if row is None:
        raise UnknownKeyError(said("source"), key)
    after = parts_of_cursor(asked.cursor, f"source/{key}", 2) if asked.cursor else ("", "")
    found = _citing(row, at, after, asked.limit + 1)
    shown = found[: asked.limit]
    citations = citation_lines(each.citation_id for each in shown)
    last = (shown[-1].kind, shown[-1].key) if len(found) > asked.limit else None
    return SourceAnswer(
        **dated(at, None),
        next_cursor=cursor_after(f"source/{key}", last) if last else None,
        source=_sources([(row, CitedSource.objects.filter(source=row).count())])[0],
        items=[
            CitingRecord(
                kind=each.kind,
                key=each.key,
                digest=each.digest,
                stated_on=each.stated_on,
                note=each.note,
                cited=cited(citations.get(each.citation_id)),
            )
            for each in shown
        ],
    )


@router.get(
    "/datasets",
    response=DatasetPage,
    summary="Datasets",
    openapi_extra=example("/datasets?limit=2&as_of=2026-11-23&known_on=2026-11-23"),
)
def list_datasets(request: object, asked: Query[AskedPage]) -> DatasetPage:
    """The bodies of facts with the date to which each is sourced: past it, answers are “as far as sourced”."""
    at = asked.moment()
    rows = queries.datasets(at=at)
    shown, more = page_of("datasets", rows, lambda row: (row.key,), asked)
    citations = citation_lines(row.citation_id for row in shown)
    return DatasetPage(
        **dated(at, min((row.sourced_to for row in rows), default=None)),
        next_cursor=more,
        items=[
            DatasetItem(
                key=row.key,
                title=row.title_fr if asked.language == "fr" else row.title_en,
                sourced_to=row.sourced_to,
                stated_on=row.stated_on,
                note=row.note,
                cited=cited(citations.get(row.citation_id)),
            )
            for row in shown
        ],
    )


def _sources(rows: Sequence[tuple[Source, int]]) -> list[SourceItem]:
    """Sources, each with the number of citations that name it."""
    lines = queries.source_lines_of([row for row, _citations in rows])
    return [
        SourceItem(
            key=line.key,
            title=line.title,
            publisher=line.publisher,
            address=line.address,
            language=line.language,
            dated_on=line.dated_on.iso if line.dated_on else None,
            is_general_knowledge=line.is_general_knowledge,
            citations=citations,
        )
        for line, (_row, citations) in zip(lines, rows, strict=True)
    ]


def _citing(source: Source, at: Moment, after: tuple[str, ...], most: int) -> list[CitingRow]:
    """The records that cite the source, by kind and key, from after the one named. One query over all tables."""
    citing = CitedSource.objects.filter(source=source).values("citation")
    models = {model._meta.label_lower: model for model in fact_models()}
    parts: list[QuerySet[Any]] = []
    for rank, kind in enumerate(sorted(models)):
        rows = models[kind].published(models[kind].objects.recorded(at)).filter(citation__in=citing)
        if kind == after[0]:
            rows = rows.filter(key__gt=after[1])
        if kind >= after[0]:
            named = rows.annotate(in_order=Value(rank), in_table=Value(kind, output_field=CharField()))
            parts.append(named.values_list("in_order", "in_table", "key", "digest", "stated_on", "note", "citation_id"))
    if not parts:
        return []
    found = parts[0].union(*parts[1:], all=True).order_by("in_order", "key")[:most]
    return [CitingRow(*row[1:]) for row in found]
