"""What the figures of reach tell beside their number: who is left out and why, ranges, sources, sentences."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from capacita.countries.queries import state_codes
from capacita.evidence.queries import citation_lines
from capacita.figures.registry import definition, definitions, figure
from capacita.kernel.moment import Moment
from tests.golden.moments import KNOWN_TODAY, THEN, on

pytestmark = pytest.mark.django_db
TREATY = ("reach.parties", "reach.signed", "reach.invited", "reach.together", "reach.signed_or_invited", "reach.none")


@pytest.mark.parametrize("id", TREATY)
@pytest.mark.parametrize(
    "at", [THEN, KNOWN_TODAY, on(2004, 7, 1), on(2026, 1, 14)], ids=lambda at: f"{at.as_of} known {at.known_on}"
)
def test_every_state_is_counted_or_undetermined_or_left_out_with_a_reason(id: str, at: Moment) -> None:
    for basis in ("deposit", "in_force"):
        value = figure(id, at=at, basis=basis)
        counted = {record.subject for record in value.records}
        beside = {each.key for each in value.undetermined}
        left = {each.key: each.reason for each in value.left_out}
        assert len(counted) == value.value
        assert not counted & beside
        assert not (counted | beside) & left.keys()
        assert all(left.values())
        assert value.high == len(counted) + len(beside)
        assert counted | beside | left.keys() >= state_codes(at.as_of)


@pytest.mark.parametrize("each", definitions(), ids=lambda each: str(each.id))
def test_every_record_has_a_source(each: object) -> None:
    from capacita.figures.registry import Definition

    assert isinstance(each, Definition)
    given = {"project": "GLACY+", "funder": "European Union", "country": "GE", "iso2": "GE"}
    parameters = {parameter.name: given[parameter.name] for parameter in each.parameters if parameter.required}
    for at in (THEN, KNOWN_TODAY):
        value = figure(each.id, at=at, **parameters)
        cited = citation_lines(record.citation for record in value.records)
        for record in value.records:
            assert cited[record.citation].text
            assert cited[record.citation].sources
            assert record.name
            assert record.what


def test_in_january_2026_the_invited_are_these_thirteen() -> None:
    value = figure("reach.invited", at=on(2026, 1, 14))
    assert len({record.subject for record in value.records}) == 13
    (lapsed,) = value.uncertain
    assert (lapsed.key, lapsed.name) == ("BF", "Burkina Faso")
    assert "may have lapsed" in lapsed.reason
    assert "12 December 2024" in lapsed.reason


def test_the_reason_of_what_is_undetermined_names_the_act_and_its_bound() -> None:
    (open_one,) = figure("reach.invited", at=KNOWN_TODAY).undetermined
    assert open_one.reason == "Invited to accede, not later than 8 December 2021"


def test_on_basis_in_force_states_between_deposit_and_force_are_left_out_by_name() -> None:
    value = figure("reach.parties", at=THEN, basis="in_force")
    waiting = {each.key for each in value.left_out if "not yet in force" in each.reason}
    assert value.value == 64 - len(waiting)
    # Peru deposited on 26 August 2019: in force from 1 December 2019.
    assert "PE" in {record.subject for record in value.records}


def test_a_survey_speaks_only_from_the_month_in_which_it_was_published() -> None:
    assert figure("reach.aligned", at=THEN).low == 32
    unknown = figure("reach.aligned", at=Moment(date(2020, 2, 21), date(2020, 1, 31)))
    assert (unknown.low, unknown.records) == (None, ())
    later = figure("reach.aligned", at=Moment(date(2026, 11, 24), date(2020, 12, 31)))
    assert {record.subject for record in later.records} == {"survey/substantive/2020-02-29"}


def test_supported_parties_and_others_make_the_whole() -> None:
    for at in (THEN, KNOWN_TODAY, on(2022, 1, 15)):
        supported = {record.subject for record in figure("reach.supported", at=at).records}
        outside = {record.subject for record in figure("reach.supported_non_parties", at=at).records}
        parties = {record.subject for record in figure("reach.parties", at=at).records}
        without = {record.subject for record in figure("reach.parties_not_supported", at=at).records}
        assert outside == supported - parties
        assert without == parties - supported


def test_the_sentence_says_the_day_the_number_and_what_is_counted() -> None:
    value = figure("reach.parties", at=THEN)
    assert (
        definition("reach.parties").sentence(value)
        == "On 21 February 2020, 64 States were Parties (Budapest Convention, ETS 185)"
    )
    with translation.override("fr"):
        assert "64" in definition("reach.parties").sentence(figure("reach.parties", at=THEN))
        assert "21 février 2020" in definition("reach.parties").sentence(figure("reach.parties", at=THEN))
