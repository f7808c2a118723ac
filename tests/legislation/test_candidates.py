"""Passages of a country's law that are suggested for an article: found by the index as the rule would find them."""

from __future__ import annotations

from datetime import date

import pytest

from capacita.kernel.moment import Moment
from capacita.legislation.queries.terms import LAW_PASSAGES, candidate_passages
from capacita.legislation.rules.ranking import Passage, ranked
from capacita.legislation.rules.terms import ArticleTerms
from capacita.people.rules import Standing
from capacita.search import fulltext
from capacita.search.models import Document
from capacita.search.rules import folded
from tests.legislation.terms import the_file, the_list
from tests.people import cast

pytestmark = pytest.mark.django_db
AT = Moment(date(2026, 11, 24), date(2026, 11, 24))
PUBLIC = Standing("", AT.as_of)
SENTENCES = [(f"{number:02}", test["lang"], test["text"]) for number, test in enumerate(the_file()["matching_tests"])]


def put(country: str, **changed: object) -> None:
    """Each sentence of the list is a passage of the country's law, under its own heading."""
    made = [
        Document(
            kind=LAW_PASSAGES, key=f"{country}/{key}", title="§", text=text, words=folded(f"§\n{text}"),
            language=language, country=country, address=f"/laws/{key}/", **changed,
        )
        for key, language, text in SENTENCES
    ]  # fmt: skip
    Document.objects.bulk_create(made)
    fulltext.put(LAW_PASSAGES, [each.key for each in made])


@pytest.mark.parametrize("article", the_list(), ids=lambda each: each.article)
def test_the_index_finds_exactly_what_the_rule_suggests_in_the_same_order(article: ArticleTerms) -> None:
    put("XA")
    put("XB")
    by_rule = ranked([Passage(f"XA/{key}", language, f"§\n{text}") for key, language, text in SENTENCES], article)
    found = candidate_passages(article.article, country="XA", user=PUBLIC, at=AT, most=100)
    assert [(each.key, each.points) for each in found] == [(each.passage.key, each.points) for each in by_rule]
    for each in found:
        assert each.match.is_suggested
        assert all(each.text[one.start : one.end].strip() for one in each.match.why)


def test_only_so_many_are_told_and_none_for_a_country_without_law() -> None:
    put("XA")
    assert len(candidate_passages("ets185/art_2", country="XA", user=PUBLIC, at=AT, most=3)) == 3
    assert candidate_passages("ets185/art_2", country="XC", user=PUBLIC, at=AT) == []
    assert candidate_passages("ets185/art_1", country="XA", user=PUBLIC, at=AT) == []


def test_passages_that_are_not_published_are_told_to_whoever_may_read_them() -> None:
    put("MA", scope_kind=cast.MOROCCO.kind.value, scope_key=cast.MOROCCO.key)
    assert candidate_passages("ets185/art_2", country="MA", user=PUBLIC, at=AT) == []
    assessor = cast.standing(cast.person("bob@example.org", "legal_assessor", cast.MOROCCO))
    assert candidate_passages("ets185/art_2", country="MA", user=assessor, at=AT)
