"""Ratings as a workbook and back: what is typed goes round, and what does not fit is told by its row."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from capacita.kernel.errors import RefusedError
from capacita.legislation.models import RATINGS, LawRating, RatingDraft
from capacita.legislation.queries.rating import article_of_element, elements_of_article
from capacita.people.choices import ScopeKind
from capacita.people.models import User
from capacita.people.rules import Scope
from capacita.review.actions import reviewing
from capacita.review.models import Review
from tests.people import cast

pytestmark = pytest.mark.django_db
ROMANIA = Scope(ScopeKind.COUNTRY, "RO")
ADDRESS = "/legislation/RO/workbench/"


@pytest.fixture
def author() -> User:
    return cast.person("author@example.org", "legal_assessor", ROMANIA)


@pytest.fixture
def client(author: User) -> Client:
    return cast.browser(author)


def workbook(client: Client) -> openpyxl.Workbook:
    answer = client.get(f"{ADDRESS}ratings.xlsx?on=2024-03-02")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def fill(book: openpyxl.Workbook, rows: dict[str, dict[str, str]]) -> bytes:
    """The workbook's bytes with the cells of these elements typed."""
    sheet: Any = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for line in sheet.iter_rows(min_row=2):
        for column, text in rows.get(line[heads["element"] - 1].value, {}).items():
            sheet.cell(line[0].row, heads[column], text)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def send(client: Client, content: bytes, **fields: str) -> Any:
    return client.post(f"{ADDRESS}upload/", {"file": SimpleUploadedFile("ratings.xlsx", content), **fields})


FILLED = {
    "ets185/art_2/e1": {"code": "MET", "cited": "ro-cp-360"},
    "ets185/art_2/e2": {"code": "part", "text": "intent is not named", "cited": "ro-cp-360; ro-cp-249"},
    "ets185/art_3/e1": {"code": "NOT", "text": "searched: Criminal Code, 2 March 2024", "flags": "CONTESTED"},
}


def test_a_filled_workbook_shows_what_it_would_change_and_is_then_kept_in_drafts(client: Client, author: User) -> None:
    book = workbook(client)
    assert book.worksheets[0].max_row - 1 == len(article_of_element()) > 150
    content = fill(book, FILLED)
    answer = send(client, content)
    assert answer.status_code == 200
    assert "3 elements would change" in answer.content.decode()
    assert not Review.objects.exists()
    page = answer.context
    assert (
        client.post(
            f"{ADDRESS}upload/", {"step": "apply", "name": page["file"], "content": page["content"]}
        ).status_code
        == 302
    )
    kept = {each.element_key: each for each in RatingDraft.objects.all()}
    assert set(kept) == set(FILLED)
    assert (kept["ets185/art_2/e2"].code, len(kept["ets185/art_2/e2"].cited)) == ("PART", 2)
    assert kept["ets185/art_3/e1"].flags == ["CONTESTED"]
    assert Review.objects.filter(kind=RATINGS, author=author.key, state="draft").count() == 2
    # What is typed comes along in the next workbook, and sent back unchanged it changes nothing.
    again = io.BytesIO()
    workbook(client).save(again)
    assert "nothing would change" in send(client, again.getvalue()).content.decode()


def test_lines_that_were_typed_go_round_as_lines(client: Client) -> None:
    """A browser sends the end of a line as two characters, of which a workbook writes the first as _x000D_."""
    client.post(ADDRESS, {"article": "ets185/art_2", "on": "2024-03-02"})
    (review,) = Review.objects.all()
    typed = {"code": "PART", "text": "intent is not named\r\nnor is it in Article 3", "comment": "ask\r\nagain"}
    kept = client.post(f"/legislation/ratings/{review.key}/elements/ets185/art_2/e1/", typed)
    assert kept.status_code == 302
    book = workbook(client)
    cells = {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    assert "intent is not named\nnor is it in Article 3" in cells
    assert "nothing would change" in send(client, fill(book, {})).content.decode()
    # Kept before, or typed in another program.
    content = fill(book, {"ets185/art_2/e1": {"text": "one_x000D_\ntwo, _x005F_x000D_"}})
    send(client, content, step="apply")
    assert RatingDraft.objects.get().text == "one\ntwo, _x000D_"


@pytest.mark.parametrize(
    ("column", "typed"),
    [("territory", "North | South"), ("territory", "x" * 61), ("law_as_of", "2199-01-01"), ("text", "x" * 10_001)],
)
def test_a_place_or_a_day_that_no_sheet_can_have_is_told_by_its_row_before_anything_is_kept(
    column: str, typed: str, client: Client
) -> None:
    rows = {"ets185/art_2/e1": {"code": "MET", "cited": "ro-cp-360", column: typed}}
    answer = send(client, fill(workbook(client), rows))
    assert answer.status_code == 400
    assert [(each.row, each.column) for each in answer.context["problems"]] == [(2, column)]
    kept = client.post(
        f"{ADDRESS}upload/",
        {"step": "apply", "name": answer.context["file"], "content": answer.context["content"]},
    )
    assert kept.status_code == 400
    assert client.get(ADDRESS).status_code == 200
    assert not Review.objects.exists()


def test_what_came_in_a_workbook_is_no_more_public_than_what_was_typed(client: Client, author: User) -> None:
    """A baseline that one person filled in offline is rated by one, whichever way it came."""
    elements = elements_of_article("ets185/art_2")
    content = fill(workbook(client), {each.key: {"code": "MET", "cited": "ro-cp-360"} for each in elements})
    read = send(client, content).context
    kept = client.post(f"{ADDRESS}upload/", {"step": "apply", "name": read["file"], "content": read["content"]})
    assert kept.status_code == 302
    review = Review.objects.get(author=author.key)
    reviewer = cast.standing(cast.person("reviewer@example.org", "reviewer"))
    reviewing.submit_review(review, by=cast.standing(author))
    reviewing.take_review(review, by=reviewer)
    reviewing.agree_review(review, by=reviewer)
    reviewing.approve_review(review, text="The country was not asked.", by=reviewer)
    with pytest.raises(RefusedError, match="only one did"):
        reviewing.publish_review(review, by=cast.standing(cast.person("manager@example.org", "programme_manager")))
    assert set(LawRating.objects.recorded().values_list("publication", flat=True)) == {"internal"}


def test_each_row_that_does_not_fit_is_told_and_nothing_is_kept(client: Client) -> None:
    book = workbook(client)
    sheet: Any = book.worksheets[0]
    sheet["A2"], sheet["I3"], sheet["K4"] = "PH", "GOOD", "ph-4a1"
    sheet["F5"], sheet["D5"] = "ets185/art_2/e99", "000000000000"
    sheet["I2"] = sheet["I4"] = sheet["I5"] = "MET"
    written = io.BytesIO()
    book.save(written)
    text = send(client, written.getvalue()).content.decode()
    assert "Row 3</b>, code: “GOOD” is not known" in text
    sheet["I3"] = "MET"
    written = io.BytesIO()
    book.save(written)
    answer = send(client, written.getvalue(), step="apply")
    text = answer.content.decode()
    assert answer.status_code == 400
    for words in (
        "Row 2</b>, country: is about PH",
        "Row 4</b>, cited: ph-4a1",
        "Row 5</b>, element: is no element any more",
    ):
        assert words in text
    assert not Review.objects.exists()
    for content in (b"", b"no workbook", b"PK\x03\x04"):
        assert send(client, content).status_code == 400


def test_the_workbook_is_for_whoever_may_rate_the_country(client: Client) -> None:
    for role, scope in (("viewer", ROMANIA), ("legal_assessor", cast.MOROCCO), ("reviewer", ROMANIA)):
        other = cast.browser(cast.person(f"{role}{scope.key}@example.org", role, scope))
        assert other.get(f"{ADDRESS}ratings.xlsx").status_code == 404
        assert send(other, b"x").status_code == 404
    assert Client().get(f"{ADDRESS}ratings.xlsx").status_code == 404
    assert client.get("/legislation/PH/workbench/ratings.xlsx").status_code == 404


def test_whoever_may_rate_the_country_finds_the_workbench_on_its_page_and_nobody_else(client: Client) -> None:
    link = 'href="/legislation/RO/workbench/"'
    elsewhere = cast.browser(cast.person("elsewhere@example.org", "legal_assessor", cast.MOROCCO))
    # Each is asked twice: a page kept in memory for one is not handed to another.
    for _time in range(2):
        assert link in client.get("/legislation/RO/").content.decode()
        for other in (Client(), elsewhere):
            assert link not in other.get("/legislation/RO/").content.decode()
