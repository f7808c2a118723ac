"""Whether a row's values fit the columns of the table they are for, said before a database says it in its own words.

SQLite would keep what PostgreSQL refuses; here a file is refused alike on both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations

from capacita.kernel.said import said


def misfitting(model: type[models.Model], values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each column whose value does not fit, with what is wrong: too long, out of range, missing."""
    for name, value in values.items():
        complaint = _complaint(model._meta.get_field(name), value)
        if complaint:
            yield name, complaint


def _complaint(field: Any, value: Any) -> str:
    if value is None:
        return "" if field.null else said("is blank")
    if isinstance(field, models.CharField) and field.max_length is not None and len(value) > field.max_length:
        return said("holds %(n)s characters, more than %(most)s", n=len(value), most=field.max_length)
    if isinstance(field, models.IntegerField):
        low, high = BaseDatabaseOperations.integer_field_ranges[field.get_internal_type()]
        if not low <= value <= high:
            return said("%(value)s is out of range", value=value)
    if isinstance(field, models.DecimalField):
        amount = Decimal(value)
        if not amount.is_finite() or abs(amount) >= Decimal(10) ** (field.max_digits - field.decimal_places):
            return said("%(value)s is out of range", value=amount)
    return ""
