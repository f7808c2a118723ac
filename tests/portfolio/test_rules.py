"""Terms of a project on values: which statement gives a field, under both clocks, and when a project runs."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from capacita.kernel.dates import StatedDate
from capacita.kernel.money import Money
from capacita.portfolio.choices import Course, StatementKind
from capacita.portfolio.rules import (
    FIELDS,
    Statement,
    as_last_stated,
    course,
    funder,
    funder_amount,
    terms,
)

LATE = date(2030, 1, 1)
_numbers = count()


def said(
    known: str | None,
    kind: StatementKind = StatementKind.ORIGINAL,
    *,
    effect: str = "",
    bound: bool = False,
    start: str = "",
    end: str = "",
    budget: int | None = None,
    step: int = 1,
    funders: tuple[str, ...] | None = None,
) -> Statement:
    return Statement(
        f"s{next(_numbers):04d}",
        kind,
        StatedDate(known) if known else None,
        StatedDate(effect, bound) if effect else None,
        None,
        StatedDate(start) if start else None,
        StatedDate(end) if end else None,
        Money(Decimal(budget), "EUR", Decimal(step)) if budget is not None else None,
        funders,
        None,
        None,
        None,
    )


def end_of(statements: list[Statement], as_of: date, known_on: date = LATE) -> str | None:
    found = terms(statements, as_of=as_of, known_on=known_on).date_of("end")
    return found.iso if found else None


def budget_of(statements: list[Statement], as_of: date = LATE, known_on: date = LATE) -> Decimal | None:
    money = terms(statements, as_of=as_of, known_on=known_on).money
    return money.amount if money else None


def test_an_amendment_holds_from_its_day_of_effect_and_not_from_when_it_was_told() -> None:
    told = [
        said("2017-07-01", end="2020-06"),
        said("2020-06-30", StatementKind.AMENDMENT, effect="2020-03-01", end="2021-12"),
    ]
    assert end_of(told, date(2020, 2, 29)) == "2020-06"
    assert end_of(told, date(2020, 3, 1)) == "2021-12"
    assert end_of(told, date(2020, 3, 1), known_on=date(2020, 6, 29)) == "2020-06"


def test_of_two_amendments_in_effect_the_later_effect_holds_whichever_was_told_last() -> None:
    told = [
        said("2017-01-01", end="2019-01"),
        said("2019-01-01", StatementKind.AMENDMENT, effect="2018-06-01", end="2021-01"),
        said("2018-02-01", StatementKind.AMENDMENT, effect="2018-12-01", end="2020-01"),
    ]
    assert end_of(told, date(2018, 11, 30)) == "2021-01"
    assert end_of(told, date(2018, 12, 1)) == "2020-01"


def test_an_amendment_known_only_as_a_bound_holds_from_its_bound() -> None:
    told = [
        said("2016-01-01", end="2019-01"),
        said("2018-09-01", StatementKind.AMENDMENT, effect="2018-09-01", bound=True, end="2021-01"),
    ]
    assert end_of(told, date(2018, 8, 31)) == "2019-01"
    assert end_of(told, date(2018, 9, 1)) == "2021-01"


def test_a_correction_holds_from_the_start_and_a_vaguer_one_replaces_nothing() -> None:
    first = said("2017-01-01", end="2020-06")
    assert end_of([first, said("2019-01-01", StatementKind.CORRECTION, end="2020-07")], date(2017, 1, 2)) == "2020-07"
    assert end_of([first, said("2019-01-01", StatementKind.CORRECTION, end="2021")], date(2019, 6, 1)) == "2020-06"


def test_an_amendment_in_effect_stands_over_a_correction() -> None:
    told = [
        said("2017-01-01", end="2020-06"),
        said("2018-01-01", StatementKind.AMENDMENT, effect="2018-01-01", end="2022-06"),
        said("2019-01-01", StatementKind.CORRECTION, end="2020-07"),
    ]
    assert end_of(told, date(2017, 6, 1)) == "2020-07"
    assert end_of(told, date(2019, 6, 1)) == "2022-06"


def test_a_restatement_changes_nothing_and_may_only_be_more_precise() -> None:
    told = [said("2017-01-01", end="2020"), said("2018-01-01", StatementKind.RESTATEMENT, end="2020-06")]
    assert end_of(told, date(2018, 1, 1)) == "2020-06"
    # Told before the more precise one was: the year is all that was known.
    assert end_of(told, date(2018, 1, 1), known_on=date(2017, 12, 31)) == "2020"
    assert end_of([*told, said("2019-01-01", StatementKind.RESTATEMENT, end="2023")], date(2019, 6, 1)) == "2020-06"


def test_a_restatement_of_amended_terms_is_silent_about_those_before() -> None:
    told = [
        said("2016-01-01", end="2020"),
        said("2018-01-01", StatementKind.AMENDMENT, effect="2018-01-01", end="2024"),
        said("2019-01-01", StatementKind.RESTATEMENT, end="2024-02"),
    ]
    assert end_of(told, date(2017, 6, 1)) == "2020"


def test_a_rounded_budget_confirms_the_exact_one_and_never_replaces_it() -> None:
    told = [
        said("2019-12-01", budget=4_945_000),
        said("2020-02-21", StatementKind.RESTATEMENT, budget=5_000_000, step=1_000_000),
        said("2021-01-01", StatementKind.AMENDMENT, effect="2021-01-01", budget=4_900_000, step=100_000),
    ]
    found = terms(told, as_of=LATE, known_on=LATE).budget
    assert found is not None
    assert found.value == Money(Decimal(4_945_000), "EUR", Decimal(1))
    assert {each.key for each in found.confirmed_by} == {told[1].key, told[2].key}
    assert found.contradicted_by == ()


def test_an_amended_budget_that_no_rounding_explains_replaces() -> None:
    told = [
        said("2017-07-01", budget=3_330_000, step=10_000),
        said("2020-03-01", StatementKind.AMENDMENT, effect="2020-03-01", budget=5_005_000),
    ]
    assert budget_of(told, as_of=date(2020, 2, 29)) == 3_330_000
    assert budget_of(told) == 5_005_000


def test_a_statement_without_a_date_is_known_on_no_day() -> None:
    assert budget_of([said(None, budget=1_000_000)]) is None


def test_a_statement_of_a_month_is_known_from_the_month_s_end() -> None:
    told = [said("2019-12", budget=4_945_000)]
    assert budget_of(told, known_on=date(2019, 12, 30)) is None
    assert budget_of(told, known_on=date(2019, 12, 31)) == 4_945_000


def test_the_last_statement_is_printed_as_it_was_rounded() -> None:
    told = [said("2019-12-01", budget=4_945_000), said("2020-02-21", budget=5_000_000, step=1_000_000)]
    last = as_last_stated(told, known_on=date(2020, 2, 21)).money
    assert last == Money(Decimal(5_000_000), "EUR", Decimal(1_000_000))
    assert as_last_stated(told, known_on=date(2020, 2, 20)).money == Money(Decimal(4_945_000), "EUR")


def runs(statements: list[Statement], as_of: date, known_on: date = LATE) -> Course:
    return course(statements, as_of=as_of, known_on=known_on)


def test_a_month_starts_on_its_first_day_and_ends_on_its_last() -> None:
    told = [said("2017-01-01", start="2017-07", end="2020-06")]
    assert runs(told, date(2017, 6, 30)) is Course.BEFORE
    assert runs(told, date(2017, 7, 1)) is Course.ONGOING
    assert runs(told, date(2020, 6, 30)) is Course.ONGOING
    assert runs(told, date(2020, 7, 1)) is Course.ENDED


def test_without_a_start_or_an_end_a_project_is_undetermined_unless_the_other_settles_it() -> None:
    assert runs([said("2017-01-01", end="2020-06")], date(2018, 1, 1)) is Course.UNDETERMINED
    assert runs([said("2017-01-01", start="2017-07")], date(2018, 1, 1)) is Course.UNDETERMINED
    assert runs([said("2017-01-01", end="2020-06")], date(2021, 1, 1)) is Course.ENDED
    assert runs([said("2017-01-01", start="2017-07")], date(2017, 1, 1)) is Course.BEFORE
    assert runs([], date(2017, 1, 1)) is Course.UNDETERMINED


def test_an_extension_of_uncertain_day_leaves_the_time_before_its_bound_undetermined() -> None:
    told = [
        said("2014-01-01", start="2014-01", end="2017-12"),
        said("2018-09-01", StatementKind.AMENDMENT, effect="2018-09-01", bound=True, end="2020-12"),
    ]
    assert runs(told, date(2017, 12, 31)) is Course.ONGOING
    assert runs(told, date(2018, 6, 1)) is Course.UNDETERMINED
    assert runs(told, date(2018, 6, 1), known_on=date(2018, 8, 31)) is Course.ENDED
    assert runs(told, date(2018, 9, 1)) is Course.ONGOING


def test_a_bound_amendment_that_would_have_changed_the_answer_makes_it_undetermined_whatever_it_is() -> None:
    """A shortening, an earlier and a later start, each in effect not later than June 2020, seen from March 2020."""
    march = date(2020, 3, 1)
    runs_on = said("2017-01-01", start="2017-01", end="2021-12")
    for start, end in (("", "2020-01"), ("2020-05", "")):
        amendment = said("2020-06-30", StatementKind.AMENDMENT, effect="2020-06-30", bound=True, start=start, end=end)
        assert course([runs_on], as_of=march, known_on=LATE) is Course.ONGOING
        assert course([runs_on, amendment], as_of=march, known_on=LATE) is Course.UNDETERMINED
        assert course([runs_on, amendment], as_of=march, known_on=march) is Course.ONGOING
    later = said("2019-01-01", start="2020-04", end="2021-12")
    earlier = said("2020-06-30", StatementKind.AMENDMENT, effect="2020-06-30", bound=True, start="2020-02")
    assert course([later], as_of=march, known_on=LATE) is Course.BEFORE
    assert course([later, earlier], as_of=march, known_on=LATE) is Course.UNDETERMINED
    same = said("2020-06-30", StatementKind.AMENDMENT, effect="2020-06-30", bound=True, end="2022-06")
    assert course([runs_on, same], as_of=march, known_on=LATE) is Course.ONGOING


def test_an_amendment_whose_day_of_effect_is_known_leaves_no_doubt_before_it() -> None:
    """The extension holds from June; that another amendment of unknown effect came later still changes nothing."""
    ended = said("2017-01-01", start="2017-01", end="2020-01")
    extended = said("2020-05-01", StatementKind.AMENDMENT, effect="2020-06-01", end="2021-12")
    budgeted = said("2020-09-30", StatementKind.AMENDMENT, effect="2020-09-30", bound=True, budget=5)
    assert course([ended, extended, budgeted], as_of=date(2020, 3, 1), known_on=LATE) is Course.ENDED


def test_funders_are_read_with_share_or_amount_and_what_cannot_be_read_is_kept() -> None:
    shared = funder("European Union (ENI East) 90%")
    assert (shared.name, shared.instrument, shared.share) == ("European Union", "ENI East", Decimal(90))
    given = funder("United Kingdom GBP 100000")
    assert given.amount == Money(Decimal(100000), "GBP")
    odd = funder("others, to be confirmed?")
    assert (odd.text, odd.is_quantified, odd.is_named) == ("others, to be confirmed?", False, False)


def test_a_funder_s_amount_needs_a_stated_share_or_amount() -> None:
    budget = Money(Decimal(4_945_000), "EUR")
    assert funder_amount(funder("European Union 90%"), budget) == Money(Decimal(4450500), "EUR")
    assert funder_amount(funder("European Union 90%"), None) is None
    assert funder_amount(funder("European Union"), budget) is None


DAYS = st.dates(date(2014, 1, 1), date(2024, 12, 31))


@st.composite
def histories(draw: st.DrawFn) -> list[Statement]:
    found = []
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(list(StatementKind)))
        amends = kind is StatementKind.AMENDMENT
        cut = draw(st.sampled_from([4, 7, 10]))
        found.append(
            said(
                draw(DAYS).isoformat(),
                kind,
                effect=draw(DAYS).isoformat() if amends else "",
                bound=amends and draw(st.booleans()),
                start=draw(DAYS).isoformat()[:cut] if draw(st.booleans()) else "",
                end=draw(DAYS).isoformat()[:cut] if draw(st.booleans()) else "",
                budget=draw(st.integers(1, 99)) * 100_000 + draw(st.integers(0, 9)) if draw(st.booleans()) else None,
                step=draw(st.sampled_from([1, 10_000, 1_000_000])),
            )
        )
    return found


@given(histories(), DAYS, DAYS)
@settings(max_examples=150, deadline=None)
def test_every_term_was_stated_by_then_and_is_amended_only_once_in_effect(
    told: list[Statement], as_of: date, known_on: date
) -> None:
    found = terms(told, as_of=as_of, known_on=known_on)
    for name in FIELDS:
        term = getattr(found, name)
        if term is None:
            # An amendment not yet in effect, or a restatement of one, is all that had been stated.
            assert not any(
                getattr(each, name) is not None and each.kind is StatementKind.ORIGINAL and each.known_by(known_on)
                for each in told
            )
            continue
        assert term.value == getattr(term.by, name)
        assert term.by.known_by(known_on)
        if term.by.kind is StatementKind.AMENDMENT:
            assert term.by.effective_from is not None
            assert term.by.effective_from.certain_by(as_of)


@given(histories(), DAYS, DAYS, st.randoms())
@settings(max_examples=100, deadline=None)
def test_the_order_in_which_statements_are_read_plays_no_part(
    told: list[Statement], as_of: date, known_on: date, source: random.Random
) -> None:
    shuffled = list(told)
    source.shuffle(shuffled)
    one, other = (terms(each, as_of=as_of, known_on=known_on) for each in (told, shuffled))
    assert [getattr(one, name) and getattr(one, name).value for name in FIELDS] == [
        getattr(other, name) and getattr(other, name).value for name in FIELDS
    ]
    assert runs(told, as_of, known_on) is runs(shuffled, as_of, known_on)
