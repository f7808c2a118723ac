"""The access report as a workbook: who, which role, for what, given by whom, from and until when, last reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from capacita.evidence.workbooks import text_workbook
from capacita.kernel.dates import last_day_before
from capacita.people.queries import Access
from capacita.people.rules import Scope
from capacita.web.access.words import giver_in_words, may_in_words, scope_in_words

_WIDTHS = (28, 34, 26, 24, 12, 12, 28, 12, 12, 12, 14, 44)


def access_workbook(access: Iterable[Access], *, of: Scope | None, language: str, has_addresses: bool = True) -> bytes:
    """One sheet; every cell is text or a date, and none can be a formula. Addresses for whoever may see people alone.

    `of` is the project or country that was asked about; None is no single one.
    """
    written = BytesIO()
    book = text_workbook(written, _("Who may see and change what"))
    sheet = book.add_worksheet("access")
    bold, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    heads = (
        _("Person"), _("E-mail address"), _("Role"), _("For"), _("May see"), _("May change"), _("Given by"),
        _("Holds now"), _("From"), _("Until"), _("Last looked at"), pgettext("permission", "May"),
    )  # fmt: skip
    for column, (head, width) in enumerate(zip(heads, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, bold)
    # Some thousand rows: what all of them say is translated once.
    rows, said = list(access), {True: _("yes"), False: _("no")}
    may = may_in_words(rows, language, of=of)
    for number, each in enumerate(rows, start=1):
        texts = (
            each.person.name or each.person.email, each.person.email if has_addresses else "", each.role,
            scope_in_words(each.grant.scope, language), said[each.reads], said[each.changes],
            giver_in_words(each), said[each.is_in_force],
        )  # fmt: skip
        for column, text in enumerate(texts):
            sheet.write_string(number, column, text)
        days = (each.grant.from_on, last_day_before(each.grant.until_on), each.looked_at_on)
        for column, on in enumerate(days, start=len(texts)):
            if on is not None:
                sheet.write_datetime(number, column, datetime(on.year, on.month, on.day), day)  # noqa: DTZ001 - a cell has no zone
        sheet.write_string(number, len(heads) - 1, may[each.grant.pk])
    sheet.freeze_panes(1, 0)
    book.close()
    return written.getvalue()
