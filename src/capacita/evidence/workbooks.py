"""Safe opening of XLSX: what it unpacks to is bounded first, then its first sheet becomes a table of text.

A date cell says no more than it shows: one formatted without a day is a month or a year, since spreadsheet programs
turn a typed 2020-02 into the first of February.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from capacita.evidence.archives import open_zip
from capacita.evidence.reading import MAX_COLUMNS, MAX_ROWS, Table, table_of
from capacita.kernel.errors import InputError, Problem

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# How a workbook writes what XML does not hold, as the first half of a line's end: by its number (ST_Xstring).
_ESCAPED = re.compile(r"_x((?!D[89A-F])[0-9A-F]{4})_", re.IGNORECASE)
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def read_xlsx(content: bytes, *, file: str, columns: Sequence[str]) -> Table:
    """The first sheet of a workbook as a table of text, each row under its number in the sheet; blank rows are left out.

    Refuses formulas and error values by their cell, macros, and whatever unpacks to more than is read.
    """
    _check_archive(content, file)
    problems: list[Problem] = []
    lines = [(number, [_text(cell, file, problems) for cell in cells]) for number, cells in _lines(content, file)]
    if problems:
        raise InputError(*problems)
    width = len(lines[0][1]) if lines else 0
    return table_of(
        ((number, [*cells, *[""] * (width - len(cells))]) for number, cells in lines), file=file, columns=columns
    )


def _lines(content: bytes, file: str) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows that hold something, up to the last cell that does."""
    import openpyxl

    try:
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet: Any = workbook.worksheets[0]
        # What a sheet says of its own size may be wrong either way.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if number > MAX_ROWS + 1:
                raise InputError(
                    Problem(f"has more than {MAX_ROWS:,} rows", file, number, remedy="Delete the rows below the table.")
                )
            if len(cells) > MAX_COLUMNS:
                raise InputError(
                    Problem(
                        f"has more than {MAX_COLUMNS} columns", file, number, remedy="Delete those beside the table."
                    )
                )
            width = max((index for index, cell in enumerate(cells, start=1) if cell.value not in (None, "")), default=0)
            if width:
                yield number, cells[:width]
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl raises many kinds for a broken workbook
        raise InputError(Problem(f"is not a readable workbook ({type(error).__name__})", file)) from None


def _text(cell: Any, file: str, problems: list[Problem]) -> str:
    """What a cell says, as it would stand in a CSV file."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in ("f", "e"):
        what = "a formula" if cell.data_type == "f" else f"the error {value}"
        problems.append(
            Problem(
                f"cell {cell.coordinate} holds {what}", file, cell.row, remedy="Copy the cells and paste their values."
            )
        )
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, time)):
        return _date_text(value, cell.number_format)
    if isinstance(value, (int, float)):
        return _number_text(value)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value)).replace("\r\n", "\n")


def _date_text(value: date | time, shown: str) -> str:
    """To the precision that the cell shows; with a time of day it is no date and stays as it is."""
    if isinstance(value, time) or (isinstance(value, datetime) and value.time() != time()):
        return value.isoformat()
    letters = _NOT_SHOWN.sub("", shown).lower()
    if "d" in letters:
        return f"{value:%Y-%m-%d}"
    return f"{value:%Y-%m}" if "m" in letters else f"{value:%Y}"


def _number_text(value: float) -> str:
    amount = Decimal(repr(value))
    return f"{amount:f}" if not amount.is_finite() or amount % 1 else f"{amount.to_integral_value():f}"


def _check_archive(content: bytes, file: str) -> None:
    with open_zip(content, file=file) as archive:
        if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
            raise InputError(Problem("holds macros", file, remedy="Save it as a workbook without macros (.xlsx)."))


def text_workbook(written: io.BytesIO, title: str) -> Any:
    """A workbook to be written into `written`: text stays text, nothing becomes a formula, a number or a link.

    It is the same on every machine: the day on which it is made does not stand in it.
    """
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(written, options)
    book.set_properties({"title": title, "created": datetime(2026, 1, 1, tzinfo=UTC)})
    return book
