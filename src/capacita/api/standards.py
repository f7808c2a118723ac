"""Instruments: their terms, provisions with elements, treaty actions as facts, entry into force computed and sourced."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from ninja import Field, Query, Router, Schema

from capacita.api.asked import Asked, AskedPage, Text
from capacita.api.naming import Names
from capacita.api.pages import page_of, page_of_rows
from capacita.api.schema import example
from capacita.api.shapes import Cited, Dated, Named, NameFootnote, Paged, StatedOn, cited, dated, stated_on
from capacita.countries.queries import country
from capacita.evidence.queries import citation_lines, sourced_to, sourced_to_by_dataset
from capacita.kernel.moment import Moment
from capacita.standards import queries
from capacita.standards.models import Instrument, TreatyAction

router = Router(tags=["Standards"])


class InstrumentAnswer(Schema):
    """A treaty and what its final clauses say."""

    code: str
    number: str
    title: str
    short_title: str
    opened_on: date = Field(description="The day of opening for signature.")
    in_force_on: date | None = Field(description="Null while it is not in force.")
    deposits_needed: int = Field(description="Deposits needed for the instrument's own entry into force.")
    months_to_force: int = Field(
        description="Full months from a State's deposit to the first of the month that binds it."
    )
    accedes_by_invitation: bool
    note: str
    treaty_actions_sourced_to: date | None = Field(description="Null where no treaty action was compiled.")
    cited: Cited


class InstrumentPage(Dated, Paged):
    """Instruments in the order of their opening."""

    items: list[InstrumentAnswer]


class OneInstrument(Dated):
    """One instrument."""

    instrument: InstrumentAnswer


class Element(Schema):
    """One thing that domestic law must do under a provision."""

    key: str
    element: str
    text: str
    optional: bool
    weight: str = Field(description="core, supporting or option; blank: not ratable yet.")
    kind: str
    question: str


class ProvisionItem(Schema):
    """An article or paragraph, summarised in our own words beside the authentic text."""

    key: str
    article: str
    paragraph: str
    parent: str | None
    heading: str
    chapter: str
    part: str
    kind: str
    domestic_law_expected: str
    assess_at: str
    summary: str
    elements: list[Element]
    note: str
    cited: Cited


class ProvisionPage(Dated, Paged):
    """Provisions in the order of the instrument's text."""

    items: list[ProvisionItem]


class TreatyActionItem(Schema):
    """A dated act of one State under one instrument, as a fact with its sources."""

    key: str
    digest: str = Field(description="SHA-256 of the fact: the same on every machine that holds it.")
    instrument: str
    country: Named
    act: str
    on: StatedOn | None
    certain: bool = Field(
        description="Whether it has happened by the date for certain; a bound after it leaves it open."
    )
    valid_until: date | None = Field(description="Of an invitation: the first day on which it may no longer hold.")
    stated_on: date | None = Field(description="The day from which it had been stated in public.")
    note: str
    cited: Cited


class TreatyActionPage(Dated, Paged):
    """Treaty actions by date."""

    items: list[TreatyActionItem]
    footnotes: list[NameFootnote]


class ForceItem(Schema):
    """A State's entry into force as computed from its deposit, beside the day that a source states."""

    country: Named
    deposited_on: StatedOn | None
    computed: date | None = Field(description="Null while the instrument is not in force.")
    sourced: date | None = Field(description="Null where no source states it.")
    agrees: bool


class ForcePage(Dated, Paged):
    """Entry into force of every State that consented, by code."""

    items: list[ForceItem]
    footnotes: list[NameFootnote]


class ActionsAsked(AskedPage):
    """A page of treaty actions, perhaps of one instrument or State."""

    instrument: Text = Field(None, max_length=20, description="An instrument's code.", examples=["ets185"])
    country: Text = Field(None, max_length=10, description="An alpha-2 code.", examples=["TN"])


@router.get(
    "/instruments",
    response=InstrumentPage,
    summary="Instruments",
    openapi_extra=example("/instruments?limit=1&as_of=2020-02-21"),
)
def list_instruments(request: object, asked: Query[AskedPage]) -> InstrumentPage:
    """All instruments with their terms."""
    at = asked.moment()
    rows, more = page_of(
        "instruments", queries.instruments(at=at), lambda row: (row.opened_on.isoformat(), row.code), asked
    )
    return InstrumentPage(**dated(at, None), next_cursor=more, items=_instruments(rows, at, asked.language))


@router.get(
    "/instruments/{code}",
    response=OneInstrument,
    summary="One instrument",
    openapi_extra=example("/instruments/cets224?as_of=2026-01-14"),
)
def read_instrument(request: object, code: str, asked: Query[Asked]) -> OneInstrument:
    """An instrument's terms: opening, own entry into force, deposits and months needed."""
    at = asked.moment()
    row = queries.instrument(code, at=at)
    sourced = queries.treaty_sourced_to(row, at=at)
    return OneInstrument(**dated(at, sourced), instrument=_instruments([row], at, asked.language)[0])


@router.get(
    "/instruments/{code}/provisions",
    response=ProvisionPage,
    summary="Provisions of an instrument",
    openapi_extra=example("/instruments/ets185/provisions?limit=1&as_of=2026-11-23"),
)
def list_provisions(request: object, code: str, asked: Query[AskedPage]) -> ProvisionPage:
    """The provisions of an instrument with the elements that domestic law must meet."""
    at = asked.moment()
    found = queries.instrument(code, at=at)
    rows, more = page_of(
        f"provisions/{found.code}",
        queries.provisions(found.code, at=at),
        lambda row: (f"{row.position:08d}", row.key),
        asked,
    )
    elements = queries.elements(found.code, at=at)
    citations = citation_lines(row.citation_id for row in rows)
    return ProvisionPage(
        **dated(at, sourced_to("provisions", at=at)),
        next_cursor=more,
        items=[
            ProvisionItem(
                key=row.key,
                article=row.article,
                paragraph=row.paragraph,
                parent=row.parent_key or None,
                heading=row.heading,
                chapter=row.chapter,
                part=row.part,
                kind=row.kind,
                domestic_law_expected=row.domestic_law_expected,
                assess_at=row.assess_at,
                summary=row.summary,
                elements=[
                    Element(
                        key=each.key,
                        element=each.element,
                        text=each.text,
                        optional=each.is_optional,
                        weight=each.weight,
                        kind=each.kind,
                        question=each.question,
                    )
                    for each in elements.get(row.key, ())
                ],
                note=row.note,
                cited=cited(citations.get(row.citation_id)),
            )
            for row in rows
        ],
    )


@router.get(
    "/instruments/{code}/entry-into-force",
    response=ForcePage,
    summary="Entry into force, computed and sourced",
    openapi_extra=example("/instruments/ets185/entry-into-force?limit=2&as_of=2020-02-21"),
)
def list_entry_into_force(request: object, code: str, asked: Query[AskedPage]) -> ForcePage:
    """The day on which the instrument binds each State that had consented by the date, computed and as sourced."""
    at = asked.moment()
    found = queries.instrument(code, at=at)
    lines = [each for each in queries.force_comparisons(found, at=at) if each.deposited_on.possible_by(at.as_of)]
    shown, more = page_of(f"force/{found.code}", lines, lambda each: (each.iso2,), asked)
    names = Names(asked.language, at=at)
    return ForcePage(
        **dated(at, queries.treaty_sourced_to(found, at=at)),
        next_cursor=more,
        items=[
            ForceItem(
                country=names.of(each.iso2),
                deposited_on=stated_on(each.deposited_on),
                computed=each.computed,
                sourced=each.sourced,
                agrees=each.agrees,
            )
            for each in shown
        ],
        footnotes=names.footnotes(),
    )


@router.get(
    "/treaty-actions",
    response=TreatyActionPage,
    summary="Treaty actions",
    openapi_extra=example("/treaty-actions?instrument=ets185&country=TN&as_of=2020-02-21&known_on=2020-02-21"),
)
def list_treaty_actions(request: object, asked: Query[ActionsAsked]) -> TreatyActionPage:
    """The acts of States that had happened by the date, or may have, as facts with their sources."""
    at = asked.moment()
    found = queries.instrument(asked.instrument, at=at) if asked.instrument else None
    state = country(asked.country, at=at).iso2 if asked.country else None
    stated = queries.actions(at=at, iso2=state, instrument=found.code if found else None)
    rows, more = page_of_rows("treaty-actions", _happened(stated, at), ("on", "key"), asked)
    citations = citation_lines(row.citation_id for row in rows)
    names = Names(asked.language, at=at)
    return TreatyActionPage(
        **dated(at, _sourced_to(found, at)),
        next_cursor=more,
        items=[
            TreatyActionItem(
                key=row.key,
                digest=row.digest,
                instrument=row.instrument,
                country=names.of(row.iso2),
                act=row.act,
                on=stated_on(row.stated),
                certain=row.stated.certain_by(at.as_of),
                valid_until=row.valid_until,
                stated_on=row.stated_on,
                note=row.note,
                cited=cited(citations.get(row.citation_id)),
            )
            for row in rows
        ],
        footnotes=names.footnotes(),
    )


def _happened(rows: QuerySet[TreatyAction], at: Moment) -> QuerySet[TreatyAction]:
    """Acts that may have happened by the date. A stated year or month sorts before its days: text compares like dates."""
    bound = Q(not_later_than=True) & (Q(earliest__isnull=True) | Q(earliest__lte=at.as_of))
    return rows.filter(Q(not_later_than=False, on__lte=at.as_of.isoformat()) | bound)


def _sourced_to(found: Instrument | None, at: Moment) -> date | None:
    """The day to which the actions asked for are sourced: of all instruments together, the earliest."""
    if found is not None:
        return queries.treaty_sourced_to(found, at=at)
    days = [day for key, day in sourced_to_by_dataset(at=at).items() if key.startswith("treaty_actions.")]
    return min(days, default=None)


def _instruments(rows: list[Instrument], at: Moment, language: str) -> list[InstrumentAnswer]:
    sourced = sourced_to_by_dataset(at=at)
    citations = citation_lines(row.citation_id for row in rows)
    return [
        InstrumentAnswer(
            code=row.code,
            number=row.number,
            title=row.title(language),
            short_title=row.short(language),
            opened_on=row.opened_on,
            in_force_on=row.in_force_on,
            deposits_needed=row.deposits_needed,
            months_to_force=row.months_to_force,
            accedes_by_invitation=row.accedes_by_invitation,
            note=row.adopted_note,
            treaty_actions_sourced_to=sourced.get(row.dataset),
            cited=cited(citations.get(row.citation_id)),
        )
        for row in rows
    ]
