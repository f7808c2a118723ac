"""By what documents and statements a State drew on the Convention for its legislation."""

from __future__ import annotations

from ninja import Field, Query, Router, Schema

from capacita.api.asked import Asked
from capacita.api.naming import Names
from capacita.api.schema import example
from capacita.api.shapes import Cited, Dated, Named, NameFootnote, StatedOn, cited, dated, stated_on
from capacita.countries.queries import country
from capacita.evidence.queries import citation_lines
from capacita.legislation.choices import UseKind
from capacita.legislation.queries import laws
from capacita.legislation.queries.convention_uses import convention_uses
from capacita.legislation.use_catalogue import use_in_words

router = Router(tags=["Legislation"])


class ConventionUseItem(Schema):
    """One document or statement by which a State drew on the Convention. It grades nothing."""

    key: str
    kind: str = Field(description="explanatory_memorandum, statement_in_parliament or legal_opinion.")
    words: str
    on: StatedOn | None
    law: str | None = Field(description="The key of the law for which it did, where that is recorded.")
    text: str = Field(description="What the source says of the Convention, in our words.")
    cited: Cited


class ConventionUses(Dated):
    """The recorded uses of a country, the earliest first. None recorded says nothing about its law."""

    country: Named
    items: list[ConventionUseItem]
    footnotes: list[NameFootnote]


@router.get(
    "/countries/{iso2}/convention-uses",
    response=ConventionUses,
    summary="How a country drew on the Convention",
    openapi_extra=example("/countries/SZ/convention-uses?as_of=2020-02-21&known_on=2026-11-23"),
)
def list_convention_uses(request: object, iso2: str, asked: Query[Asked]) -> ConventionUses:
    """Explanatory memoranda, statements in parliament and legal opinions by which it drew on the Convention."""
    at = asked.moment()
    names, record = Names(asked.language, at=at), country(iso2, at=at)
    rows = convention_uses(at=at, iso2=record.iso2)
    citations = citation_lines(row.citation_id for row in rows)
    return ConventionUses(
        **dated(at, laws.law_sourced_to(at=at)),
        country=names.of(record.iso2),
        items=[
            ConventionUseItem(
                key=row.key, kind=row.kind, words=use_in_words(UseKind(row.kind)), on=stated_on(row.stated),
                law=row.work_key or None, text=row.gist, cited=cited(citations.get(row.citation_id)),
            )
            for row in rows
        ],
        footnotes=names.footnotes(),
    )  # fmt: skip
