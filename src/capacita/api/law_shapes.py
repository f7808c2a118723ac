"""How domestic law is answered: the shapes of laws, events, provisions and texts, and how records become them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ninja import Field, Schema

from capacita.api.naming import Names
from capacita.api.shapes import Cited, Named, StatedOn, cited, stated_on, stated_text
from capacita.evidence.queries import CitationLine
from capacita.legislation.choices import EventKind
from capacita.legislation.models import LegalWork, ProvisionText, WorkEvent
from capacita.legislation.queries.law import LawLine
from capacita.legislation.rules.in_force import LawDates
from capacita.legislation.wording import change_in_words, standing_in_words

Citations = Mapping[int, CitationLine]


class LawItem(Schema):
    """A law, with its dates as stated; a date that is null is not known."""

    key: str
    country: Named
    territory: str = Field(description="Where it holds, if not in the whole country.")
    title: str = Field(description="The title in English.")
    title_original: str
    official_citation: str
    languages: list[str]
    adopted_on: StatedOn | None
    published_on: StatedOn | None
    in_force_from: StatedOn | None
    in_force_by: StatedOn | None = Field(description="An upper bound: it was in force by then.")
    in_force_to: StatedOn | None = Field(description="The first day on which it no longer was.")
    confidence: str = Field(description="high, medium or low: that the citation is right.")
    note: str
    cited: Cited


class LawEvent(Schema):
    """What happened to a law, or to provisions of it."""

    key: str
    kind: str = Field(
        description="assent, publication, commencement, amendment, repeal, suspension_start, suspension_end or struck_down."
    )
    words: str
    on: StatedOn | None = Field(description="Null where the day is not known.")
    provisions: list[str] = Field(description="The provisions affected, by key; empty: the whole law.")
    by: str
    by_law: str | None = Field(description="The key of the law by which it came about, where that is recorded.")
    verified: str
    cited: Cited


class ProvisionOn(Schema):
    """A provision of a law, and whether it is in force on the date."""

    key: str
    law: str
    country: Named
    territory: str
    ref: str = Field(description="Article or section; blank where it is not recorded.")
    articles: list[str] = Field(description="The articles of the Convention that it serves, by key.")
    does_not_satisfy: list[str] = Field(description="Articles that it does not satisfy by itself.")
    gist: str
    valid_from: StatedOn | None
    valid_to: StatedOn | None = Field(description="The first day on which it no longer holds.")
    absent_as_of: StatedOn | None = Field(
        description="Not null: the record says that a search found no such provision, as of this day."
    )
    verified: str = Field(description="What was read: text, heading, secondary or none.")
    confidence: str
    in_force: str = Field(description="in_force, not_in_force or undetermined, on the date.")
    reason: str = Field(description="Why: commenced, resumed, repealed, struck_down, commencement_unknown, …")
    reason_in_words: str
    rests_on: list[str] = Field(description="The events or provisions on which that rests, by key.")
    note: str
    cited: Cited


class LawText(Schema):
    """The words of a provision in one language."""

    provision: str
    language: str
    kind: str = Field(description="original, or an official, unofficial or machine translation.")
    text: str
    source_class: int | None = Field(
        description="What it was taken from: 1 official gazette or portal, 2 copy of the government or a court, "
        "3 recognised legal database, 4 secondary source, 5 statement; null where nobody stated it."
    )
    valid_from: StatedOn | None
    valid_to: StatedOn | None
    cited: Cited


def law_answer(row: LegalWork, dates: LawDates, names: Names, citations: Citations) -> LawItem:
    """`dates` are those that had been stated by the moment."""
    return LawItem(
        key=row.key,
        country=names.of(row.iso2),
        territory=row.territory,
        title=row.title,
        title_original=row.title_original,
        official_citation=row.official_citation,
        languages=row.languages,
        adopted_on=stated_on(dates.adopted),
        published_on=stated_on(dates.published),
        in_force_from=stated_on(dates.in_force_from),
        in_force_by=stated_on(dates.in_force_by),
        in_force_to=stated_on(dates.in_force_to),
        confidence=row.confidence,
        note=row.note,
        cited=cited(citations.get(row.citation_id)),
    )


def provision_answers(lines: Sequence[LawLine], names: Names, citations: Citations) -> list[ProvisionOn]:
    return [
        ProvisionOn(
            key=line.provision.key,
            law=line.work.key,
            country=names.of(line.provision.iso2),
            territory=line.territory,
            ref=line.provision.ref,
            articles=line.provision.articles,
            does_not_satisfy=line.provision.does_not_satisfy,
            gist=line.provision.gist,
            valid_from=stated_on(line.provision.start),
            valid_to=stated_on(line.provision.end),
            absent_as_of=stated_on(line.provision.searched),
            verified=line.provision.verified,
            confidence=line.provision.confidence,
            in_force=line.standing.force,
            reason=line.standing.reason,
            reason_in_words=standing_in_words(line),
            rests_on=list(line.standing.rests_on),
            note=line.provision.note,
            cited=cited(citations.get(line.provision.citation_id)),
        )
        for line in lines
    ]


def event_answer(row: WorkEvent, citations: Citations) -> LawEvent:
    return LawEvent(
        key=row.key,
        kind=row.kind,
        words=change_in_words(EventKind(row.kind)),
        on=stated_on(row.stated),
        provisions=row.provisions,
        by=row.by,
        by_law=row.by_work_key or None,
        verified=row.verified,
        cited=cited(citations.get(row.citation_id)),
    )


def text_answer(row: ProvisionText, citations: Citations) -> LawText:
    return LawText(
        provision=row.provision_key,
        language=row.language,
        kind=row.kind,
        text=row.text,
        source_class=row.source_class,
        valid_from=stated_text(row.valid_from),
        valid_to=stated_text(row.valid_to),
        cited=cited(citations.get(row.citation_id)),
    )
