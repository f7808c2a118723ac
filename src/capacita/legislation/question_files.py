"""Questions to a country as a document and as a workbook, in one language, and the filled ones read again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from capacita.countries.queries import names
from capacita.evidence.word_tables import read_docx_table
from capacita.evidence.workbooks import read_xlsx, text_workbook
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.moment import Moment
from capacita.kernel.said import said
from capacita.kernel.wording import day_in_words
from capacita.legislation.models import CountryQuestions
from capacita.legislation.queries.questions import Asked, asked_lines
from capacita.legislation.sources.answers import ANSWER_COLUMNS, AnswerRow, parse_answer_rows

_WIDTHS = (14, 10, 70, 70)
_CENTIMETRES = (2.6, 1.8, 6.6, 6.6)


def read_answers(content: bytes, *, file: str) -> list[AnswerRow]:
    """The answers in a filled document or workbook, by the ending of its name."""
    ending = file.lower().rpartition(".")[2]
    if ending == "docx":
        return parse_answer_rows(read_docx_table(content, file=file, columns=ANSWER_COLUMNS))
    if ending == "xlsx":
        return parse_answer_rows(read_xlsx(content, file=file, columns=ANSWER_COLUMNS))
    raise InputError(Problem(said("is neither DOCX nor XLSX"), file, remedy=said("Fill in the file that was sent.")))


def question_workbook(questions: CountryQuestions) -> bytes:
    """One sheet: number, article, question, and room for the answer. What was answered stands there."""
    written = BytesIO()
    book = text_workbook(written, f"{questions.iso2} {questions.key[:8]}")
    sheet = book.add_worksheet("questions")
    bold = book.add_format({"bold": True})
    fixed = book.add_format({"bg_color": "#EEF1F6", "text_wrap": True, "valign": "top"})
    typed = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for column, (name, width) in enumerate(zip(ANSWER_COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    for row, each in enumerate(asked_lines(questions), start=1):
        for column, text in enumerate(_cells(each)):
            sheet.write_string(row, column, text, typed if ANSWER_COLUMNS[column] == "answer" else fixed)
    sheet.freeze_panes(1, 0)
    book.close()
    return written.getvalue()


def question_document(questions: CountryQuestions) -> bytes:
    """A letter of a page or more: what is asked, until when, and a table with room for each answer."""
    import docx

    document = docx.Document()
    with translation.override(questions.language):
        language = questions.language
        named = names(language, at=Moment(questions.asked_at.date(), questions.asked_at.date()))[questions.iso2]
        title = _("Questions about the law of %s") % named
        document.add_heading(title, level=1)
        document.add_paragraph(
            _(
                "Please answer in the last column, by %(day)s. Name the law, its article and where it was published. Keep "
                "the numbers in the first column: they say to which question an answer belongs."
            )
            % {"day": day_in_words(questions.until, language)}
        )
        heads = (_("Number"), _("Article"), _("Question"), _("Answer"))
        _write_table(document, heads, asked_lines(questions))
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, "", language
    properties.comments = ""
    properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _write_table(document: Any, heads: Sequence[str], lines: Sequence[Asked]) -> None:
    from docx.shared import Cm

    table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for each in lines:
        for cell, text in zip(table.add_row().cells, _cells(each), strict=True):
            cell.text = text
    for row in table.rows:
        for cell, width in zip(row.cells, _CENTIMETRES, strict=True):
            cell.width = Cm(width)


def _cells(each: Asked) -> tuple[str, str, str, str]:
    return each.number, each.article, each.question, each.answers[-1] if each.answers else ""
