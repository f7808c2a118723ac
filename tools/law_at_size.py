"""Legislation at full size, made up throughout: ratings of every State in many rounds, and laws with their texts.

For `make bench`, in a database of its own. Every word in it says that it is made up. The same seed makes the same rows.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

ROUNDS, RATINGS = 5, 300  # rounds of ratings; elements of one country
LAWS, TEXTS = 2_000, 200_000
_SERVES = 33  # of so many provisions one serves an article: one or two for each article of a country
_AT = datetime(2026, 1, 1, tzinfo=UTC)
_CODES = ("MET", "MET", "MET", "PART", "NOT", "UNK")
_FILLER = {
    "en": "the person who shall be liable under this section and any other act of that law",
    "fr": "la personne qui est punie selon le présent article et toute autre disposition de cette loi",
    "es": "la persona que será castigada según este artículo y toda otra disposición de la presente ley",
    "ro": "persoana care se pedepsește potrivit prezentului articol și oricărei alte dispoziții din această lege",
    "ar": "يعاقب كل شخص وفقا لأحكام هذه المادة وأي حكم آخر من هذا القانون",
    "uk": "особа яка карається відповідно до цієї статті та будь-якої іншої норми цього закону",
    "pt": "a pessoa que será punida nos termos do presente artigo e de qualquer outra disposição desta lei",
    "ru": "лицо которое наказывается согласно настоящей статье и любой другой норме этого закона",
}


def fill() -> None:
    """Afterwards every State has public ratings in all rounds, and the laws stand by country with their texts, indexed.

    The database knows its tables, as an office's own does: PostgreSQL looks through them by itself, unless it is told not to.
    """
    from django.db import connection

    from capacita.countries.queries import state_codes
    from capacita.evidence.citing import cite
    from capacita.kernel.moment import Moment
    from capacita.search.writing import rebuild

    source = random.Random(1)  # noqa: S311 - the same each time
    citation = cite({"made up for a measurement"}, at=_AT)["made up for a measurement"].pk
    day = date(2026, 1, 1)
    states = sorted(state_codes(day, at=Moment(day, day)))
    _ratings(source, states, citation)
    _laws(source, states, citation)
    rebuild()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _ratings(source: random.Random, states: Sequence[str], citation: int) -> None:
    """As many rows as 200 countries with 300 elements each: the catalogue has fewer elements, so there are more rounds."""
    from capacita.legislation.models import LawRating
    from capacita.legislation.queries.rating import article_of_element

    elements = article_of_element()
    rounds = -(-200 * RATINGS * ROUNDS // (len(states) * len(elements)))
    days = [date(2015 + number, 6, 1) for number in range(rounds)]
    _write(
        LawRating,
        (
            {
                "key": f"{iso2}/-/{element}/{on}", "citation_id": citation, "stated_on": on, "iso2": iso2,
                "article_key": article, "element_key": element, "holds_from": on, "publication": "public",
                "code": source.choice(_CODES), "text": "made up", "is_demonstration": False, "review_key": "made up",
            }
            for iso2 in states
            for on in days
            for element, article in elements.items()
        ),
    )  # fmt: skip


def _laws(source: random.Random, states: Sequence[str], citation: int) -> None:
    from capacita.legislation.models import LawProvision, LegalWork, ProvisionText
    from capacita.legislation.queries.rating import ratable_articles

    articles, terms = [each.key for each in ratable_articles()], _terms()
    languages = sorted(_FILLER)
    works = [(f"made-up-{number}", states[number % len(states)]) for number in range(LAWS)]
    spoken = {iso2: languages[number % len(languages)] for number, iso2 in enumerate(states)}
    places = [(key, iso2, number) for key, iso2 in works for number in range(TEXTS // LAWS)]
    _write(
        LegalWork,
        (
            {
                "key": key, "citation_id": citation, "iso2": iso2, "title": f"Law {key}", "official_citation": key,
                "languages": [spoken[iso2]], "in_force_from": "2010-01-01", "confidence": "low",
            }
            for key, iso2 in works
        ),
    )  # fmt: skip
    _write(
        LawProvision,
        (
            {
                "key": f"{key}-{number}", "citation_id": citation, "work_key": key, "iso2": iso2, "ref": f"s. {number + 1}",
                "gist": "made up", "verified": "text", "confidence": "low",
                "articles": [source.choice(articles)] if number % _SERVES == 0 else [],
            }
            for key, iso2, number in places
        ),
    )  # fmt: skip
    _write(
        ProvisionText,
        (
            {
                "key": f"{key}-{number}-text", "citation_id": citation, "provision_key": f"{key}-{number}",
                "language": spoken[iso2], "kind": "original", "text": _passage(source, spoken[iso2], terms),
            }
            for key, iso2, number in places
        ),
    )  # fmt: skip


def _terms() -> Mapping[str, Sequence[str]]:
    """The words of the list of search terms, by language."""
    from capacita.legislation.models import LegalTerm

    found: dict[str, list[str]] = {}
    for language, term in LegalTerm.objects.recorded().order_by("key").values_list("language", "term"):
        found.setdefault(language, []).append(term)
    return found


def _passage(source: random.Random, language: str, terms: Mapping[str, Sequence[str]]) -> str:
    """Some sixty words: those that every law has, single words of search terms, and in one of five passages a whole term."""
    known = terms.get(language) or terms["en"]
    words = source.choices(_FILLER[language].split(), k=45)
    words += [source.choice(source.choice(known).split()) for _ in range(12)]
    source.shuffle(words)
    if source.random() < 0.2:
        words.insert(source.randrange(len(words)), source.choice(known))
    return " ".join(words)


def _write(model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    """The facts, each given by the fields that differ from the model's defaults."""
    from django.db import connection

    from tools.bulk import fill as fill_table

    fields = [each for each in model._meta.concrete_fields if not each.primary_key]
    always = {"digest": "0" * 64, "recorded_at": _AT}

    def prepared() -> Iterable[list[Any]]:
        for row in rows:
            values = {**always, **row}
            yield [
                each.get_db_prep_save(
                    values[each.attname] if each.attname in values else each.get_default(), connection
                )
                for each in fields
            ]

    fill_table(model, prepared(), [each.column for each in fields])
