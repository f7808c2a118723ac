"""A country's ratings as a workbook: every element in its row, what is typed so far, and room for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO

from capacita.evidence.workbooks import text_workbook
from capacita.legislation.choices import Cause, Flag, Rating
from capacita.legislation.models import RatingDraft
from capacita.legislation.sources.rating_rows import COLUMNS
from capacita.standards.models import RequirementElement

_WIDTHS = (8, 10, 12, 12, 8, 24, 11, 60, 9, 50, 30, 40, 16, 14)
_TYPED = ("code", "text", "cited", "comment", "cause", "flags")


def rating_workbook(
    rows: Iterable[tuple[str, RequirementElement, RatingDraft | None]], *, iso2: str, territory: str, on: date, catalogue: str
) -> bytes:  # fmt: skip
    """One sheet with the columns of `rating_rows`, every cell text and none a formula; codes are offered as lists."""
    written = BytesIO()
    book = text_workbook(written, f"{iso2} {on.isoformat()}")
    sheet = book.add_worksheet("ratings")
    bold = book.add_format({"bold": True, "text_wrap": True})
    fixed = book.add_format({"bg_color": "#EEF1F6", "text_wrap": True, "valign": "top"})
    typed = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    last = 0
    for last, (article, element, draft) in enumerate(rows, start=1):
        cells = _cells(article, element, draft, iso2, territory, on, catalogue)
        for column, name in enumerate(COLUMNS):
            sheet.write_string(last, column, cells[name], typed if name in _TYPED else fixed)
    for name, known in (("code", Rating), ("cause", Cause)):
        column = COLUMNS.index(name)
        if last:
            sheet.data_validation(
                1, column, last, column, {"validate": "list", "source": [str(each) for each in known]}
            )
    sheet.freeze_panes(1, COLUMNS.index("code"))
    book.close()
    return written.getvalue()


def _cells(
    article: str, element: RequirementElement, draft: RatingDraft | None, iso2: str, territory: str, on: date, catalogue: str
) -> Mapping[str, str]:  # fmt: skip
    return {
        "country": iso2, "territory": territory, "law_as_of": on.isoformat(), "catalogue": catalogue, "article": article,
        "element": element.key, "weight": element.weight, "question": element.question or element.text,
        "code": draft.code if draft else "", "text": draft.text if draft else "",
        "cited": "; ".join(each.get("provision", "") for each in draft.cited) if draft else "",
        "comment": draft.comment if draft else "", "cause": draft.cause if draft else "",
        "flags": "; ".join(each for each in draft.flags if each in set(Flag)) if draft else "",
    }  # fmt: skip
