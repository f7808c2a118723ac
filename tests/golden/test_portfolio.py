"""The portfolio as worked out by hand: the deck's six rows, the sums, and terms under both clocks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from capacita.figures.registry import figure
from capacita.kernel.moment import Moment
from capacita.kernel.money import Money
from capacita.kernel.wording import money_in_words
from capacita.portfolio.choices import Course
from capacita.portfolio.queries import ongoing, project, projects
from capacita.portfolio.wording import period_in_words
from tests.golden.moments import KNOWN_TODAY, SEMINAR, THEN

pytestmark = pytest.mark.django_db

SIX_ROWS = {
    ("Cybercrime@Octopus", "Jan 2014 – Dec 2020", "EUR 4 million", "Voluntary contributions"),
    ("GLACY+ project on Global Action on Cybercrime Extended", "Mar 2016 – Feb 2024", "EUR 19 million", "EU/CoE JP"),
    (
        "iPROCEEDS II project targeting proceeds from crime on the Internet in South-eastern Europe and Turkey",
        "Jan 2020 – Jun 2023",
        "EUR 5 million",
        "EU/CoE JP",
    ),
    (
        "EndOCSEA@EUROPE project against Online Child Sexual Exploitation and Abuse",
        "Jul 2018 – Dec 2020",
        "EUR 0.85 million",
        "End Violence against Children Fund",
    ),
    (
        "CyberSouth on capacity-building in the Southern Neighbourhood",
        "Jul 2017 – Jun 2020",
        "EUR 3.33 million",
        "EU/CoE JP",
    ),
    (
        "CyberEast Project on Action on Cybercrime for Cyber Resilience in the Eastern Partnership region",
        "Jun 2019 – Jun 2022",
        "EUR 4.22 million",
        "EU/CoE JP",
    ),
}


def terms_of(code: str, as_of: date, known_on: date) -> tuple[str | None, str | None, Money | None]:
    line = project(code, at=Moment(as_of, known_on))
    start, end = line.terms.date_of("start"), line.terms.date_of("end")
    return (start.iso if start else None), (end.iso if end else None), line.terms.money


def test_the_six_rows_are_printed_as_last_stated() -> None:
    rows = set()
    for line in ongoing(projects(at=THEN)):
        stated = line.last_stated
        assert stated.money is not None
        amount = money_in_words(stated.money, "en").replace("\u00a0", " ")
        rows.add((stated.text_of("title"), period_in_words(stated, "en"), amount, stated.text_of("funding_type")))
    assert rows == SIX_ROWS


def test_stated_sums_are_36_40_and_31_55_million() -> None:
    assert figure("portfolio.budget_stated", at=THEN).value == Decimal(36400000)
    assert figure("portfolio.budget_stated", at=THEN, funding_type="EU/CoE JP").value == Decimal(31550000)


def test_the_total_takes_the_exact_value_where_one_was_known_and_explains_the_difference() -> None:
    total = figure("portfolio.budget_total", at=THEN)
    assert total.value == Decimal(36345000)
    notes = " ".join(total.notes).replace("\u00a0", " ")
    assert "EUR 4,945,000" in notes
    assert "EUR 36,400,000" in notes
    assert "EUR 55,000" in notes


def test_known_today_the_total_has_cybereast_s_exact_budget() -> None:
    assert figure("portfolio.budget_total", at=KNOWN_TODAY).value == Decimal(36347222)
    assert terms_of("CYBEREAST", SEMINAR, date(2026, 11, 24))[2] == Money(Decimal(4222222), "EUR", Decimal(1))


def test_six_projects_and_the_undated_ones_undetermined() -> None:
    value = figure("portfolio.projects", at=THEN)
    assert value.value == 6
    assert {each.key for each in value.undetermined} == {"GPC3", "CYBER-GE", "EAP2", "EAP2018"}
    assert value.high == 10
    assert "EAP3" in {each.key for each in value.left_out}


def test_glacy_plus_as_known_in_april_2018() -> None:
    known = date(2018, 4, 1)
    start, end, money = terms_of("GLACY+", known, known)
    assert (start, end) == ("2016-03", "2021")
    assert money is not None
    assert money.amount == 13_500_000


def test_a_later_restatement_says_nothing_of_terms_before_the_amendment() -> None:
    assert terms_of("GLACY+", date(2018, 4, 1), date(2026, 11, 24))[1] == "2021"
    assert terms_of("GLACY+", date(2022, 1, 15), date(2026, 11, 24))[1] == "2024-02"


def test_cybersouth_s_extensions_come_with_their_dates() -> None:
    today = date(2026, 11, 24)
    _, end, money = terms_of("CYBERSOUTH", SEMINAR, today)
    assert end == "2020-06"
    assert money is not None
    assert money.amount == 3_330_000
    _, end, money = terms_of("CYBERSOUTH", date(2020, 12, 1), today)
    assert end == "2021-12"
    _, end, money = terms_of("CYBERSOUTH", date(2022, 1, 15), today)
    assert end == "2023-12"
    assert money is not None
    assert money.amount == 5_005_000


def test_iproceeds_2_keeps_its_exact_budget_under_the_rounded_statement() -> None:
    line = project("IPROCEEDS-2", at=THEN)
    assert line.terms.money == Money(Decimal(4945000), "EUR", Decimal(1))
    assert line.terms.budget is not None
    assert any(each.known_from and each.known_from.iso == "2020-02-21" for each in line.terms.budget.confirmed_by)


def test_a_project_that_a_bound_may_have_kept_alive_is_undetermined() -> None:
    octopus = project("OCTOPUS-2014", at=Moment(date(2018, 6, 1), date(2026, 11, 24)))
    assert octopus.course is Course.UNDETERMINED


def test_a_funder_s_total_is_made_of_stated_shares_only() -> None:
    union = figure("portfolio.funder_total", at=THEN, funder="European Union")
    # 90 % of 4,945,000 and 90 % of 4,220,000; GLACY+ and CyberSouth state no share.
    assert union.value == Decimal(4450500) + Decimal(3798000)
    assert {each.key for each in union.left_out} == {"GLACY+", "CYBERSOUTH"}
    assert union.high is None


def test_portfolio_totals_are_open_upwards_while_budgets_are_missing() -> None:
    value = figure("portfolio.budget_total", at=THEN)
    assert value.low == value.value
    assert value.high is None


def test_what_was_stated_later_fills_what_nobody_had_stated_by_the_date() -> None:
    line = project("CYBEREAST+", at=Moment(date(2024, 6, 20), date(2026, 11, 24)))
    assert line.course is Course.ONGOING
    assert period_in_words(line.last_stated, "en") == "2024 – 2027"
    then = project("CYBEREAST+", at=Moment(date(2024, 6, 20), date(2024, 6, 20)))
    assert not then.is_known
