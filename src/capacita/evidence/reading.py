"""Safe opening of CSV, YAML and XLSX: size, row and type limits first, then typed tables with their row numbers.

Bytes in, rows out; an error names file, row and column. What the rows mean is the business of each app's `sources`.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from capacita.kernel.errors import InputError, Problem

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_CELL = 20_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ENTRIES = 1_000
MAX_YAML_DEPTH = 20
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Row:
    """One row of a table: its number as an editor shows it (the header is row 1), and its cells by column."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def problem(self, column: str, message: str, remedy: str = "") -> Problem:
        return Problem(message, self.file, self.number, column, remedy)


@dataclass(frozen=True)
class Table:
    """A header and its rows, every row complete."""

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_bytes(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """A file's bytes. Refuses what is absent, not a file, or larger than `limit`, before reading it."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise InputError(Problem("is not a file", path.name))
    except OSError as error:
        raise InputError(Problem(f"cannot be opened ({error.strerror})", path.name)) from None
    if size > limit:
        raise InputError(
            Problem(
                f"is {size / 1_048_576:.0f} MB; at most {limit // 1_048_576} MB are read",
                path.name,
                remedy="Split the file, or remove what is not needed.",
            )
        )
    with path.open("rb") as stream:
        return stream.read(limit + 1)[:limit]


def read_csv(content: bytes, *, file: str, columns: Sequence[str]) -> Table:
    """The table in `content`, which must be UTF-8 and have exactly `columns` in its header, in any order."""
    text = _decoded(content, file)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    numbered = _numbered(reader, file)
    first = next(numbered, None)
    if first is None:
        raise InputError(Problem("is empty", file, remedy=f"Its first row names the columns: {', '.join(columns)}."))
    header = tuple(cell.strip() for cell in first[1])
    _check_header(header, columns, file)
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, cells in numbered:
        if len(rows) >= MAX_ROWS:
            raise InputError(Problem(f"has more than {MAX_ROWS:,} rows", file, number, remedy="Split the file."))
        if len(cells) != len(header):
            problems.append(
                Problem(
                    f"has {len(cells)} cells where the header has {len(header)}",
                    file,
                    number,
                    remedy="A cell that holds a comma must stand in double quotes.",
                )
            )
            continue
        problems.extend(_cell_problems(header, cells, file, number))
        rows.append(Row(file, number, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}))
    if problems:
        raise InputError(*problems)
    return Table(file, header, tuple(rows))


def read_yaml(content: bytes, *, file: str) -> Any:
    """The value in `content`: plain data only, no tags, no anchors, bounded depth."""
    text = _decoded(content, file)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_PlainLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise InputError(
                    Problem("uses an anchor or alias", file, _line_of(event), remedy="Write the value out.")
                )
            if isinstance(event, yaml.ScalarEvent) and _CONTROL.search(event.value):
                raise InputError(Problem("holds a control character", file, _line_of(event), remedy="Remove it."))
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_YAML_DEPTH:
                raise InputError(Problem("is nested too deeply", file, _line_of(event)))
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a safe loader, the C one where built
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(
            Problem(
                f"is not YAML ({getattr(error, 'problem', None) or 'it cannot be read'})",
                file,
                mark.line + 1 if mark else None,
            )
        ) from None


class _PlainLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, in which an impossible value (2020-13-45) is told with its line as other faults are."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError) as error:
            raise yaml.constructor.ConstructorError(None, None, f"{error}", node.start_mark) from None


def read_xlsx(content: bytes, *, file: str, columns: Sequence[str]) -> Table:
    """The first sheet of a workbook as a table of text. Formulas are taken as text and never evaluated."""
    import openpyxl

    _check_zip(content, file)
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = workbook.worksheets[0]
        lines = [
            [_cell_text(cell) for cell in line]
            for _, line in zip(range(MAX_ROWS + 2), sheet.iter_rows(values_only=True), strict=False)
        ]
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl raises many kinds for a broken workbook
        raise InputError(Problem(f"is not a readable workbook ({type(error).__name__})", file)) from None
    buffer = io.StringIO()
    csv.writer(buffer).writerows(line for line in lines if any(line))
    return read_csv(buffer.getvalue().encode(), file=file, columns=columns)


def _line_of(event: Any) -> int | None:
    return event.start_mark.line + 1 if event.start_mark else None


def _decoded(content: bytes, file: str) -> str:
    if len(content) > MAX_BYTES:
        raise InputError(Problem(f"is larger than {MAX_BYTES // 1_048_576} MB", file, remedy="Split the file."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            Problem(
                f"is not UTF-8 (byte {content[error.start]:#04x})",
                file,
                row,
                remedy="Save the file as UTF-8; part of it seems to come from another encoding.",
            )
        ) from None


def _numbered(reader: Any, file: str) -> Iterator[tuple[int, list[str]]]:
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(Problem(f"cannot be read as CSV ({error})", file, line)) from None
        if any(cells):
            yield line, cells
        line = reader.line_num + 1


def _check_header(header: tuple[str, ...], columns: Sequence[str], file: str) -> None:
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns]
    twice = sorted({name for name in header if header.count(name) > 1})
    parts = [
        f"{what} {', '.join(names[:8])}"
        for what, names in (("lacks", missing), ("does not know", unknown), ("has twice", twice))
        if names
    ]
    if parts:
        raise InputError(
            Problem(
                f"the header {'; '.join(parts)}",
                file,
                1,
                (missing + unknown + twice)[0],
                f"The columns are: {', '.join(columns)}.",
            )
        )


def _cell_problems(header: tuple[str, ...], cells: list[str], file: str, number: int) -> Iterator[Problem]:
    for name, cell in zip(header, cells, strict=True):
        if len(cell) > MAX_CELL:
            yield Problem(f"holds more than {MAX_CELL:,} characters", file, number, name)
        if _CONTROL.search(cell):
            yield Problem(
                "holds a control character", file, number, name, "Remove it; it may come from another program."
            )


def _cell_text(value: object) -> str:
    return "" if value is None else str(value)


def _check_zip(content: bytes, file: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        raise InputError(Problem("is not an XLSX file", file)) from None
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise InputError(Problem("unpacks to more than is read", file, remedy="Save it again with less content."))
    if any(entry.filename.startswith("/") or ".." in entry.filename.split("/") for entry in entries):
        raise InputError(Problem("holds a path that leaves the archive", file))
