"""What people wrote about something else, and the chain told of it: where somebody is meant, and striking it out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from capacita.audit.actions import blank_payload
from capacita.audit.immutability import STRUCK_OUT
from capacita.audit.models import Payload
from capacita.people.declarations import free_texts
from capacita.people.erasure import Hit, Looking, register_looking
from capacita.people.personal.queries.persons import meant_by
from capacita.people.personal.rules.meant import Meant

_AT_ONCE = 2_000
_CHAIN = "audit.Payload"


def register() -> None:
    register_looking("texts", Looking(find, strike))


def find(keys: Sequence[str]) -> list[Hit]:
    """The rows of free text, and of what the chain told of such rows, in which the person may be meant.

    Compared here: capitals of other scripts are not known to every database.
    """
    meant = meant_by(keys)
    found: list[Hit] = []
    # After a restore most of the erased are known by nothing any more: the texts need not be read.
    if not meant.is_anybody:
        return found
    for row, title, values in _rows():
        text = "\n".join(each for value in values for each in _strings(value))
        if meant.perhaps(text):
            found.append(Hit(row, title, meant.passage(text), meant.surely(text)))
    return found


def strike(keys: Sequence[str], rows: Collection[str]) -> dict[str, int]:
    """Of these rows the words that may mean the person are struck out; what the chain told of them is blank."""
    meant = meant_by(keys)
    counts = {"texts": 0, "payloads": 0}
    numbers: dict[str, list[int]] = {}
    for row in rows:
        label, _colon, pk = row.partition(":")
        numbers.setdefault(label, []).append(int(pk))
    counts["payloads"] = sum(blank_payload(seq) for seq in numbers.pop(_CHAIN, ()))
    for model, fields in free_texts().items():
        for pk, *values in _values(model, fields).filter(pk__in=numbers.get(model._meta.label, ())):
            told = dict(zip(fields, values, strict=True))
            struck = {name: _without(value, meant) for name, value in told.items()}
            changed = {name: value for name, value in struck.items() if value != told[name]}
            if changed:
                counts["texts"] += _rows_of(model).filter(pk=pk).update(**changed)
    return counts


def _rows() -> Iterator[tuple[str, str, list[object]]]:
    """Every row as its name, what it is, and its values; after the rows of all models what the chain told of them."""
    kinds: dict[str, str] = {}
    for model, fields in free_texts().items():
        declared = next(iter(fields.values()))
        title = _(declared.title)
        kinds |= dict.fromkeys(declared.told_as, title)
        for pk, *values in _values(model, fields).iterator(_AT_ONCE):
            yield f"{model._meta.label}:{pk}", title, values
    told = Payload.objects.filter(entry__subject_kind__in=kinds, body__isnull=False).order_by("pk")
    for seq, kind, body in told.values_list("pk", "entry__subject_kind", "body").iterator(_AT_ONCE):
        yield f"{_CHAIN}:{seq}", _("%(what)s, as the audit chain told") % {"what": kinds[kind]}, [body]


def _values(model: Any, fields: Collection[str]) -> Any:
    return _rows_of(model).order_by("pk").values_list("pk", *fields)


def _rows_of(model: Any) -> Any:
    return model.objects


def _strings(value: object) -> Iterator[str]:
    """The texts within a value of JSON, or the text itself."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _strings(each)
        case list():
            for each in value:
                yield from _strings(each)


def _without(value: Any, meant: Meant) -> Any:
    match value:
        case str():
            return meant.without(value, STRUCK_OUT)
        case dict():
            return {name: _without(each, meant) for name, each in value.items()}
        case list():
            return [_without(each, meant) for each in value]
    return value
