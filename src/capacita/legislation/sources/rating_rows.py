"""The rows of a workbook of ratings, filled in away from the product. Knows no database.

One row an element. Country, date and the catalogue's version stand in every row, so that rows sorted or copied into
another file still say what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from capacita.evidence.reading import Row, Table
from capacita.kernel.dates import parse_day
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.identifiers import near
from capacita.kernel.said import said
from capacita.legislation.choices import MOST_TYPED, Cause, Flag, Rating

COLUMNS = (
    "country", "territory", "law_as_of", "catalogue", "article", "element", "weight", "question", "code", "text", "cited",
    "comment", "cause", "flags",
)  # fmt: skip

LONGEST_TERRITORY = 60


@dataclass(frozen=True)
class RatedRow:
    """One filled row: its place in the file, what it is about, and what was typed. `cited` are provisions by key."""

    number: int
    iso2: str
    territory: str
    on: date
    catalogue: str
    element: str
    code: Rating | None
    text: str
    cited: tuple[str, ...]
    comment: str
    cause: Cause | None
    flags: tuple[Flag, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in: such a row leaves what is typed in the product as it is."""
        return self.code is None and not (self.text or self.cited or self.comment or self.flags)


def parse_rated_rows(table: Table) -> list[RatedRow]:
    """The rows of the table. Refuses with every fault, each by its row and column."""
    problems: list[Problem] = []
    rows = [_row(row, problems) for row in table.rows]
    seen: dict[tuple[str, str, date | None, str], int] = {}
    for each in rows:
        if each is not None:
            place = each.iso2, each.territory, each.on, each.element
            if place in seen:
                message = said("stands in row %(row)s already", row=seen[place])
                problems.append(Problem(message, table.file, each.number, "element", said("Keep one of the two.")))
            seen.setdefault(place, each.number)
    if problems:
        raise InputError(*problems)
    return [each for each in rows if each is not None]


def _row(row: Row, problems: list[Problem]) -> RatedRow | None:
    before = len(problems)
    on = _day(row, problems)
    if "|" in row["territory"] or len(row["territory"]) > LONGEST_TERRITORY:
        message = said("has more than %(n)s characters, or a vertical line", n=LONGEST_TERRITORY)
        problems.append(row.problem("territory", message, said("Name the territory as the law does, in short.")))
    problems += [
        row.problem(name, said("is longer than %(n)s characters", n=MOST_TYPED), said("Shorten it."))
        for name in ("text", "comment")
        if len(row[name]) > MOST_TYPED
    ]
    code = _one_of(row, "code", row["code"].upper(), tuple(Rating), problems)
    cause = _one_of(row, "cause", row["cause"].lower(), tuple(Cause), problems)
    flags = [_one_of(row, "flags", each.upper(), tuple(Flag), problems) for each in _listed(row["flags"])]
    if len(problems) > before or on is None:
        return None
    return RatedRow(
        row.number, row["country"].upper(), row["territory"], on, row["catalogue"], row["element"],
        Rating(code) if code else None, row["text"], _listed(row["cited"]), row["comment"],
        Cause(cause) if cause else None, tuple(Flag(each) for each in flags if each),
    )  # fmt: skip


def _day(row: Row, problems: list[Problem]) -> date | None:
    try:
        return parse_day(row["law_as_of"])
    except InputError as refusal:
        problems += [row.problem("law_as_of", each.message, each.remedy) for each in refusal.problems]
        return None


def _one_of(row: Row, column: str, value: str, known: Sequence[str], problems: list[Problem]) -> str:
    if value and value not in known:
        alike = near(value, known)
        remedy = (
            said("Did you mean %(near)s?", near=alike[0]) if alike else said("One of %(keys)s.", keys=", ".join(known))
        )
        problems.append(row.problem(column, said("“%(value)s” is not known", value=value[:40]), remedy))
        return ""
    return value


def _listed(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(";") if each.strip())
