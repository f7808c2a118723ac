"""A project's terms as answers give them: each field with the statement that gives it, those that confirm or differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ninja import Field, Schema

from capacita.api.naming import Names
from capacita.api.shapes import Cited, Named, StatedOn, cited, stated_on
from capacita.evidence.queries import CitationLine
from capacita.figures.answers import plain_number
from capacita.kernel.money import Money
from capacita.kernel.wording import money_in_words
from capacita.portfolio.choices import GLOBAL
from capacita.portfolio.models import ProjectTerms
from capacita.portfolio.queries import Coverage, ProjectLine
from capacita.portfolio.rules import FIELDS, Statement, Terms, funder, funder_amount

Number = int | float


class Amount(Schema):
    """An amount of money to the last digit that a source states."""

    amount: Number
    currency: str
    step: Number = Field(description="The worth of the last digit stated; 1 is exact.")
    words: str


class FunderTerm(Schema):
    """A funder as stated; share and amount are null where nobody stated them."""

    text: str = Field(description="What was printed.")
    name: str
    instrument: str
    share_percent: Number | None
    amount: Amount | None


class TermsAnswer(Schema):
    """A project's terms; what no statement gives is null or empty."""

    title: str | None
    start: StatedOn | None
    end: StatedOn | None
    budget: Amount | None
    funders: list[FunderTerm]
    funding_type: str | None
    is_global: bool = Field(description="Whether the project is stated to be global.")
    countries: list[str] = Field(description="Alpha-2 codes that the terms name.")
    objective: str | None


class TermEvidence(Schema):
    """By which statement a term holds: keys of `statements`."""

    field: str
    by: str
    confirmed_by: list[str] = Field(description="Statements that say the same, rounded or not.")
    contradicted_by: list[str] = Field(description="Statements that say otherwise.")


class StatementAnswer(Schema):
    """What one source stated of the project on one day; what it does not state is null or empty."""

    key: str
    digest: str
    kind: str = Field(description="original, amendment, correction or restatement.")
    known_from: StatedOn | None = Field(description="Null: its source is undated.")
    effective_from: StatedOn | None
    terms: TermsAnswer
    note: str
    cited: Cited


class ProjectItem(Schema):
    """A project as of the moment."""

    code: str
    short_name: str
    known: bool = Field(description="Whether anything dated had been stated of it by `known_on`.")
    course: str = Field(description="ongoing, not_started, ended or undetermined.")
    predecessor: str | None
    part_of: str | None
    terms: TermsAnswer
    countries: list[Named] = Field(description="Countries and areas that are in it on the date for certain.")
    possible_countries: list[Named] = Field(description="Those that may be, by a bound on the day of joining.")
    countries_recorded: bool = Field(description="False: no source known on the date names its countries.")


class ProjectDetail(ProjectItem):
    """A project with the evidence of its terms."""

    note: str
    last_stated: TermsAnswer = Field(description="Each term as the latest source by the date printed it.")
    evidence: list[TermEvidence]
    statements: list[StatementAnswer] = Field(description="Those known by `known_on`, and undated ones.")


def project_item(line: ProjectLine, covered: Coverage, names: Names, language: str) -> ProjectItem:
    return ProjectItem(
        code=line.code,
        short_name=line.short_name,
        known=line.is_known,
        course=line.course.value,
        predecessor=line.predecessor or None,
        part_of=line.part_of or None,
        terms=terms_answer(line.terms, language),
        countries=names.all_of(covered.certain),
        possible_countries=names.all_of(covered.possible),
        countries_recorded=covered.is_recorded,
    )


def project_detail(
    line: ProjectLine, covered: Coverage, names: Names, language: str, citations: Mapping[int, CitationLine]
) -> ProjectDetail:
    item = project_item(line, covered, names, language)
    return ProjectDetail(
        **dict(item),
        note=line.note,
        last_stated=terms_answer(line.last_stated, language),
        evidence=[
            TermEvidence(
                field=name,
                by=term.by.key,
                confirmed_by=[each.key for each in term.confirmed_by],
                contradicted_by=[each.key for each in term.contradicted_by],
            )
            for name in FIELDS
            if (term := getattr(line.terms, name)) is not None
        ],
        statements=[
            _statement(row, statement, language, citations)
            for row, statement in zip(line.rows, line.statements, strict=True)
            if statement.known_from is None or statement.known_by(line.at.known_on)
        ],
    )


def terms_answer(terms: Terms, language: str) -> TermsAnswer:
    held = {name: getattr(terms, name) for name in FIELDS}
    return _terms({name: term.value if term else None for name, term in held.items()}, language)


def amount_answer(money: Money | None, language: str) -> Amount | None:
    if money is None:
        return None
    return Amount(
        amount=plain_number(money.amount) or 0,
        currency=money.currency,
        step=plain_number(money.step) or 0,
        words=money_in_words(money, language),
    )


def _statement(
    row: ProjectTerms, each: Statement, language: str, citations: Mapping[int, CitationLine]
) -> StatementAnswer:
    return StatementAnswer(
        key=row.key,
        digest=row.digest,
        kind=each.kind.value,
        known_from=stated_on(each.known_from),
        effective_from=stated_on(each.effective_from),
        terms=_terms({name: getattr(each, name) for name in FIELDS}, language),
        note=row.note,
        cited=cited(citations.get(row.citation_id)),
    )


def _terms(values: Mapping[str, Any], language: str) -> TermsAnswer:
    budget, countries = values["budget"], values["countries"] or ()
    return TermsAnswer(
        title=values["title"],
        start=stated_on(values["start"]),
        end=stated_on(values["end"]),
        budget=amount_answer(budget, language),
        funders=[
            FunderTerm(
                text=one.text,
                name=one.name,
                instrument=one.instrument,
                share_percent=plain_number(one.share),
                amount=amount_answer(funder_amount(one, budget), language),
            )
            for one in (funder(text) for text in values["funders"] or ())
        ],
        funding_type=values["funding_type"],
        is_global=GLOBAL in countries,
        countries=[code for code in countries if code != GLOBAL],
        objective=values["objective"],
    )
