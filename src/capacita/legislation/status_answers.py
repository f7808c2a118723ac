"""Where a country stands, as plain values for JSON and rows for CSV: the same for command line, pages and API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from capacita.kernel.moment import Moment
from capacita.legislation.alignment import alignment_answer
from capacita.legislation.choices import Readers
from capacita.legislation.models import LawRating
from capacita.legislation.queries.status import CountryStatus, rated_or_blank, ratings_behind
from capacita.legislation.rating_words import shown_flags
from capacita.legislation.sheet_tables import SheetTable

_COLUMNS = (
    "country", "territory", "article", "element", "code", "law_as_of", "cause", "flags", "publication", "text", "cited",
    "source",
)  # fmt: skip


def status_answer(iso2: str, *, at: Moment, readers: Readers = Readers.PUBLIC) -> dict[str, Any]:
    """What the rule makes of a country's ratings, with whose they are; where law differs by territory, of each one too."""
    found = rated_or_blank(iso2, at=at, public_only=readers.is_public)
    return {
        "country": iso2,
        "as_of": at.as_of.isoformat(),
        "known_on": at.known_on.isoformat(),
        "audience": readers.value,
        **alignment_answer(found.lowest),
        "territories": _territories(found),
    }


def profile_answer(iso2: str, *, at: Moment, readers: Readers = Readers.PUBLIC) -> dict[str, Any]:
    """The status with every rating behind it."""
    rows = ratings_behind([iso2], at=at, public_only=readers.is_public)[iso2]
    return {**status_answer(iso2, at=at, readers=readers), "elements": [rating_answer(row, readers) for row in rows]}


def rating_answer(row: LawRating, readers: Readers) -> dict[str, Any]:
    """One rating with what it rests on."""
    return {
        "territory": row.territory,
        "article": row.article_key.rpartition("art_")[2],
        "element": row.element_key,
        "code": row.code,
        "law_as_of": row.holds_from.isoformat(),
        "cause": row.cause or None,
        "flags": [each.value for each in shown_flags(row, readers)],
        "publication": row.publication,
        "text": row.text,
        "cited": [{name: each.get(name, "") for name in ("provision", "paragraph", "words")} for each in row.cited],
        "source": row.citation.text,
    }


def rating_table(iso2: str, rows: Iterable[LawRating], readers: Readers) -> SheetTable:
    """The ratings of a country, one a row."""
    table = []
    for answer in (rating_answer(each, readers) for each in rows):
        cited = "; ".join(each["provision"] for each in answer["cited"])
        table.append(
            (
                iso2, answer["territory"], answer["article"], answer["element"], answer["code"], answer["law_as_of"],
                answer["cause"] or "", "; ".join(answer["flags"]), answer["publication"], answer["text"], cited,
                answer["source"],
            )
        )  # fmt: skip
    return SheetTable(f"ratings {iso2}", _COLUMNS, tuple(table))


def _territories(found: CountryStatus) -> dict[str, Any]:
    if set(found.results) <= {""}:
        return {}
    return {name: alignment_answer(each) for name, each in found.results.items()}
