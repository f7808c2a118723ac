"""The terms of a project as of a date and as known on a date, from its dated statements. Worked out on values alone.

As of D, known on K, for each field: the latest amendment in effect on D; else a correction that is at least as
precise; else the most precise original or restatement. A statement that confirms a term (equal when rounded as it
is rounded, or a date that contains it) never replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from capacita.kernel.dates import StatedDate
from capacita.kernel.money import Money
from capacita.portfolio.choices import GLOBAL, Course, StatementKind

RULE = "portfolio.terms"
RULE_VERSION = 1
LAST_STATED_RULE = "portfolio.last_stated"
LAST_STATED_VERSION = 1
FUNDER_RULE = "portfolio.funder_shares"
FUNDER_VERSION = 1
# Beyond this many amendments of unknown effect only all of them are tried: no real project comes near.
_MOST_PENDING = 6
TermValue = str | StatedDate | Money | tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """What one source stated of one project on one day. A field that it does not state is None.

    `known_from` None: the source is undated. `effective_from` is an amendment's date of effect, a bound where it is
    the day of the statement itself.
    """

    key: str
    kind: StatementKind
    known_from: StatedDate | None
    effective_from: StatedDate | None
    title: str | None
    start: StatedDate | None
    end: StatedDate | None
    budget: Money | None
    funders: tuple[str, ...] | None
    funding_type: str | None
    countries: tuple[str, ...] | None
    objective: str | None

    def known_by(self, day: date) -> bool:
        """Whether it had been stated by `day`; a statement without a date is known on no past day."""
        return self.known_from is not None and self.known_from.certain_by(day)

    @property
    def effect_is_bound(self) -> bool:
        return self.effective_from is not None and self.effective_from.not_later_than


@dataclass(frozen=True)
class Term:
    """A field's value with the statement that gives it, those that confirm it, and those that say otherwise."""

    value: TermValue
    by: Statement
    confirmed_by: tuple[Statement, ...] = ()
    contradicted_by: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Terms:
    """A project's terms as of a date; a field that no statement gives is None."""

    title: Term | None
    start: Term | None
    end: Term | None
    budget: Term | None
    funders: Term | None
    funding_type: Term | None
    countries: Term | None
    objective: Term | None

    def date_of(self, name: str) -> StatedDate | None:
        term: Term | None = getattr(self, name)
        return term.value if term and isinstance(term.value, StatedDate) else None

    @property
    def money(self) -> Money | None:
        return self.budget.value if self.budget and isinstance(self.budget.value, Money) else None

    def text_of(self, name: str) -> str:
        term: Term | None = getattr(self, name)
        return term.value if term and isinstance(term.value, str) else ""

    def list_of(self, name: str) -> tuple[str, ...]:
        term: Term | None = getattr(self, name)
        return term.value if term and isinstance(term.value, tuple) else ()

    @property
    def is_global(self) -> bool:
        return GLOBAL in self.list_of("countries")


FIELDS = ("title", "start", "end", "budget", "funders", "funding_type", "countries", "objective")


def terms(statements: Iterable[Statement], *, as_of: date, known_on: date) -> Terms:
    """The terms of one project as of `as_of`, from what had been stated by `known_on`."""
    known = [each for each in statements if each.known_by(known_on)]
    return Terms(**{name: _term(name, known, as_of) for name in FIELDS})


def as_last_stated(statements: Iterable[Statement], *, known_on: date) -> Terms:
    """Each field as the latest source up to `known_on` printed it, rounded or not: what a deck of that day shows."""
    known = sorted((each for each in statements if each.known_by(known_on)), key=_stated_order)
    found: dict[str, Term | None] = dict.fromkeys(FIELDS)
    for statement in known:
        for name in FIELDS:
            value = getattr(statement, name)
            if value is not None:
                found[name] = Term(value, statement)
    return Terms(**found)


def course(statements: Sequence[Statement], *, as_of: date, known_on: date, worked_out: Terms | None = None) -> Course:
    """Whether the project is ongoing: start known and not after the date, end known and not before it.

    A month or year starts on its first day and ends on its last. Without a start or an end it is undetermined, unless
    the other one settles it. An amendment whose effect is only known as “not later than” a later day may already have
    been in effect: where that changes the answer, whatever it is, the course is undetermined (decision 0004).
    `worked_out` are the terms on that date, where the caller has them.
    """
    now = _course(worked_out or terms(statements, as_of=as_of, known_on=known_on), as_of)
    pending = [
        each
        for each in statements
        if each.kind is StatementKind.AMENDMENT
        and each.known_by(known_on)
        and each.effect_is_bound
        and _effect(each) > as_of
    ]
    for chosen in _subsets(pending):
        world = [
            replace(each, effective_from=StatedDate(as_of.isoformat())) if each in chosen else each
            for each in statements
        ]
        if _course(terms(world, as_of=as_of, known_on=known_on), as_of) is not now:
            return Course.UNDETERMINED
    return now


def _subsets(amendments: Sequence[Statement]) -> Iterable[Sequence[Statement]]:
    """Which of the amendments may have been in effect: any of them; of very many, all or none."""
    if len(amendments) > _MOST_PENDING:
        return (amendments,)
    return (chosen for size in range(1, len(amendments) + 1) for chosen in combinations(amendments, size))


def _course(found: Terms, on: date) -> Course:
    start, end = found.date_of("start"), found.date_of("end")
    if start is not None and start.first_day > on:
        return Course.BEFORE
    if end is not None and end.last_day < on:
        return Course.ENDED
    return Course.UNDETERMINED if start is None or end is None else Course.ONGOING


def _term(name: str, known: Sequence[Statement], as_of: date) -> Term | None:
    stating = [each for each in known if getattr(each, name) is not None]
    if not stating:
        return None
    amendments = sorted(
        (each for each in stating if each.kind is StatementKind.AMENDMENT and _effect(each) <= as_of),
        key=lambda each: (_effect(each), _stated_order(each)),
    )
    # A restatement made once a first amendment of the field was in effect repeats the amended term:
    # it says nothing of the term before.
    first_change = min((_effect(each) for each in stating if each.kind is StatementKind.AMENDMENT), default=date.max)
    first = [
        each
        for each in stating
        if each.kind is StatementKind.ORIGINAL
        or (each.kind is StatementKind.RESTATEMENT and _known_day(each) < first_change)
    ]
    confirms, precision = _confirms[name], _precision[name]
    chosen: Statement | None = None
    for statement in sorted(first, key=_stated_order):
        if chosen is None or precision(getattr(statement, name)) > precision(getattr(chosen, name)):
            chosen = statement
    for statement in sorted((each for each in stating if each.kind is StatementKind.CORRECTION), key=_stated_order):
        if chosen is None or precision(getattr(statement, name)) >= precision(getattr(chosen, name)):
            chosen = statement
    for statement in amendments:
        if chosen is None or not confirms(getattr(statement, name), getattr(chosen, name)):
            chosen = statement
    if chosen is None:
        return None
    value = getattr(chosen, name)
    others = [
        each
        for each in stating
        if each is not chosen and (each in first or each in amendments or each.kind is not StatementKind.AMENDMENT)
    ]
    return Term(
        value,
        chosen,
        tuple(each for each in others if confirms(getattr(each, name), value)),
        tuple(each for each in others if not confirms(getattr(each, name), value)),
    )


def _effect(statement: Statement) -> date:
    return statement.effective_from.last_day if statement.effective_from else date.min


def _known_day(statement: Statement) -> date:
    return statement.known_from.last_day if statement.known_from else date.max


def _stated_order(statement: Statement) -> tuple[date, str]:
    return _known_day(statement), statement.key


def _same(stated: object, term: object) -> bool:
    return stated == term


def _date_confirms(stated: StatedDate, term: StatedDate) -> bool:
    return stated.contains(term)


def _money_confirms(stated: Money, term: Money) -> bool:
    return stated.confirms(term)


def _funders_confirm(stated: Sequence[str], term: Sequence[str]) -> bool:
    """The same funders, less said of them: “European Union” confirms “European Union (ENI East) 90%”."""
    return {funder(text).name for text in stated} == {funder(text).name for text in term}


_confirms: dict[str, Callable[..., bool]] = {
    "title": _same,
    "start": _date_confirms,
    "end": _date_confirms,
    "budget": _money_confirms,
    "funders": _funders_confirm,
    "funding_type": _same,
    "countries": lambda stated, term: set(stated) == set(term),
    "objective": _same,
}
_precision: dict[str, Callable[..., Decimal]] = {
    "title": lambda _: Decimal(0),
    "start": lambda value: Decimal(len(value.iso)),
    "end": lambda value: Decimal(len(value.iso)),
    "budget": lambda value: -value.step,
    # Shares or amounts, then a closed list, then one that says that there are others.
    "funders": lambda value: Decimal(
        2 if any(funder(text).is_quantified for text in value) else int(all(funder(text).is_named for text in value))
    ),
    "funding_type": lambda _: Decimal(0),
    "countries": lambda _: Decimal(0),
    "objective": lambda _: Decimal(0),
}

_SHARE = re.compile(r"(?P<name>.+?)\s+(?P<share>\d+(?:\.\d+)?)\s*%")
_AMOUNT = re.compile(r"(?P<name>.+?)\s+(?P<currency>[A-Z]{3})\s*(?P<amount>\d+(?:\.\d+)?)")
_INSTRUMENT = re.compile(r"(?P<name>.+?)\s*\((?P<instrument>[^)]*)\)")


@dataclass(frozen=True)
class Funder:
    """A funder as one statement names it. `text` is what was printed; what could not be read stays in it."""

    text: str
    name: str
    instrument: str = ""
    share: Decimal | None = None
    amount: Money | None = None

    @property
    def is_quantified(self) -> bool:
        return self.share is not None or self.amount is not None

    @property
    def is_named(self) -> bool:
        """Whether this names a funder, not “others”."""
        return not self.name.lower().startswith("others")


def funder(text: str) -> Funder:
    """Read “European Union (ENI East) 90%”, “United Kingdom GBP 100000” or a bare name."""
    share = amount = None
    rest = text.strip()
    if match := _SHARE.fullmatch(rest):
        rest, share = match["name"], Decimal(match["share"])
    elif match := _AMOUNT.fullmatch(rest):
        rest, amount = match["name"], Money(Decimal(match["amount"]), match["currency"])
    instrument = ""
    if match := _INSTRUMENT.fullmatch(rest):
        rest, instrument = match["name"], match["instrument"]
    return Funder(text.strip(), rest, instrument, share, amount)


def funder_amount(each: Funder, budget: Money | None) -> Money | None:
    """What the funder gives, only where a share or an amount was stated; None is “not recorded”."""
    if each.amount is not None:
        return each.amount
    if each.share is not None and budget is not None:
        return Money(budget.amount * each.share / 100, budget.currency, budget.step)
    return None
