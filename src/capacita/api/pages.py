"""Bounded pages by the key of their last row, never by counting: a row that comes or goes moves no other row.

Lists in memory and rows of the database, both in one deterministic order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from capacita.api.asked import Paging, cursor_after, parts_of_cursor

T = TypeVar("T")
Row = TypeVar("Row", bound=Any)


def page_of(
    kind: str, lines: Iterable[T], order: Callable[[T], tuple[str, ...]], asked: Paging
) -> tuple[list[T], str | None]:
    """The lines of one page in the order of their parts, and the cursor of the next page, None at the end.

    The parts together are different for every line.
    """
    ordered = sorted(((order(line), line) for line in lines), key=lambda pair: pair[0])
    if asked.cursor and ordered:
        after = parts_of_cursor(asked.cursor, kind, len(ordered[0][0]))
        ordered = [pair for pair in ordered if pair[0] > after]
    shown = ordered[: asked.limit]
    more = cursor_after(kind, shown[-1][0]) if len(ordered) > asked.limit else None
    return [line for _, line in shown], more


def page_of_rows(
    kind: str, rows: QuerySet[Row], fields: tuple[str, ...], asked: Paging
) -> tuple[list[Row], str | None]:
    """The rows of one page in the order of some text columns, read with one query that stops after the page."""
    if asked.cursor:
        rows = rows.filter(_after(fields, parts_of_cursor(asked.cursor, kind, len(fields))))
    found = list(rows.order_by(*fields)[: asked.limit + 1])
    shown = found[: asked.limit]
    last = tuple(str(getattr(shown[-1], field)) for field in fields) if len(found) > asked.limit else None
    return shown, cursor_after(kind, last) if last else None


def _after(fields: tuple[str, ...], parts: tuple[str, ...]) -> Q:
    """Rows whose parts come after the given ones, part by part."""
    condition = Q(pk__in=())
    same = Q()
    for field, part in zip(fields, parts, strict=True):
        condition |= same & Q(**{f"{field}__gt": part})
        same &= Q(**{field: part})
    return condition
