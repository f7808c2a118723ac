"""Safe opening of CSV and YAML: size, row and type limits first, then typed tables with their row numbers.

Workbooks are opened by `workbooks`, into the same tables. An error names file, row and column. What the rows mean is
the business of each app's `sources`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from capacita.kernel.characters import NOT_TEXT
from capacita.kernel.dates import StatedDate, parse_stated_date
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_CELL = 20_000
MAX_COLUMNS = 200
MAX_YAML_DEPTH = 20


@dataclass(frozen=True)
class Row:
    """One row of a table: its number as an editor shows it (the header is row 1), and its cells by column.

    A row that a form sent has no file, and the number 0.
    """

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def problem(self, column: str, message: str, remedy: str = "") -> Problem:
        return Problem(message, self.file, self.number, column, remedy)


def stated_date_in(row: Row, column: str, *, not_later_than: bool = False, earliest: str = "") -> StatedDate:
    """The date in a column, its lower bound in the column `earliest`; each is refused under its own name."""
    lower = row[earliest] if earliest else ""
    if lower:
        parse_stated_date(lower, where=row.problem(earliest, ""))
    parse_stated_date(row[column], where=row.problem(column, ""))
    where = row.problem(earliest if lower else column, "")
    return parse_stated_date(row[column], not_later_than=not_later_than, earliest=lower, where=where)


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
    if content.count(b"\n") + content.count(b"\r") > MAX_ROWS:
        # Counted before anything is kept: whoever sends too many is told so at once.
        _check_rows((number for number, _ in _numbered(content, file)), file)
    return table_of(
        _numbered(content, file),
        file=file,
        columns=columns,
        remedy="A cell that holds a comma must stand in double quotes.",
    )


def table_of(
    numbered: Iterable[tuple[int, Sequence[str]]], *, file: str, columns: Sequence[str], remedy: str = ""
) -> Table:
    """The table of rows with their numbers, the first of which is the header. Every problem of every cell is told."""
    lines = iter(numbered)
    first = next(lines, None)
    if first is None:
        raise InputError(Problem("is empty", file, remedy=f"Its first row names the columns: {', '.join(columns)}."))
    header = tuple(cell.strip() for cell in first[1])
    _check_header(header, columns, file)
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, cells in lines:
        if len(rows) >= MAX_ROWS:
            raise _too_many(file, number)
        if len(cells) != len(header):
            problems.append(
                Problem(f"has {len(cells)} cells where the header has {len(header)}", file, number, remedy=remedy)
            )
            continue
        # One look at the whole row; its cells are looked at where that finds something.
        if sum(map(len, cells)) > MAX_CELL or NOT_TEXT.search("".join(cells)):
            problems.extend(cell_problems(header, cells, file, number))
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
            if isinstance(event, yaml.ScalarEvent) and NOT_TEXT.search(event.value):
                raise InputError(Problem("holds a control character", file, _line_of(event), remedy="Remove it."))
            if isinstance(event, yaml.ScalarEvent) and len(event.value) > MAX_CELL:
                # Numbers of very many parts take the square of their length to read.
                raise InputError(Problem(f"holds more than {MAX_CELL:,} characters", file, _line_of(event)))
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
    """The safe loader, in which an impossible value (2020-13-45) and a key that stands twice are told with their line."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key “{key.value[:40]}” stands twice in one entry", key.start_mark
                )
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError) as error:
            raise yaml.constructor.ConstructorError(None, None, f"{error}", node.start_mark) from None


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


def _check_rows(numbers: Iterable[int], file: str) -> None:
    """Refuse more rows than are read, below the header."""
    for count, number in enumerate(numbers):
        if count > MAX_ROWS:
            raise _too_many(file, number)


def _too_many(file: str, row: int) -> InputError:
    return InputError(Problem(f"has more than {MAX_ROWS:,} rows", file, row, remedy="Split the file."))


def _numbered(content: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    # The text is handed on at once, so that it is not held beside its copy.
    reader = csv.reader(io.StringIO(_decoded(content, file), newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(Problem(f"cannot be read as CSV ({error})", file, line)) from None
        if len(cells) > MAX_COLUMNS:
            raise InputError(
                Problem(f"has more than {MAX_COLUMNS} columns", file, line, remedy="Delete those beside the table.")
            )
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


def cell_problems(header: tuple[str, ...], cells: Sequence[str], file: str, number: int) -> Iterator[Problem]:
    for name, cell in zip(header, cells, strict=True):
        if len(cell) > MAX_CELL:
            yield Problem(said("holds more than %(most)s characters", most=f"{MAX_CELL:,}"), file, number or None, name)
        if NOT_TEXT.search(cell):
            yield Problem(
                said("holds a control character"),
                file,
                number or None,
                name,
                said("Remove it; it may come from another program."),
            )
