"""The file of a law as a ministry sends it: PDF with text, DOCX, HTML or plain text, as pages or paragraphs of text.

What is a provision in it is the business of the rule that divides it.
"""

from __future__ import annotations

from dataclasses import dataclass

from capacita.evidence.choices import FileKind
from capacita.evidence.docx_text import read_docx_paragraphs
from capacita.evidence.files import MAX_FILE, open_file
from capacita.evidence.html_text import read_html_paragraphs
from capacita.evidence.pdf_text import read_pdf_pages
from capacita.evidence.rules import file_ending, file_name
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import Said, said

MOST_CHARACTERS = 4_000_000
_HTML = (".html", ".htm", ".xhtml")
_TAKEN = (FileKind.PDF, FileKind.DOCX, FileKind.TEXT)
# A page of a law has hundreds of letters; a stamp or a page number over a picture has a few.
_FEWEST_LETTERS = 25


@dataclass(frozen=True)
class LawFile:
    """The text of a file. `pages` where it was printed on pages, whose lines are broken to their width; else `paragraphs`.

    `warnings` say what a reader should look at.
    """

    pages: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    warnings: tuple[Said, ...] = ()


def parse_law_file(content: bytes, name: str) -> LawFile:
    """The text of the file.

    Refuses what the door of files refuses, kinds that hold no text of a law, and a scanned PDF, whose pages are pictures.
    """
    called = file_name(name)
    if file_ending(called) in _HTML:
        if not content:
            raise InputError(Problem(said("is empty"), called))
        if len(content) > MAX_FILE:
            message = said("is larger than %(n)s MB", n=MAX_FILE // 1_048_576)
            raise InputError(Problem(message, called, remedy=said("Split the file.")))
        return _of_paragraphs(read_html_paragraphs(content, file=called), called)
    checked = open_file(content, name=name, as_given=True)
    if checked.kind not in _TAKEN:
        remedy = said("Give the law as PDF with text, DOCX, HTML or plain text, or paste its text.")
        raise InputError(Problem(said("is no text of a law"), called, remedy=remedy))
    if checked.kind is FileKind.PDF:
        return _of_pages(read_pdf_pages(checked.content, file=called), called)
    if checked.kind is FileKind.DOCX:
        return _of_paragraphs(read_docx_paragraphs(checked.content, file=called), called)
    return _of_lines(checked.content.decode("utf-8-sig"), called)


def parse_pasted_law(text: str) -> LawFile:
    """Text that somebody pasted; its lines may be broken to the width of a page."""
    return _of_lines(text, "")


def _of_pages(pages: list[str], file: str) -> LawFile:
    scanned = [number for number, page in enumerate(pages, start=1) if sum(map(str.isalpha, page)) < _FEWEST_LETTERS]
    if len(scanned) == len(pages):
        remedy = said(
            "It was scanned. Have its text recognised (OCR) and save it as PDF with text or as DOCX, or paste the text."
        )
        raise InputError(Problem(said("holds pictures of pages and no text"), file, remedy=remedy))
    _bounded(sum(map(len, pages)), file)
    listed = ", ".join(map(str, scanned[:20]))
    warnings = (said("These pages hold no text, and nothing of them was read: %(pages)s.", pages=listed),)
    return LawFile(pages=tuple(pages), warnings=warnings if scanned else ())


def _of_paragraphs(found: list[str], file: str) -> LawFile:
    if not found:
        raise InputError(Problem(said("holds no text"), file, remedy=said("Paste the text instead.")))
    _bounded(sum(map(len, found)), file)
    return LawFile(paragraphs=tuple(found))


def _of_lines(text: str, file: str) -> LawFile:
    """Lines of plain text are as a page broke them, as far as anybody knows."""
    if not text.strip():
        raise InputError(Problem(said("holds no text"), file, column="" if file else "text"))
    _bounded(len(text), file)
    return LawFile(pages=("".join(each for each in text if each >= " " or each in "\t\n"),))


def _bounded(characters: int, file: str) -> None:
    if characters > MOST_CHARACTERS:
        message = said("holds more text than is read at once")
        raise InputError(Problem(message, file, remedy=said("Split the file.")))
