"""What a catalogue is, a row of it before it is a fact, and the register of them all. Loading itself lies in `loading`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from capacita.evidence.models import Fact
from capacita.evidence.reading import Table, read_csv
from capacita.evidence.workbooks import read_xlsx
from capacita.kernel.digests import digest_of
from capacita.kernel.errors import Problem
from capacita.kernel.identifiers import near
from capacita.kernel.said import said
from capacita.people.choices import ScopeKind, Verb
from capacita.people.rules import EVERYTHING, Scope


@dataclass(frozen=True)
class Draft:
    """One row, parsed and not yet a fact: its natural key, its values by column, what it cites, where it stands.

    A row that the database keeps and no file holds has no row number; its `file` says so. One that a form sent has 0.
    """

    key: str
    values: dict[str, Any]
    citation: str
    stated_on: date | None
    note: str = ""
    file: str = ""
    row: int | None = None

    @property
    def digest(self) -> str:
        return digest_of(
            {"values": self.values, "citation": self.citation, "stated_on": self.stated_on, "note": self.note}
        )

    @property
    def is_kept(self) -> bool:
        return self.row is None

    @property
    def is_typed(self) -> bool:
        """Whether a form sent it: the names of files and columns say nothing to whoever filled it in."""
        return self.row == 0

    def problem(self, column: str, message: str, remedy: str = "", *, against: Draft | None = None) -> Problem:
        """What is wrong in a column; `against` is the row that it does not fit, told by its key where it is kept."""
        kept = against.key if against is not None and against.is_kept else ""
        at_command = f"If the kept row is wrong: --withdraw {kept}." if kept else ""
        return Problem(message, self.file, self.row or None, column, remedy, kept, at_command)

    def repeats(self, column: str, first: Draft) -> Problem:
        """That the row says again what another does."""
        if first.is_kept:
            return self.problem(column, said("says again what another record says"), against=first)
        message = said("says again what row %(row)s says (%(key)s)", row=first.row, key=first.key)
        return self.problem(column, message, said("Keep one of the two rows."))

    def unknown(self, column: str, value: str, kind: str, known: Collection[str], remedy: str) -> Iterable[Problem]:
        """A problem where a column's value is not among the known ones; `remedy` is for one that is near to none."""
        if value not in known:
            hint = near(value, known)
            nearest = said("Did you mean %(near)s?", near=", ".join(hint)) if hint else ""
            message = said("“%(value)s” is not %(kind)s", value=value, kind=kind)
            yield self.problem(column, message, nearest or ("" if self.is_typed else remedy))


@dataclass(frozen=True)
class TableParser:
    """The columns of a catalogue's table, and how its rows become the fields of drafts."""

    columns: tuple[str, ...]
    parse: Callable[[Table], Sequence[dict[str, Any]]]


@dataclass(frozen=True)
class RowForm:
    """How one row is recorded by itself: back from a fact to its cells, what it concerns, who may.

    With `is_counted` the natural key ends in the place of the row among those alike; a new one takes the next place.
    A row concerns the project or country that its column `of` names, or that `named` finds for its cells, or everything;
    `verb` is what somebody must be allowed to do there to record it. With `is_description` its rows describe what facts
    cite: a new one, which nothing cites yet, changes no figure and no brief. With `beside`, a row is checked beside those
    alone that agree with it in that column: the others say nothing about it.
    """

    cells: Callable[[Any], dict[str, str]]
    kind: ScopeKind = ScopeKind.ALL
    of: str = ""
    verb: Verb = Verb.RECORD_FACTS
    is_counted: bool = False
    is_description: bool = False
    named: Callable[[Mapping[str, str]], str] | None = None
    beside: str = ""

    def scope_of(self, cells: Mapping[str, str]) -> Scope:
        key = self.named(cells) if self.named is not None else cells.get(self.of, "")
        return Scope(self.kind, key) if key else EVERYTHING


Check = Callable[[Sequence[Draft], Sequence[Draft], date], Iterable[Problem]]


def nothing_to_check(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    return ()


def said_twice(drafts: Sequence[Draft], kept: Sequence[Draft], *, column: str, of: Sequence[str]) -> Iterable[Problem]:
    """A problem for each draft that agrees in the values of `of` with a row before it, or with a kept one."""
    seen = {tuple(draft.values[each] for each in of): draft for draft in kept}
    for draft in drafts:
        first = seen.setdefault(tuple(draft.values[each] for each in of), draft)
        if first is not draft:
            yield draft.repeats(column, first)


@dataclass(frozen=True)
class Catalogue:
    """A reference table: where it lies, how its bytes become drafts, which table of facts it fills.

    `check` runs once all rows of all files are written. It is given the rows of the file and, as `kept`, the current
    rows that the file does not hold, and the day of loading; it returns what is wrong with the former beside the latter.
    A catalogue with a `form` may be recorded row by row as well. Of one that `is_ahead`, the office has made a version
    later than what the product carries: the product's own file is passed over.
    """

    name: str
    path: Path
    model: type[Fact]
    parse: Callable[[bytes, str], Sequence[Draft]]
    check: Check = nothing_to_check
    table: TableParser | None = None
    form: RowForm | None = None
    is_ahead: Callable[[], bool] = lambda: False

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The formats in which an office may give it: a table also as a workbook."""
        return (".csv", ".xlsx") if self.path.suffix == ".csv" else (self.path.suffix,)

    def current(self, key: str | None = None) -> Mapping[str, Fact]:
        """The rows that hold now, or the one with this key, by key."""
        rows = self.model.objects.recorded()
        return {fact.key: fact for fact in (rows if key is None else rows.filter(key=key))}


def kept_draft(catalogue: Catalogue, fact: Fact) -> Draft:
    """A current row as its catalogue's checks see it."""
    own = [each for each in catalogue.model._meta.concrete_fields if each.name not in _OF_EVERY_FACT]
    values = {each.attname: getattr(fact, each.attname) for each in own}
    place = f"{catalogue.name} {fact.key}, kept in the database"
    return Draft(fact.key, values, "", fact.stated_on, fact.note, place)


_OF_EVERY_FACT = frozenset({"id", *(each.name for each in Fact._meta.local_fields)})
_catalogues: dict[str, Catalogue] = {}


def register_catalogue(catalogue: Catalogue) -> None:
    """Have `catalogue` loaded after those registered before it."""
    _catalogues[catalogue.name] = catalogue


def catalogues() -> tuple[Catalogue, ...]:
    return tuple(_catalogues.values())


def register_csv(
    name: str,
    folder: Path,
    model: type[Fact],
    columns: Sequence[str],
    parse: Callable[[Table], Sequence[dict[str, Any]]],
    check: Check = nothing_to_check,
    form: RowForm | None = None,
) -> None:
    """Have `folder`/`name`.csv loaded: `parse` turns its table into the fields of drafts. With a `form`, its rows may be
    recorded one by one as well."""

    def drafts(content: bytes, file: str) -> Sequence[Draft]:
        read = read_xlsx if file.lower().endswith(".xlsx") else read_csv
        return [Draft(**fields) for fields in parse(read(content, file=file, columns=columns))]

    table = TableParser(tuple(columns), parse)
    register_catalogue(Catalogue(name, folder / f"{name}.csv", model, drafts, check, table, form))
