"""Which of several ratings of an element holds: the one of the latest law. Told here for every count, map and list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, CharField, F, Max, QuerySet, Value
from django.db.models.functions import Cast, Concat, Substr

from capacita.legislation.choices import Rating
from capacita.legislation.models import LawRating

# By country and territory: the code of each element that is rated.
Codes = dict[str, dict[str, dict[str, Rating]]]

_PLACE = ("iso2", "territory", "element_key")
_DAY = len("2024-03-02 ")
_OBJECT = {"sqlite": "json_group_object", "postgresql": "json_object_agg"}


def holding_rows(rows: QuerySet[LawRating]) -> QuerySet[LawRating]:
    """Those of the rows that hold among them, in no order."""
    held = _last(rows, "pk").values(last=Cast("held", BigIntegerField()))
    return LawRating.objects.filter(pk__in=held)


def holding_codes(rows: QuerySet[LawRating]) -> Codes:
    """The codes that hold among the rows. One query, which answers one row for each country or territory.

    The database gathers the elements: tens of thousands of rows would take longer to hand over than to find.
    """
    sql, params = _last_codes(rows)
    gathered = f"CAST({_OBJECT[connection.vendor]}(element_key, held) AS text)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT iso2, territory, {gathered} FROM ({sql}) AS of_each GROUP BY iso2, territory",  # noqa: S608 - no value in it
            params,
        )
        answered = cursor.fetchall()
    found: Codes = {}
    for iso2, territory, held in answered:
        found.setdefault(iso2, {})[territory] = _codes(json.loads(held))
    return found


def _last_codes(rows: QuerySet[LawRating]) -> tuple[str, tuple[Any, ...]]:
    """The statement that gives the code that holds for each country, territory and element, as `held`."""
    if connection.vendor == "postgresql":
        sql, params = _last(rows, "code").query.sql_with_params()
        return sql, params
    sql, params = rows.order_by().values(*_PLACE, "code", "holds_from").query.sql_with_params()
    # Beside max(), SQLite takes a bare column from the row that has it (lang_select.html, section 2.5): a sixth quicker
    # than to build a text of both for each of hundreds of thousands of rows.
    place = ", ".join(_PLACE)
    return f"SELECT {place}, code AS held, max(holds_from) FROM ({sql}) AS rated GROUP BY {place}", params  # noqa: S608 - no value in it


def _codes(held: Mapping[str, str]) -> dict[str, Rating]:
    return {element: _RATINGS[code] for element, code in held.items()}


_RATINGS = {str(each): each for each in Rating}


def _last(rows: QuerySet[LawRating], field: str) -> QuerySet[LawRating, dict[str, Any]]:
    """By country, territory and element, what its last rating holds in the field.

    Each database in the one pass that is quick there. PostgreSQL goes backwards through an index in this very order.
    SQLite gathers: the greatest of texts that begin with a day is that of the last day.
    """
    found: QuerySet[LawRating, dict[str, Any]]
    if connection.vendor == "postgresql":
        latest_first = rows.order_by(*(f"-{each}" for each in (*_PLACE, "holds_from")))
        found = latest_first.distinct(*_PLACE).values(*_PLACE, held=F(field))
    else:
        said = Concat(Cast("holds_from", CharField()), Value(" "), Cast(field, CharField()))
        found = rows.order_by().values(*_PLACE).annotate(held=Substr(Max(said), _DAY + 1))
    return found
