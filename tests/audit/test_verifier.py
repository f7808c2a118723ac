"""The stand-alone verifier finds what the product finds, from the database's file and from the lines given out."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from setuptools import find_namespace_packages
from typer.testing import CliRunner

from capacita.audit import verify_audit
from capacita.audit.actions import blank_payloads, record_entry
from capacita.audit.queries import exported_lines, verification
from capacita.cli.commands import app
from tools.steps import ROOT

PROGRAM = Path(verify_audit.__file__)
Lines = list[dict[str, Any]]


def run(path: Path, *head: str, program: Path = PROGRAM) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-I", str(program), str(path), *head], capture_output=True, text=True)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def exported(db: None, tmp_path: Path) -> Path:
    """The chain of the loaded catalogues and four entries more, as lines: what one of them told was erased by the last."""
    record_entry(by="a", verb="try", subject_kind="person", subject_key="p", after={"name": "N"})
    blank_payloads({"p"})
    for number in range(2):
        record_entry(
            by="a", verb="try", subject_kind="thing", subject_key="é", after={"n": number, "text": "“Ö” \u2028"}
        )
    record_entry(by="o", verb="erase_person", subject_kind="person", subject_key="p", after={"receipts": ["1"], "n": 0})
    path = tmp_path / "chain.jsonl"
    path.write_text("".join(f"{line}\n" for line in exported_lines()), encoding="utf-8")
    return path


def test_it_is_short_and_uses_nothing_of_the_product() -> None:
    text = PROGRAM.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 80
    assert "import capacita" not in text
    assert "from capacita" not in text


def test_the_lines_given_out_hold_with_the_head_that_the_product_prints(exported: Path) -> None:
    found = verification()
    head = f"{found.head_seq}:{found.head_digest}"
    blank = f"entry {found.head_seq - 3}: blank, about 'person p'"
    assert run(exported, head) == (0, f"head {head}\nblank: 1\n{blank}\nthe chain holds\n")
    assert run(exported, f"{found.head_seq}:{'0' * 64}")[0] == 3


@pytest.mark.parametrize("head", ["", "abc", ":", "0:" + "0" * 64, "²:" + "0" * 64, "3:" + "0" * 63, "3:" + "A" * 64])
def test_what_is_no_head_is_refused_in_words(exported: Path, head: str) -> None:
    done = subprocess.run([sys.executable, "-I", str(PROGRAM), str(exported), head], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("A head is SEQ:DIGEST")


def test_the_wheel_brings_it_and_the_command_prints_it_to_be_run_elsewhere(exported: Path, tmp_path: Path) -> None:
    # A wheel takes every module of the packages that are found so (pyproject.toml).
    folder = PROGRAM.parent.relative_to(ROOT / "src")
    assert ".".join(folder.parts) in find_namespace_packages(str(ROOT / "src"))
    alone = tmp_path / "elsewhere.py"
    alone.write_text(CliRunner().invoke(app, ["audit", "verifier"]).output, encoding="utf-8")
    assert alone.read_bytes() == PROGRAM.read_bytes()
    code, said = run(exported, program=alone)
    assert (code, said.splitlines()[-1]) == (0, "the chain holds")


def test_the_command_prints_the_lines(exported: Path) -> None:
    assert CliRunner().invoke(app, ["audit", "export"]).output == exported.read_text(encoding="utf-8")


@pytest.mark.sqlite
@pytest.mark.usefixtures("committing")
def test_the_database_s_own_file_is_read() -> None:
    found = verification()
    code, said = run(Path(str(connection.settings_dict["NAME"])))
    assert (code, said) == (0, f"head {found.head_seq}:{found.head_digest}\nblank: 0\nthe chain holds\n")


@pytest.mark.sqlite
@pytest.mark.usefixtures("committing")
@pytest.mark.parametrize(
    ("change", "last"),
    [
        ("salt = NULL, body = NULL", "entry {}: is blank, and nobody was erased"),
        ('body = \'{"after": "FORGED", \' || substr(body, 2)', "entry {}: its payload was changed or is missing"),
    ],
    ids=["blank", "twice"],
)
def test_the_database_s_own_file_is_read_with_what_is_blank(tmp_path: Path, change: str, last: str) -> None:
    with transaction.atomic():
        told = record_entry(by="a", verb="try", subject_kind="contact", subject_key="p", after={"name": "N"}).seq
        thing = record_entry(by="a", verb="try", subject_kind="project", subject_key="GLACY+", after={"n": 1}).seq
        blank_payloads({"p"})
        head = record_entry(by="o", verb="erase_again", subject_kind="person", subject_key="p", after={"receipt": "1"})
    published, copy = f"{head.seq}:{head.digest}", tmp_path / "copy.sqlite3"
    with (
        closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as here,
        closing(sqlite3.connect(copy)) as there,
    ):
        here.backup(there)
        assert run(copy, published)[1].splitlines()[1:] == [
            "blank: 1", f"entry {told}: blank, about 'contact p'", "the chain holds",
        ]  # fmt: skip
        there.execute("DROP TRIGGER capacita_keep_audit_payload_update")
        there.execute(f"UPDATE audit_payload SET {change} WHERE entry_id = ?", [thing])
        there.commit()
    code, said = run(copy, published)
    assert code == 3
    assert said.splitlines()[-2:] == [last.format(thing), "the chain is broken"]


TAMPERINGS: dict[str, Callable[[Lines], object]] = {
    "an actor": lambda lines: lines[0].update(actor="nobody"),
    "a time": lambda lines: lines[1].update(at="2020-01-01T00:00:00.000000+00:00"),
    "a payload": lambda lines: lines[-1]["payload"]["body"]["after"].update(n=7),
    "a salt": lambda lines: lines[-1]["payload"].update(salt="0" * 64),
    "half an erasure": lambda lines: lines[-1]["payload"].update(salt=None),
    "what a thing told, blank": lambda lines: lines[-2]["payload"].update(salt=None, body=None),
    "what an erasure told, blank": lambda lines: lines[-1]["payload"].update(salt=None, body=None),
    "an empty payload": lambda lines: lines[-2].update(payload={}),
    "a payload taken away": lambda lines: lines[0].pop("payload"),
    "a payload that says more": lambda lines: lines[0]["payload"].update(also=1),
    "an entry that says more": lambda lines: lines[0].update(also=1),
    "the erasure taken away": lambda lines: lines.pop(),
    "an entry taken away": lambda lines: lines.pop(1),
    "two entries swapped": lambda lines: lines.insert(0, lines.pop(1)),
    "an entry twice": lambda lines: lines.insert(1, lines[0]),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_a_tampered_export_is_found(exported: Path, tampering: str) -> None:
    lines = [json.loads(line) for line in exported.read_text(encoding="utf-8").split("\n")[:-1]]
    TAMPERINGS[tampering](lines)
    exported.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    code, said = run(exported)
    assert code == 3
    assert "the chain is broken" in said


@pytest.mark.parametrize("member", ["actor", "salt", "after", "n"])
def test_a_line_that_says_something_twice_is_found(exported: Path, member: str) -> None:
    lines = exported.read_text(encoding="utf-8").split("\n")
    lines[-2] = lines[-2].replace(f'"{member}":', f'"{member}": "FORGED", "{member}":')
    exported.write_text("\n".join(lines), encoding="utf-8")
    code, said = run(exported)
    assert code == 3
    assert f"entry {len(lines) - 1}: " in said


def test_every_changed_byte_of_an_export_is_found(exported: Path) -> None:
    """Any byte of the last entry's line, whatever it becomes: the break is located, also where the line is no JSON any more."""
    source = random.Random(11)
    content = exported.read_bytes()
    last = content.rindex(b"\n", 0, -1) + 1
    head = next(line.removeprefix("head ") for line in run(exported)[1].splitlines() if line.startswith("head "))
    honest = list(verify_audit.entries(exported))
    for _ in range(400):
        at = source.randrange(last, len(content) - 1)
        changed = bytearray(content)
        changed[at] ^= 1 << source.randrange(7)
        exported.write_bytes(changed)
        found = list(verify_audit.entries(exported))
        told, _, _ = verify_audit.breaks(found, head)
        assert found == honest or told[0][0] == len(honest)
