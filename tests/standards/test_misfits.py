"""Acts that contradict each other or the final clauses; what a bound leaves open is no contradiction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from capacita.kernel.dates import StatedDate
from capacita.standards.choices import Act
from capacita.standards.misfits import misfits
from capacita.standards.rules import InstrumentTerms, TreatyAct

TERMS = InstrumentTerms(date(2001, 11, 23), date(2004, 7, 1))


def act(kind: Act, on: str, *, until: str = "", bound: bool = False) -> TreatyAct:
    stated = StatedDate(on, bound)
    return TreatyAct(kind, stated, stated.last_day, date.fromisoformat(until) if until else None, f"{kind.value}/{on}")


SIGNED, RATIFIED = act(Act.SIGNATURE, "2005-01-01"), act(Act.RATIFICATION, "2006-01-10")
INVITED = act(Act.INVITED, "2010-01-01", until="2015-01-01")


@pytest.mark.parametrize(
    "acts",
    [
        [SIGNED, RATIFIED],
        [act(Act.SIGNATURE, "2006-01-10"), RATIFIED],
        [act(Act.SIGNATURE, "2006-05-01", bound=True), RATIFIED],
        [SIGNED, act(Act.ACCEPTANCE, "2006-01-10")],
        [SIGNED, RATIFIED, act(Act.DENUNCIATION, "2010-01-01"), act(Act.ACCESSION, "2010-02-01")],
        [SIGNED, RATIFIED, act(Act.DENUNCIATION, "2010-01-01"), act(Act.SIGNATURE, "2011-01-01"),
         act(Act.APPROVAL, "2012-01-01")],
        [INVITED, act(Act.INVITATION_EXTENDED, "2014-12-01", until="2016-01-01"), act(Act.INVITATION_LAPSED, "2016-01-01")],
        [act(Act.INVITED, "2010-12-31", bound=True), act(Act.INVITATION_LAPSED, "2010-06-01")],
        [act(Act.ACCESSION, "2010-01-01")],
    ],
)  # fmt: skip
def test_what_fits_is_no_misfit(acts: list[TreatyAct]) -> None:
    assert misfits(acts, TERMS) == []


@pytest.mark.parametrize(
    ("acts", "key", "words"),
    [
        ([RATIFIED], RATIFIED.key, "has no signature before it"),
        ([act(Act.SIGNATURE, "2006-01-11"), RATIFIED], RATIFIED.key, "has no signature before it"),
        ([act(Act.APPROVAL, "2006-01-10")], "approval/2006-01-10", "has no signature before it"),
        (
            [SIGNED, RATIFIED, act(Act.DENUNCIATION, "2010-01-01"), act(Act.RATIFICATION, "2011-01-01")],
            "ratification/2011-01-01",
            "has no signature before it",
        ),
        ([act(Act.INVITATION_LAPSED, "2010-06-01")], "invitation_lapsed/2010-06-01", "has no invitation"),
        ([act(Act.INVITATION_EXTENDED, "2009-06-01"), INVITED], "invitation_extended/2009-06-01", "has no invitation"),
        (
            [act(Act.SIGNATURE, "2005-01-01", until="2006-01-01")],
            "signature/2005-01-01",
            "which only an invitation has",
        ),
    ],
)
def test_what_must_come_before_is_missed(acts: list[TreatyAct], key: str, words: str) -> None:
    assert [words in each.reason for each in misfits(acts, TERMS) if each.key == key] == [True]


def test_nobody_is_invited_to_an_instrument_that_knows_no_invitation() -> None:
    (found,) = misfits([INVITED], replace(TERMS, invites=False))
    assert "nobody is invited" in found.reason


def test_the_act_that_is_contradicted_is_named() -> None:
    (found,) = misfits([SIGNED, RATIFIED, act(Act.ACCESSION, "2012-01-01")], TERMS)
    assert (found.key, found.against) == ("accession/2012-01-01", RATIFIED.key)
