"""Plain text and CSV from outside: UTF-8 without signs that steer a screen, without markup, without formulas."""

from __future__ import annotations

import csv
import io
import re
import string

from capacita.evidence.choices import FileKind
from capacita.evidence.reading import MAX_CELL
from capacita.evidence.rules import is_utf8
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

MAX_CELLS = 500_000
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")
_MARKUP = re.compile(rb"\s*<[!?a-zA-Z]")
_SEPARATORS = ",;\t"
# Every blank that a program strips, and quotes.
_BEFORE = f'{string.whitespace}\xa0\u2007\u202f\ufeff"'
_CALLS = re.compile(r"[(|!\[]")
_NUMBER = re.compile(r"[+-]?[\d\s.,:/()%-]*")


def open_text(content: bytes, *, kind: FileKind, file: str) -> bytes:
    """The same bytes, found to be text of that kind.

    Refuses other encodings, control characters, what begins as HTML or XML, what a reader of PDF would open, and in a
    CSV each cell that a spreadsheet program would take as a formula.
    """
    plain = content.removeprefix(b"\xef\xbb\xbf")
    if not is_utf8(plain) or _CONTROL.search(plain):
        remedy = said("Save the file as UTF-8; part of it seems to come from another encoding.")
        raise InputError(Problem(said("is not plain text in UTF-8"), file, remedy=remedy))
    if _MARKUP.match(plain) or b"%PDF-" in plain[:1_024]:
        raise InputError(Problem(said("is a page or document of another kind"), file, remedy=said("Save it as PDF.")))
    if kind is FileKind.CSV:
        _check_cells(plain, file)
    return content


def _check_cells(content: bytes, file: str) -> None:
    """Refuses a formula under whatever separator a program takes: which one, it asks its settings and not the file."""
    if max(content.count(each.encode()) for each in _SEPARATORS) + content.count(b"\n") > MAX_CELLS:
        message = said("has more than %(n)s cells", n=f"{MAX_CELLS:,}")
        raise InputError(Problem(message, file, remedy=said("Split the file.")))
    separator = _separator(content)
    _check_own_cells(content, separator, file)
    lines = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")
    for row, line in enumerate(lines, start=1):
        for other in _SEPARATORS.replace(separator, ""):
            for number, cell in enumerate(line.split(other), start=1):
                _check_other_cell(cell, separator, file, row, number)


def _check_own_cells(content: bytes, separator: str, file: str) -> None:
    lines = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="")
    reader = csv.reader(lines, strict=True, delimiter=separator)
    try:
        for cells in reader:
            for number, cell in enumerate(cells, start=1):
                _check_cell(cell, file, reader.line_num, number)
    except csv.Error as error:
        message = said("cannot be read as CSV (%(error)s)", error=str(error)[:80])
        raise InputError(Problem(message, file, reader.line_num)) from None


def _separator(content: bytes) -> str:
    """What its first line separates cells with: programs of several countries write semicolons."""
    first = content[: content.find(b"\n") if b"\n" in content else 4_096][:4_096]
    return max(_SEPARATORS, key=lambda each: first.count(each.encode()))


def _check_cell(cell: str, file: str, row: int, number: int) -> None:
    if len(cell) > MAX_CELL:
        message = said("holds more than %(n)s characters", n=f"{MAX_CELL:,}")
        raise InputError(Problem(message, file, row, str(number)))
    # The whole text is looked for, since a program strips what stands before it.
    text = cell.strip()
    if text[:1] in ("=", "@") or (text[:1] in ("+", "-") and not _NUMBER.fullmatch(text)):
        raise _like_a_formula(text, file, row, number)


def _check_other_cell(cell: str, separator: str, file: str, row: int, number: int) -> None:
    """Of a line cut at a separator that is not the file's: quotes count for nothing, since they may be cut as well.

    What begins with a sign may be a number before the file's own separator, or an item of a list: it is a formula where
    it calls or points to something.
    """
    text = cell.lstrip(_BEFORE)
    begins = text.partition(separator)[0].strip(_BEFORE)
    is_signed = text[:1] in ("+", "-") and _CALLS.search(text) and not _NUMBER.fullmatch(begins)
    if text[:1] in ("=", "@") or is_signed:
        raise _like_a_formula(text, file, row, number)


def _like_a_formula(text: str, file: str, row: int, number: int) -> InputError:
    message = said("begins like a formula (%(text)s)", text=ascii(text[:20]))
    remedy = said("Put a letter before it, or give the table as a workbook (.xlsx).")
    return InputError(Problem(message, file, row, str(number), remedy))
