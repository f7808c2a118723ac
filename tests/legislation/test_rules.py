"""The rule for domestic law, sentence by sentence, on cases worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from capacita.kernel.errors import InputError
from capacita.legislation.choices import ArticleStatus, PowersStatus, Rating, SafeguardsLabel, SubstantiveStatus
from capacita.legislation.rules.articles import ArticleResult, is_half
from capacita.legislation.rules.countries import Bounds, country_result, over_territories, safeguards_label
from tests.legislation.ratings import HELD, certain, country, rated, standing

NOT, PARTLY, LARGELY, IN_LINE = ArticleStatus
POWERS_NOT, POWERS_PARTLY, IN_PLACE = PowersStatus


def test_statuses_are_ordered_by_rank_and_not_by_letter() -> None:
    assert NOT < PARTLY < LARGELY < IN_LINE
    assert max(ArticleStatus) is IN_LINE
    assert min(SubstantiveStatus) is SubstantiveStatus.NOT
    assert POWERS_PARTLY <= POWERS_PARTLY < IN_PLACE


def test_an_article_is_in_line_where_every_core_and_supporting_element_holds() -> None:
    assert certain("MET MET-G RES", "MET MET-G RES") is IN_LINE
    assert certain("MET") is IN_LINE
    assert certain("MET", "PART") is not IN_LINE


def test_largely_asks_for_half_of_the_supporting_elements_and_part_is_none() -> None:
    assert certain("MET MET", "MET NOT") is LARGELY
    assert certain("MET MET", "MET PART PART") is PARTLY
    assert certain("MET MET", "MET MET NOT") is LARGELY


def test_largely_takes_one_core_element_in_part_and_none_that_is_absent() -> None:
    assert certain("MET PART MET", "MET") is LARGELY
    assert certain("PART") is LARGELY
    assert certain("MET PART PART", "MET") is PARTLY
    assert certain("MET NOT MET MET MET MET", "MET") is PARTLY
    assert certain("MET NOT PART MET", "MET") is PARTLY


def test_without_supporting_elements_half_of_them_holds() -> None:
    assert certain("MET PART") is LARGELY
    assert certain("MET PART", "NA NA") is LARGELY


def test_partly_asks_for_half_of_the_core_elements_at_least_in_part() -> None:
    assert certain("PART NOT") is PARTLY
    assert certain("MET PART NOT NOT", "NOT") is PARTLY
    assert certain("MET NOT NOT", "MET") is NOT
    assert certain("NOT", "MET MET") is NOT


def test_half_is_exact() -> None:
    assert [is_half(1, 2), is_half(1, 3), is_half(2, 3), is_half(4, 9), is_half(5, 9)] == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert is_half(0, 0)


def test_what_cannot_apply_is_left_out_of_every_count() -> None:
    assert certain("MET NA", "MET NA") is IN_LINE
    assert certain("MET NOT NOT NA", "MET") is NOT
    assert certain("MET NOT NA NA", "MET") is PARTLY
    assert certain("MET", "MET NOT NOT NA") is PARTLY
    assert certain("MET", "MET NOT NA NA") is LARGELY


def test_what_is_unknown_is_read_as_absent_and_as_met() -> None:
    assert rated("MET UNK") == ArticleResult(PARTLY, IN_LINE, is_assessed=True)
    assert rated("MET PART", "UNK") == ArticleResult(PARTLY, LARGELY, is_assessed=True)
    assert rated("UNK", "MET") == ArticleResult(NOT, IN_LINE, is_assessed=True)
    assert rated("NOT NOT NOT UNK", "UNK") == ArticleResult(NOT, NOT, is_assessed=True)


def test_an_article_of_which_nothing_that_counts_is_rated_is_not_assessed() -> None:
    assert rated("UNK UNK", "UNK") == ArticleResult(NOT, IN_LINE, is_assessed=False)
    assert not rated("UNK NA", "NA").is_assessed
    assert rated("UNK", "NOT").is_assessed


def test_options_never_count() -> None:
    """Article 2 with every option absent, and Article 3 with an option rated and nothing else."""
    options = {
        key: Rating.NOT for key in HELD.provisions["ets185/art_2"].elements if key not in HELD.articles["2"].core
    }
    options.pop("ets185/art_2/e2")
    assert len(options) == 3
    found = country({}, **options)
    assert found.articles["2"] == ArticleResult(IN_LINE, IN_LINE, is_assessed=True)
    found = country_result(HELD, {"ets185/art_3/e7": Rating.MET})
    assert not found.articles["3"].is_assessed


SUBSTANTIVE: list[tuple[dict[str, str], str]] = [
    ({}, "largely_in_line"),
    (standing(range(2, 12), "largely"), "largely_in_line"),
    (standing((3, 6), "not"), "largely_in_line"),
    (standing((3, 6, 7), "not"), "partly"),  # 7 of 10
    (standing((2,), "partly"), "partly"),  # 9 of 10, and Article 2 below largely
    (standing((2,), "largely"), "largely_in_line"),
    (standing((4, 9), "partly"), "largely_in_line"),
    (standing((4,), "not"), "partly"),  # one of five that are at least partly
    (standing((5,), "not"), "partly"),
    (standing((8,), "not"), "partly"),
    (standing((9,), "not"), "partly"),
    (standing((6,), "not"), "largely_in_line"),
    (standing((6, 7, 8, 9, 10, 11), "not"), "partly"),  # 4 at least partly
    (standing((5, 6, 7, 8, 9, 10, 11), "not"), "not"),
    (standing((2, 3, 4, 5), "partly") | standing(range(6, 12), "not"), "partly"),
]


@pytest.mark.parametrize(("statuses", "expected"), SUBSTANTIVE)
def test_substantive_law_follows_from_articles_2_to_11(statuses: dict[str, str], expected: str) -> None:
    found = country(statuses).substantive.status
    assert (found.low, found.high) == (expected, expected)


POWERS: list[tuple[dict[str, str], str]] = [
    ({}, "largely_in_place"),
    (standing((17,), "not"), "largely_in_place"),
    (standing((17, 20), "not"), "partly"),  # 4 of 6
    (standing((16,), "partly"), "partly"),  # 5 of 6, without Article 16
    (standing((18,), "partly"), "partly"),
    (standing((19,), "partly"), "partly"),
    (standing((17, 18, 19, 20), "not"), "partly"),  # 2 of 6
    (standing((16, 17, 18, 19, 20), "not"), "not"),
]


@pytest.mark.parametrize(("statuses", "expected"), POWERS)
def test_powers_follow_from_articles_16_to_21(statuses: dict[str, str], expected: str) -> None:
    found = country(statuses).powers.status
    assert (found.low, found.high) == (expected, expected)


def test_article_14_and_all_others_do_not_enter_the_country() -> None:
    others = standing([*range(12, 15), 22, *range(29, 36)], "not")
    found = country(others)
    assert found.substantive == country({}).substantive
    assert (found.powers, found.label) == (country({}).powers, None)
    assert found.articles["14"].low is NOT


@pytest.mark.parametrize(
    ("statuses", "label"),
    [
        ({}, None),
        ({"15": "largely"}, None),
        ({"15": "partly"}, "safeguards_deficient"),
        ({"15": "not"}, "safeguards_deficient"),
        ({"15": "unknown"}, "safeguards_not_assessed"),
        ({"15": "not", "17": "not", "20": "not"}, None),  # powers that are not in place have no label
        ({"15": "not", "17": "unknown", "20": "unknown"}, "safeguards_deficient"),  # they may be
        ({"15": "unknown", "17": "unknown", "20": "unknown"}, "safeguards_not_assessed"),
        ({"15": "largely", "17": "unknown", "20": "unknown"}, None),
    ],
)
def test_the_label_of_the_safeguards(statuses: dict[str, str], label: str | None) -> None:
    assert country(statuses).label == label


def test_the_safeguards_deficient_whatever_is_unknown_are_deficient() -> None:
    below = ArticleResult(NOT, PARTLY, is_assessed=True)
    assert safeguards_label(Bounds(POWERS_NOT, IN_PLACE), below) is SafeguardsLabel.DEFICIENT
    assert safeguards_label(Bounds(POWERS_NOT, POWERS_PARTLY), below) is None


def test_a_country_of_which_nothing_is_known_may_be_anything() -> None:
    found = country_result(HELD, {})
    assert not any(each.is_assessed for each in found.articles.values())
    assert found.substantive.status == Bounds(SubstantiveStatus.NOT, SubstantiveStatus.LARGELY_IN_LINE)
    assert (found.substantive.count_low, found.substantive.count_high) == (0, 10)
    assert found.powers.status == Bounds(POWERS_NOT, IN_PLACE)
    assert found.label is SafeguardsLabel.NOT_ASSESSED


def test_the_unknown_is_read_alike_in_the_whole_country() -> None:
    """8 are certain, two core articles unknown: absent they keep the country from largely, met they do not."""
    found = country(standing((8, 9), "unknown")).substantive
    assert (found.count_low, found.count_high) == (8, 10)
    assert found.status == Bounds(SubstantiveStatus.PARTLY, SubstantiveStatus.LARGELY_IN_LINE)


def test_the_result_is_shown_with_the_minimum_one_lower_and_one_higher() -> None:
    found = country(standing((3, 6), "not")).substantive
    assert (found.minimum, found.one_less.low, found.one_more.low) == (8, "largely_in_line", "partly")
    found = country(standing((3, 6, 7), "not")).substantive
    assert (found.one_less.low, found.status.low, found.one_more.low) == ("largely_in_line", "partly", "partly")
    powers = country(standing((17, 20), "not")).powers
    assert (powers.minimum, powers.one_less.high, powers.one_more.high) == (5, "largely_in_place", "partly")


def test_over_territories_the_lowest_and_the_highest_are_bounded_apart() -> None:
    """The lowest is the first territory in the one reading and the second in the other."""
    found = over_territories([Bounds(POWERS_NOT, IN_PLACE), Bounds(POWERS_PARTLY, POWERS_PARTLY)])
    assert found.lowest == Bounds(POWERS_NOT, POWERS_PARTLY)
    assert found.highest == Bounds(POWERS_PARTLY, IN_PLACE)
    found = over_territories([Bounds(POWERS_NOT, IN_PLACE), Bounds(IN_PLACE, IN_PLACE)])
    assert found.lowest == Bounds(POWERS_NOT, IN_PLACE)
    assert found.highest == Bounds(IN_PLACE, IN_PLACE)
    alone: Any = over_territories([Bounds(IN_PLACE, IN_PLACE)])
    assert alone.lowest == alone.highest == Bounds(IN_PLACE, IN_PLACE)


def test_na_on_every_core_element_is_refused_by_the_rule() -> None:
    wrong = dict.fromkeys(HELD.articles["17"].core, Rating.NA)
    with pytest.raises(InputError) as refused:
        country_result(HELD, wrong)
    (problem,) = refused.value.problems
    assert (problem.column, getattr(problem, "code", "")) == ("ets185/art_17", "no_core_element_left")


@pytest.mark.parametrize("article", ["1", *map(str, range(23, 29))])
def test_articles_without_weights_are_refused_by_name(article: str) -> None:
    provision = next(each for each in HELD.provisions.values() if each.article == article and each.elements)
    with pytest.raises(InputError) as refused:
        country_result(HELD, {next(iter(provision.elements)): Rating.MET})
    (problem,) = refused.value.problems
    assert problem.message.startswith(f"Article {article} ({provision.heading}) cannot be rated")


def test_articles_2_to_22_and_29_to_35_can_be_rated_and_each_has_a_core_element() -> None:
    assert list(HELD.articles) == [str(number) for number in (*range(2, 23), *range(29, 36))]
    assert all(each.core for each in HELD.articles.values())
