"""Figures with their receipts as JSON and CSV, and published statements beside what is computed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from capacita.api.asked import Asked, AskedPage, Language, Paging, Text
from capacita.api.pages import page_of
from capacita.api.receipt import ClaimAnswer, ClaimItem, FigureAnswer, claim_answer, claim_item
from capacita.api.schema import PREFIX, example
from capacita.api.shapes import Dated, Paged, dated
from capacita.evidence.queries import citation_lines, sourced_to
from capacita.figures import queries
from capacita.figures.answers import definition_answer, figure_answer, figure_csv
from capacita.figures.registry import definitions, figure
from capacita.figures.values import FigureValue
from capacita.kernel.asked import asked_moment
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.identifiers import near
from capacita.kernel.said import said

router = Router(tags=["Figures"])
PARAMETERS = ("instrument", "basis", "country", "project", "funder", "funding_type", "article", "group")
_CSV = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}}


class ParameterAnswer(Schema):
    """A parameter of a figure and the values that it takes now."""

    name: str
    kind: str = Field(description="instrument, country, project, period, dimension or word.")
    required: bool
    default: str | None
    choices: list[str]


class DefinitionAnswer(Schema):
    """A figure that can be asked for."""

    id: str
    question: str
    unit: str
    rule: str
    rule_since: date = Field(description="The day from which this version of the rule holds.")
    rule_text: str
    audience: str
    parameters: list[ParameterAnswer]
    address: str


class DefinitionPage(Paged):
    """Figures by id."""

    items: list[DefinitionAnswer]


class ClaimPage(Dated, Paged):
    """Published statements by key."""

    items: list[ClaimItem]


class ClaimBesideAnswer(Dated):
    """A published statement beside what is computed for the day for which it was valid."""

    claim: ClaimAnswer


class ClaimsOfFigure(Dated):
    """The statements published of one figure for the date asked about."""

    figure: str
    parameters: dict[str, str]
    claims: list[ClaimAnswer]


class LanguagePage(Paging):
    """A page in a language."""

    language: Language = Field("en", description="The language of questions and rules.", examples=["en"])


class FigureAsked(Asked):
    """A moment and a figure's own parameters; each figure says in its definition which it takes."""

    instrument: Text = Field(None, max_length=20, description="An instrument's code.", examples=["ets185"])
    basis: Text = Field(None, max_length=20, description="deposit, as the office counts, or in_force.")
    country: Text = Field(None, max_length=10, description="A country's code, or all.")
    project: Text = Field(None, max_length=40, description="A project's code.")
    funder: Text = Field(None, max_length=200, description="A funder's name.")
    funding_type: Text = Field(None, max_length=200, description="A type of funding.")
    article: Text = Field(None, max_length=10, description="The number of an article of the Convention.")
    group: Text = Field(
        None, max_length=20, description="substantive or powers: the articles that are counted together."
    )

    def value_of(self, id: str) -> FigureValue:
        """The figure at the moment with the parameters given."""
        given = {name: value for name in PARAMETERS if (value := getattr(self, name))}
        return figure(id, at=self.moment(), **given)


class ClaimsAsked(AskedPage):
    """A page of published statements."""

    kind: Text = Field(None, max_length=20, description="count, survey or impact.", examples=["count"])


@router.get("/figures", response=DefinitionPage, summary="Figures", openapi_extra=example("/figures?limit=1"))
def list_figures(request: object, asked: Query[LanguagePage]) -> DefinitionPage:
    """Every figure that can be asked for, with its question, its rule and the values of its parameters."""
    shown, more = page_of("figures", definitions(), lambda each: (each.id,), asked)
    at, choices = asked_moment(None, None), dict[Any, list[str]]()
    items = [
        DefinitionAnswer(**definition_answer(each, at, choices), address=f"{PREFIX}/figures/{each.id}")
        for each in shown
    ]
    return DefinitionPage(next_cursor=more, items=items)


@router.get(
    "/figures/{id}.csv",
    response=None,
    summary="The records of a figure as CSV",
    openapi_extra=example("/figures/reach.invited.csv?as_of=2020-02-21&known_on=2020-02-21") | _CSV,
)
def read_figure_csv(request: object, id: str, asked: Query[FigureAsked]) -> HttpResponse:
    """Everything that the receipt names, one row each with its status, then what it was asked with.

    Text that a spreadsheet might run as a formula has an apostrophe before it.
    """
    value = asked.value_of(id)
    response = HttpResponse(figure_csv(value), content_type="text/csv; charset=utf-8")
    name = f"{value.id}-{value.at.as_of}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@router.get(
    "/figures/{id}",
    response=FigureAnswer,
    summary="A figure with its receipt",
    openapi_extra=example("/figures/reach.invited?as_of=2020-02-21&known_on=2020-02-21"),
)
def read_figure(request: object, id: str, asked: Query[FigureAsked]) -> dict[str, Any]:
    """The value or range, the records counted with their sources, what is undetermined, what was left out and why."""
    return figure_answer(asked.value_of(id))


@router.get(
    "/figures/{id}/claims",
    response=ClaimsOfFigure,
    summary="Statements published of a figure",
    openapi_extra=example("/figures/reach.parties/claims?as_of=2020-02-21&known_on=2020-02-21"),
)
def read_figure_claims(request: object, id: str, asked: Query[FigureAsked]) -> ClaimsOfFigure:
    """What was published of this very figure for the date asked about, beside what is computed."""
    value = asked.value_of(id)
    found = queries.claims_valid_for(value)
    citations = citation_lines(each.claim.citation_id for each in found)
    return ClaimsOfFigure(
        **dated(value.at, value.sourced_to),
        figure=value.id,
        parameters=dict(value.parameters),
        claims=[claim_answer(each, asked.language, citations) for each in found],
    )


@router.get(
    "/claims",
    response=ClaimPage,
    summary="Published statements",
    openapi_extra=example("/claims?kind=count&limit=1&as_of=2020-02-21&known_on=2020-02-21"),
)
def list_claims(request: object, asked: Query[ClaimsAsked]) -> ClaimPage:
    """Figures and statements as published by both dates, with their rounding and the day for which they were said."""
    at = asked.moment()
    rows = queries.claims(at=at, kind=asked.kind or None)
    shown, more = page_of("claims", rows, lambda row: (row.key,), asked)
    citations = citation_lines(row.citation_id for row in shown)
    return ClaimPage(
        **dated(at, sourced_to("claims", at=at)),
        next_cursor=more,
        items=[claim_item(row, asked.language, citations) for row in shown],
    )


@router.get(
    "/claims/{path:key}",
    response=ClaimBesideAnswer,
    summary="A published statement beside the computed figure",
    openapi_extra=example("/claims/treaty/ets185/parties/2008-04-26?as_of=2020-02-21&known_on=2020-02-21"),
)
def read_claim(request: object, key: str, asked: Query[Asked]) -> ClaimBesideAnswer:
    """One statement, what is computed for the day for which it was valid, and how the two relate, with the reason."""
    at = asked.moment()
    rows = {row.key: row for row in queries.claims(at=at)}
    if key not in rows:
        raise UnknownKeyError(said("published statement"), key, near(key, rows))
    found = queries.beside(rows[key], at=at)
    citations = citation_lines([found.claim.citation_id])
    return ClaimBesideAnswer(
        **dated(at, sourced_to("claims", at=at)), claim=claim_answer(found, asked.language, citations)
    )
