"""Reach as worked out by hand from the reference material, by name."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from capacita.audit.queries import last_done_at
from capacita.evidence.catalogue import catalogues
from capacita.evidence.loading import load_catalogues
from capacita.figures.models import Claim
from capacita.figures.queries import beside, claims, claims_beside, claims_valid_for
from capacita.figures.registry import figure
from capacita.figures.rules import Agreement
from capacita.kernel.moment import Moment
from capacita.people.models import LOADER
from tests.golden.moments import KNOWN_TODAY, SEMINAR, THEN, on

pytestmark = pytest.mark.django_db

PARTIES_OF_THE_SEMINAR = set(
    "AL AD AR AM AU AT AZ BE BA BG CV CA CL CR HR CY CZ DK DO EE FI FR GE DE GH GR HU IS IL IT JP LV LI LT LU MT MU MC "
    "ME MA NL MK NO PA PY PE PH PL PT MD RO SM SN RS SK SI ES LK CH TO TR UA GB US".split()
)
QUANTITIES = {
    "parties": "reach.parties",
    "signed_only": "reach.signed",
    "signed_ever": "reach.signed_ever",
    "invited": "reach.invited",
    "signed_or_invited": "reach.signed_or_invited",
}


def subjects(id: str, at: Moment, **parameters: str) -> set[str]:
    return {record.subject for record in figure(id, at=at, **parameters).records}


@pytest.mark.parametrize("at", [THEN, KNOWN_TODAY], ids=["known then", "known today"])
def test_the_seminar_s_64_3_and_7_by_name(at: Moment) -> None:
    assert len(PARTIES_OF_THE_SEMINAR) == 64
    assert subjects("reach.parties", at) == PARTIES_OF_THE_SEMINAR
    assert subjects("reach.signed", at) == {"IE", "SE", "ZA"}
    assert subjects("reach.invited", at) == {"BF", "BJ", "BR", "CO", "MX", "NG", "TN"}
    assert figure("reach.together", at=at).value == 74


def test_nothing_was_undetermined_as_known_then() -> None:
    for id in ("reach.parties", "reach.signed", "reach.invited", "reach.together"):
        value = figure(id, at=THEN)
        assert value.is_exact
        assert value.undetermined == ()


def test_known_today_trinidad_and_tobago_is_undetermined_beside_the_count() -> None:
    for id, high in (("reach.invited", 8), ("reach.together", 75)):
        value = figure(id, at=KNOWN_TODAY)
        assert (value.low, value.high) == (value.value, high)
        assert [each.key for each in value.undetermined] == ["TT"]
        assert value.undetermined[0].name == "Trinidad and Tobago"


def test_in_january_2026_one_of_13_invitations_may_have_lapsed() -> None:
    at = on(2026, 1, 14)
    assert figure("reach.parties", at=at).value == 81
    assert figure("reach.signed", at=at).value == 2
    invited = figure("reach.invited", at=at)
    assert (invited.value, invited.low, invited.high) == (13, 12, 13)
    assert [each.key for each in invited.uncertain] == ["BF"]


def test_twenty_plus_agrees_as_a_floor_and_is_understated() -> None:
    value = figure("reach.aligned", at=THEN)
    assert (value.value, value.low) == (None, 32)
    (stated,) = claims_valid_for(value)
    assert stated.claim.printed == "20+"
    assert stated.comparison.agreement is Agreement.AGREES_AS_FLOOR
    assert stated.comparison.is_understated
    assert stated.comparison.at_least == 32
    assert "not assessed" in value.reason


def test_known_today_the_floor_is_the_same_and_says_what_one_undetermined_state_would_change() -> None:
    """106 States of the survey less the 74 counted: Trinidad and Tobago is undetermined, and not counted."""
    value = figure("reach.aligned", at=KNOWN_TODAY)
    assert value.low == 106 - 74
    assert any("lowers the bound by one" in note for note in value.notes)
    assert not any("lowers the bound" in note for note in figure("reach.aligned", at=THEN).notes)


def test_fifty_plus_cannot_be_recomputed_yet() -> None:
    value = figure("reach.drawing", at=THEN)
    (stated,) = claims_valid_for(value)
    assert stated.claim.printed == "50+"
    assert stated.comparison.agreement is Agreement.NOT_COMPUTABLE
    assert value.reason


with (Path(__file__).parent / "treaty_claims.csv").open(encoding="utf-8") as stream:
    CLAIMS = list(csv.DictReader(stream))


@pytest.mark.parametrize("row", CLAIMS, ids=lambda row: f"{row['treaty']} {row['quantity']} {row['date']}")
def test_every_published_treaty_count_gives_what_was_expected(row: dict[str, str]) -> None:
    day = date.fromisoformat(row["date"])
    for known_on in (day, date(2026, 11, 24)):
        value = figure(QUANTITIES[row["quantity"]], at=Moment(day, known_on), instrument=row["treaty"].lower())
        assert value.value == int(row["expected"])


def test_five_published_counts_differ_and_each_says_why() -> None:
    at = on(2026, 11, 24)
    differing = [each for each in claims_beside(claims(at=at, kind="count"), at=at) if each.differs]
    assert {each.claim.key for each in differing} == {
        "treaty/ets185/signed_or_invited/2023-12-15",
        "treaty/ets185/invited/2024-06-20",
        "treaty/ets189/parties/2024-06-20",
        "treaty/ets189/parties/2025-01-15",
        "treaty/ets189/parties/2025-06-05",
    }
    assert all(each.claim.reason for each in differing)
    assert sum(row["stated"] != row["expected"] for row in CLAIMS) == 5


def test_a_claim_is_compared_for_the_day_it_was_valid_for() -> None:
    claim = Claim.objects.recorded().get(key="treaty/ets185/parties/2015-09-15")
    computed = beside(claim, at=THEN).computed
    assert computed is not None
    assert computed.at.as_of == date(2015, 9, 15)
    assert computed.value == 47


def test_the_second_protocol_has_no_parties_while_it_is_not_in_force() -> None:
    at = on(2026, 2, 5)
    assert figure("reach.parties", at=at, instrument="cets224").value == 3
    in_force = figure("reach.parties", at=at, instrument="cets224", basis="in_force")
    assert in_force.value == 0
    assert in_force.notes
    assert figure("reach.consented", at=at, instrument="cets224").value == 3
    assert figure("reach.together", at=at, instrument="cets224", basis="in_force").value == 49
    assert figure("reach.signed_ever", at=at, instrument="cets224").value == 52


def test_an_instrument_not_yet_open_is_not_zero() -> None:
    value = figure("reach.parties", at=THEN, instrument="cets224")
    assert value.value is None
    assert "not yet open" in value.reason


def test_at_the_opening_thirty_states_signed_switzerland_among_them() -> None:
    value = figure("reach.signed", at=on(2001, 11, 23))
    assert "CH" in {record.subject for record in value.records}
    assert value.value == 30


def test_a_date_past_the_sources_says_so() -> None:
    assert figure("reach.parties", at=on(2026, 11, 24)).is_beyond_sources
    assert not figure("reach.parties", at=on(2026, 1, 14)).is_beyond_sources


def test_countries_in_projects_at_the_seminar() -> None:
    """EndOCSEA@EUROPE was under way and no source of the time names its countries: they may be any."""
    then = figure("reach.supported", at=THEN)
    assert (then.value, then.low, then.high) == (29, 29, None)
    today = figure("reach.supported", at=KNOWN_TODAY)
    assert (today.value, today.low, today.high) == (29, 29, None)
    assert {each.key for each in today.undetermined} == {"BF", "BJ", "PY"}
    assert {each.key: each.reason for each in then.left_out}["ENDOCSEA"] == "its countries are not recorded"
    outside = figure("reach.supported_non_parties", at=THEN)
    assert {record.subject for record in outside.records} == {"BY", "DZ", "JO", "LB", "NG", "TN", "XK"}
    assert (outside.value, outside.low, outside.high) == (7, 7, None)
    apart = figure("reach.parties_not_supported", at=THEN)
    assert (apart.value, apart.low, apart.high) == (64 - (29 - 7), 0, 64 - (29 - 7))
    assert all("EndOCSEA@EUROPE" in " ".join(each.notes) for each in (then, outside, apart))


def test_with_the_countries_of_every_project_recorded_support_has_both_bounds() -> None:
    """On 15 January 2022 the amended terms of EndOCSEA@Europe no longer ran; GLACY+ may have had three more."""
    at = on(2022, 1, 15)
    supported = figure("reach.supported", at=at)
    assert (supported.value, supported.high) == (29, 32)
    outside = figure("reach.supported_non_parties", at=at)
    assert (outside.low, outside.value, outside.high) == (7, 7, 9)
    apart = figure("reach.parties_not_supported", at=at)
    # Paraguay is a Party and may be in GLACY+ already.
    assert (apart.low, apart.value, apart.high) == (43, 44, 44)


def test_a_figure_run_again_at_its_recording_time_is_the_same_after_a_correction(tmp_path: Path) -> None:
    """Ireland's signature is corrected to a later year: today's answer changes, the pinned one never."""
    value = figure("reach.signed", at=THEN)
    pinned = replace(THEN, recorded_at=last_done_at())
    source = next(each.path for each in catalogues() if each.name == "treaty_actions")
    lines = source.read_text(encoding="utf-8").splitlines()
    index = next(i for i, line in enumerate(lines) if line.startswith("ETS185,IE,Ireland,signature,2002-02-28"))
    lines[index] = lines[index].replace("2002-02-28", "2021-02-28")
    corrected = tmp_path / source.name
    corrected.write_text("\n".join(lines) + "\n", encoding="utf-8")
    load_catalogues(by=LOADER, files={"treaty_actions": corrected})
    assert figure("reach.signed", at=THEN).value == 2
    again = figure("reach.signed", at=pinned)
    assert (again.value, again.receipt_digest, again.facts_digest) == (3, value.receipt_digest, value.facts_digest)
    assert again.records == value.records


def test_every_state_s_column_at_the_seminar_date() -> None:
    assert date(2020, 2, 21) == SEMINAR
    assert figure("reach.none", at=THEN).value == 195 - 74
