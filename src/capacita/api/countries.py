"""Countries and areas: the list to search, and one with its names over time, memberships, footnotes and standings."""

from __future__ import annotations

from ninja import Field, Query, Router, Schema

from capacita.api.asked import Asked, AskedPage
from capacita.api.naming import name_footnotes
from capacita.api.pages import page_of
from capacita.api.schema import example
from capacita.api.shapes import (
    Cited,
    Dated,
    NameFootnote,
    Paged,
    StatedOn,
    cited,
    dated,
    stated_on,
    stated_text,
)
from capacita.api.standing import InstrumentStanding, instrument_standing
from capacita.countries import queries
from capacita.countries.queries import DATASET, CountryLine, sort_key
from capacita.evidence.queries import citation_lines, sourced_to, sourced_to_by_dataset
from capacita.kernel.dates import StatedDate
from capacita.standards.queries import actions, instruments

router = Router(tags=["Countries"])


class CountryItem(Schema):
    """A country or area as it is on the date."""

    iso2: str = Field(description="ISO 3166-1 alpha-2 code.")
    iso3: str = Field(description="ISO 3166-1 alpha-3 code.")
    name: str = Field(description="The short name on the date, in the language asked for.")
    footnote: str | None = Field(description="The key of the footnote that goes with the name.")
    kind: str = Field(description="un_member, observer or area: what it is today.")
    is_state: bool = Field(description="Whether it is a State of the partition of reach on the date.")
    region: str = Field(description="M49 region.")
    subregion: str = Field(description="M49 subregion.")


class CountryPage(Dated, Paged):
    """A page of countries and areas in the order of their names."""

    items: list[CountryItem]
    footnotes: list[NameFootnote]


class CountryNameOver(Schema):
    """A name in one language over a period."""

    language: str
    short_name: str
    formal_name: str
    valid_from: StatedOn | None = Field(description="Null where it held before the records begin.")
    valid_to: StatedOn | None = Field(
        description="The first day on which it no longer holds; null where it still does."
    )
    cited: Cited


class MembershipOver(Schema):
    """A grouping and the period over which the country or area is or was in it."""

    grouping: str
    name: str
    role: str
    valid_from: StatedOn | None
    valid_to: StatedOn | None = Field(description="The first day outside; null where it still holds.")
    cited: Cited


class CountryAnswer(Dated):
    """One country or area."""

    iso2: str
    iso3: str
    numeric: str = Field(description="ISO 3166-1 numeric code; blank where it has none.")
    name: str
    footnote: str | None
    footnotes: list[NameFootnote]
    kind: str
    is_state: bool
    region: str
    subregion: str
    intermediate_region: str
    least_developed: list[StatedOn | None] = Field(
        description="From when and to when it is or was a least developed country; empty where it never was."
    )
    cited: Cited
    note: str
    names: list[CountryNameOver]
    memberships: list[MembershipOver]
    standings: list[InstrumentStanding]


class CountriesAsked(AskedPage):
    """A page of countries, perhaps searched."""

    q: str = Field("", max_length=100, description="Part of a name, or a code; accents and case do not count.")


@router.get(
    "/countries",
    response=CountryPage,
    summary="Countries and areas",
    openapi_extra=example("/countries?q=tunis&as_of=2020-02-21&known_on=2020-02-21"),
)
def list_countries(request: object, asked: Query[CountriesAsked]) -> CountryPage:
    """All countries and areas in the order of their names on the date, or those that a search finds."""
    at = asked.moment()
    lines = [line for line in queries.countries(asked.language, at=at) if _is_found(line, asked.q)]
    shown, more = page_of("countries", lines, lambda line: (sort_key(line.name), line.iso2), asked)
    return CountryPage(
        **dated(at, sourced_to(DATASET, at=at)),
        next_cursor=more,
        items=[
            CountryItem(
                iso2=line.iso2,
                iso3=line.iso3,
                name=line.name,
                footnote=line.footnote_key or None,
                kind=line.kind,
                is_state=line.is_state,
                region=line.region,
                subregion=line.subregion,
            )
            for line in shown
        ],
        footnotes=name_footnotes((line.iso2 for line in shown), asked.language, at=at),
    )


@router.get(
    "/countries/{iso2}",
    response=CountryAnswer,
    summary="One country or area",
    openapi_extra=example("/countries/TN?as_of=2020-02-21&known_on=2020-02-21"),
)
def read_country(request: object, iso2: str, asked: Query[Asked]) -> CountryAnswer:
    """Its codes, names over time, memberships, footnotes, and where it stands under each instrument on the date."""
    at = asked.moment()
    row = queries.country(iso2, at=at)
    line = next(each for each in queries.countries(asked.language, at=at) if each.iso2 == row.iso2)
    names = [name for spoken in ("en", "fr") for name in queries.name_history(row.iso2, spoken, at=at)]
    memberships = queries.memberships(row.iso2, at=at)
    acts = list(actions(at=at, iso2=row.iso2))
    sourced = sourced_to_by_dataset(at=at)
    citations = citation_lines(each.citation_id for each in (row, *names, *memberships))
    return CountryAnswer(
        **dated(at, sourced.get(DATASET)),
        iso2=row.iso2,
        iso3=row.iso3,
        numeric=row.numeric,
        name=line.name,
        footnote=line.footnote_key or None,
        footnotes=name_footnotes([row.iso2], asked.language, at=at),
        kind=row.kind,
        is_state=line.is_state,
        region=row.m49_region,
        subregion=row.m49_subregion,
        intermediate_region=row.m49_intermediate,
        least_developed=[stated_text(row.ldc_from), stated_text(row.ldc_to)] if row.ldc_from else [],
        cited=cited(citations.get(row.citation_id)),
        note=row.note,
        names=[
            CountryNameOver(
                language=name.language,
                short_name=name.short_name,
                formal_name=name.formal_name,
                valid_from=stated_text(name.valid_from),
                valid_to=stated_text(name.valid_to),
                cited=cited(citations.get(name.citation_id)),
            )
            for name in names
        ],
        memberships=[
            MembershipOver(
                grouping=each.grouping,
                name=each.name_fr if asked.language == "fr" else each.name_en,
                role=each.role,
                valid_from=stated_on(each.start),
                valid_to=stated_on(StatedDate(each.valid_to)) if each.valid_to else None,
                cited=cited(citations.get(each.citation_id)),
            )
            for each in memberships
        ],
        standings=[
            instrument_standing(
                each,
                [act for act in acts if act.instrument == each.code],
                at,
                asked.language,
                sourced.get(each.dataset),
            )
            for each in instruments(at=at)
        ],
    )


def _is_found(line: CountryLine, searched: str) -> bool:
    wanted = sort_key(searched.strip())
    return wanted in sort_key(line.name) or wanted in (line.iso2.casefold(), line.iso3.casefold())
