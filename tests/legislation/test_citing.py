"""What a rating may cite: law that was in force on the date, of the class of the source of its words."""

from __future__ import annotations

import pytest

from capacita.legislation.choices import Rating
from capacita.legislation.models import LawProvision
from capacita.legislation.queries.citing import passages_cited
from capacita.legislation.rules.evidence import Rated, problems_of
from tests.legislation.sample import on
from tests.legislation.test_importing import GIVEN, recorded
from tests.people import cast

pytestmark = pytest.mark.django_db


def refusal(provision: str, day: str) -> str:
    iso2 = LawProvision.objects.recorded().get(key=provision).iso2
    (cited,) = passages_cited(iso2, [{"provision": provision}], at=on(day)).values()
    return "\n".join(map(str, problems_of(Rated("e1", Rating.PART, "a part", (cited,)))))


@pytest.mark.parametrize(
    ("provision", "day", "words"),
    [
        (
            "ro-161-42",
            "2014-02-01",
            "art. 42 was not in force on the date: repealed on 2014-02-01. Cite the law that was",
        ),
        ("ro-cp-360", "2014-01-31", "art. 360 was not in force on the date: not yet commenced"),
        ("ro-cp-360", "2008-01-01", "art. 360 was not in force on the date: adopted only on 2009-07-17"),
        ("ph-4a1", "2012-11-01", "was not in force on the date: suspended since 2012-10-09"),
        ("ph-12", "2014-06-01", "was not in force on the date: struck down on 2014-02-11"),
    ],
)
def test_law_that_was_not_in_force_is_no_evidence_and_the_refusal_says_why(
    provision: str, day: str, words: str
) -> None:
    assert words in refusal(provision, day)


def test_law_in_force_may_be_cited() -> None:
    assert refusal("ro-161-42", "2014-01-31") == ""


def test_the_class_of_a_citation_is_that_of_the_words_unless_the_assessor_states_another() -> None:
    alice = cast.standing(cast.person("alice@example.org", "legal_assessor"))

    def classed(given: str = "", day: str = "2024-03-02") -> int:
        passage = {"provision": "ro-cp-360", "class": given}
        return next(iter(passages_cited("RO", [passage], at=on(day)).values())).source_class

    before = classed()
    recorded(alice, given=GIVEN)
    assert (before, classed(), classed("4")) == (3, 1, 4)
