"""A table as a workbook in which every cell is text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from django.http import HttpResponse

from capacita.evidence.workbooks import MEDIA_TYPE, text_workbook

_WIDTH = 30


def workbook_answer(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, name: str) -> HttpResponse:
    """An answer that is saved as `name`; no cell can be a formula."""
    written = BytesIO()
    book = text_workbook(written, title)
    sheet = book.add_worksheet(title[:31])
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, head in enumerate(heads):
        sheet.set_column(column, column, _WIDTH)
        sheet.write_string(0, column, head, bold)
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, wrapped)
    sheet.freeze_panes(1, 0)
    book.close()
    response = HttpResponse(written.getvalue(), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
