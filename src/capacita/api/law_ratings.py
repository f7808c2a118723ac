"""Where a country's law stands on a date, and the ratings behind it: public ones, or the office's for who may read them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from capacita.api.answering import asker
from capacita.api.asked import Asked, AskedPage, Text
from capacita.api.legislation import AlignmentAnswer
from capacita.api.naming import Names
from capacita.api.pages import page_of
from capacita.api.schema import example
from capacita.api.shapes import Dated, Named, NameFootnote, Paged, dated
from capacita.countries.queries import country
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.moment import Moment
from capacita.kernel.said import said
from capacita.legislation.choices import Cause, Publication, Rating, Readers
from capacita.legislation.permissions import may_read_office_ratings, may_read_shared_ratings
from capacita.legislation.queries.law import article as article_of
from capacita.legislation.queries.status import ratings_behind
from capacita.legislation.status_answers import rating_answer, status_answer
from capacita.people.rules import Standing

router = Router(tags=["Legislation"])
# Operations that are answered by who asks, by name.
LOOKS_AT_ASKER = frozenset({"read_country_law_status", "list_country_law_ratings", "search"})
Audience = Literal["public", "office"]
AudienceOfRatings = Literal["public", "shared", "office"]
_AUDIENCE = (
    "public: the published ratings. office: every approved one, for whoever is signed in on the site and may read them."
)
_AUDIENCE_OF_RATINGS = f"{_AUDIENCE} shared: those shared with the country as well, for its focal points."


class StatusAsked(Asked):
    """By whose ratings."""

    audience: Audience = Field("public", description=_AUDIENCE)


class RatingsAsked(AskedPage):
    """By whose ratings, perhaps of one article."""

    audience: AudienceOfRatings = Field("public", description=_AUDIENCE_OF_RATINGS)
    article: Text = Field(
        None, max_length=10, description="The number of an article of the Convention; all if left out."
    )


class CountryLawStatus(AlignmentAnswer, Dated):
    """What follows from a country's ratings. An article that is not assessed says nothing about its law."""

    country: Named
    audience: Audience
    territories: dict[str, AlignmentAnswer] = Field(
        description="Where law differs by territory, the result of each; the country counts as the lowest."
    )
    footnotes: list[NameFootnote]


class PassageCited(Schema):
    """A passage that a rating rests on."""

    provision: str = Field(description="The key of the provision, as /law-provisions lists it.")
    paragraph: str
    words: str


class LawRatingItem(Schema):
    """A rating of one requirement element by a country's law."""

    territory: str = Field(description="Blank where it holds everywhere.")
    article: str
    element: str
    code: Rating
    law_as_of: date = Field(description="The date of the law that was rated.")
    cause: Cause | None = Field(description="Why it differs from the rating before; null where it does not.")
    flags: list[str]
    publication: Publication
    text: str = Field(description="The missing part, the search, the judgment or the reason, as the code needs.")
    cited: list[PassageCited]
    source: str


class LawRatingPage(Dated, Paged):
    """A page of ratings, by territory and element."""

    country: Named
    audience: AudienceOfRatings
    items: list[LawRatingItem]
    footnotes: list[NameFootnote]


@router.get(
    "/countries/{iso2}/law-status",
    response=CountryLawStatus,
    summary="Where a country's law stands",
    openapi_extra=example("/countries/RO/law-status?as_of=2026-11-23&known_on=2026-11-23"),
)
def read_country_law_status(request: HttpRequest, iso2: str, asked: Query[StatusAsked]) -> CountryLawStatus:
    """The status of each article, of substantive law and of powers, by the ratings that held on the date."""
    at = asked.moment()
    code, names = _readable(request, iso2, asked.audience, at), Names(asked.language, at=at)
    found = status_answer(code, at=at, readers=_readers(asked.audience))
    told = {key: found[key] for key in (*AlignmentAnswer.model_fields, "territories")}
    return CountryLawStatus(
        **dated(at, None), **told, country=names.of(code), audience=asked.audience, footnotes=names.footnotes()
    )


@router.get(
    "/countries/{iso2}/law-ratings",
    response=LawRatingPage,
    summary="Ratings of a country's law",
    openapi_extra=example("/countries/RO/law-ratings?article=16&as_of=2026-11-23&known_on=2026-11-23"),
)
def list_country_law_ratings(request: HttpRequest, iso2: str, asked: Query[RatingsAsked]) -> LawRatingPage:
    """The ratings that held on the date, each with what it says and what it rests on."""
    at, is_public = asked.moment(), asked.audience == "public"
    code, names = _readable(request, iso2, asked.audience, at), Names(asked.language, at=at)
    key = article_of(asked.article, at=at).key if asked.article else ""
    user = None if is_public else asker(request)
    rows = ratings_behind([code], at=at, public_only=is_public, article_key=key, user=user)[code]
    shown, more = page_of("law-ratings", rows, lambda row: (row.territory, row.element_key), asked)
    return LawRatingPage(
        **dated(at, None),
        next_cursor=more,
        country=names.of(code),
        audience=asked.audience,
        items=[LawRatingItem.model_validate(rating_answer(row, _readers(asked.audience))) for row in shown],
        footnotes=names.footnotes(),
    )


def _readers(audience: AudienceOfRatings) -> Readers:
    """What is told of a rating: to a country no more than to the public."""
    return Readers.OFFICE if audience == "office" else Readers.PUBLIC


def _readable(request: HttpRequest, iso2: str, audience: AudienceOfRatings, at: Moment) -> str:
    """The country's code. Others than the public ratings are refused to whoever may not read them."""
    code = country(iso2, at=at).iso2
    if audience != "public" and not _may_read(asker(request), code, audience):
        raise InputError(
            Problem(
                said("ratings that are not public are read by whoever is signed in and may read them"),
                column="audience",
                remedy=said("Ask for the public ones, or sign in on the site."),
            )
        )
    return code


def _may_read(user: Standing, code: str, audience: AudienceOfRatings) -> bool:
    return may_read_office_ratings(user, code) or (audience == "shared" and may_read_shared_ratings(user, code))
