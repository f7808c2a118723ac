"""The safe opening of files: rows as an editor numbers them, limits first, refusals that name the place."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacita.evidence import reading
from capacita.evidence.reading import read_bytes, read_csv, read_yaml
from capacita.evidence.workbooks import read_xlsx
from capacita.kernel.errors import InputError, Problem

COLUMNS = ("a", "b")


def refused(content: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_csv(content, file="f.csv", columns=COLUMNS)
    return str(caught.value)


def test_rows_are_numbered_as_an_editor_shows_them() -> None:
    table = read_csv(b'a,b\n"two\nlines",1\n\n3,4\n', file="f.csv", columns=COLUMNS)
    assert [(row.number, row["a"]) for row in table.rows] == [(2, "two\nlines"), (5, "3")]


def test_columns_may_come_in_any_order_and_a_mark_of_byte_order_is_no_letter() -> None:
    table = read_csv(b"\xef\xbb\xbf b ,a\r\n 2 ,1\r\n", file="f.csv", columns=COLUMNS)
    assert (table.rows[0]["a"], table.rows[0]["b"]) == ("1", "2")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "f.csv: is empty"),
        (b"a\n1\n", "f.csv, row 1, column b: the header lacks b"),
        (b"a,b,c\n", "does not know c"),
        (b"a,b,a\n", "has twice a"),
        (b"a,b\n1\n", "f.csv, row 2: has 1 cells where the header has 2"),
        (b"a,b\n1,2\n1,2,3\n1\n", "f.csv, row 4"),
        (b'a,b\n"1,2\n', "f.csv, row 2: cannot be read as CSV"),
        (b'a,b\n"1"x,2\n', "cannot be read as CSV"),
        (b"a,b\n1,2\xff\n", "f.csv, row 2: is not UTF-8 (byte 0xff)"),
        ("a,b\n1,2\n".encode("utf-16"), "row 1: is not UTF-8"),
        (b"a,b\n1,2\x00\n", "f.csv, row 2, column b: holds a control character"),
        (b"a,b\n1\x1b[31m,2\n", "column a: holds a control character"),
        ("a,b\n1\uffff,2\n".encode(), "column a: holds a control character"),
    ],
    ids=lambda value: value.decode("latin-1")[:20] if isinstance(value, bytes) else "",
)
def test_what_is_no_such_table_is_refused_with_its_place(content: bytes, words: str) -> None:
    assert words in refused(content)


def test_all_problems_are_told_at_once() -> None:
    assert refused(b"a,b\n1\n2,3\n4,5,6\n").count("\n") == 1


def test_too_many_rows_and_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reading, "MAX_ROWS", 3)
    assert "has more than 3 rows" in refused(b"a,b\n" + b"1,2\n" * 4)
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    assert "is larger than" in refused(b"a,b\n1,2\n3,4\n")
    path = tmp_path / "f.csv"
    path.write_bytes(b"x" * 100)
    with pytest.raises(InputError, match=r"f\.csv: is 0 MB; at most 0 MB"):
        read_bytes(path, limit=10)


def test_a_folder_and_an_absent_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a file"):
        read_bytes(tmp_path)
    with pytest.raises(InputError, match="cannot be opened"):
        read_bytes(tmp_path / "absent.csv")


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=6))
def test_what_a_csv_writer_writes_is_read_or_refused(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([COLUMNS, *rows])
    try:
        content = out.getvalue().encode()
    except UnicodeEncodeError:
        return
    problems: tuple[Problem, ...] = ()
    try:
        # A row without any letter is no row.
        assert len(read_csv(content, file="f.csv", columns=COLUMNS).rows) <= len(rows)
    except InputError as refusal:
        problems = refusal.problems
    assert all(each.file == "f.csv" and each.row for each in problems)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for read in (
        lambda: read_csv(content, file="f", columns=COLUMNS),
        lambda: read_yaml(content, file="f"),
        lambda: read_xlsx(content, file="f", columns=COLUMNS),
    ):
        problems: tuple[Problem, ...] = ()
        try:
            read()
        except InputError as refusal:
            problems = refusal.problems
        assert all(each.file == "f" for each in problems)


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['true']",
        "a: !!python/name:os.system",
        "- &x [1]\n- *x\n",
        "a: &b c\n",
        "{" * 30 + "}" * 30,
        "a: [1,\n",
        "a: 1\na: !unknown 2\n",
        "a: 2020-13-45",
        "a: 2020-01-01 99:00:00",
        "? [1]\n: 2",
        "a: 1\nb: 2\na: 3",
        "- {a: 1, a: 2}",
    ],
)
def test_yaml_that_is_more_than_plain_values_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"p\.yaml"):
        read_yaml(text.encode(), file="p.yaml")


def workbook(*rows: tuple[str | float | None, ...]) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_workbook_is_read_as_text_with_blank_lines_left_out() -> None:
    table = read_xlsx(workbook(("a", "b"), (1, "x"), (), (None, 2.5)), file="w.xlsx", columns=COLUMNS)
    assert [(row["a"], row["b"]) for row in table.rows] == [("1", "x"), ("", "2.5")]


def test_a_workbook_that_names_outer_entities_or_leaves_its_archive_is_refused() -> None:
    content = workbook(("a", "b"), (1, 2))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + text.replace(b">1<", b">&e;<", 1)
            new.writestr(name, text)
    with pytest.raises(InputError, match=r"w\.xlsx"):
        read_xlsx(out.getvalue(), file="w.xlsx", columns=COLUMNS)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../escape.xml", b"<a/>")
    with pytest.raises(InputError, match="leaves the archive"):
        read_xlsx(out.getvalue(), file="w.xlsx", columns=COLUMNS)


def test_a_key_that_stands_twice_is_told_with_its_line() -> None:
    with pytest.raises(InputError, match=r"p\.yaml, row 4: is not YAML \(the key “b” stands twice in one entry\)"):
        read_yaml(b"- a: 1\n  b: 2\n  c: 3\n  b: 4\n- b: 5\n", file="p.yaml")
