"""The shapes of a figure's receipt and of published statements. A receipt is answered exactly as figures gives it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ninja import Field, Schema

from capacita.api.shapes import Cited, NameFootnote, cited
from capacita.evidence.queries import CitationLine
from capacita.figures.answers import plain_number
from capacita.figures.models import Claim
from capacita.figures.queries import ClaimBeside

Number = int | float


class NamedReason(Schema):
    """Something named beside the count, and why it stands there."""

    key: str
    name: str
    reason: str


class RecordSource(Schema):
    """A source of a record, and where in it."""

    key: str
    title: str
    address: str
    locator: str


class ErasedBytes(Schema):
    """A snapshot whose bytes were erased; its digest stays."""

    source: str
    sha256: str
    erased_on: date


class RecordAnswer(Schema):
    """One record counted."""

    key: str
    subject: str
    name: str
    what: str
    date: str | None
    not_later_than: bool
    amount: Number | None
    note: str
    unverified: bool
    citation: str
    sources: list[RecordSource]


class FigureAnswer(Schema):
    """A figure with everything that it was made of."""

    id: str
    question: str
    parameters: dict[str, str]
    value: Number | None = Field(description="What is certain; null: not recorded, and `reason` says why.")
    low: Number | None
    high: Number | None = Field(description="Null where it is open.")
    is_floor: bool = Field(
        description="Whether something that certainly belongs has nothing on record: the value is then “at least”."
    )
    numerator: Number | None
    denominator: Number | None
    unit: str
    reason: str
    as_of: date
    known_on: date
    recorded_at: str | None = Field(
        description="The database's time that the answer is pinned to: asked for with it, the same comes again for ever."
    )
    catalogue_version: str | None = Field(
        description="The head of the audit chain at that time, SEQ:DIGEST, as `capacita audit verify --head` checks it."
    )
    sourced_to: date | None
    beyond_sources: bool
    rule: str = Field(description="The rule and its version.")
    rule_since: date = Field(description="The day from which this version of the rule holds.")
    audience: str
    undetermined: list[NamedReason] = Field(description="What may belong beside what was counted.")
    uncertain: list[NamedReason] = Field(description="What was counted and may not belong.")
    left_out: list[NamedReason]
    notes: list[str]
    records: list[RecordAnswer]
    footnotes: list[NameFootnote] = Field(description="The footnotes that the names above call.")
    bytes_erased: list[ErasedBytes] = Field(
        description="Snapshots of the sources above that held personal data and were erased, as it is known now."
    )
    facts_digest: str = Field(description="The digest of the facts used: the same on every machine that holds them.")
    receipt: str = Field(description="The digest of question, moment, rule, value and facts: what a citation names.")


class ClaimItem(Schema):
    """A statement as somebody published it."""

    key: str
    kind: str = Field(description="count, survey or impact.")
    parent: str | None
    text: str = Field(description="In the language asked for; else in the one in which the statement was made.")
    printed: str = Field(description="The value as printed, such as 64 or 20+; blank for a statement without one.")
    stated_value: Number | None
    is_floor: bool
    stated_on: date | None = Field(description="The day on which it was said.")
    valid_on: date = Field(description="The day for which it was said; of a month or year, its last.")
    valid_precision: str = Field(description="Whether the source gives a day, a month or a year.")
    publisher: str
    locator: str
    figure: str | None = Field(description="The figure that computes the same; null where none does.")
    parameters: dict[str, str]
    cited: Cited


class ClaimAnswer(ClaimItem):
    """A statement beside what is computed."""

    agreement: str = Field(description="agrees, agrees_as_floor, differs or not_computable.")
    computed: Number | None
    computed_low: Number | None
    computed_high: Number | None
    difference: Number | None = Field(description="Stated less computed.")
    at_least: Number | None = Field(description="What is computed for certain, where a floor is set beside it.")
    reason: str = Field(description="Why the two differ, or cannot be compared, as far as known.")
    receipt: str | None = Field(description="The digest of the computed figure's receipt.")


def claim_item(row: Claim, language: str, citations: Mapping[int, CitationLine]) -> ClaimItem:
    return ClaimItem(
        key=row.key,
        kind=row.kind,
        parent=row.parent or None,
        text=row.text(language),
        printed=row.printed,
        stated_value=plain_number(row.stated_value),
        is_floor=row.is_floor,
        stated_on=row.stated_on,
        valid_on=row.valid_on,
        valid_precision=row.valid_precision,
        publisher=row.publisher,
        locator=row.locator,
        figure=row.figure or None,
        parameters=row.parameters,
        cited=cited(citations.get(row.citation_id)),
    )


def claim_answer(found: ClaimBeside, language: str, citations: Mapping[int, CitationLine]) -> ClaimAnswer:
    computed, comparison = found.computed, found.comparison
    return ClaimAnswer(
        **dict(claim_item(found.claim, language, citations)),
        agreement=comparison.agreement.value,
        computed=plain_number(computed.value) if computed else None,
        computed_low=plain_number(computed.low) if computed else None,
        computed_high=plain_number(computed.high) if computed else None,
        difference=plain_number(comparison.difference),
        at_least=plain_number(comparison.at_least),
        reason=found.claim.reason(language) or (computed.reason if computed else ""),
        receipt=computed.receipt_digest if computed else None,
    )
