"""What is found, for whoever asks: by words that somebody types, and by alternatives of words for a program.

The index holds what is recorded now; a moment's recording time plays no part, what had been stated by then does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from capacita.kernel.moment import Moment
from capacita.people.rules import Standing
from capacita.search.fulltext import holding
from capacita.search.models import Document
from capacita.search.permissions import visible_to
from capacita.search.registry import indexed
from capacita.search.rules import Piece, asked_words, folded, is_hit, passage, words_of

_MOST_LOOKED_AT = 400
_MOST_SHOWN = 8
_MOST_WORDS = 12


@dataclass(frozen=True)
class Hit:
    """A text that was found: its title and a passage of it, with the words that were asked for marked."""

    kind: str
    key: str
    title: tuple[Piece, ...]
    passage: tuple[Piece, ...]
    language: str
    country: str
    address: str
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True)
class HitGroup:
    """What was found of one kind, the best first; `has_more` where there is more than is told."""

    kind: str
    title: str
    hits: tuple[Hit, ...]
    has_more: bool


def found(asked: str, *, user: Standing, at: Moment, kind: str = "", most: int = _MOST_SHOWN) -> list[HitGroup]:
    """What holds every word that was asked for, or one that begins with it, by kind; each page once.

    Nothing is found for fewer than two letters. With `kind`, that kind alone.
    """
    wanted = tuple(dict.fromkeys(asked_words(asked)))[:_MOST_WORDS]
    if sum(map(len, wanted)) < 2:
        return []
    groups = []
    for each in indexed():
        if kind in ("", each.kind):
            rows = holding(documents(each.kind, user=user, at=at), [[f"{word}*" for word in wanted]])
            looked_at = list(rows.order_by("pk")[:_MOST_LOOKED_AT])
            hits = _best(looked_at, asked, wanted)
            if hits:
                has_more = len(hits) > most or len(looked_at) == _MOST_LOOKED_AT
                shown = tuple(_hit(document, wanted) for document in hits[:most])
                groups.append(HitGroup(each.kind, each.title(), shown, has_more))
    return groups


def documents(kind: str, *, user: Standing, at: Moment, country: str = "") -> QuerySet[Document]:
    """The documents of a kind that `user` may see and that had been stated by the moment; of one country, if named."""
    rows = visible_to(Document.objects.filter(kind=kind), user)
    rows = rows.filter(Q(stated_on=None) | Q(stated_on__lte=at.known_on))
    return rows.filter(country=country) if country else rows


def documents_holding(
    alternatives: Sequence[Sequence[str]], *, kind: str, user: Standing, at: Moment, country: str = ""
) -> QuerySet[Document]:
    """Those among them that hold all words of at least one alternative; a word that ends in “*” is a prefix."""
    return holding(documents(kind, user=user, at=at, country=country), alternatives)


def _best(rows: Sequence[Document], asked: str, wanted: Sequence[str]) -> list[Document]:
    """One document for each address, the best first: the very title, its words, all of them in it, whole, the shorter."""
    order = _order(asked, wanted)
    best: dict[str, Document] = {}
    for each in sorted(rows, key=order):
        best.setdefault(each.address, each)
    return list(best.values())


def _order(asked: str, wanted: Sequence[str]) -> Callable[[Document], tuple[object, ...]]:
    typed, typed_words = asked.strip().casefold(), folded(asked)

    def rank(document: Document) -> tuple[object, ...]:
        title = document.title
        is_other = title.casefold() != typed, folded(title) != typed_words
        words = [form for each in words_of(title) for form in each.forms]
        missing = sum(not is_hit(words, (each,)) for each in wanted)
        partly = sum(each not in words for each in wanted)
        return *is_other, missing, partly, len(title), document.key

    return rank


def _hit(document: Document, wanted: Sequence[str]) -> Hit:
    return Hit(
        document.kind,
        document.key,
        passage(document.title, wanted, longest=200),
        passage(document.text, wanted) if document.text else (),
        document.language,
        document.country,
        document.address,
        document.valid_from,
        document.valid_to,
    )
