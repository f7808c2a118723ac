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
from capacita.search.registry import Indexed, indexed
from capacita.search.rules import Piece, asked_words, folded, is_hit, passage, words_of

_MOST_LOOKED_AT = 400
_MOST_SHOWN = 8
_MOST_WORDS = 12


Order = Callable[[Document], tuple[object, ...]]


@dataclass(frozen=True)
class Hit:
    """A text that was found: its title and a passage of it, with the words that were asked for marked.

    `beside` says what the title alone does not, in the reader's language; the dates are the record's own, as stated.
    """

    kind: str
    key: str
    title: tuple[Piece, ...]
    passage: tuple[Piece, ...]
    language: str
    country: str
    address: str
    valid_from: str = ""
    valid_to: str = ""
    beside: str = ""


@dataclass(frozen=True)
class HitGroup:
    """What was found of one kind, the best first; `has_more` where there is more than is told."""

    kind: str
    title: str
    hits: tuple[Hit, ...]
    has_more: bool


def found(
    asked: str, *, user: Standing, at: Moment, language: str = "en", kind: str = "", most: int = _MOST_SHOWN
) -> list[HitGroup]:
    """What holds every word that was asked for, or one that begins with it, by kind; each page once.

    Nothing is found for fewer than two letters. With `kind`, that kind alone. Of equals, what holds on the moment's date
    comes first, and what is in the reader's `language`.
    """
    wanted = tuple(dict.fromkeys(asked_words(asked)))[:_MOST_WORDS]
    if sum(map(len, wanted)) < 2:
        return []
    groups = []
    for each in indexed():
        if kind in ("", each.kind):
            rows = holding(documents(each.kind, user=user, at=at), [[f"{word}*" for word in wanted]])
            looked_at = list(rows.order_by("pk")[:_MOST_LOOKED_AT])
            hits = _best(looked_at, _order(asked, wanted, at, language))
            if hits:
                has_more = len(hits) > most or len(looked_at) == _MOST_LOOKED_AT
                groups.append(HitGroup(each.kind, each.title(), _told(each, hits[:most], wanted, at), has_more))
    return groups


def documents(kind: str, *, user: Standing, at: Moment, country: str = "") -> QuerySet[Document]:
    """The documents of a kind that `user` may see and that had been stated by the moment; of one country, if named."""
    rows = visible_to(Document.objects.filter(kind=kind), user)
    rows = rows.filter(Q(stated_on=None) | Q(stated_on__lte=at.known_on))
    return rows.filter(country=country) if country else rows


def title_at(address: str, *, language: str) -> str:
    """What is published at an address of this site is called, in the language where it has a name in it; else blank."""
    rows = Document.objects.filter(address=address.partition("?")[0], scope_kind="").order_by("pk")
    titles = {each.language: each.title for each in reversed(rows)}
    return titles.get(language) or titles.get("") or titles.get("en") or ""


def languages_of(rows: QuerySet[Document]) -> list[str]:
    """The languages in which the documents are."""
    return list(rows.order_by("language").values_list("language", flat=True).distinct())


def documents_holding(
    alternatives: Sequence[Sequence[str]], *, kind: str, user: Standing, at: Moment, country: str = ""
) -> QuerySet[Document]:
    """Those among them that hold all words of at least one alternative; a word that ends in “*” is a prefix."""
    return holding(documents(kind, user=user, at=at, country=country), alternatives)


def _best(rows: Sequence[Document], order: Order) -> list[Document]:
    """One document for each address, the best first."""
    best: dict[str, Document] = {}
    for each in sorted(rows, key=order):
        best.setdefault(each.address, each)
    return list(best.values())


def _order(asked: str, wanted: Sequence[str], at: Moment, language: str) -> Order:
    """The very title first, then its words, all of them in it, what holds on the date, whole words, the shorter title."""
    typed, typed_words = asked.strip().casefold(), folded(asked)

    def rank(document: Document) -> tuple[object, ...]:
        title = document.title
        words = [form for each in words_of(title) for form in each.forms]
        return (
            title.casefold() != typed,
            folded(title) != typed_words,
            sum(not is_hit(words, (each,)) for each in wanted),
            not document.period.contains(at.as_of),
            sum(each not in words for each in wanted),
            len(title),
            document.language != language,
            document.key,
        )

    return rank


def _told(each: Indexed, best: Sequence[Document], wanted: Sequence[str], at: Moment) -> tuple[Hit, ...]:
    beside = each.beside([one.key for one in best], at) if each.beside else [""] * len(best)
    return tuple(
        _hit(document, wanted, words if words != document.title else "")
        for document, words in zip(best, beside, strict=True)
    )


def _hit(document: Document, wanted: Sequence[str], beside: str) -> Hit:
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
        beside,
    )
