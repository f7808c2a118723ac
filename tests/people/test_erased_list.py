"""The list of the erased: whole after every writing, and no line that can be read is ever lost from it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from capacita.keeping.tombstones import keep_beside
from capacita.people import erased_list
from capacita.people.erased_list import keep_lines, listed_in, own_list, unread_beside
from capacita.people.erasure import finish_erasures


def line(number: int) -> str:
    at = f"2026-11-{number:02}T10:00:00+00:00"
    return json.dumps({"person": f"{number:032x}", "erased_at": at, "receipt": f"{number:064x}"})


KNOWN, UNKNOWN, NEW = line(1), line(2), line(3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "erased.jsonl"


def held(path: Path) -> list[str]:
    content = path.read_text(encoding="utf-8")
    assert content.endswith("\n")
    return content.splitlines()


def kept(path: Path, content: str | bytes, lines: Iterable[str]) -> list[str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    keep_lines(path, lines)
    assert listed_in(path).fault(path) is None
    return held(path)


@pytest.mark.parametrize("cut", [1, 5, 60])
def test_a_line_that_was_cut_is_written_whole_and_others_stay(path: Path, cut: int) -> None:
    assert kept(path, f"{UNKNOWN}\n{KNOWN}\n"[:-cut], [KNOWN, NEW]) == [KNOWN, UNKNOWN, NEW]
    assert unread_beside(path) == []


def test_a_line_that_was_added_to_half_a_line_is_parted_from_it(path: Path) -> None:
    assert kept(path, f"{UNKNOWN}\n{KNOWN[:70]}{NEW}\n", [KNOWN, NEW]) == [KNOWN, UNKNOWN, NEW]
    assert unread_beside(path) == []


@pytest.mark.parametrize(
    "lost",
    [UNKNOWN[:-5].encode(), UNKNOWN[:20].encode(), KNOWN[:-5].encode() + UNKNOWN[:20].encode(), b"\0" * 40, b"\xff"],
)
def test_what_cannot_be_read_and_may_name_somebody_else_stays_beside_the_list(path: Path, lost: bytes) -> None:
    before = NEW.encode() + b"\n" + lost
    assert kept(path, before, [KNOWN]) == [KNOWN, NEW]
    (old,) = unread_beside(path)
    assert old.read_bytes() == before
    assert kept(path, before, [KNOWN]) == [KNOWN, NEW]
    assert len(unread_beside(path)) == 2


def test_what_is_no_file_stays_beside_the_list(path: Path) -> None:
    path.mkdir()
    assert listed_in(path).refused
    assert keep_lines(path, [KNOWN]) == 1
    assert held(path) == [KNOWN]
    (old,) = unread_beside(path)
    assert old.is_dir()


def test_a_writing_that_fails_leaves_the_list_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text(f"{UNKNOWN}\n{KNOWN[:-5]}")

    def refused(descriptor: int) -> None:
        raise OSError("no room")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", refused)
        with pytest.raises(OSError, match="no room"):
            keep_lines(path, [KNOWN])
    assert path.read_text() == f"{UNKNOWN}\n{KNOWN[:-5]}"
    assert list(path.parent.iterdir()) == [path]
    assert keep_lines(path, [KNOWN]) == 1
    assert keep_lines(path, [KNOWN]) == 0


@pytest.mark.parametrize("hostile", [b"[" * 100_000, b'{"person": "1", "erased_at": "0001-01-01T00:00:00+14:00"}'])
def test_a_line_that_is_made_to_break_the_reading_is_told_as_none(path: Path, hostile: bytes) -> None:
    path.write_bytes(hostile)
    assert list(listed_in(path).unread) == [1]


@pytest.mark.django_db
def test_a_torn_line_of_one_kind_is_made_whole_whichever_kind_is_erased_next(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_bytes = json.dumps({"bytes": "b" * 64, "erased_at": "2026-11-02T10:00:00+00:00"})
    monkeypatch.setattr(erased_list, "_registered", {"persons": lambda: [KNOWN], "bytes": lambda: [of_bytes]})
    for torn in (f"{KNOWN}\n{of_bytes[:-20]}", f"{of_bytes}\n{KNOWN[:-20]}"):
        own_list().write_text(torn)
        assert finish_erasures()["tombstones"] == 1
        assert held(own_list()) == [KNOWN, of_bytes]
    assert unread_beside(own_list()) == []


def test_a_disk_of_backups_that_hangs_keeps_no_list_here_from_being_written(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    own_list().write_text(f"{KNOWN}\n")
    free: list[str] = []

    def slowly(path: Path, lines: Iterable[str]) -> int:
        # Refused at once, and not waited for, where the lock of the list here is held meanwhile.
        lock = os.open(home, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(lock)
        free.append(path.name)
        return keep_lines(path, lines)

    monkeypatch.setattr("capacita.keeping.tombstones.keep_lines", slowly)
    keep_beside(home, folder)
    assert (free, held(folder / "erased.jsonl")) == (["erased.jsonl"], [KNOWN])
