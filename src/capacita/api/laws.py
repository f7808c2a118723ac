"""Domestic law: laws with what happened to them, their provisions, and a country's law on a date, article by article."""

from __future__ import annotations

from django.db.models import QuerySet
from ninja import Field, Query, Router, Schema

from capacita.api.asked import Asked, AskedPage, Text
from capacita.api.law_shapes import (
    LawEvent,
    LawItem,
    LawText,
    ProvisionOn,
    event_answer,
    law_answer,
    provision_answers,
    text_answer,
)
from capacita.api.naming import Names
from capacita.api.pages import page_of
from capacita.api.schema import example
from capacita.api.shapes import Dated, Named, NameFootnote, Paged, dated
from capacita.countries.queries import country
from capacita.evidence.queries import citation_lines
from capacita.legislation.models import LawProvision
from capacita.legislation.queries import law as queries
from capacita.legislation.queries import laws

router = Router(tags=["Legislation"])


class LawPage(Dated, Paged):
    """A page of laws, by key."""

    items: list[LawItem]
    footnotes: list[NameFootnote]


class OneLaw(Dated):
    """A law with its events, provisions and texts."""

    law: LawItem
    events: list[LawEvent]
    provisions: list[ProvisionOn]
    texts: list[LawText]
    footnotes: list[NameFootnote]


class LawProvisionPage(Dated, Paged):
    """A page of provisions of laws, by key."""

    items: list[ProvisionOn]
    footnotes: list[NameFootnote]


class ArticleLaw(Schema):
    """What is recorded of one article of the Convention."""

    article: str
    number: str
    heading: str
    provisions: list[ProvisionOn] = Field(
        description="Those that serve the article: in force, undetermined, not in force."
    )
    does_not_satisfy: list[ProvisionOn] = Field(description="Recorded beside it, and not satisfying it by themselves.")


class CountryLaw(Dated):
    """A country's law on the date. An article without provisions has none recorded: that says nothing about its law."""

    country: Named
    articles: list[ArticleLaw]
    footnotes: list[NameFootnote]


class LawsAsked(AskedPage):
    """A page of laws, perhaps of one country."""

    country: Text = Field(None, max_length=2, description="ISO 3166-1 alpha-2 code.")


class LawProvisionsAsked(LawsAsked):
    """A page of provisions, perhaps of one country or article."""

    article: Text = Field(None, max_length=10, description="The number of an article of the Convention.")


class CountryLawAsked(Asked):
    """A country's law, perhaps on one article."""

    article: Text = Field(
        None, max_length=10, description="The number of an article of the Convention; all if left out."
    )


@router.get(
    "/laws",
    response=LawPage,
    summary="Laws",
    openapi_extra=example("/laws?country=LK&as_of=2020-02-21&known_on=2026-11-23"),
)
def list_laws(request: object, asked: Query[LawsAsked]) -> LawPage:
    """The domestic laws recorded, with their dates and citations."""
    at = asked.moment()
    names = Names(asked.language, at=at)
    found = laws.works(at=at, iso2=country(asked.country, at=at).iso2 if asked.country else None)
    rows, more = page_of("laws", found, lambda row: (row.key,), asked)
    citations = citation_lines(row.citation_id for row in rows)
    known = laws.dates_of(rows, at=at)
    items = [law_answer(row, known[row.key], names, citations) for row in rows]
    sourced = laws.law_sourced_to(at=at)
    return LawPage(**dated(at, sourced), next_cursor=more, items=items, footnotes=names.footnotes())


@router.get(
    "/laws/{key}",
    response=OneLaw,
    summary="One law",
    openapi_extra=example("/laws/ph-ra8293?as_of=2020-02-21&known_on=2026-11-23"),
)
def read_law(request: object, key: str, asked: Query[Asked]) -> OneLaw:
    """A law with what happened to it, its provisions on the date, and their texts where they are recorded."""
    at = asked.moment()
    names, row = Names(asked.language, at=at), laws.work(key, at=at)
    lines, events = laws.provisions_of_work(row.key, at=at), laws.events_of_work(row.key, at=at)
    texts = [each for held in laws.texts(row.key, at=at).values() for each in held]
    citations = citation_lines(each.citation_id for each in (row, *(line.provision for line in lines), *events, *texts))
    return OneLaw(
        **dated(at, laws.law_sourced_to(at=at)),
        law=law_answer(row, laws.dates_of([row], at=at)[row.key], names, citations),
        events=[event_answer(each, citations) for each in events],
        provisions=provision_answers(lines, names, citations),
        texts=[text_answer(each, citations) for each in texts],
        footnotes=names.footnotes(),
    )


@router.get(
    "/law-provisions",
    response=LawProvisionPage,
    summary="Provisions of domestic law",
    openapi_extra=example("/law-provisions?country=PH&article=20&as_of=2012-11-01&known_on=2026-11-23"),
)
def list_law_provisions(request: object, asked: Query[LawProvisionsAsked]) -> LawProvisionPage:
    """Provisions of domestic law, each with whether it is in force on the date and why."""
    at = asked.moment()
    names = Names(asked.language, at=at)
    rows: QuerySet[LawProvision] = LawProvision.objects.recorded(at)
    if asked.country:
        rows = rows.filter(iso2=country(asked.country, at=at).iso2)
    if asked.article:
        rows = queries.of_article(rows, queries.article(asked.article, at=at).key)
    lines, more = page_of("law-provisions", queries.law_lines(rows, at=at), lambda line: (line.provision.key,), asked)
    citations = citation_lines(line.provision.citation_id for line in lines)
    items = provision_answers(lines, names, citations)
    sourced = laws.law_sourced_to(at=at)
    return LawProvisionPage(**dated(at, sourced), next_cursor=more, items=items, footnotes=names.footnotes())


@router.get(
    "/countries/{iso2}/law",
    response=CountryLaw,
    summary="A country's law on a date",
    openapi_extra=example("/countries/MU/law?article=7&as_of=2022-01-01&known_on=2026-11-23"),
)
def read_country_law(request: object, iso2: str, asked: Query[CountryLawAsked]) -> CountryLaw:
    """What domestic law said on each article of the Convention on the date: in force, not in force or undetermined."""
    at = asked.moment()
    names, record = Names(asked.language, at=at), country(iso2, at=at)
    known = queries.articles(at=at)
    chosen = [queries.article(asked.article, at=at).key] if asked.article else list(known)
    found = queries.country_law(record.iso2, at=at)
    shown = [found[key] for key in chosen]
    citations = citation_lines(line.provision.citation_id for law in shown for line in (*law.lines, *law.beside))
    return CountryLaw(
        **dated(at, laws.law_sourced_to(at=at)),
        country=names.of(record.iso2),
        articles=[
            ArticleLaw(
                article=law.article,
                number=known[law.article].article,
                heading=known[law.article].heading,
                provisions=provision_answers(law.lines, names, citations),
                does_not_satisfy=provision_answers(law.beside, names, citations),
            )
            for law in shown
        ],
        footnotes=names.footnotes(),
    )
