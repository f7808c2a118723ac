"""The index: in step with the records inside their transaction, the same when made anew, for whoever may see it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from capacita.countries.models import CountryName
from capacita.evidence.actions import keep_source
from capacita.evidence.recording import RowChange, cells_of, current_row, record_row
from capacita.kernel.clock import now
from capacita.kernel.moment import Moment
from capacita.people.models import User
from capacita.people.rules import Standing
from capacita.search.fulltext import holding
from capacita.search.models import Document
from capacita.search.queries import HitGroup, documents, documents_holding, found
from capacita.search.registry import indexed, register_texts
from capacita.search.writing import is_current, rebuild
from tests.people import cast

pytestmark = pytest.mark.django_db
AT = Moment(date(2026, 11, 24), date(2026, 11, 24))
PUBLIC = Standing("", AT.as_of)


def record(catalogue: str, cells: dict[str, str] | None, key: str = "") -> str:
    with transaction.atomic():
        return record_row(RowChange(catalogue, cells, key), at=now()).key


def hits(asked: str, kind: str = "", *, at: Moment = AT, user: Standing = PUBLIC) -> list[tuple[str, str]]:
    groups = found(asked, user=user, at=at, kind=kind)
    return [(each.kind, hit.address) for each in groups for hit in each.hits]


def whole() -> list[tuple[Any, ...]]:
    names = [each.name for each in Document._meta.concrete_fields if each.name != "id"]
    return sorted(Document.objects.values_list(*names), key=str)


def looked_up(word: str) -> set[str]:
    return {each.key for each in documents_holding([[word]], kind="countries", user=PUBLIC, at=AT)}


def test_rebuilding_changes_nothing() -> None:
    before = whole()
    assert len(before) > 2_000
    assert rebuild() == len(before)
    assert whole() == before
    assert is_current()
    assert hits("morocco", "countries") == [("countries", "/countries/MA/")]


@pytest.mark.parametrize(("asked", "kind", "address"), [
    ("Turkey", "countries", "/countries/TR/"),
    ("Türkiye", "countries", "/countries/TR/"),
    ("المغرب", "countries", "/countries/MA/"),
    ("maroc", "countries", "/countries/MA/"),
    ("Україна", "countries", "/countries/UA/"),
    ("cotE D’ivoire", "countries", "/countries/CI/"),
    ("glacy+", "projects", "/portfolio/GLACY%2B/"),
    ("expedited preservation", "provisions", "/instruments/ets185/#ets185/art_16"),
    ("budapest", "instruments", "/instruments/ets185/"),
])  # fmt: skip
def test_what_is_recorded_is_found_by_its_words(asked: str, kind: str, address: str) -> None:
    assert hits(asked, kind)[0] == (kind, address)


def test_of_equals_what_holds_on_the_date_comes_first() -> None:
    then = Moment(date(2015, 1, 1), AT.known_on)
    for at, name in ((AT, "Türkiye"), (then, "Turkey")):
        ((_, hit),) = [
            (group, each)
            for group in found("turk", user=PUBLIC, at=at, kind="countries")
            for each in group.hits
            if each.country == "TR"
        ]
        assert "".join(each.text for each in hit.title) == name
    (swaziland,) = found("swaziland", user=PUBLIC, at=AT, kind="countries")[0].hits
    assert (swaziland.beside, swaziland.valid_to) == ("Eswatini", "2018-04-19")


def test_all_words_must_be_there_and_a_page_is_told_once() -> None:
    assert hits("morocco iceland") == []
    assert hits("a") == hits("") == hits("—") == hits("’") == []
    addresses = [address for _, address in hits("united")]
    assert len(addresses) == len(set(addresses))


def test_what_is_typed_to_break_the_question_is_looked_for_as_words() -> None:
    for typed in ('"', "'", "morocco' OR 1", "a* NEAR(b)", "words:x", "-morocco", "(", "mo|ro", "%", "\\", "\0morocco"):
        assert isinstance(found(typed, user=PUBLIC, at=AT), list)
    assert hits("-morocco*", "countries") == [("countries", "/countries/MA/")]


def test_a_correction_is_found_at_once_and_what_it_replaced_is_not() -> None:
    key = CountryName.objects.recorded().get(iso2="MA", language="en").key
    cells = cells_of("country_names", current_row("country_names", key))
    record("country_names", {**cells, "short_name": "Zubrowka", "formal_name": ""}, key)
    assert hits("zubrowka") == [("countries", "/countries/MA/")]
    assert not any(each.startswith("MA/en/") for each in looked_up("morocco*"))
    record("country_names", None, key)
    assert hits("zubrowka") == []
    before = whole()
    rebuild()
    assert whole() == before


def test_what_is_rolled_back_was_never_found() -> None:
    before = whole()
    with transaction.atomic():
        record("sources", {"address": "https://example.org/zubrowka", "title": "Zubrowka"})
        assert hits("zubrowka") != []
        transaction.set_rollback(True)
    assert whole() == before
    assert hits("zubrowka") == []


def test_a_source_is_found_by_its_address_and_what_it_is_called_once_a_record_cites_it() -> None:
    keep_source(
        address="https://example.org/zubrowka",
        content=b"text",
        by=cast.standing(cast.person("bob@example.org", "programme_manager")),
    )
    assert hits("zubrowka") == []
    record("sources", {"address": "https://example.org/zubrowka", "title": "The grand budget"})
    ((_, address),) = hits("zubrowka")
    assert hits("grand budget", "sources") == [("sources", address)]


def test_what_had_not_been_stated_by_the_moment_is_not_found() -> None:
    Document.objects.filter(kind="projects").update(stated_on=date(2024, 1, 1))
    assert hits("cybersouth", "projects")
    assert not hits("cybersouth", "projects", at=Moment(date(2020, 1, 1), date(2020, 1, 1)))


def test_what_is_not_published_is_found_by_whoever_may_read_it_there() -> None:
    address = "/portfolio/CYBERSOUTH/"
    scope = cast.CYBERSOUTH
    assert Document.objects.filter(address=address).update(scope_kind=scope.kind, scope_key=scope.key)
    inside = cast.standing(cast.person("bob@example.org", "programme_manager", cast.CYBERSOUTH))
    outside = cast.standing(cast.person("charlie@example.org", "programme_manager", cast.GLACY))
    for user, sees in ((PUBLIC, False), (outside, False), (inside, True)):
        assert (("projects", address) in hits("cybersouth", "projects", user=user)) is sees
        assert documents("projects", user=user, at=AT).filter(address=address).exists() is sees


def test_a_table_about_persons_cannot_be_registered() -> None:
    with pytest.raises(ValueError, match=r"people\.User\.name, .* is about persons"):
        register_texts("people", 1, lambda: "People", lambda keys: (), [User])
    assert "people" not in {each.kind for each in indexed()}


def test_many_of_one_kind_are_cut_and_say_so() -> None:
    (group,) = [each for each in found("computer", user=PUBLIC, at=AT) if each.kind == "provisions"]
    assert isinstance(group, HitGroup)
    assert (len(group.hits), group.has_more) == (8, True)
    assert any(piece.is_hit for hit in group.hits for piece in (*hit.title, *hit.passage))


def test_the_database_uses_its_index_of_words() -> None:
    rows = holding(Document.objects.all(), [["preserv*", "data*"], ["conserv*"]])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.explain()
    assert "search_document_words" in plan or "VIRTUAL TABLE INDEX" in plan
