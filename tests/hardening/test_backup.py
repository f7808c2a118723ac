"""Backups while twenty processes write, and restores and backups that are killed, all through the shell."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tests.hardening.places import times
from tests.hardening.test_kill import Installation, shifted
from tools.size_l import SIZES

pytestmark = pytest.mark.hardening
WRITERS = 20
LONGEST = 600  # seconds: what an office of size L may take


def empty_place(folder: Path, address: str, name: str) -> Installation:
    """A new home, and on PostgreSQL a new database of the same server."""
    if not address:
        return Installation(folder / name, "")
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"'.encode())
    return Installation(folder / name, re.sub(r"/[^/?]*\?", f"/{name}?", address))


@contextmanager
def writers(here: Installation) -> Iterator[list[str]]:
    """Twenty processes that write until the block ends; the list grows by what each was told is done."""
    done: list[str] = []
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.hardening.writing", f"w{number}"],
            env=here.environment, stdout=subprocess.PIPE, text=True,
        )
        for number in range(WRITERS)
    ]  # fmt: skip

    def listen(each: subprocess.Popen[str]) -> None:
        assert each.stdout is not None
        done.extend(line.strip() for line in each.stdout if line.endswith("\n"))

    listeners = [threading.Thread(target=listen, args=(each,)) for each in running]
    for each in listeners:
        each.start()
    try:
        yield done
        assert all(each.poll() is None for each in running)
    finally:
        for process in running:
            process.kill()
        for listener in listeners:
            listener.join()


def opening(folder: Path) -> list[str]:
    """The key that opens the backups of the installation there, in which nobody was ever erased."""
    return ["--key", str(folder / "home" / "backup.key"), "--without-later-erasures"]


def asked(here: Installation, query: str) -> list[tuple[object, ...]]:
    """The rows that the installation's database gives."""
    address = here.environment["DATABASE_URL"]
    if address:
        with psycopg.connect(address) as server:
            return server.execute(query.encode()).fetchall()
    with closing(sqlite3.connect(Path(here.environment["CAPACITA_HOME"]) / "capacita.sqlite3")) as opened:
        return opened.execute(query).fetchall()


def acts_in(here: Installation) -> set[str]:
    """What the restored chain tells of, in the words of the writers."""
    code, out, error = here.call("audit", "export")
    assert code == 0, error
    verbs = {"invite_person": "invited", "withdraw_invitation": "withdrawn"}
    lines = [json.loads(line) for line in out.splitlines()]
    return {f"{verbs[line['verb']]} {line['subject_key']}" for line in lines if line["verb"] in verbs}


def test_a_backup_under_twenty_writers_comes_back_with_all_that_was_acknowledged(tmp_path: Path, address: str) -> None:
    here = Installation(tmp_path / "home", address)
    assert here.call("load")[0] == 0
    made: list[tuple[dict[str, object], set[str], set[str]]] = []
    with writers(here) as done:
        while len({line.split()[1] for line in done}) < 2 * WRITERS:
            time.sleep(0.1)
        for number in range(3):
            before = set(done)
            answer = here.ask("backup", "--to", str(tmp_path / f"out{number}"), "--json")
            made.append((answer, before, set(done)))
    assert all(after > before for _, before, after in made)
    for number, (answer, before, _) in enumerate(made):
        there = empty_place(tmp_path, address, f"restored{number}")
        restored = there.ask("restore", str(answer["file"]), *opening(tmp_path), "--json")
        assert (restored["rows"], restored["files"]) == (answer["rows"], answer["files"])
        assert there.ask("audit", "verify", "--head", str(answer["head"]), "--json")["holds"] is True
        assert before <= acts_in(there) <= acts_in(here)
        assert there.call("check")[0] == 0
    # The last backup holds what the first held.
    assert made[0][1] < made[-1][1]


def test_an_office_of_size_l_comes_back_within_ten_minutes(tmp_path: Path, address: str) -> None:
    here = Installation(tmp_path / "home", address)
    settings = {"DJANGO_SETTINGS_MODULE": "capacita.config.settings"}
    entries = str(times("HARDEN_ENTRIES", SIZES["entries"]))
    program = [sys.executable, "-m", "tools.size_l", "--entries", entries]
    subprocess.run(program, env={**here.environment, **settings}, check=True)
    assert seconds_to_come_back(here, tmp_path, address) < LONGEST


def seconds_to_come_back(here: Installation, folder: Path, address: str) -> float:
    """How long a backup under writers and its restore take of the office of size L that is installed there."""
    with writers(here) as done:
        while len({line.split()[1] for line in done}) < 2 * WRITERS:
            time.sleep(0.1)
        begun = time.monotonic()
        answer = here.ask("backup", "--to", str(folder / "out"), "--json", seconds=LONGEST)
        copied = time.monotonic() - begun
    # Erased after the backup was made, as the list tells that is kept beside it.
    persons = [
        str(key) for (key,) in asked(here, "SELECT key FROM people_contact WHERE email <> '' ORDER BY id LIMIT 3")
    ]
    later = folder / "erased.jsonl"
    at = datetime.now(UTC).isoformat()
    later.write_text("".join(json.dumps({"person": each, "erased_at": at, "receipt": ""}) + "\n" for each in persons))
    there = empty_place(folder, address, "restored")
    begun = time.monotonic()
    key = ["--key", str(Path(here.environment["CAPACITA_HOME"]) / "backup.key"), "--erased", str(later)]
    restored = there.ask("restore", str(answer["file"]), *key, "--json", seconds=LONGEST)
    back = time.monotonic() - begun
    assert (restored["rows"], restored["files"]) == (answer["rows"], answer["files"])
    held = {str(key) for (key,) in asked(there, "SELECT key FROM people_contact")}
    assert len(held) == SIZES["contacts"] - len(persons)
    assert not held & set(persons)
    verified = there.ask("audit", "verify", "--head", str(answer["head"]), "--json", seconds=LONGEST)
    assert verified["holds"] is True
    size = Path(str(answer["file"])).stat().st_size / 1_000_000
    print(f"{answer['rows']} rows, {size:.0f} MB: backup {copied:.0f} s under {WRITERS} writers, restore {back:.0f} s")
    return copied + back


def test_a_backup_or_restore_that_is_killed_leaves_nothing_that_counts(tmp_path: Path, address: str) -> None:
    source = random.Random(23)
    here = Installation(tmp_path / "home", address)
    assert here.call("load")[0] == 0
    begun = time.monotonic()
    good = here.ask("backup", "--to", str(tmp_path / "out"), "--json")
    whole = time.monotonic() - begun
    kills = 0
    for _ in range(8):
        kills += here.killed(source.uniform(0.6, 1) * whole, "backup", "--to", str(tmp_path / "out"))
        for each in (tmp_path / "out").glob("*.age"):
            assert here.call("backup", "--verify", str(each))[0] == 0
    key = opening(tmp_path)
    there = empty_place(tmp_path, address, "restored")
    begun = time.monotonic()
    assert empty_place(tmp_path, address, "measured").call("restore", str(good["file"]), *key)[0] == 0
    whole = time.monotonic() - begun
    for _ in range(8):
        kills += there.killed(source.uniform(0.4, 1) * whole, "restore", str(good["file"]), *key)
        code, _, error = there.call("check")
        if code == 0:
            break
        assert "a restore into this place runs, or was cut off" in error or "run “capacita load” first" in error
    assert kills > 4
    code, _, error = there.call("restore", str(good["file"]), *key)
    assert code == 0 or "empty place" in error, error
    assert there.ask("audit", "verify", "--head", str(good["head"]), "--json")["holds"] is True
    assert there.call("check")[0] == 0


def test_a_load_during_a_backup_is_in_it_whole_or_not_at_all(tmp_path: Path, address: str) -> None:
    here = Installation(tmp_path / "home", address)
    assert here.call("load")[0] == 0
    loading = here.start("load", str(shifted(tmp_path)))
    answers: list[dict[str, object]] = []
    while loading.poll() is None:
        answers.append(here.ask("backup", "--to", str(tmp_path / f"out{len(answers)}"), "--json"))
    assert loading.communicate()[0].count("superseded")
    assert answers
    answers.append(here.ask("backup", "--to", str(tmp_path / "last"), "--json"))
    for number, answer in enumerate((answers[0], answers[-1])):
        there = empty_place(tmp_path, address, f"restored{number}")
        there.ask("restore", str(answer["file"]), *opening(tmp_path), "--json")
        assert there.call("check")[0] == 0
