"""What holds for every catalogue: headers, doubles, lengths, impossible values; refused by file, row and column."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest
from django.db import transaction

from capacita.audit.models import Entry
from capacita.evidence.catalogue import Catalogue, catalogues
from capacita.evidence.limits import misfitting
from capacita.evidence.loading import load_catalogues
from capacita.evidence.models import fact_models
from capacita.kernel.errors import InputError, Problem
from capacita.people.models import LOADER

CATALOGUES = {each.name: each for each in catalogues()}
TABLES = {name: each for name, each in CATALOGUES.items() if each.path.suffix == ".csv"}
Rows = list[list[str]]
# A row for a catalogue whose file holds none yet.
FIRST = {
    "convention_uses": [
        "SZ", "explanatory_memorandum", "2019-05-03", "", "It follows Articles 2 to 10.", "https://example.org/memorandum", "",
    ],
}  # fmt: skip


def rows_of(catalogue: Catalogue) -> Rows:
    with catalogue.path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    return rows if len(rows) > 1 else [*rows, FIRST[catalogue.name]]


def as_bytes(rows: Rows) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def counts() -> list[int]:
    return [Entry.objects.count(), *(model.objects.count() for model in fact_models())]


def refusal(catalogue: Catalogue, rows: Rows, folder: Path) -> str:
    """What the load says; neither a fact nor an entry is written."""
    path = folder / catalogue.path.name
    path.write_bytes(as_bytes(rows))
    before = counts()
    with pytest.raises(InputError) as caught:
        load_catalogues(by=LOADER, files={catalogue.name: path})
    assert counts() == before
    return str(caught.value)


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLES)
def test_a_wrong_header_is_refused_at_row_1(name: str, tmp_path: Path) -> None:
    rows = rows_of(TABLES[name])
    last = rows[0][-1]
    message = refusal(TABLES[name], [[*rows[0][:-1], "surplus"], *rows[1:]], tmp_path)
    assert message.startswith(f"{name}.csv, row 1, column {last}: the header lacks {last}; does not know surplus")


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLES)
def test_a_row_that_stands_twice_is_refused(name: str, tmp_path: Path) -> None:
    rows = rows_of(TABLES[name])
    message = refusal(TABLES[name], [*rows, rows[1]], tmp_path)
    assert f"{name}.csv, row " in message
    assert ("stands twice" if name == "treaty_actions" else "says again what row 2 says") in message


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLES)
def test_a_row_without_its_source_is_refused(name: str, tmp_path: Path) -> None:
    rows = rows_of(TABLES[name])
    column = next((each for each in ("source", "source_url") if each in rows[0]), None)
    if column is None:
        assert name == "sources", "a source is its own"
        return
    rows[1][rows[0].index(column)] = " "
    message = refusal(TABLES[name], rows, tmp_path)
    assert f"{name}.csv, row 2, column source: names no source" in message


BAD_CELLS = [
    ("datasets", "sourced_to", "2020-02", "is not a day"),
    ("datasets", "stated_on", "yesterday", "is not a day"),
    ("claims", "stated_value", "NaN", "is out of range"),
    ("claims", "stated_value", "1e30", "is out of range"),
    ("claims", "stated_value", "many", "is not a number"),
    ("claims", "said_on", "2020-13", "is not a day of the calendar"),
    ("claims", "kind", "rumour", "is not a kind"),
    ("claims", "precision", "roughly", "does not fit the stated value"),
    ("claims", "parameters", "instrument", "is not name=value"),
    ("claims", "parameters", "planet=mars", "has no parameter “planet”"),
    ("claims", "parent", "nobody", "is not a statement"),
    ("countries", "iso2", "Andorra", "is not a code"),
    ("countries", "lat", "north", "is not a coordinate"),
    ("countries", "lon", "181", "is not a coordinate"),
    ("countries", "kind", "kingdom", "is not a known kind"),
    ("countries", "un_member_from", "1993-02-30", "is not a day of the calendar"),
    ("countries", "eu_member_to", "0031", "lies before the start"),
    ("country_names", "iso2", "ZZ", "is not a country or area of the table"),
    ("country_names", "valid_to", "1993-00-01", "is not a day of the calendar"),
    ("country_names", "short_name", "", "is blank"),
    ("country_names", "short_name", "x" * 201, "holds 201 characters, more than 200"),
    ("groupings", "valid_to", "soon", "is not a date"),
    ("groupings", "iso2", "Q1", "is not a code"),
    ("footnotes", "valid_from", "2010-02-30", "is not a day of the calendar"),
    ("instruments", "opened_on", "", "is blank"),
    ("instruments", "months_to_force", "99999999999999999999", "is out of range"),
    ("instruments", "deposits_needed", "five", "is not a number"),
    ("treaty_actions", "date_precision", "about", "is not a precision"),
    ("treaty_actions", "date", "٢٠٢٠-٠١-٠١", "is not a date"),
    ("offices", "operational_from", "April", "is not a date"),
    ("offices", "country", "ROU", "holds 3 characters, more than 2"),
    ("projects", "predecessor", "NOBODY", "is not a project"),
    ("project_terms", "code", "NOBODY", "is not a project"),
    ("project_terms", "end", "1999-01", "lies before the start"),
    ("project_terms", "kind", "promise", "is not a kind"),
    ("project_terms", "effective_from", "2020-01-01", "only an amendment has one"),
    ("project_terms", "budget_eur", "-5", "is not an amount"),
    ("project_terms", "budget_eur", "Infinity", "is not an amount"),
    ("project_terms", "budget_step", "", "a budget needs its step"),
    ("project_terms", "currency", "", "a budget needs its currency"),
    ("project_terms", "budget_eur", "", "is blank, and its step or its currency is given"),
    ("project_terms", "currency", "USD", "is not EUR"),
    ("project_terms", "countries_iso2", "RO;ZZ", "is not a country or area of the table"),
    ("datasets", "sourced_to", "2099-01-01", "lies in the future"),
    ("datasets", "stated_on", "2099-01-01", "lies in the future"),
    ("claims", "figure", "reach.partys", "is not a figure"),
    ("claims", "figure", "", "are given without a figure"),
    ("claims", "parameters", "instrument=ets186", "“ets186” is not known"),
    ("claims", "parameters", "basis=ratified", "“ratified” is not known"),
    ("claims", "valid_on", "1989-12-31", "is out of range"),
    ("claims", "valid_on", "2101", "is out of range"),
    ("countries", "footnote_key", "kosova", "is not a footnote"),
    ("countries", "landlocked", "perhaps", "is not a known answer"),
    ("country_names", "lang", "xx", "is not a known language"),
    ("footnotes", "lang", "xx", "is not a known language"),
    ("footnotes", "valid_from_precision", "roughly", "is not a known precision"),
    ("groupings", "role", "friend", "is not a known role"),
    ("groupings", "date_precision", "no_later", "is not a known precision"),
    ("instruments", "months_to_force", "²", "is not a number"),
    ("instruments", "invites", "maybe", "is neither yes nor no"),
    ("instruments", "in_force_on", "2001-11-22", "lies before opened_on 2001-11-23"),
    ("instruments", "dataset", "treaty_actions.ets186", "is not a dataset"),
    ("treaty_actions", "date_precision", "month", "does not fit the date"),
    ("treaty_actions", "date_earliest", "soon", "is not a date"),
    ("treaty_actions", "date_earliest", "2099-01-01", "lies after the date"),
    ("treaty_actions", "valid_until", "2099-01-01", "only an invitation has an end"),
    ("offices", "country", "ZZ", "is not a country or area of the table"),
    ("project_terms", "known_from", "2099-01", "lies in the future"),
    ("project_terms", "end", "9999-12", "is out of range"),
    ("project_terms", "start", "0206-09", "is out of range"),
    ("sdg_targets", "target", "16.33a", "is not a target of goal 16"),
    ("sdg_targets", "goal", "17", "is not a target of goal 17"),
    ("programme_texts", "sdg_targets", "16.3;99.9", "“99.9” is not a target of the table"),
    ("programme_texts", "parent", "nobody", "is not a text of the programme"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "column", "cell", "words"), BAD_CELLS, ids=lambda value: str(value)[:24])
def test_a_cell_that_cannot_be_is_refused_where_it_stands(
    name: str, column: str, cell: str, words: str, tmp_path: Path
) -> None:
    rows = rows_of(TABLES[name])
    header = rows[0]
    number = next(
        index
        for index, row in enumerate(rows)
        if index and (row[header.index(column)] if column in ("budget_eur", "budget_step", "currency") else True)
        and (row[header.index("start")] if column == "end" else True)
        and (row[header.index("kind")] != "amendment" if column == "effective_from" else True)
        and (row[header.index("eu_member_from")] if column == "eu_member_to" else True)
        and (row[header.index("figure")] == "reach.parties" if cell == "planet=mars" else True)
    )  # fmt: skip
    rows[number] = [cell if each == column else old for each, old in zip(header, rows[number], strict=True)]
    message = refusal(TABLES[name], rows, tmp_path)
    line = next(each for each in message.splitlines() if words in each)
    assert line.startswith(f"{name}.csv, row {number + 1}, column ")


ODD = (
    "", "0", "-1", "NaN", "Infinity", "1e400", "9" * 30, "2020-02-30", "0000-01-01", "0001", "9999-12-31", "9999-12",
    "x" * 300, "é" * 201, "\u202e", "=1+1", "ZZ", "a;b;;=", "null", "https://x ) | ;", "day", "not_later_than",
    "amendment", "floor", "2020", "٣",
)  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_whatever_stands_in_a_cell_it_is_read_or_refused_with_its_place(name: str) -> None:
    catalogue, source = TABLES[name], random.Random(name)
    rows = rows_of(catalogue)[:120]
    for _ in range(60):
        row, column = source.randrange(1, len(rows)), source.randrange(len(rows[0]))
        kept, rows[row][column] = rows[row][column], source.choice(ODD)
        problems: tuple[Problem, ...] = ()
        try:
            for draft in catalogue.parse(as_bytes(rows), catalogue.path.name):
                list(misfitting(catalogue.model, {"key": draft.key, **draft.values}))
        except InputError as refused:
            problems = refused.problems
        assert all((each.file, each.row) == (f"{name}.csv", row + 1) and each.column for each in problems)
        rows[row][column] = kept


class _UndoneError(Exception):
    pass


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLES)
def test_what_is_read_can_be_kept_by_either_database(name: str, tmp_path: Path) -> None:
    """A database's own complaint would name neither row nor column."""
    catalogue, source = TABLES[name], random.Random(f"{name} kept")
    path = tmp_path / catalogue.path.name
    for _ in range(4):
        rows = rows_of(catalogue)
        for _ in range(3):
            rows[source.randrange(1, len(rows))][source.randrange(len(rows[0]))] = source.choice(ODD)
        path.write_bytes(as_bytes(rows))
        try:
            with transaction.atomic():
                load_catalogues(by=LOADER, files={name: path})
                raise _UndoneError
        except (InputError, _UndoneError):
            pass
