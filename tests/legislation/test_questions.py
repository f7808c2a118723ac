"""Questions to a country: out as a document and a workbook, back as answers that stand beside the elements and rate nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import docx
import openpyxl
import pytest
from django.test import Client

from capacita.evidence.actions import withdraw_file
from capacita.evidence.choices import FileKind
from capacita.evidence.files import open_file
from capacita.evidence.models import KeptFile
from capacita.kernel.clock import today
from capacita.kernel.errors import InputError, RefusedError
from capacita.legislation.actions.questions import send_questions, take_in_answers
from capacita.legislation.actions.rating import begin_rating
from capacita.legislation.models import CountryQuestions, LawRating, RatingDraft
from capacita.legislation.queries.questions import askable, asked_lines
from capacita.legislation.question_files import question_document, question_workbook
from capacita.legislation.rules.sheets import Sheet
from capacita.people.choices import ScopeKind
from capacita.people.inbox import waiting_for
from capacita.people.models import User
from capacita.people.rules import Scope, Standing
from capacita.review.actions.reviewing import may_skip_comment
from capacita.review.models import Review, ReviewStep
from tests.legislation.test_rating import keep, met
from tests.people import cast

pytestmark = pytest.mark.django_db
ROMANIA = Scope(ScopeKind.COUNTRY, "RO")
By = Callable[[str], Standing]


@pytest.fixture
def people() -> dict[str, User]:
    return {
        "author": cast.person("author@example.org", "legal_assessor", ROMANIA),
        "colleague": cast.person("colleague@example.org", "legal_assessor", ROMANIA),
        "romania": cast.person("romania@example.org", "country_focal_point", ROMANIA),
        "morocco": cast.person("morocco@example.org", "country_focal_point", cast.MOROCCO),
    }


@pytest.fixture
def by(people: dict[str, User]) -> By:
    return lambda name: cast.standing(people[name])


@pytest.fixture
def sheet(by: By) -> Review:
    """Article 2: the first element is met, the second not assessed, the others not looked at."""
    review = begin_rating(Sheet("RO", "ets185/art_2", date(2024, 3, 2)), by=by("author"))
    first, second, *_others = [each.element.key for each in askable(by("author"), "RO")]
    keep(review, first, by("author"), **met())
    keep(review, second, by("author"), code="UNK", text="the code was not found")
    return review


def sent(by: By, *, language: str = "en") -> CountryQuestions:
    found = [each for each in askable(by("author"), "RO") if each.is_open]
    return send_questions(
        "RO", {each.name: "" for each in found}, until=today() + timedelta(days=30), language=language, by=by("author")
    )


def filled(questions: CountryQuestions, answers: dict[int, str]) -> bytes:
    """The document as it was sent, with answers in the rows of these numbers."""
    document = docx.Document(io.BytesIO(question_document(questions)))
    for row, text in answers.items():
        document.tables[0].rows[row].cells[3].text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_what_is_not_assessed_goes_out_and_waits_for_the_country_alone(sheet: Review, by: By) -> None:
    questions = sent(by)
    elements = [each.element.key for each in askable(by("author"), "RO")]
    assert [each.element for each in asked_lines(questions)] == elements[1:]
    assert [each.words.text for each in waiting_for(by("romania"))] == ["Questions about your country's law: Romania"]
    assert waiting_for(by("morocco")) == waiting_for(by("colleague")) == []
    # A colleague does not see what is in work on another's sheet, and cannot ask about it.
    assert askable(by("colleague"), "RO") == []
    for asked in ({}, {f"{sheet.key}|ets185/art_2/e9": ""}):
        with pytest.raises(InputError, match="choose 1 to"):
            send_questions("RO", asked, until=today() + timedelta(days=30), language="en", by=by("author"))
    with pytest.raises(RefusedError):
        send_questions("RO", {}, until=today() + timedelta(days=30), language="en", by=by("romania"))


def test_the_documents_say_it_in_the_language_asked_for_and_open_as_any_file_from_outside(
    sheet: Review, by: By
) -> None:
    questions = sent(by, language="fr")
    document = docx.Document(io.BytesIO(question_document(questions)))
    assert len(document.tables[0].rows) == len(questions.lines) + 1
    assert document.tables[0].rows[1].cells[0].text == f"{questions.key[:8]}-1"
    assert open_file(question_document(questions), name="questions.docx").kind == FileKind.DOCX
    book: Any = openpyxl.load_workbook(io.BytesIO(question_workbook(questions)))
    assert [cell.value for cell in book.worksheets[0][1]] == ["number", "article", "question", "answer"]


def test_a_question_pasted_from_another_program_opens_in_both_documents(sheet: Review, by: By) -> None:
    name = askable(by("author"), "RO")[0].name
    words = "Which law,\vand which article?\x07\r\nSince when?"
    questions = send_questions("RO", {name: words}, until=today() + timedelta(days=30), language="en", by=by("author"))
    document = docx.Document(io.BytesIO(question_document(questions)))
    assert document.tables[0].rows[1].cells[2].text == "Which law, and which article? \nSince when?"
    book: Any = openpyxl.load_workbook(io.BytesIO(question_workbook(questions)))
    assert book.worksheets[0]["C2"].value == "Which law, and which article? \nSince when?"


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_a_filled_file_becomes_the_countrys_answers_with_the_file_as_source_and_no_rating(
    ending: str, sheet: Review, by: By
) -> None:
    questions = sent(by)
    before = list(RatingDraft.objects.values_list("element_key", "code", "text", "version"))
    assert take_in_answers(questions, content=_file(questions, ending), file=f"answers.{ending}", by=by("romania")) == 1
    (step,) = ReviewStep.objects.filter(kind="answer")
    assert (step.item, step.text, step.review) == (asked_lines(questions)[0].element, "Section 5 of the code.", sheet)
    assert KeptFile.objects.get(key=step.source_key).scope == ROMANIA
    assert list(RatingDraft.objects.values_list("element_key", "code", "text", "version")) == before
    assert not LawRating.objects.exists()
    assert asked_lines(questions)[0].answers == ("Section 5 of the code.",)
    assert waiting_for(by("romania")) == []
    assert [each.words.text for each in waiting_for(by("author"))] == ["Your questions were answered: Romania"]
    with pytest.raises(InputError, match="nothing that was not answered"):
        take_in_answers(questions, content=_file(questions, ending), file=f"again.{ending}", by=by("romania"))


def test_the_file_that_came_with_answers_is_linked_where_the_sheet_says_that_they_came(
    sheet: Review, by: By, people: dict[str, User]
) -> None:
    take_in_answers(
        sent(by), content=_file(CountryQuestions.objects.get(), "docx"), file="réponses.docx", by=by("romania")
    )
    kept = KeptFile.objects.get()
    author = cast.browser(people["author"])
    page = author.get(f"/legislation/ratings/{sheet.key}/").content.decode()
    assert re.search(rf'href="/files/{kept.key}/" download><bdi>réponses.docx</bdi>', page)
    assert f"<code>{kept.key}</code>" not in page
    assert kept.name in author.get("/files/countries/RO/").content.decode()
    # Withdrawn, it is a key again, which leads nowhere.
    withdraw_file(kept, by=by("romania"))
    page = author.get(f"/legislation/ratings/{sheet.key}/").content.decode()
    assert f"<code>{kept.key}</code>" in page
    assert f"/files/{kept.key}/" not in page


def _file(questions: CountryQuestions, ending: str) -> bytes:
    if ending == "docx":
        return filled(questions, {1: "Section 5 of the code."})
    book: Any = openpyxl.load_workbook(io.BytesIO(question_workbook(questions)))
    book.worksheets[0].cell(2, 4).value = "Section 5 of the code."
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_does_not_fit_is_told_by_row_and_nothing_is_kept(sheet: Review, by: By) -> None:
    questions, other = sent(by), sent(by)
    document = docx.Document(io.BytesIO(filled(questions, {1: "Yes.", 2: "No."})))
    document.tables[0].rows[1].cells[0].text = "first"
    document.tables[0].rows[2].cells[0].text = f"{questions.key[:8]}-999"
    out = io.BytesIO()
    document.save(out)
    for content, file, told in (
        (out.getvalue(), "a.docx", [(2, "number")]),
        (filled(other, {1: "Yes."}), "a.docx", [(2, "number")]),
        (b"PK", "a.docx", [(0, "")]),
        (b"Yes.", "a.txt", [(0, "")]),
        (filled(questions, {1: "x" * 5001}), "a.docx", [(2, "answer")]),
    ):
        with pytest.raises(InputError) as refusal:
            take_in_answers(questions, content=content, file=file, by=by("romania"))
        assert [(each.row or 0, each.column) for each in refusal.value.problems] == told, file
    for name in ("morocco",):
        with pytest.raises(RefusedError):
            take_in_answers(questions, content=filled(questions, {1: "Yes."}), file="a.docx", by=by(name))
    assert not ReviewStep.objects.filter(kind="answer").exists()
    assert not KeptFile.objects.exists()


def test_the_country_answers_on_its_own_page_row_by_row_before_anything_is_kept(
    sheet: Review, people: dict[str, User], by: By
) -> None:
    author, romania = cast.browser(people["author"]), cast.browser(people["romania"])
    page = author.get("/legislation/RO/workbench/questions/").content.decode()
    assert page.count(" checked>") == len(askable(by("author"), "RO")) - 1
    names = [each.name for each in askable(by("author"), "RO") if each.is_open]
    chosen = {"ask": names[:1], f"words-{names[0]}": "Which section?", "until": f"{today() + timedelta(days=9)}"}
    assert author.post("/legislation/RO/workbench/questions/", {**chosen, "language": "en"}).status_code == 302
    questions = CountryQuestions.objects.get()
    address = f"/legislation/questions/{questions.key}/"
    assert "Which section?" in romania.get(address).content.decode()
    assert romania.get(f"{address}questions.docx").status_code == 200
    for other in (cast.browser(people["morocco"]), Client()):
        assert other.get(address).status_code in (302, 404)
        assert other.get(f"{address}questions.docx").status_code in (302, 404)
    upload = io.BytesIO(filled(questions, {1: "Section 5."}))
    upload.name = "answers.docx"
    tried = romania.post(f"{address}answers/", {"file": upload}).content.decode()
    assert "Section 5." in tried
    assert not ReviewStep.objects.filter(kind="answer").exists()
    content = tried.split('name="content" value="')[1].split('"')[0]
    applied = {"step": "apply", "name": "answers.docx", "content": content}
    assert romania.post(f"{address}answers/", applied).status_code == 302
    assert "Section 5." in author.get(f"/legislation/ratings/{sheet.key}/").content.decode()


def test_an_answer_to_a_question_is_no_comment_on_the_rating(sheet: Review, by: By) -> None:
    """The country that answered is still asked for its comment, told of its day, and not skipped without a reason."""
    questions = sent(by)
    take_in_answers(questions, content=filled(questions, {1: "Section 5 of the code."}), file="a.docx", by=by("author"))
    assert not may_skip_comment(sheet, today())
