"""The values of the portfolio's figures: counts and sums, with the statement behind each and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from capacita.evidence.words import current_language
from capacita.figures.registry import Compute, Parameters
from capacita.figures.values import FigureValue, Named, Record, Rule, Unit
from capacita.kernel.dates import StatedDate
from capacita.kernel.moment import Moment
from capacita.kernel.money import Money
from capacita.kernel.once import once
from capacita.kernel.wording import money_in_words, stated_date_in_words
from capacita.portfolio.choices import Course
from capacita.portfolio.models import Project, ProjectTerms
from capacita.portfolio.queries import (
    ProjectLine,
    ongoing,
    projects,
    projects_sourced_to,
    undetermined,
)
from capacita.portfolio.rules import (
    LAST_STATED_RULE,
    LAST_STATED_VERSION,
    RULE,
    RULE_VERSION,
    Term,
    Terms,
    funder,
)
from capacita.portfolio.wording import period_in_words

ALL = "all"
TERMS_RULE = Rule(RULE, RULE_VERSION)
STATED_RULE = Rule(LAST_STATED_RULE, LAST_STATED_VERSION)


def term_record(line: ProjectLine, term: Term | None, *, stated: Terms | None = None) -> Record:
    """The statement behind a project's term as a record of a receipt."""
    terms = stated or line.terms
    money = term.value if term and isinstance(term.value, Money) else None
    chosen = term or terms.end or terms.start
    row = line.row(chosen.by.key) if chosen else line.rows[0]
    return Record(
        key=row.key,
        digest=row.digest,
        subject=line.code,
        name=line.short_name,
        what=period_in_words(terms, current_language()),
        on=StatedDate(row.known_from) if row.known_from else None,
        citation=row.citation_id,
        note=row.note,
        amount=money.amount if money else None,
        amount_text=money_in_words(money, current_language()) if money else "",
    )


def undetermined_projects(lines: Sequence[ProjectLine]) -> tuple[Named, ...]:
    return tuple(Named(line.code, line.short_name, _why_undetermined(line)) for line in undetermined(list(lines)))


def _why_undetermined(line: ProjectLine) -> str:
    start, end = line.terms.date_of("start"), line.terms.date_of("end")
    if start is None and end is None:
        return _("no start and no end recorded")
    if start is None:
        return _("no start recorded")
    if end is None:
        return _("no end recorded")
    return _("an extension whose day of effect is only known as “not later than” may have been in effect")


def _not_ongoing(lines: Sequence[ProjectLine]) -> tuple[Named, ...]:
    """Projects left out of the count, with their reason."""
    reasons = {
        "not_started": _("starts after the date"),
        "ended": _("ended before the date"),
    }
    found = [
        Named(line.code, line.short_name, reasons[line.course.value])
        for line in lines
        if line.is_known and line.course.value in reasons
    ]
    found += [
        Named(line.code, line.short_name, _("its only source is undated and nobody verified it"))
        for line in lines
        if not line.is_known and all(each.known_from is None for each in line.statements) and line.rows
    ]
    return tuple(found)


def project_count(sets: Sequence[Parameters], at: Moment) -> list[FigureValue]:
    lines = projects(at=at)
    running, open_ones = ongoing(lines), undetermined_projects(lines)
    value = FigureValue(
        id="portfolio.projects",
        parameters={},
        at=at,
        unit=Unit.PROJECTS,
        rule=TERMS_RULE,
        value=len(running),
        low=len(running),
        high=len(running) + len(open_ones),
        records=tuple(term_record(line, None) for line in running),
        undetermined=open_ones,
        left_out=_not_ongoing(lines),
        sourced_to=projects_sourced_to(at=at),
    )
    return [value for _ in sets]


def _budget_value(
    id: str, parameters: Parameters, at: Moment, lines: Sequence[ProjectLine], *, as_stated: bool
) -> FigureValue:
    """The sum of the budgets of ongoing projects; one without a recorded budget is left out by name.

    `high` is open while such a one, or an undetermined project, may add to it (decision 0007); a floor is only the sum
    to which a project under way certainly adds more (decision 0011).
    """
    wanted = parameters.get("funding_type", ALL)
    chosen = [line for line in ongoing(list(lines)) if wanted in (ALL, _of(line, as_stated).text_of("funding_type"))]
    counted = [line for line in chosen if _of(line, as_stated).money is not None]
    without = [line for line in chosen if _of(line, as_stated).money is None]
    open_ones = [line for line in undetermined(list(lines)) if wanted in (ALL, line.terms.text_of("funding_type"))]
    amounts = [_of(line, as_stated).money for line in counted]
    sum_ = sum((money.amount for money in amounts if money), Decimal(0))
    step = min((money.step for money in amounts if money), default=Decimal(1))
    is_open = bool(without or open_ones)
    value: Decimal | None = sum_ if counted else None
    return FigureValue(
        id=id,
        parameters=parameters,
        at=at,
        unit=Unit.EUR,
        rule=STATED_RULE if as_stated else TERMS_RULE,
        value=value,
        low=value,
        high=None if is_open else value,
        records=tuple(term_record(line, _of(line, as_stated).budget, stated=_of(line, as_stated)) for line in counted),
        undetermined=tuple(Named(line.code, line.short_name, _why_undetermined(line)) for line in open_ones),
        left_out=tuple(Named(line.code, line.short_name, _("budget not recorded")) for line in without)
        + (_not_ongoing(lines) if wanted == ALL else ()),
        notes=tuple(_differences(counted, is_floor=bool(without))),
        sourced_to=projects_sourced_to(at=at),
        reason="" if counted else _("no budget is recorded for a project under way on this date"),
        missing="" if counted else _("no budget recorded"),
        is_floor=bool(counted and without),
        step=step,
    )


def _of(line: ProjectLine, as_stated: bool) -> Terms:
    return line.last_stated if as_stated else line.terms


def _differences(lines: Iterable[ProjectLine], *, is_floor: bool = False) -> Iterable[str]:
    """One sentence for each project whose term and last printed amount differ, and one for the sums."""
    sums = _("at least %s") if is_floor else "%s"
    term_sum = stated_sum = Decimal(0)
    language = current_language()
    for line in lines:
        term, stated = line.terms.money, line.last_stated.money
        term_sum += term.amount if term else 0
        stated_sum += stated.amount if stated else 0
        if not term or not stated or term.amount == stated.amount:
            continue
        words = {
            "project": line.short_name,
            "term": money_in_words(Money(term.amount, term.currency), language),
            "stated": money_in_words(stated, language),
            "date": _stated_day(line),
        }
        if stated.confirms(term):
            yield (
                _(
                    "%(project)s: the term is %(term)s; last stated as %(stated)s (%(date)s), which confirms it when rounded."
                )
                % words
            )
        else:
            yield _("%(project)s: the term is %(term)s; last stated as %(stated)s (%(date)s).") % words
    if term_sum != stated_sum:
        yield _(
            "Together: %(term)s by the terms, %(stated)s as last stated; the difference of %(difference)s comes from the "
            "statements above."
        ) % {
            "term": sums % money_in_words(Money(term_sum, "EUR"), language),
            "stated": sums % money_in_words(Money(stated_sum, "EUR"), language),
            "difference": money_in_words(Money(abs(term_sum - stated_sum), "EUR"), language),
        }


def _stated_day(line: ProjectLine) -> str:
    budget = line.last_stated.budget
    known_from = budget.by.known_from if budget else None
    return stated_date_in_words(known_from, current_language()) if known_from else ""


def term_totals(sets: Sequence[Parameters], at: Moment) -> list[FigureValue]:
    lines = projects(at=at)
    return [_budget_value("portfolio.budget_total", each, at, lines, as_stated=False) for each in sets]


def stated_totals(sets: Sequence[Parameters], at: Moment) -> list[FigureValue]:
    lines = projects(at=at)
    return [_budget_value("portfolio.budget_stated", each, at, lines, as_stated=True) for each in sets]


def one_budget(id: str, *, as_stated: bool) -> Compute:
    """The computation of one project's budget, by its terms or as last stated."""

    def compute(sets: Sequence[Parameters], at: Moment) -> list[FigureValue]:
        lines = {line.code: line for line in projects(at=at)}
        return [_budget_of(lines[each["project"]], id, each, at, as_stated=as_stated) for each in sets]

    return compute


def _budget_of(line: ProjectLine, id: str, parameters: Parameters, at: Moment, *, as_stated: bool) -> FigureValue:
    """The budget of one project: none before it starts, and none as stated before anybody had stated one."""
    terms = _of(line, as_stated)
    money, reason = terms.money, _("no source known on the date states a budget")
    if not as_stated and line.course is Course.BEFORE:
        money, reason = None, _("the project had not started on the date")
    elif as_stated and terms.budget and terms.budget.by.known_from and not terms.budget.by.known_by(at.as_of):
        money, reason = None, _("no source had stated a budget by the date")
    amount = money.amount if money else None
    return FigureValue(
        id=id,
        parameters=parameters,
        at=at,
        unit=Unit.EUR,
        rule=STATED_RULE if as_stated else TERMS_RULE,
        value=amount,
        low=amount,
        high=amount,
        records=(term_record(line, terms.budget, stated=terms),) if money else (),
        notes=tuple(_differences([line]))[:1] if money else (),
        sourced_to=projects_sourced_to(at=at),
        reason="" if money else reason,
        step=money.step if money else Decimal(1),
    )


def funders(lines: Sequence[ProjectLine]) -> list[str]:
    """The funders named in the terms of ongoing projects, by name; “others” is nobody."""
    names = {
        one.name
        for line in ongoing(list(lines))
        for one in (funder(text) for text in line.terms.list_of("funders"))
        if one.is_named
    }
    return sorted(names)


def funding_types(lines: Sequence[ProjectLine]) -> list[str]:
    return sorted({line.terms.text_of("funding_type") for line in ongoing(list(lines))} - {""})


@once
def known_types(at: Moment) -> Sequence[str]:
    rows = ProjectTerms.objects.recorded(at).exclude(funding_type="").values_list("funding_type", flat=True)
    return [ALL, *sorted(set(rows))]


@once
def project_codes(at: Moment) -> Sequence[str]:
    return sorted(Project.objects.recorded(at).values_list("code", flat=True))
