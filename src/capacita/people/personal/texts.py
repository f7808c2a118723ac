"""What people wrote about something else, and the chain told of it: where somebody is meant, and striking it out."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from capacita import __version__
from capacita.audit.actions import blank_payload
from capacita.audit.immutability import STRUCK_OUT
from capacita.audit.models import Entry, Payload
from capacita.audit.queries import last_seq
from capacita.kernel.digests import canonical_json
from capacita.people.declarations import free_texts
from capacita.people.erasure import Hit, Looking, register_looking
from capacita.people.personal.models import ChainSearch
from capacita.people.personal.queries.persons import meant_by
from capacita.people.personal.rules.meant import Meant, Text

_AT_ONCE = 2_000
_CHAIN = "audit.Payload"
# Entries that are searched before it is noted how far: some seconds, or minutes cut off in the midst would be lost.
_STEP, FEW = 2_000_000, 200_000
# The name of a row, what it is, and its values.
_Row = tuple[str, str, list[object]]


@dataclass(frozen=True)
class Searched:
    """The entries of the chain up to `to` in which a person may be meant; `sought` is the digest of what was sought."""

    sought: str
    to: int
    told_in: list[int]


# By the digest of what was sought, what was found for several persons at once.
_together: ContextVar[dict[str, Searched]] = ContextVar("together", default={})  # noqa: B039 - never changed


def register() -> None:
    register_looking("texts", Looking(find, strike))


def find(keys: Sequence[str]) -> list[Hit]:
    """The rows of free text, and of what the chain told of such rows, in which the person may be meant.

    Compared here: capitals of other scripts are not known to every database.
    """
    meant = meant_by(keys)
    # After a restore most of the erased are known by nothing any more: the texts need not be read.
    if not meant.is_anybody:
        return []
    hits: list[Hit] = []
    *_, searched = _search(meant)
    for row, title, values in chain(_rows(), _told(searched.told_in)):
        text = Text(_text(values))
        if meant.perhaps(text):
            hits.append(Hit(row, title, meant.passage(text.composed), meant.surely(text)))
    return hits


def search_chain(keys: Sequence[str]) -> Iterator[Searched]:
    """Searches what the chain told for the person of these keys, step by step, from where it was left; none for nobody."""
    meant = meant_by(keys)
    return _search(meant) if meant.is_anybody else iter(())


@contextmanager
def searched_together(persons: Iterable[Sequence[str]]) -> Iterator[None]:
    """Within, the chain has been searched for all of these persons at once, up to where it went when this began.

    Each by all the keys of the person.

    Of a hundred whose time is over on one day, each would read millions of entries, and keep others waiting.
    """
    sought = {_digest(meant): meant for meant in map(meant_by, persons) if meant.is_anybody}
    told_in: dict[str, list[int]] = {each: [] for each in sought}
    to = last_seq() if sought else 0
    for seq, text in _texts_told(0, to) if to else ():
        for each, found in sought.items():
            if found.perhaps(text):
                told_in[each].append(seq)
    before = _together.set({each: Searched(each, to, told_in[each]) for each in sought})
    try:
        yield
    finally:
        _together.reset(before)


def _search(meant: Meant) -> Iterator[Searched]:
    """Step by step, from where it was left."""
    begun = _begun(_digest(meant))
    sought, to, told_in = begun.sought, begun.to, begun.told_in
    # Entries get their numbers one action after the other: whatever comes later has a higher one.
    last = last_seq()
    while to < last:
        after, to = to, min(to + _STEP, last)
        told_in = [*told_in, *(seq for seq, text in _texts_told(after, to) if meant.perhaps(text))]
        yield Searched(sought, to, told_in)
    yield Searched(sought, last, told_in)


def _begun(sought: str) -> Searched:
    """What was found before of the same: with others, or when it was looked for last."""
    together = _together.get().get(sought)
    kept = ChainSearch.objects.filter(sought=sought).values_list("to", "told_in").first()
    found = Searched(sought, *kept) if kept else Searched(sought, 0, [])
    return together if together is not None and together.to > found.to else found


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


def _rows() -> Iterator[_Row]:
    """The rows of all models."""
    for model, fields in free_texts().items():
        title = _(next(iter(fields.values())).title)
        for pk, *values in _values(model, fields).iterator(_AT_ONCE):
            yield f"{model._meta.label}:{pk}", title, values


def _told(entries: Sequence[int]) -> Iterator[_Row]:
    """What the chain tells beside these entries; nothing of those that are blank."""
    kinds = _kinds()
    for begin in range(0, len(entries), _AT_ONCE):
        rows = Payload.objects.filter(pk__in=entries[begin : begin + _AT_ONCE], body__isnull=False).order_by("pk")
        for seq, kind, body in rows.values_list("pk", "entry__subject_kind", "body"):
            yield f"{_CHAIN}:{seq}", _("%(what)s, as the audit chain told") % {"what": kinds[kind]}, [body]


def _texts_told(after: int, to: int) -> Iterator[tuple[int, Text]]:
    """What the chain tells beside entries of these numbers. Read past the models: there are millions."""
    # Of many they are found by the index of kinds. For the last few it is slow: the cast keeps SQLite from it.
    kind = F("subject_kind") if to - after > FEW else Cast("subject_kind", TextField())
    entries = Entry.objects.filter(seq__gt=after, seq__lte=to).annotate(kind=kind).filter(kind__in=_kinds())
    rows = Payload.objects.filter(pk__in=entries.values("pk"), body__isnull=False)
    raw = rows.annotate(raw=Cast("body", TextField())).values_list("pk", "raw")
    # PostgreSQL would otherwise put the whole answer aside first; on SQLite a transaction would keep writers waiting.
    with transaction.atomic() if connection.vendor == "postgresql" else nullcontext():
        for seq, body in raw.iterator(_AT_ONCE):
            yield seq, Text(_text(json.loads(body)))


def _kinds() -> dict[str, str]:
    """The kinds of subject under which the chain tells free text, each with what its rows are."""
    declared = [next(iter(fields.values())) for fields in free_texts().values()]
    return {kind: _(each.title) for each in declared for kind in each.told_as}


def _digest(meant: Meant) -> str:
    """Of what is sought and where: it names nobody to whoever has the database without the key of the installation."""
    ways = meant.ways
    sought = [*map(sorted, (ways.addresses, ways.numbers, ways.names)), sorted(_kinds()), __version__]
    return salted_hmac("capacita.people.texts", canonical_json(sought), algorithm="sha256").hexdigest()


def _values(model: Any, fields: Collection[str]) -> Any:
    return _rows_of(model).order_by("pk").values_list("pk", *fields)


def _rows_of(model: Any) -> Any:
    return model.objects


def _text(value: object) -> str:
    return "\n".join(_strings(value))


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
