"""Reads of the search terms for a moment, and of the passages of law that they suggest for an article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.legislation.choices import Role
from capacita.legislation.models import ArticleObject, LegalTerm
from capacita.legislation.rules.ranking import Passage, ranked
from capacita.legislation.rules.terms import ArticleTerms, Match, Term, looked_up, matches
from capacita.people.rules import Standing
from capacita.search.models import Document
from capacita.search.queries import documents, documents_holding, languages_of

# The kind under which passages of domestic law are registered with search.
LAW_PASSAGES = "law_passages"


@dataclass(frozen=True)
class CandidatePassage:
    """A passage that may be the place for an article: its key, its whole text, and why, with the spans in that text."""

    key: str
    language: str
    address: str
    text: str
    points: int
    match: Match


@once
def article_terms(article: str, *, at: Moment) -> ArticleTerms:
    """The terms of one article in all languages, with those of its shared objects; none for an article without any."""
    objects = ArticleObject.objects.recorded(at).filter(provision_key=article).values_list("shared_object", flat=True)
    rows = LegalTerm.objects.recorded(at).filter(Q(concerns=article) | Q(concerns__in=list(objects)))
    return ArticleTerms(article, tuple(_term(row) for row in rows.select_related("citation").order_by("key")))


@once
def all_terms(*, at: Moment) -> tuple[ArticleTerms, ...]:
    """The terms of every article that has any, in the order of the keys, for a passage of which nothing is known yet."""
    by_concern: dict[str, list[Term]] = {}
    for row in LegalTerm.objects.recorded(at).select_related("citation").order_by("key"):
        by_concern.setdefault(row.concerns, []).append(_term(row))
    objects = objects_by_article(at=at)
    shared = {each for named in objects.values() for each in named}
    return tuple(
        ArticleTerms(
            article, (*terms, *(term for name in objects.get(article, ()) for term in by_concern.get(name, ())))
        )
        for article, terms in by_concern.items()
        if article not in shared
    )


def term_rows(concerns: str, *, at: Moment) -> list[LegalTerm]:
    """The terms that concern an article or a shared object: core ones first, then weak ones, then those that mislead."""
    rows = LegalTerm.objects.recorded(at).filter(concerns=concerns).select_related("citation")
    order = list(Role)
    return sorted(rows, key=lambda row: (row.language, order.index(Role(row.role)), not row.is_verified, row.term))


def objects_by_article(*, at: Moment) -> Mapping[str, tuple[str, ...]]:
    """The shared objects of each article that has any."""
    found: dict[str, tuple[str, ...]] = {}
    rows = ArticleObject.objects.recorded(at).order_by("key").values_list("provision_key", "shared_object")
    for article, name in rows:
        found[article] = (*found.get(article, ()), name)
    return found


def candidate_passages(
    article: str, *, country: str, user: Standing, at: Moment, most: int = 20
) -> list[CandidatePassage]:
    """The passages of a country's law that may answer the article, those to read first before.

    Only those that `user` may see. Empty says that no term was found, and nothing about the law.
    """
    terms = article_terms(article, at=at)
    spoken = languages_of(documents(LAW_PASSAGES, user=user, at=at, country=country))
    rows = documents_holding(looked_up(terms, spoken), kind=LAW_PASSAGES, user=user, at=at, country=country)
    held = (Passage(key, language, "", words) for key, language, words in rows.values_list("key", "language", "words"))
    best = ranked(held, terms, most=most)
    shown = Document.objects.filter(kind=LAW_PASSAGES, key__in=[each.passage.key for each in best])
    by_key = {each.key: each for each in shown}
    return [_candidate(by_key[each.passage.key], each.points, terms) for each in best]


def _candidate(document: Document, points: int, terms: ArticleTerms) -> CandidatePassage:
    text = f"{document.title}\n{document.text}"
    match = next(iter(matches(text, document.language, [terms])))
    return CandidatePassage(document.key, document.language, document.address, text, points, match)


def _term(row: LegalTerm) -> Term:
    return Term(row.key, row.language, row.term, Role(row.role), row.reason, row.is_verified, row.citation.text)
