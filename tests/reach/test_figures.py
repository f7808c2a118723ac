"""What the figures of reach tell beside their number: who is left out and why, ranges, sources, sentences."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from capacita.countries.queries import sort_key, state_codes
from capacita.evidence.catalogue import catalogues
from capacita.evidence.loading import load_catalogues
from capacita.evidence.queries import citation_lines
from capacita.figures.registry import definition, definitions, figure
from capacita.kernel.moment import Moment
from capacita.people.models import LOADER
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
    given = {"project": "GLACY+", "funder": "European Union", "country": "GE", "article": "16"}
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


FEBRUARY, JUNE = "survey/substantive/2020-02-29", "survey/substantive/2021-06-30"


@pytest.mark.parametrize(
    ("as_of", "known_on", "survey"),
    [
        # Stated to the month: it speaks for its month, and was known in it.
        (date(2020, 2, 21), date(2020, 2, 21), FEBRUARY),
        (date(2020, 2, 1), date(2020, 2, 1), FEBRUARY),
        (date(2020, 1, 31), date(2026, 11, 24), None),
        (date(2020, 2, 21), date(2020, 1, 31), None),
        # Stated to the day: it speaks from that day on, and was not known before.
        (date(2021, 6, 1), date(2021, 6, 1), FEBRUARY),
        (date(2021, 6, 29), date(2026, 11, 24), FEBRUARY),
        (date(2021, 6, 30), date(2021, 6, 30), JUNE),
        (date(2021, 6, 30), date(2021, 6, 29), FEBRUARY),
        (date(2026, 11, 24), date(2020, 12, 31), FEBRUARY),
    ],
)
def test_a_survey_speaks_from_its_day_or_for_its_month_and_never_before_it_was_known(
    as_of: date, known_on: date, survey: str | None
) -> None:
    value = figure("reach.aligned", at=Moment(as_of, known_on))
    assert [record.subject for record in value.records] == ([survey] if survey else [])
    assert (value.low is None) == (survey is None)
    assert "?" not in definition("reach.aligned").sentence(value)


def test_a_survey_s_floor_counts_the_treaty_tiers_of_the_moment_asked_about() -> None:
    asked = Moment(date(2026, 11, 24), date(2020, 12, 31))
    together = figure("reach.together", at=asked)
    assert together.value is not None
    assert figure("reach.aligned", at=asked).low == 106 - together.value


def loaded_with(folder: Path, *changes: tuple[str, str, str], without: tuple[str, ...] = ()) -> None:
    """The product's treaty actions loaded with some lines changed; those that begin as in `without` are withdrawn."""
    source = next(each.path for each in catalogues() if each.name == "treaty_actions")
    text = source.read_text(encoding="utf-8")
    for beginning, old, new in changes:
        (line,) = [each for each in text.splitlines() if each.startswith(beginning)]
        text = text.replace(line, line.replace(old, new))
    kept = [each for each in text.splitlines() if not each.startswith(without or ("\n",))]
    target = folder / source.name
    target.write_text("\n".join(kept) + "\n", encoding="utf-8")
    withdrawn = [f"{code.lower()}/{iso2}/{act}/1" for code, iso2, _, act in (each.split(",") for each in without)]
    load_catalogues(by=LOADER, files={"treaty_actions": target}, withdraw=withdrawn, reason="for this test")


def test_states_that_may_be_parties_bound_what_is_crossed_with_support(tmp_path: Path) -> None:
    """Georgia, in CyberEast, and France, in no project, may have ratified by 2022-01-15 or only by March."""
    at = on(2022, 1, 15)
    before = {id: figure(id, at=at) for id in ("reach.supported_non_parties", "reach.parties_not_supported")}
    late = "2022-03-01"
    loaded_with(
        tmp_path,
        ("ETS185,GE,Georgia,ratification,", "2012-06-06,", f"{late},"),
        ("ETS185,GE,Georgia,ratification,", "day,", "not_later_than,"),
        ("ETS185,FR,France,ratification,", "2006-01-10,", f"{late},"),
        ("ETS185,FR,France,ratification,", "day,", "not_later_than,"),
        without=("ETS185,GE,Georgia,entry_into_force", "ETS185,FR,France,entry_into_force"),
    )
    outside, apart = figure("reach.supported_non_parties", at=at), figure("reach.parties_not_supported", at=at)
    was = before["reach.supported_non_parties"]
    assert "GE" in {record.subject for record in outside.records}
    assert [each.key for each in outside.uncertain] == ["GE"]
    assert (outside.low, outside.value, outside.high) == (was.low, was.value + 1, was.high + 1)  # type: ignore[operator]
    was = before["reach.parties_not_supported"]
    assert "FR" not in {record.subject for record in apart.records}
    assert [each.key for each in apart.undetermined] == ["FR"]
    assert (apart.low, apart.value, apart.high) == (was.low - 1, was.value - 1, was.high)  # type: ignore[operator]


def test_what_is_crossed_is_sourced_to_the_earlier_of_its_two_datasets() -> None:
    today = on(2026, 11, 24)
    treaty, projects = figure("reach.parties", at=today).sourced_to, figure("portfolio.projects", at=today).sourced_to
    assert treaty is not None
    assert projects is not None
    for id in ("reach.supported_non_parties", "reach.parties_not_supported"):
        assert figure(id, at=today).sourced_to == min(treaty, projects)
    assert figure("reach.supported", at=today).sourced_to == projects


def test_before_the_convention_opened_nobody_is_a_non_party() -> None:
    for id in ("reach.supported_non_parties", "reach.parties_not_supported"):
        value = figure(id, at=on(2001, 6, 1))
        assert value.value is None
        assert "not yet open" in value.reason


@pytest.mark.parametrize(
    ("instrument", "at", "words"),
    [
        ("cets224", on(2026, 2, 5), "3 States had ratified or acceded"),
        ("ets185", on(2004, 6, 30), "6 States had ratified or acceded"),
        ("ets185", on(2004, 7, 1), "6 States were Parties"),
        ("ets189", on(2006, 2, 28), "6 States had ratified or acceded"),
        ("ets189", on(2006, 3, 1), "6 States were Parties"),
    ],
)
def test_while_an_instrument_is_not_in_force_states_have_ratified_and_are_no_parties(
    instrument: str, at: Moment, words: str
) -> None:
    given = {"instrument": instrument}
    assert words in definition("reach.parties").sentence(figure("reach.parties", at=at, **given))
    share = definition("reach.parties_share").sentence(figure("reach.parties_share", at=at, **given))
    together = definition("reach.together").sentence(figure("reach.together", at=at, **given))
    assert ("Parties" in share) == ("Parties" in together) == ("Parties" in words)
    left = {each.reason for each in figure("reach.signed", at=at, **given).left_out}
    assert ("Party" in left) == ("Parties" in words)


def test_names_stand_in_the_order_of_the_reader_s_language() -> None:
    with translation.override("fr"):
        parties = figure("reach.parties", at=on(2026, 1, 14))
        supported = figure("reach.supported", at=on(2022, 1, 15))
        signed = figure("reach.signed_ever", at=THEN)
    for value in (parties, supported, signed):
        assert list(value.names) == sorted(value.names, key=sort_key)
    names = list(parties.names)
    assert names.index("Pérou") < names.index("Portugal")
    assert names.index("Estonie") < names.index("États-Unis d'Amérique") < names.index("Fidji")
    assert [each.name for each in supported.undetermined] == ["Bénin", "Burkina Faso", "Paraguay"]


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
