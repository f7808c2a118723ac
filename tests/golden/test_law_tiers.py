"""A small made-up world worked out by hand: where its law puts States on four dates, as known on two days.

The ratings are invented; no such State was rated so. All four signed nothing and were never invited.

| State | what is recorded                                                            | stated     |
|-------|-----------------------------------------------------------------------------|------------|
| BT    | 2022-01-10 Articles 2 to 11 met; 2024-01-10 Article 2 not: the law changed  | 2022-02-01, 2024-03-01 |
| LA    | 2022-01-10 Articles 2 to 8 met, 9 to 11 not assessed; 2024-01-10 those met  | 2022-02-01, 2024-03-01 |
| MM    | 2022-01-10 Articles 2 to 11 met, on text that nobody verified: demonstration | 2022-02-01 |
| NP    | an explanatory memorandum of June 2022, and no rating                       | 2022-08-01 |

Seven of ten articles are one too few, ten of ten are enough: Lao PDR lies between partly and largely. Without Article 2
nobody is largely in line: nine of ten leave Bhutan partly so. A month may have come from its first day on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from capacita.evidence.citing import cite
from capacita.evidence.writing import supersede
from capacita.figures.queries import claims_valid_for
from capacita.figures.registry import figure
from capacita.figures.rules import Agreement
from capacita.kernel.clock import now
from capacita.kernel.moment import Moment
from capacita.legislation.models import ConventionUse, LawRating
from capacita.reach.choices import Tier
from capacita.reach.drawings import reach_map
from capacita.reach.queries import changes_between, partition, series
from tests.legislation.test_status_figures import rate

pytestmark = pytest.mark.django_db
MADE_UP = ("BT", "LA", "MM", "NP")
SUBSTANTIVE = tuple(map(str, range(2, 12)))
EARLY, LATE = date(2022, 2, 1), date(2024, 3, 1)
KNOWN_2023, KNOWN_TODAY = date(2023, 1, 1), date(2026, 11, 24)
BEFORE, IN_JANUARY, IN_JUNE, IN_2024 = date(2021, 12, 31), date(2022, 1, 31), date(2022, 6, 15), date(2024, 2, 1)

# By date and known-on day: the tier of each State, who may be in line, who may draw on the Convention.
NOWHERE = dict.fromkeys(MADE_UP, "unassessed")
EXPECTED: Mapping[tuple[date, date], tuple[dict[str, str], set[str], set[str]]] = {
    (BEFORE, KNOWN_2023): (NOWHERE, set(), set()),
    (BEFORE, KNOWN_TODAY): (NOWHERE, set(), set()),
    (IN_JANUARY, KNOWN_2023): ({**NOWHERE, "BT": "aligned"}, {"LA"}, set()),
    (IN_JANUARY, KNOWN_TODAY): ({**NOWHERE, "BT": "aligned"}, {"LA"}, set()),
    (IN_JUNE, KNOWN_2023): ({**NOWHERE, "BT": "aligned"}, {"LA"}, {"NP"}),
    (IN_JUNE, KNOWN_TODAY): ({**NOWHERE, "BT": "aligned"}, {"LA"}, {"NP"}),
    (IN_2024, KNOWN_2023): ({**NOWHERE, "BT": "aligned", "NP": "drawing"}, {"LA"}, set()),
    (IN_2024, KNOWN_TODAY): ({**NOWHERE, "BT": "none", "LA": "aligned", "NP": "drawing"}, set(), set()),
}
MOMENTS = pytest.mark.parametrize(("as_of", "known_on"), EXPECTED, ids=lambda day: str(day))


@pytest.fixture(autouse=True)
def _world() -> None:
    first, second = date(2022, 1, 10), date(2024, 1, 10)
    rate("BT", dict.fromkeys(SUBSTANTIVE, "MET"), on=first, stated_on=EARLY)
    rate("BT", {"2": "NOT"}, on=second, stated_on=LATE, cause="law_changed")
    rate("LA", dict.fromkeys(SUBSTANTIVE[:7], "MET"), on=first, stated_on=EARLY)
    rate("LA", dict.fromkeys(SUBSTANTIVE[7:], "MET"), on=second, stated_on=LATE)
    rate("MM", dict.fromkeys(SUBSTANTIVE, "MET"), on=first, stated_on=EARLY, **DEMONSTRATION)
    # A Party's law, and a use by one, change nothing: the first tier that fits is the closest.
    rate("RO", dict.fromkeys(SUBSTANTIVE, "NOT"), on=first, stated_on=EARLY)
    for iso2, on in (("NP", "2022-06"), ("GH", "2008-05-03")):
        ConventionUse.objects.create(
            key=f"{iso2}/{on}", digest="1" * 64, citation=cite({"made up for a test"}, at=now())["made up for a test"],
            stated_on=date(2022, 8, 1), recorded_at=now(), iso2=iso2, kind="explanatory_memorandum", on=on,
            gist="It follows Articles 2 to 10.",
        )  # fmt: skip


DEMONSTRATION: dict[str, Any] = {"publication": "internal", "is_demonstration": True}


@MOMENTS
def test_the_partition_and_both_figures_say_who_belongs_and_who_may(as_of: date, known_on: date) -> None:
    tiers, may_be_in_line, may_draw = EXPECTED[as_of, known_on]
    at = Moment(as_of, known_on)
    found = partition(at=at)
    assert {iso2: str(found.tiers[iso2]) for iso2 in MADE_UP} == tiers
    assert found.tiers["RO"] is Tier.PARTY
    in_line, draws = (sorted(iso2 for iso2, tier in tiers.items() if tier == each) for each in ("aligned", "drawing"))
    aligned, drawing = figure("reach.aligned", at=at), figure("reach.drawing", at=at)
    assert sorted({each.subject for each in aligned.records if len(each.subject) == 2}) == in_line
    assert {each.key for each in aligned.undetermined} == may_be_in_line
    # 121 States outside the treaty tiers, more or less: nearly all of them are not assessed.
    assert aligned.value is None
    assert "States not assessed" in aligned.reason
    assert sorted({each.subject for each in drawing.records}) == draws
    assert {each.key for each in drawing.undetermined} == may_draw
    assert (drawing.value, drawing.low, drawing.high) == (len(draws), len(draws), None)


@MOMENTS
def test_the_map_the_series_and_the_interface_for_programs_say_the_same(as_of: date, known_on: date) -> None:
    tiers, may_be_in_line, may_draw = EXPECTED[as_of, known_on]
    at = Moment(as_of, known_on)
    world = reach_map(at=at, language="en")
    assert {iso2: world.areas[iso2].kind for iso2 in MADE_UP} == {
        iso2: tier.replace("unassessed", "none") for iso2, tier in tiers.items()
    }
    assert {iso2 for iso2 in MADE_UP if "may be largely in line" in world.areas[iso2].label} == may_be_in_line
    assert {iso2 for iso2 in MADE_UP if "may draw on" in world.areas[iso2].label} == may_draw
    shown = {item.kind: item.count for item in world.legend}
    # All four dates in one reading, whichever is asked about.
    days = sorted({day for day, _known in EXPECTED})
    (point,) = [each for each in series(days, at=Moment(max(days), known_on)) if each.on == as_of]
    found = partition(at=at)
    for tier in Tier:
        assert point.counts[tier] == len(found.members(tier))
        assert shown.get(tier, "0") == str(len(found.members(tier))) or tier in (Tier.NONE, Tier.UNASSESSED)
    answer = Client().get(f"/api/v1/reach/partition?as_of={as_of}&known_on={known_on}").json()
    by_tier = {each["tier"]: each for each in answer["tiers"]}
    for name in ("aligned", "drawing", "none"):
        assert {each["iso2"] for each in by_tier[name]["states"]} == {i for i, each in tiers.items() if each == name}
    assert {each["iso2"] for each in by_tier["aligned"]["undetermined"]} == may_be_in_line
    assert {each["iso2"] for each in by_tier["drawing"]["undetermined"]} == may_draw
    assert (by_tier["aligned"]["value"], by_tier["aligned"]["low"]) == (None, figure("reach.aligned", at=at).low)
    assert (by_tier["none"]["value"] is None) == (as_of == BEFORE)


def test_what_nothing_speaks_of_is_no_count_of_zero() -> None:
    asked = "/api/v1/reach/series?start=2021-12-31&end=2022-12-31&known_on=2023-01-01"
    before, after = Client().get(asked).json()["items"]
    assert (before["aligned"], before["none"], before["drawing"]) == (None, None, 0)
    assert (after["aligned"], after["none"], after["drawing"]) == (1, 0, 1)
    first = Client().get("/api/v1/reach/series?start=2005-12-31&end=2006-12-31").json()["items"][0]
    assert (first["aligned"], first["drawing"], first["none"]) == (None, None, None)
    other = Client().get("/api/v1/reach/series?start=2021-12-31&end=2022-12-31&instrument=ets189").json()["items"][-1]
    assert (other["aligned"], other["drawing"], other["none"]) == (None, None, None)


def test_between_two_dates_a_change_of_law_moves_a_state_from_tier_to_tier() -> None:
    moved = {each.state: (each.before, each.after) for each in changes_between(IN_JUNE, IN_2024, at=AT_LAST)}
    assert {iso2: moved.get(iso2) for iso2 in MADE_UP} == {
        "BT": (Tier.ALIGNED, Tier.NONE), "LA": (Tier.UNASSESSED, Tier.ALIGNED), "MM": None,
        "NP": (Tier.UNASSESSED, Tier.DRAWING),
    }  # fmt: skip
    page = Client().get(f"/reach/changes/?from={IN_JUNE}&as_of={IN_2024}&known_on={KNOWN_TODAY}").content.decode()
    assert "No treaty action recorded, law rated and not largely in line" in page


def test_pages_name_the_states_of_both_tiers_and_say_of_each_why_it_stands_there() -> None:
    asked = f"?as_of={IN_2024}&known_on={KNOWN_TODAY}"
    for address, said in (
        ("/reach/", "no treaty action recorded; laws largely in line"),
        ("/reach/", "no treaty action recorded; draws on the Convention for legislation"),
        ("/reach/", "no treaty action recorded; law rated, not largely in line"),
        ("/countries/LA/", "no treaty action recorded; laws largely in line"),
        ("/countries/NP/", "no treaty action recorded; draws on the Convention for legislation"),
    ):
        assert said in Client().get(address + asked).content.decode(), address
    # The overview names a colour of the map beside it where the map has it, and not before.
    assert "/figures/reach.aligned/" in Client().get(f"/{asked}").content.decode()
    assert "/figures/reach.aligned/" not in Client().get(f"/?as_of={BEFORE}&known_on={KNOWN_TODAY}").content.decode()
    listed = Client().get(f"/countries/{asked}&shown=aligned").content.decode()
    assert ("/countries/LA/" in listed, "/countries/BT/" in listed) == (True, False)
    without = Client().get(f"/countries/?as_of={BEFORE}&known_on={KNOWN_TODAY}").content.decode()
    assert "shown=aligned" not in without


def test_a_published_count_of_law_stands_beside_what_is_rated_so_far_and_says_why_they_differ() -> None:
    """131 of 193 by the survey of December 2023; by public ratings, Bhutan alone, and 191 States not assessed."""
    page = Client().get(f"/statements/?as_of={IN_2024}&known_on={KNOWN_2023}").content.decode()
    assert "131 of 193" not in page
    page = Client().get(f"/statements/?as_of={IN_2024}&known_on={KNOWN_TODAY}").content.decode()
    said = page[page.index("131 of 193") :]
    assert "of 195 States not assessed" in said
    assert "at least 1" in said
    assert "without a list of States" in said
    (fifty,) = claims_valid_for(figure("reach.drawing", at=Moment(date(2020, 2, 21), KNOWN_TODAY)))
    assert (fifty.claim.printed, fifty.comparison.agreement) == ("50+", Agreement.NOT_COMPUTABLE)


def test_a_receipt_runs_again_to_the_same_after_later_edits() -> None:
    then = replace(AT_LAST, recorded_at=now())
    before = {id: figure(id, at=then) for id in ("reach.aligned", "reach.drawing")}
    tiers = partition(at=then).tiers
    supersede(LawRating, LawRating.objects.filter(iso2="LA"), at=now())
    supersede(ConventionUse, ConventionUse.objects.filter(iso2="NP"), at=now())
    after = partition(at=AT_LAST).tiers
    assert (after["LA"], after["NP"]) == (Tier.UNASSESSED, Tier.UNASSESSED)
    assert figure("reach.drawing", at=AT_LAST).value == 0
    assert partition(at=then).tiers == tiers
    for id, value in before.items():
        again = figure(id, at=then)
        assert (again.receipt_digest, again.records) == (value.receipt_digest, value.records)


AT_LAST = Moment(IN_2024, KNOWN_TODAY)
