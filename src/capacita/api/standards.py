"""Instruments: their terms, and their provisions with the elements that domestic law must meet."""

from __future__ import annotations

from datetime import date

from ninja import Field, Query, Router, Schema

from capacita.api.asked import Asked, AskedPage
from capacita.api.pages import page_of
from capacita.api.schema import example
from capacita.api.shapes import Cited, Dated, Paged, cited, dated
from capacita.evidence.queries import citation_lines, sourced_to, sourced_to_by_dataset
from capacita.kernel.moment import Moment
from capacita.standards import queries
from capacita.standards.models import Instrument

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


@router.get(
    "/instruments",
    response=InstrumentPage,
    summary="Instruments",
    openapi_extra=example("/instruments?limit=1&as_of=2020-02-21&known_on=2020-02-21"),
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
    openapi_extra=example("/instruments/cets224?as_of=2026-01-14&known_on=2026-01-14"),
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
    openapi_extra=example("/instruments/ets185/provisions?limit=1&as_of=2026-11-23&known_on=2026-11-23"),
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
