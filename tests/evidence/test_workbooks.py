"""Workbooks: the first sheet as text, dates as far as they show, formulas and macros refused, bombs before they unpack."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from typer.testing import CliRunner

from capacita.cli.commands import app
from capacita.evidence import workbooks
from capacita.evidence.catalogue import catalogues
from capacita.evidence.loading import load_catalogues
from capacita.evidence.models import Snapshot
from capacita.evidence.reading import Row, read_csv
from capacita.evidence.workbooks import read_xlsx
from capacita.kernel.errors import InputError
from capacita.people.models import LOADER

COLUMNS = ("a", "b")
TABLES = {each.name: each for each in catalogues() if each.path.suffix == ".csv"}


def made(fill: Callable[[Any], None]) -> bytes:
    """A workbook with the header a, b whose first sheet `fill` goes on with."""
    workbook = openpyxl.Workbook()
    sheet: Any = workbook.active
    sheet.append(COLUMNS)
    fill(sheet)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def written(fill: Callable[[Any, Any], None]) -> bytes:
    """The same by another program."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, COLUMNS)
    fill(workbook, sheet)
    workbook.close()
    return out.getvalue()


def read(content: bytes) -> tuple[Row, ...]:
    return read_xlsx(content, file="w.xlsx", columns=COLUMNS).rows


def refused(content: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read(content)
    return str(caught.value)


def test_a_row_keeps_the_number_that_it_has_in_the_sheet() -> None:
    def fill(sheet: Any) -> None:
        sheet["A4"], sheet["B4"], sheet["B9"] = "x", "y", "z"

    assert [(row.number, row["a"], row["b"]) for row in read(made(fill))] == [(4, "x", "y"), (9, "", "z")]


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        (date(2020, 2, 21), "yyyy-mm-dd", "2020-02-21"),
        (datetime(2020, 2, 21), "d mmmm yyyy", "2020-02-21"),  # noqa: DTZ001 - a sheet knows no zone
        (date(2020, 2, 1), "mmm-yy", "2020-02"),
        (date(2020, 2, 1), '[$-409]mmmm yyyy "d"', "2020-02"),
        (date(2020, 1, 1), "yyyy", "2020"),
        (datetime(2020, 2, 21, 14, 30), "yyyy-mm-dd hh:mm", "2020-02-21T14:30:00"),  # noqa: DTZ001 - a sheet knows no zone
        (2020, "0", "2020"),
        (3330000.0, "#,##0", "3330000"),
        (0.1, "0.0", "0.1"),
        (1e21, "0", "1" + "0" * 21),
        (True, "General", "true"),
        ("  2020-02 ", "@", "2020-02"),
    ],
    ids=str,
)
def test_a_cell_says_what_it_shows(value: Any, shown: str, text: str) -> None:
    def fill(sheet: Any) -> None:
        sheet["A2"], sheet["B2"] = value, "x"
        sheet["A2"].number_format = shown

    assert read(made(fill))[0]["a"] == text


def test_a_date_of_another_program_is_a_day() -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        sheet.write_datetime(1, 0, datetime(2006, 1, 10), workbook.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001 - a sheet knows no zone
        sheet.write_string(1, 1, "x")

    assert read(written(fill))[0]["a"] == "2006-01-10"


def test_formulas_and_error_values_are_refused_by_their_cell() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["x", "=1+1"])
        sheet.append(["#N/A", "y"])

    first, second = refused(made(fill)).splitlines()
    assert first.startswith("w.xlsx, row 2: cell B2 holds a formula. Copy the cells and paste their values.")
    assert second.startswith("w.xlsx, row 3: cell A3 holds the error #N/A")


def test_text_that_looks_like_a_formula_is_text() -> None:
    assert read(written(lambda workbook, sheet: sheet.write_string(1, 0, "=1+1")))[0]["a"] == "=1+1"


def test_a_cell_outside_the_table_a_long_cell_and_a_control_character_are_refused() -> None:
    assert "row 2: has 3 cells where the header has 2" in refused(made(lambda sheet: sheet.append(["x", "y", "z"])))
    assert "column a: holds more than 20,000" in refused(made(lambda sheet: sheet.append(["x" * 20_001, "y"])))
    assert "has more than 200 columns" in refused(made(lambda sheet: sheet.cell(2, 500, "x")))
    assert "lacks b; does not know c" in refused(made(lambda sheet: sheet.cell(1, 2, "c")))


def test_a_cell_far_below_is_refused_without_walking_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_ROWS", 1_000)
    began = time.monotonic()
    assert "has more than 1,000 rows" in refused(made(lambda sheet: sheet.cell(1_048_576, 1, "x")))
    assert time.monotonic() - began < 5


def repacked(content: bytes, **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, b"") or old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def test_a_bomb_and_a_workbook_of_too_many_parts_are_refused_before_they_unpack() -> None:
    plain = made(lambda sheet: sheet.append(["x", "y"]))
    bomb = repacked(plain, **{"xl/worksheets/sheet1.xml": b"<c/>" * 8_000_000})
    assert len(bomb) < 100_000
    assert "unpacks to more than 20 MB" in refused(bomb)
    assert "unpacks to more than" in refused(repacked(plain, **{f"xl/media/{number}": b"" for number in range(1_001)}))


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    """Its directory says a few bytes; what is read stops there, and its digest is another."""
    content = bytearray(repacked(made(lambda sheet: None), **{"xl/worksheets/sheet1.xml": b" " * 30_000_000}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    content = bytearray(bytes(content).replace(size, (100).to_bytes(4, "little")))
    assert "is a broken or altered archive" in refused(bytes(content))


def test_macros_are_refused_whatever_the_file_is_called(tmp_path: Path) -> None:
    content = repacked(made(lambda sheet: None), **{"xl/vbaProject.bin": b"x"})
    assert "holds macros" in refused(content)
    (tmp_path / "treaty_actions.xlsm").write_bytes(content)
    result = CliRunner().invoke(app, ["load", str(tmp_path / "treaty_actions.xlsm")])
    assert isinstance(result.exception, InputError)
    assert "treaty_actions.xlsm: may hold macros" in str(result.exception)


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLES)
def test_a_catalogue_saved_as_a_workbook_says_the_same(name: str, tmp_path: Path) -> None:
    """Every table of the product as text cells: nothing is added, nothing supersedes."""
    content = TABLES[name].path.read_bytes()
    header = content.decode("utf-8-sig").splitlines()[0].split(",")
    table = read_csv(content, file="t.csv", columns=header)

    workbook = openpyxl.Workbook(write_only=True)
    sheet: Any = workbook.create_sheet()
    sheet.append(header)
    for row in table.rows:
        sheet.append([row[column] or None for column in header])
    path = tmp_path / f"{name}.xlsx"
    workbook.save(path)
    (result,) = load_catalogues(by=LOADER, files={name: path})
    assert (result.added, result.superseded, result.removed) == (0, 0, ())
    kept = Snapshot.objects.get(source__title=f"Catalogue {name}, an office's own file")
    assert kept.media_type == workbooks.MEDIA_TYPE


@pytest.mark.django_db
def test_a_bad_row_of_a_workbook_is_refused_by_file_row_and_column(tmp_path: Path) -> None:
    header = TABLES["treaty_actions"].path.read_text(encoding="utf-8").splitlines()[0].split(",")
    workbook = openpyxl.Workbook()
    sheet: Any = workbook.active
    sheet.append(header)
    sheet.append([])
    sheet.append(["ETS185", "FR", "France", "accession", date(2012, 1, 1), "x", "month", None, None, None])
    path = tmp_path / "treaty_actions.xlsx"
    workbook.save(path)
    with pytest.raises(InputError, match=r"treaty_actions\.xlsx, row 3, column date_precision: “month” does not fit"):
        load_catalogues(by=LOADER, files={"treaty_actions": path})
