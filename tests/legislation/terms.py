"""The terms of the product's own list, as the rules take them."""

from __future__ import annotations

from functools import cache
from typing import Any

from capacita.evidence.catalogue import catalogues
from capacita.evidence.reading import read_yaml
from capacita.legislation.choices import VERIFYING, Role
from capacita.legislation.rules.terms import ArticleTerms, Term
from capacita.legislation.sources.terms import parse_article_objects, parse_legal_terms

LIST = next(each.path for each in catalogues() if each.name == "legal_terms")


@cache
def the_file() -> Any:
    return read_yaml(LIST.read_bytes(), file=LIST.name)


@cache
def the_list() -> tuple[ArticleTerms, ...]:
    """Every article with its own terms and those of its shared objects, read from the file without a database."""
    by_concern: dict[str, list[Term]] = {}
    for row in parse_legal_terms(LIST.read_bytes(), LIST.name):
        given = row["values"]
        term = Term(
            row["key"], given["language"], given["term"], Role(given["role"]), given["reason"],
            given["basis"] in VERIFYING, row["citation"],
        )  # fmt: skip
        by_concern.setdefault(given["concerns"], []).append(term)
    objects: dict[str, list[str]] = {}
    for row in parse_article_objects(LIST.read_bytes(), LIST.name):
        objects.setdefault(row["values"]["provision_key"], []).append(row["values"]["shared_object"])
    return tuple(
        ArticleTerms(key, (*terms, *(each for name in objects.get(key, ()) for each in by_concern[name])))
        for key, terms in by_concern.items()
        if "/" in key
    )


def article(number: str) -> ArticleTerms:
    return next(each for each in the_list() if each.article == f"ets185/art_{number}")
