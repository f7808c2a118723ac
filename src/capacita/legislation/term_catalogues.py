"""The catalogue of search terms, and what is checked of it beside the articles of the treaties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from capacita.evidence.catalogue import Catalogue, Draft, RowForm, TableParser, register_catalogue
from capacita.kernel.errors import Problem
from capacita.kernel.said import said
from capacita.legislation.choices import SharedObject
from capacita.legislation.models import ArticleObject, LegalTerm
from capacita.legislation.sources import terms
from capacita.standards.models import Provision

_FILE = Path(__file__).parent / "catalog" / "legal_terms.yaml"


def check_terms(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """A term concerns an article that is there, and is said once, whatever its capitals."""
    yield from _of_no_article(drafts, "concerns")
    said_before = {_words(draft): draft for draft in kept}
    for draft in drafts:
        first = said_before.setdefault(_words(draft), draft)
        if first is not draft:
            yield draft.problem("term", said("says again what “%(term)s” says", term=first.values["term"]))


def check_article_objects(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    yield from _of_no_article(drafts, "provision_key")


def _of_no_article(drafts: Sequence[Draft], column: str) -> Iterable[Problem]:
    articles = set(Provision.objects.recorded().filter(paragraph="").values_list("key", flat=True))
    for draft in drafts:
        if draft.values[column] not in articles and draft.values[column] not in SharedObject._value2member_map_:
            yield draft.problem(column, said("“%(key)s” is not an article", key=draft.values[column]))


def _words(draft: Draft) -> tuple[str, str, str]:
    return draft.values["concerns"], draft.values["language"], " ".join(draft.values["term"].casefold().split())


def register() -> None:
    def from_bytes(
        parse: Callable[[bytes, str], Sequence[dict[str, Any]]],
    ) -> Callable[[bytes, str], Sequence[Draft]]:
        return lambda content, file: [Draft(**fields) for fields in parse(content, file)]

    register_catalogue(
        Catalogue(
            "legal_terms",
            _FILE,
            LegalTerm,
            from_bytes(terms.parse_legal_terms),
            check_terms,
            TableParser(terms.TERM_COLUMNS, terms.parse_term_rows),
            RowForm(terms.term_cells),
        )
    )
    register_catalogue(
        Catalogue(
            "article_objects", _FILE, ArticleObject, from_bytes(terms.parse_article_objects), check_article_objects
        )
    )
