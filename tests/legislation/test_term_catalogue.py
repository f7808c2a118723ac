"""The list of search terms as facts: whole, with its sources, refused where it contradicts itself, kept by four eyes."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from capacita.evidence.loading import load_catalogues
from capacita.evidence.models import SourceDescription
from capacita.evidence.recording import RowChange, record_row
from capacita.kernel.clock import now
from capacita.kernel.digests import short_digest
from capacita.kernel.errors import InputError
from capacita.kernel.moment import Moment
from capacita.legislation.choices import Role
from capacita.legislation.models import ArticleObject, LegalTerm
from capacita.legislation.queries.terms import all_terms, article_terms
from capacita.legislation.sources.terms import parse_article_objects, parse_legal_terms
from capacita.people.models import LOADER
from tests.legislation.sample import written
from tests.legislation.terms import LIST, the_file, the_list

AT = Moment(date(2026, 11, 24), date(2026, 11, 24))
ROW = {
    "concerns": "ets185/art_2", "language": "fr", "term": "intrusion frauduleuse", "role": "core", "reason": "",
    "basis": "law", "source": "https://example.org/law", "note": "",
}  # fmt: skip


def record(cells: dict[str, str] | None, key: str = "") -> str:
    with transaction.atomic():
        return record_row(RowChange("legal_terms", cells, key), at=now()).key


def refusal(**changed: str) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        record({**ROW, **changed})
    return [(each.column, each.message) for each in caught.value.problems]


def told(change: Any) -> list[str]:
    """What the parser says of the file after `change`."""
    listed = copy.deepcopy(the_file())
    change(listed)
    content = written(listed).encode()
    for parse in (parse_article_objects, parse_legal_terms):
        try:
            parse(content, "f.yaml")
        except InputError as refused:
            return [str(each) for each in refused.problems]
    return []


@pytest.mark.django_db
def test_every_term_of_the_file_is_a_fact_with_what_the_file_says_of_it() -> None:
    entries = [
        (each["id"], language, entry["term"], entry["role"], entry["verified"], "")
        for each in the_file()["articles"]
        for language, listed in each["terms"].items()
        for entry in listed
    ]
    entries += [
        (name, language, entry["term"], entry["role"], entry["verified"], "")
        for name, languages in the_file()["objects"].items()
        for language, listed in languages.items()
        for entry in listed
    ]
    entries += [
        (each["id"], entry["lang"], entry["term"], "misleading", entry["verified"], entry["why"])
        for each in the_file()["articles"]
        for entry in each["negatives"]
    ]
    rows = LegalTerm.objects.recorded()
    held = {(each.concerns, each.language, each.term, each.role, each.is_verified, each.reason) for each in rows}
    assert held == set(entries)
    assert len(held) == len(entries) == 1175
    assert ArticleObject.objects.recorded().count() == sum(len(each["objects"]) for each in the_file()["articles"])


@pytest.mark.django_db
def test_what_nobody_verified_says_so_in_its_citation_and_nothing_else_does() -> None:
    for row in LegalTerm.objects.recorded().select_related("citation"):
        assert row.citation.is_unverified is not row.is_verified, row.key


@pytest.mark.django_db
def test_every_source_of_the_file_is_described() -> None:
    described = {each.key: each for each in SourceDescription.objects.recorded()}
    for name, source in the_file()["sources"].items():
        assert described[short_digest(source["url"])].title, name


@pytest.mark.django_db
def test_the_terms_read_from_the_database_are_those_of_the_file() -> None:
    by_file = {each.article: set(each.terms) for each in the_list()}
    assert {each.article: {replaced(one) for one in each.terms} for each in all_terms(at=AT)} == {
        key: {replaced(one) for one in terms} for key, terms in by_file.items()
    }
    assert set(article_terms("ets185/art_16", at=AT).terms) == by_file["ets185/art_16"]
    assert article_terms("ets185/art_1", at=AT).terms == ()


def replaced(term: Any) -> tuple[str, Role, bool]:
    return term.key, term.role, term.is_verified


@pytest.mark.django_db
def test_a_term_is_recorded_corrected_and_withdrawn_row_by_row() -> None:
    key = record(ROW)
    assert key == "ets185/art_2/fr/intrusion frauduleuse"
    assert key in {each.key for each in article_terms("ets185/art_2", at=AT).terms}
    assert record({**ROW, "role": "misleading", "reason": "into a building"}, key) == key
    found = next(each for each in article_terms("ets185/art_2", at=AT).terms if each.key == key)
    assert (found.role, found.reason) == (Role.MISLEADING, "into a building")
    record(None, key)
    assert key not in {each.key for each in article_terms("ets185/art_2", at=AT).terms}


@pytest.mark.django_db
def test_a_row_that_cannot_be_is_refused_at_its_column() -> None:
    assert refusal(concerns="article 2") == [("concerns", "is neither an article nor a shared object")]
    assert refusal(concerns="ets185/art_99") == [("concerns", "“ets185/art_99” is not an article")]
    assert refusal(language="de")[0][0] == "language"
    assert refusal(role="strong")[0] == ("role", "“strong” is not known here")
    assert refusal(basis="rumour")[0][0] == "basis"
    assert refusal(term="—") == [("term", "holds no word")]
    assert refusal(term="x" * 131)[0][0] == "term"
    assert refusal(role="misleading")[0] == ("reason", "is given for a misleading term, and for one alone")
    assert refusal(reason="because")[0][0] == "reason"
    assert refusal(concerns="computer_data")[0] == ("role", "the term of a shared object is weak")
    assert refusal(source="https://example.org, unverified")[0][0] == "source"
    assert refusal(basis="general_knowledge")[0][0] == "source"
    assert refusal(source="")[0] == ("source", "names no source")
    assert refusal(term="Accès  Frauduleux") == [("term", "says again what “accès frauduleux” says")]


def test_a_file_that_contradicts_itself_is_refused_where_it_stands() -> None:
    def term(listed: Any) -> Any:
        return next(one for one in listed["articles"][0]["terms"]["en"] if one["verified"])

    assert "verified: does not fit the basis" in told(lambda each: term(each).update(verified=False))[0]
    assert "is not a source of the file" in told(lambda each: term(each).update(source="nobody"))[0]
    assert "differs from what the sources say" in told(lambda each: term(each).update(source_url="https://x"))[0]
    assert "column source: is missing where there is a basis" in told(lambda each: term(each).pop("source"))[0]
    assert told(lambda each: term(each).update(surprise=1)) == [
        f"f.yaml, column articles[1].terms.en[{the_file()['articles'][0]['terms']['en'].index(term(the_file())) + 1}]"
        ".surprise: is not a key of its kind"
    ]
    assert "is not a shared object" in told(lambda each: each["articles"][0].update(objects=["moon"]))[0]
    assert told(lambda each: each.pop("meta")) == ["f.yaml: is not a list of search terms. It begins with its “meta”."]


@pytest.mark.django_db
def test_the_file_loads_again_without_a_change_and_two_catalogues_come_from_it(tmp_path: Path) -> None:
    path = tmp_path / LIST.name
    path.write_bytes(LIST.read_bytes())
    results = load_catalogues(by=LOADER, files={"legal_terms": path, "article_objects": path})
    assert [(each.name, each.added, each.superseded) for each in results] == [
        ("legal_terms", 0, 0), ("article_objects", 0, 0),
    ]  # fmt: skip
