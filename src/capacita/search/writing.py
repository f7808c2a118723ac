"""Keeps the index in step with the records, inside the transaction that changes them; makes it anew when asked.

The index is no record: it has no entry in the chain, and holds nothing that the records do not say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Model

from capacita.audit.actions import in_turn
from capacita.search import fulltext
from capacita.search.models import Document, Folding
from capacita.search.registry import Indexed, Text, indexed, indexed_from
from capacita.search.rules import VERSION, folded

_BATCH = 500
# Of a longer text only the beginning is found, in characters: PostgreSQL keeps no more words of one row.
_MOST_FOLDED = 200_000


def refresh(table: type[Model], keys: Collection[str]) -> None:
    """What is found of the rows of `table` with these keys is what they say now; what is gone is found no longer.

    Called by whatever writes such rows, after it has written them and in the same transaction.
    """
    if keys:
        for each in indexed_from(table):
            changed = sorted(each.changed_by(table, keys))
            if changed:
                _replace(each, changed)


def rebuild() -> int:
    """The index is made anew from the records alone. How many texts it holds."""
    with in_turn():
        Document.objects.all().delete()
        for each in indexed():
            _insert(each, each.texts(None))
        fulltext.make_anew()
        Folding.objects.all().delete()
        Folding.objects.create(version=VERSION)
        return Document.objects.count()


def is_current() -> bool:
    """Whether the index was made by the present rules of folding."""
    return Folding.objects.filter(version=VERSION).exists()


def _replace(each: Indexed, keys: list[str]) -> None:
    fulltext.take(each.kind, keys)
    for start in range(0, len(keys), _BATCH):
        Document.objects.filter(kind=each.kind, key__in=keys[start : start + _BATCH]).delete()
    _insert(each, each.texts(frozenset(keys)))
    fulltext.put(each.kind, keys)


def _insert(each: Indexed, texts: Iterable[Text]) -> None:
    Document.objects.bulk_create((_document(each.kind, text) for text in texts), batch_size=_BATCH)


def _document(kind: str, text: Text) -> Document:
    return Document(
        kind=kind,
        key=text.key,
        title=text.title,
        text=text.text,
        words=folded(f"{text.title}\n{text.text}"[:_MOST_FOLDED]),
        language=text.language,
        country=text.country,
        address=text.address,
        stated_on=text.stated_on,
        valid_from=text.valid_from,
        valid_to=text.valid_to,
        scope_kind=text.scope.kind.value if text.scope else "",
        scope_key=text.scope.key if text.scope else "",
    )
