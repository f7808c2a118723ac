"""A table that is taken along: the same rows as CSV and as a workbook."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from capacita.evidence.workbooks import text_workbook
from capacita.figures.answers import neutralised

_WIDEST = 60


@dataclass(frozen=True)
class SheetTable:
    """Rows of text under their columns, and what the table is called."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def as_csv(self) -> str:
        """Text that a program might run as a formula is quoted."""
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\r\n")
        writer.writerow(self.columns)
        writer.writerows([neutralised(cell) for cell in row] for row in self.rows)
        return written.getvalue()

    def as_xlsx(self) -> bytes:
        """One sheet in which every cell is text."""
        written = io.BytesIO()
        book = text_workbook(written, self.title)
        sheet = book.add_worksheet("table")
        bold, plain = (book.add_format({"bold": each, "text_wrap": True, "valign": "top"}) for each in (True, False))
        for number, row in enumerate((self.columns, *self.rows)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, plain if number else bold)
        for column, name in enumerate(self.columns):
            longest = max((len(row[column]) for row in self.rows), default=0)
            sheet.set_column(column, column, min(max(longest, len(name)) + 2, _WIDEST))
        sheet.freeze_panes(1, 0)
        book.close()
        return written.getvalue()
