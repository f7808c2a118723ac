"""The acts of States under instruments as facts with their sources, and entry into force as computed and as sourced."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from ninja import Field, Query, Router, Schema

from capacita.api.asked import AskedPage, Text
from capacita.api.naming import Names
from capacita.api.pages import page_of, page_of_rows
from capacita.api.schema import example
from capacita.api.shapes import Cited, Dated, Named, NameFootnote, Paged, StatedOn, cited, dated, stated_on
from capacita.countries.queries import country
from capacita.evidence.queries import citation_lines, sourced_to_by_dataset
from capacita.kernel.moment import Moment
from capacita.standards import queries
from capacita.standards.models import Instrument, TreatyAction

router = Router(tags=["Standards"])


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
    "/instruments/{code}/entry-into-force",
    response=ForcePage,
    summary="Entry into force, computed and sourced",
    openapi_extra=example("/instruments/ets185/entry-into-force?limit=2&as_of=2020-02-21&known_on=2020-02-21"),
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
    """Acts that may have happened by the date. As text, a year or month sorts before its days, like a date."""
    bound = Q(not_later_than=True) & (Q(earliest__isnull=True) | Q(earliest__lte=at.as_of))
    return rows.filter(Q(not_later_than=False, on__lte=at.as_of.isoformat()) | bound)


def _sourced_to(found: Instrument | None, at: Moment) -> date | None:
    """The day to which the actions asked for are sourced: of all instruments together, the earliest."""
    if found is not None:
        return queries.treaty_sourced_to(found, at=at)
    days = [day for key, day in sourced_to_by_dataset(at=at).items() if key.startswith("treaty_actions.")]
    return min(days, default=None)
