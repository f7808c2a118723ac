"""Search over everything that is found on the site, for whoever asks."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from capacita.api.answering import asker
from capacita.api.asked import Asked, Text
from capacita.api.naming import Names
from capacita.api.schema import example
from capacita.api.shapes import Dated, Named, NameFootnote, dated
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.identifiers import near
from capacita.kernel.said import said
from capacita.search.queries import Hit, found
from capacita.search.registry import indexed
from capacita.search.rules import Piece

router = Router(tags=["Search"])
_MOST_OF_ONE_KIND = 60


class SearchAsked(Asked):
    """The words, perhaps of one kind of thing."""

    q: str = Field(
        min_length=2, max_length=100, description="The words to look for, or their beginnings.", examples=["Romania"]
    )
    kind: Text = Field(None, max_length=40, description="One kind alone, as an answer names it; then more of it.")


class HitItem(Schema):
    """A text that was found."""

    key: str
    title: str
    passage: str = Field(description="The words around the first that was found; blank where the title says it all.")
    beside: str
    language: str
    country: Named | None
    address: str = Field(description="The page of the site that shows it, without its moment.")


class HitKind(Schema):
    """What was found of one kind, the best first."""

    kind: str
    title: str
    has_more: bool
    hits: list[HitItem]


class SearchAnswer(Dated):
    """What holds every word that was asked for. What had not been stated by the known-on date is left out."""

    q: str
    kinds: list[HitKind]
    footnotes: list[NameFootnote]


@router.get(
    "/search",
    response=SearchAnswer,
    summary="Search",
    openapi_extra=example("/search?q=Romania&as_of=2026-11-23&known_on=2026-11-23"),
)
def search(request: HttpRequest, asked: Query[SearchAsked]) -> SearchAnswer:
    """What holds the words, by kind, of what the asker may read: everybody what is published."""
    at = asked.moment()
    kinds = [each.kind for each in indexed()]
    if asked.kind and asked.kind not in kinds:
        raise UnknownKeyError(said("kind"), asked.kind, near(asked.kind, kinds))
    more = {"most": _MOST_OF_ONE_KIND} if asked.kind else {}
    groups = found(asked.q, user=asker(request), at=at, language=asked.language, kind=asked.kind or "", **more)
    names = Names(asked.language, at=at)
    return SearchAnswer(
        **dated(at, None),
        q=asked.q,
        kinds=[
            HitKind(
                kind=group.kind,
                title=group.title,
                has_more=group.has_more,
                hits=[_item(hit, names) for hit in group.hits],
            )
            for group in groups
        ],
        footnotes=names.footnotes(),
    )


def _item(hit: Hit, names: Names) -> HitItem:
    return HitItem(
        key=hit.key,
        title=_text(hit.title),
        passage=_text(hit.passage),
        beside=hit.beside,
        language=hit.language,
        country=names.of(hit.country) if hit.country else None,
        address=hit.address,
    )


def _text(pieces: tuple[Piece, ...]) -> str:
    return "".join(each.text for each in pieces)
