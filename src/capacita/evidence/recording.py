"""Recording one row of a catalogue by itself: what a form sends goes the way of a file, with the same checks.

Nothing here asks who may: `review` does, and writes the audit entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, count

from capacita.audit.actions import take_turn
from capacita.evidence.catalogue import Catalogue, Draft, RowForm, TableParser, catalogues, kept_draft
from capacita.evidence.limits import misfitting
from capacita.evidence.loading import standing_problems
from capacita.evidence.models import Fact
from capacita.evidence.reading import Row, Table, cell_problems
from capacita.evidence.rules import cited_parts
from capacita.evidence.words import RecordWords, table_in_words
from capacita.evidence.writing import write_rows
from capacita.kernel.clock import today
from capacita.kernel.errors import InputError, Problem, RefusedError, UnknownKeyError
from capacita.kernel.identifiers import near
from capacita.kernel.moment import Moment
from capacita.kernel.once import reading_anew
from capacita.kernel.said import said
from capacita.people.rules import EVERYTHING, Scope

_NAME = 80


@dataclass(frozen=True)
class RowChange:
    """A new row of a catalogue, one that replaces the current row `key`, or, without `cells`, the end of that row."""

    catalogue: str
    cells: Mapping[str, str] | None
    key: str = ""

    @property
    def is_withdrawal(self) -> bool:
        return self.cells is None


@dataclass(frozen=True)
class RowRecorded:
    """The row's key, and its cells before and after: none before a new row, none after one that ended."""

    key: str
    before: Mapping[str, str]
    after: Mapping[str, str]


def recordable() -> tuple[str, ...]:
    """The names of the catalogues whose rows may be recorded one by one."""
    return tuple(each.name for each in catalogues() if each.form is not None)


def current_row(catalogue: str, key: str) -> Fact:
    """The row that holds now under the key. Refuses a key that no current row has."""
    found = _recordable(catalogue)
    fact = found.current(key).get(key)
    if fact is None:
        raise UnknownKeyError("current row", key, near(key, found.current()))
    return fact


def columns_of(catalogue: str) -> tuple[str, ...]:
    return _table(_recordable(catalogue)).columns


def cells_of(catalogue: str, fact: Fact) -> dict[str, str]:
    """The cells of a fact's row, as a file of its catalogue would hold them."""
    cells = form_of(catalogue).cells(fact)
    return {name: cells.get(name, "") for name in columns_of(catalogue)}


def scope_of(change: RowChange) -> Scope:
    """What the row concerns, old and new: a project, a country, or everything where the two differ."""
    form = form_of(change.catalogue)
    old = form.scope_of(cells_of(change.catalogue, current_row(change.catalogue, change.key))) if change.key else None
    new = form.scope_of(change.cells) if change.cells is not None else None
    return EVERYTHING if old and new and old != new else old or new or EVERYTHING


def scope_of_current(catalogue: str, key: str) -> Scope | None:
    """What the row concerns that holds now under the key; None where no current row has it."""
    fact = _recordable(catalogue).current(key).get(key)
    return None if fact is None else form_of(catalogue).scope_of(cells_of(catalogue, fact))


def is_unused_description(change: RowChange) -> bool:
    """Whether the change adds a row that describes what facts cite, so that none cites it yet."""
    return not change.key and form_of(change.catalogue).is_description


def said_row(change: RowChange, *, at: Moment) -> RecordWords:
    """The row in the reader's language, and the page that shows it; the one that ends or ended, where it is withdrawn."""
    catalogue = _recordable(change.catalogue)
    if change.cells is None:
        record: Fact = _last_row(catalogue, change.key)
    else:
        draft = _parsed(catalogue, change.cells)
        record = catalogue.model(key=draft.key, stated_on=draft.stated_on, note=draft.note, **draft.values)
    words = table_in_words(catalogue.model)
    return words.say([record], at)[0] if words else RecordWords((change.cells or {}).get("title", "") or record.key)


def cited_sources(change: RowChange) -> tuple[str, ...]:
    """The keys of the sources that the row names, in order; of the row that ends, where it is withdrawn."""
    catalogue = _recordable(change.catalogue)
    if change.cells is None:
        cited = _last_row(catalogue, change.key).citation.text
    else:
        cited = _parsed(catalogue, change.cells).citation
    return tuple(dict.fromkeys(part.source_key for part in cited_parts(cited)))


def record_row(change: RowChange, *, at: datetime) -> RowRecorded:
    """Write the change inside the caller's transaction, then check it beside all other rows, as a load would.

    Refuses, by column, whatever the catalogue refuses in a file; a change that changes nothing; a withdrawal after which
    other rows no longer fit.
    """
    take_turn()
    catalogue = _recordable(change.catalogue)
    old = current_row(change.catalogue, change.key) if change.key else None
    before = cells_of(change.catalogue, old) if old is not None else {}
    if change.cells is None:
        if old is None:
            raise InputError(Problem(said("no row is named"), column="key"))
        _withdraw(catalogue, old, at)
        return RowRecorded(old.key, before, {})
    draft = _draft(catalogue, change.cells, old)
    write_rows(catalogue, [draft], replaced={} if old is None else {draft.key: old}, ended=(), at=at)
    _refuse(_contradictions(catalogue, draft))
    return RowRecorded(draft.key, before, cells_of(change.catalogue, current_row(change.catalogue, draft.key)))


def _draft(catalogue: Catalogue, cells: Mapping[str, str], old: Fact | None) -> Draft:
    draft = _placed(catalogue, _parsed(catalogue, cells), old, is_named=bool(cells.get("key", "").strip()))
    if old is not None and draft.key == old.key and draft.digest == old.digest:
        raise RefusedError(said("This says what is recorded already."))
    _refuse(_unfit(catalogue, draft))
    return draft


def _parsed(catalogue: Catalogue, cells: Mapping[str, str]) -> Draft:
    table = _table(catalogue)
    unknown = sorted(set(cells) - set(table.columns))
    if unknown:
        raise InputError(
            Problem(
                said("“%(name)s” is not a column", name=unknown[0][:_NAME]),
                column=unknown[0],
                remedy=said("The columns are: %(names)s.", names=", ".join(table.columns)),
            )
        )
    row = Row("", 0, {name: cells.get(name, "").strip() for name in table.columns})
    _refuse(cell_problems(table.columns, list(row.cells.values()), "", 0))
    (fields,) = table.parse(Table("", table.columns, (row,)))
    return Draft(**fields)


def _placed(catalogue: Catalogue, draft: Draft, old: Fact | None, *, is_named: bool) -> Draft:
    """The draft under its own key: the next place among those alike, and the place in the file that it replaces.

    Where the row has a column for its key that was left blank (not `is_named`), a key that was made and had is numbered.
    """
    taken = set(catalogue.model.objects.recorded().values_list("key", flat=True))
    if old is not None:
        taken.discard(old.key)
    key = draft.key
    values = dict(draft.values)
    if form_of(catalogue.name).is_counted:
        stem = key.rpartition("/")[0]
        if old is not None and old.key.rpartition("/")[0] == stem:
            key = old.key
        else:
            key = _unused(catalogue, f"{stem}/", (f"{stem}/{number}" for number in count(1)))
        if "ordinal" in values:
            values["ordinal"] = int(key.rpartition("/")[2])
    elif "key" in _table(catalogue).columns and not is_named:
        numbered = (f"{draft.key}-{number}" for number in count(2))
        key = _unused(catalogue, key, chain([key], numbered)) if old is None else old.key
    elif key in taken:
        raise InputError(
            draft.problem("", said("there is a row with the key %(key)s", key=key), said("Correct that row instead."))
        )
    if "position" in values:
        last = catalogue.model.objects.order_by("-position").values_list("position", flat=True).first() or 0
        values["position"] = last + 1 if old is None else getattr(old, "position", last + 1)
    return replace(draft, key=key, values=values)


def _unused(catalogue: Catalogue, stem: str, keys: Iterable[str]) -> str:
    """The first of these keys, all of which begin with `stem`, that no row ever had."""
    ever = set(catalogue.model.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(each for each in keys if each not in ever)


def _unfit(catalogue: Catalogue, draft: Draft) -> Iterable[Problem]:
    if not draft.citation:
        cited = next(each for each in ("source", "source_url", "address") if each in _table(catalogue).columns)
        yield draft.problem(cited, said("names no source"), said("Every row cites where it comes from."))
    for column, complaint in misfitting(catalogue.model, {"key": draft.key, **draft.values}):
        yield draft.problem("" if column == "key" else column, complaint)


def _contradictions(catalogue: Catalogue, draft: Draft) -> list[Problem]:
    rows, column = catalogue.model.objects.recorded().exclude(key=draft.key), form_of(catalogue.name).beside
    kept = [kept_draft(catalogue, each) for each in (rows.filter(**{column: draft.values[column]}) if column else rows)]
    with reading_anew():
        return list(catalogue.check([draft], kept, today()))


def _withdraw(catalogue: Catalogue, old: Fact, at: datetime) -> None:
    with reading_anew():
        before = frozenset(standing_problems())
    write_rows(catalogue, (), replaced={}, ended=(old,), at=at)
    with reading_anew():
        _refuse(each for each in standing_problems() if each not in before)


def form_of(catalogue: str) -> RowForm:
    form = _recordable(catalogue).form
    assert form is not None
    return form


def _last_row(catalogue: Catalogue, key: str) -> Fact:
    """The row that holds now under the key, or held last. Refuses a key that no row ever had."""
    fact: Fact | None = catalogue.model.objects.filter(key=key).order_by("-recorded_at", "-pk").first()
    if fact is None:
        raise UnknownKeyError("row", key, near(key, catalogue.current()))
    return fact


def _recordable(name: str) -> Catalogue:
    found = {each.name: each for each in catalogues() if each.form is not None}
    if name not in found:
        raise UnknownKeyError("catalogue", name, near(name, found))
    return found[name]


def _table(catalogue: Catalogue) -> TableParser:
    assert catalogue.table is not None
    return catalogue.table


def _refuse(problems: Iterable[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise InputError(*found)
