"""Published statements for a moment: what was published by then, beside what is computed for their day."""

from __future__ import annotations

from datetime import date

import pytest

from capacita.figures.models import Claim
from capacita.figures.queries import claims, claims_beside, claims_valid_for
from capacita.figures.registry import figure
from capacita.figures.rules import Agreement
from capacita.figures.wording import claims_in_words
from capacita.kernel.moment import Moment
from tests.golden.moments import KNOWN_TODAY, THEN

pytestmark = pytest.mark.django_db


def test_only_what_had_been_published_by_then_is_shown() -> None:
    today = date(2026, 11, 24)
    for at in (THEN, KNOWN_TODAY, Moment(today, date(2020, 2, 21))):
        assert {each.stated_on for each in claims(at=at)} >= {date(2008, 4, 26), date(2020, 2, 21)}
        assert all(each.stated_on and each.stated_on <= date(2020, 2, 21) for each in claims(at=at))
    assert len(claims(at=Moment(today, today), kind="count")) == 44
    assert claims(at=Moment(date(2001, 1, 1), date(2001, 1, 1))) == []


def test_the_seminar_s_counts_agree_with_what_is_computed() -> None:
    for id, stated in (
        ("reach.parties", "64"),
        ("reach.signed", "3"),
        ("reach.invited", "7"),
        ("reach.together", "74"),
    ):
        found = [each for each in claims_valid_for(figure(id, at=THEN)) if each.claim.printed == stated]
        assert found, id
        assert all(each.comparison.agreement is Agreement.AGREES for each in found)


def test_a_statement_for_another_instrument_or_day_stands_beside_nothing() -> None:
    assert claims_valid_for(figure("reach.parties", at=Moment(date(2020, 2, 22), date(2020, 2, 22)))) == []
    assert claims_valid_for(figure("reach.parties", at=THEN, instrument="ets189")) == []


def test_what_was_published_after_the_known_on_date_stands_beside_nothing() -> None:
    assert claims_valid_for(figure("reach.parties", at=THEN))
    eve = Moment(date(2020, 2, 21), date(2020, 2, 20))
    for id in ("reach.parties", "reach.signed", "reach.together", "reach.aligned", "reach.drawing"):
        assert claims_valid_for(figure(id, at=eve)) == []


def test_a_statement_keeps_the_precision_of_its_days() -> None:
    survey = Claim.objects.recorded().get(key="survey/substantive/2020-02-29")
    assert survey.said_on is not None
    assert (survey.valid_for.iso, survey.said_on.iso, survey.valid_on) == ("2020-02", "2020-02", date(2020, 2, 29))
    deck = Claim.objects.recorded().get(key="seminar-2020/aligned")
    assert deck.valid_for.iso == "2020-02-21"
    assert claims_in_words([survey], KNOWN_TODAY)[0].text.endswith(", Feb 2020")


def test_statements_of_impact_have_no_figure_and_await_evidence() -> None:
    impact = claims_beside(claims(at=KNOWN_TODAY, kind="impact"), at=KNOWN_TODAY)
    assert impact
    assert all(each.comparison.agreement is Agreement.NOT_COMPUTABLE and each.computed is None for each in impact)
    assert all(each.claim.text("en") and each.claim.text("fr") for each in impact)


def test_every_difference_has_its_reason() -> None:
    at = Moment(date(2026, 11, 24), date(2026, 11, 24))
    assert all(each.claim.reason for each in claims_beside(claims(at=at), at=at) if each.differs)
