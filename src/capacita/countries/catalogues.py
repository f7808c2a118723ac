"""The four country catalogues and the checks that need all rows at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from capacita.countries import sources
from capacita.countries.models import Country, CountryName, Footnote, Membership, period
from capacita.countries.rules import ends_of_names
from capacita.evidence.catalogue import Draft, RowForm, register_csv, said_twice
from capacita.kernel.errors import Problem
from capacita.kernel.periods import Period
from capacita.kernel.said import said
from capacita.people.choices import ScopeKind

_FOLDER = Path(__file__).parent / "catalog"
COUNTRY_OF_TABLE = said("a country or area of the table")
_OF_TWO_NAMES = said(
    "If the dates of that name are wrong, correct them first, and hand this in once that is confirmed; if they are right,"
    " say here until when this one was used."
)


def unknown_countries(drafts: Sequence[Draft], column: str = "iso2") -> Iterable[Problem]:
    """A problem for each draft whose code is not in the table of countries and areas."""
    known = set(Country.objects.recorded().values_list("iso2", flat=True))
    for draft in drafts:
        yield from draft.unknown(
            column, draft.values[column], COUNTRY_OF_TABLE, known, said("Add it to countries.csv first.")
        )


def check_countries(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """Two countries or areas share no code, and a footnote that is called is there."""
    footnotes = set(Footnote.objects.recorded().values_list("footnote_key", flat=True))
    yield from said_twice(drafts, kept, column="iso3", of=("iso3",))
    for draft in drafts:
        called = draft.values["footnote_key"]
        if called:
            yield from draft.unknown(
                "footnote_key", called, said("a footnote"), footnotes, said("Load it with footnotes.csv.")
            )


def check_names(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    yield from unknown_countries(drafts)
    ends = ends_of_names((each.key, each.values["valid_from"], each.values["valid_to"]) for each in (*kept, *drafts))
    yield from overlapping(drafts, kept, of=("iso2", "language"), ends=ends)


def check_memberships(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    yield from unknown_countries(drafts)
    yield from overlapping(drafts, kept, of=("grouping", "iso2", "role"))


def overlapping(
    drafts: Sequence[Draft], kept: Sequence[Draft], *, of: Sequence[str], ends: Mapping[str, str] | None = None
) -> Iterable[Problem]:
    """A problem for each draft whose period overlaps that of a row before it, or of a kept one, that agrees in `of`.

    Of two that overlap, one is wrong; and an extract that counts its rows anew is caught beside the rows it left out.
    `ends` are the ends of the periods by key, where they are not those stated.
    """
    found = ends or {}
    seen: dict[tuple[str, ...], list[Draft]] = defaultdict(list)
    for draft in kept:
        seen[_said(draft, of)].append(draft)
    for draft in drafts:
        alike = seen[_said(draft, of)]
        for other in alike:
            mine, others = _period(draft, found), _period(other, found)
            if mine == others:
                yield draft.repeats("valid_from", other)
                break
            if mine.overlaps(others):
                yield _overlap(draft, other)
                break
        alike.append(draft)


def _overlap(draft: Draft, other: Draft) -> Problem:
    if draft.is_typed and "short_name" in other.values:
        message = said("the period overlaps that of the name “%(name)s”", name=other.values["short_name"])
        return draft.problem("valid_from", message, _OF_TWO_NAMES, against=other)
    if other.is_kept:
        return draft.problem("valid_from", said("the period overlaps that of another record"), against=other)
    message = said("the period overlaps that of row %(row)s (%(key)s)", row=other.row, key=other.key)
    return draft.problem("valid_from", message, said("Mend one of the two."))


def _said(draft: Draft, of: Sequence[str]) -> tuple[str, ...]:
    return tuple(draft.values[each] for each in of)


def _period(draft: Draft, ends: Mapping[str, str]) -> Period:
    return period(draft.values["valid_from"], ends.get(draft.key, draft.values["valid_to"]))


def register() -> None:
    register_csv("countries", _FOLDER, Country, sources.COUNTRY_COLUMNS, sources.parse_countries, check_countries)
    register_csv(
        "country_names", _FOLDER, CountryName, sources.NAME_COLUMNS, sources.parse_names, check_names,
        RowForm(sources.name_cells, ScopeKind.COUNTRY, "iso2", is_counted=True),
    )  # fmt: skip
    register_csv(
        "footnotes", _FOLDER, Footnote, sources.FOOTNOTE_COLUMNS, sources.parse_footnotes,
        form=RowForm(sources.footnote_cells),
    )  # fmt: skip
    register_csv("groupings", _FOLDER, Membership, sources.GROUPING_COLUMNS, sources.parse_groupings, check_memberships)
