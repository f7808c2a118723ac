"""What people wrote about something else, and the chain told of it: where somebody is meant, and striking it out."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from capacita import __version__
from capacita.audit.actions import blank_payload
from capacita.audit.choices import ERASURES
from capacita.audit.immutability import STRUCK_OUT
from capacita.audit.models import Entry, Payload
from capacita.audit.queries import last_seq
from capacita.audit.rows import as_they_come
from capacita.kernel.digests import canonical_json, sha256_hex
from capacita.people.declarations import free_texts
from capacita.people.erasure import Hit, Looking, Place, register_looking
from capacita.people.personal.models import ChainSearch
from capacita.people.personal.queries.persons import meant_by
from capacita.people.personal.rules.meant import Meant, Text, cut

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
    register_looking("texts", Looking(find, strike, places_back, strike_places, searched_together))


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


def strike(keys: Sequence[str], rows: Collection[str]) -> tuple[dict[str, int], list[Place]]:
    """Of these rows the words that may mean the person are struck out; what the chain told of them is blank.

    A place is the number of a text in a field of a row, from where to where words stood in it, and the digest of what it
    says since; or the number of an entry, and the digest that the chain has of it.
    """
    meant = meant_by(keys)
    numbers = _by_table(rows)
    told = Entry.objects.filter(seq__in=numbers.pop(_CHAIN, ()), payload__body__isnull=False).exclude(verb__in=ERASURES)
    places: list[Place] = [
        {"row": f"{_CHAIN}:{seq}", "left": digest} for seq, digest in told.values_list("seq", "digest")
    ]
    for model, fields in free_texts().items():
        for pk, *values in _values(model, fields).filter(pk__in=numbers.get(model._meta.label, ())):
            for field, value in zip(fields, values, strict=True):
                for at, text in enumerate(_strings(value)):
                    if spans := meant.spans(text):
                        left = sha256_hex(cut(text, spans, STRUCK_OUT).encode())
                        row = f"{model._meta.label}:{pk}"
                        places.append({"row": row, "field": field, "at": at, "spans": spans, "left": left})
    return strike_places(places), places


def strike_places(places: Sequence[Place]) -> dict[str, int]:
    """The words at these places are struck out, and these payloads blank: how many rows, and how many payloads."""
    counts = {"texts": 0, "payloads": 0}
    for row, of_row in _by_row(places).items():
        label, _colon, pk = row.partition(":")
        if label == _CHAIN:
            counts["payloads"] += blank_payload(int(pk))
            continue
        model, value_of = _held(row, of_row)
        changed = {
            field: _without(value_of[field], {each["at"]: each["spans"] for each in of_row if each["field"] == field})
            for field in {each["field"] for each in of_row}
        }
        counts["texts"] += _rows_of(model).filter(pk=pk).update(**changed)
    return counts


def places_back(places: Sequence[Place]) -> list[Place]:
    """Of places at which something was struck out once, those at which it stands again: struck out there, the text says
    what it said then. Where something else stands there since, nothing is known of the words."""
    back = []
    for row, of_row in _by_row(places).items():
        if row.startswith(f"{_CHAIN}:"):
            entry = Entry.objects.filter(seq=int(row.partition(":")[2]), payload__body__isnull=False).first()
            back += [each for each in of_row if entry is not None and entry.digest == each["left"]]
            continue
        _model, value_of = _held(row, of_row)
        for each in of_row:
            text = dict(enumerate(_strings(value_of.get(each.get("field", ""))))).get(each.get("at", 0), "")
            left = cut(text, each.get("spans", ()), STRUCK_OUT)
            if left != text and sha256_hex(left.encode()) == each["left"]:
                back.append(each)
    return back


def _by_table(rows: Collection[str]) -> dict[str, list[int]]:
    """The numbers of the rows by the table that they are of."""
    numbers: dict[str, list[int]] = {}
    for row in rows:
        label, _colon, pk = row.partition(":")
        numbers.setdefault(label, []).append(int(pk))
    return numbers


def _by_row(places: Sequence[Place]) -> dict[str, list[Place]]:
    by_row: dict[str, list[Place]] = {}
    for each in places:
        by_row.setdefault(each["row"], []).append(each)
    return by_row


def _held(row: str, places: Sequence[Place]) -> tuple[Any, dict[str, Any]]:
    """The model of the row, and what it holds in the fields of these places; nothing where it is not there."""
    label, _colon, pk = row.partition(":")
    for model, fields in free_texts().items():
        if model._meta.label == label:
            wanted = sorted({each.get("field", "") for each in places} & set(fields))
            found = _values(model, wanted).filter(pk=pk).first()
            return model, dict(zip(wanted, found[1:], strict=True)) if found else {}
    return None, {}


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
    with as_they_come():
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


def _without(value: Any, spans: Mapping[int, Any]) -> Any:
    """The value, with the words struck out of its texts of these numbers."""
    number = count()

    def changed(each: Any) -> Any:
        match each:
            case str():
                at = next(number)
                return cut(each, spans[at], STRUCK_OUT) if at in spans else each
            case dict():
                return {name: changed(held) for name, held in each.items()}
            case list():
                return [changed(held) for held in each]
        return each

    return changed(value)
