"""Legislation at full size, made up throughout: ratings of every State in many rounds, and laws with their texts.

For `make bench`, in a database of its own. Every word in it says that it is made up.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

ROUNDS, RATINGS = 5, 300  # rounds of ratings; elements of one country
LAWS, TEXTS = 2_000, 200_000
_AT = datetime(2026, 1, 1, tzinfo=UTC)
_WORDS = (
    "access without right computer system data intentionally whole part interception transmission preservation traffic "
    "content subscriber order warrant judge seizure search copy fraud forgery device password damage deletion section"
).split()


def fill() -> None:
    """Afterwards every State has public ratings in all rounds, and the laws stand by country with their texts."""
    from capacita.countries.queries import state_codes
    from capacita.evidence.citing import cite

    source = random.Random(1)  # noqa: S311 - the same each time
    citation = cite({"made up for a measurement"}, at=_AT)["made up for a measurement"]
    states = sorted(state_codes(date(2026, 1, 1)))
    _ratings(source, states, citation)
    _laws(source, states, citation)


def _ratings(source: random.Random, states: Sequence[str], citation: Any) -> None:
    """As many rows as 200 countries with 300 elements each: the catalogue has fewer elements, so there are more rounds."""
    from capacita.legislation.models import LawRating
    from capacita.legislation.queries.rating import article_of_element

    elements = article_of_element()
    rounds = -(-200 * RATINGS * ROUNDS // (len(states) * len(elements)))
    days = [date(2015 + number, 6, 1) for number in range(rounds)]

    def rows() -> Iterator[LawRating]:
        for iso2 in states:
            for on in days:
                for element, article in elements.items():
                    yield LawRating(
                        key=f"{iso2}/-/{element}/{on}", digest="0" * 64, citation=citation, stated_on=on, recorded_at=_AT,
                        iso2=iso2, article_key=article, element_key=element, holds_from=on, publication="public",
                        code=source.choice(("MET", "MET", "MET", "PART", "NOT", "UNK")), text="made up",
                        is_demonstration=False, review_key="made up",
                    )  # fmt: skip

    _in_bulk(LawRating, rows())


def _laws(source: random.Random, states: Sequence[str], citation: Any) -> None:
    from capacita.legislation.models import LawProvision, LegalWork, ProvisionText
    from capacita.legislation.queries.rating import ratable_articles

    articles = [each.key for each in ratable_articles()]
    fact = {"digest": "0" * 64, "citation": citation, "recorded_at": _AT}
    works = [(f"made-up-{number}", states[number % len(states)]) for number in range(LAWS)]
    _in_bulk(
        LegalWork,
        (
            LegalWork(
                key=key, iso2=iso2, title=f"Law {key}", official_citation=f"no. {key}", languages=["en"],
                in_force_from="2010-01-01", confidence="low", **fact,
            )
            for key, iso2 in works
        ),
    )  # fmt: skip
    each_law = range(TEXTS // LAWS)
    _in_bulk(
        LawProvision,
        (
            LawProvision(
                key=f"{key}-{number}", work_key=key, iso2=iso2, ref=f"s. {number + 1}", gist="made up", verified="text",
                articles=[source.choice(articles)] if number % 5 == 0 else [], confidence="low", **fact,
            )
            for key, iso2 in works
            for number in each_law
        ),
    )  # fmt: skip
    _in_bulk(
        ProvisionText,
        (
            ProvisionText(
                key=f"{key}-{number}-en", provision_key=f"{key}-{number}", language="en", kind="original",
                text=" ".join(source.choices(_WORDS, k=60)), **fact,
            )
            for key, _iso2 in works
            for number in each_law
        ),
    )  # fmt: skip


def _in_bulk(model: Any, rows: Iterator[Any]) -> None:
    while batch := list(islice(rows, 5_000)):
        model.objects.bulk_create(batch)
