"""What no line of the product does, so that what is typed is never run: read from the source."""

from __future__ import annotations

import ast
import re
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from capacita.evidence.snapshots import Shelf, keep_bytes
from capacita.people import enciphering

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "capacita"
# Where another program is started: those of PostgreSQL, and the product's own in a process apart.
STARTERS = {"keeping/postgresql.py", "legislation/languages.py"}
# Where a statement is put together, of names of our own tables and columns alone, or one is kept that the mapper put
# together, values apart.
OWN_SQL = {
    "audit/actions.py", "audit/immutability.py", "audit/rows.py", "evidence/room.py", "keeping/database_health.py",
    "keeping/databases.py", "keeping/postgresql.py", "keeping/sqlite.py", "legislation/queries/latest.py",
    "people/inbox.py", "people/storage.py", "search/fulltext.py", "web/operation/readiness.py",
}  # fmt: skip


@cache
def trees() -> dict[str, ast.Module]:
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in SOURCE.rglob("*.py")
    }


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    for name, tree in trees().items():
        if "migrations/" not in name:
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    yield name, node, ast.unparse(node.func)


def imports() -> Iterator[tuple[str, str]]:
    """Each module that is imported, or name out of one, with its whole path."""
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((name, each.name) for each in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((name, f"{node.module}.{each.name}") for each in node.names)


def test_what_goes_out_goes_from_few_places_and_the_guide_names_the_setting_of_each() -> None:
    opens = re.compile(
        r"(socket|ssl|http\.client|requests|urllib3|urllib\.request|smtplib|ftplib|asyncio|httpx|aiohttp)\b(?!.*Exception$)"
    )
    # The server listens on a socket; it opens none to elsewhere.
    found = {name for name, imported in imports() if opens.match(imported)} - {"cli/serving.py"}
    found |= {"letters" for name, imported in imports() if imported.startswith("django.core.mail.")}
    set_by = {
        "letters": "CAPACITA_SMTP",
        "evidence/fetching.py": "CAPACITA_FETCH_HOSTS",
        "people/provider.py": "CAPACITA_OIDC_ISSUER",
    }
    assert found == set(set_by)
    guide = (ROOT / "docs" / "how-to" / "harden-an-installation.md").read_text(encoding="utf-8")
    section = guide.partition("## 7. What goes out\n")[2].partition("\n## ")[0]
    assert set(re.findall(r"`([A-Z_]+)`", section)) == {*set_by.values(), "DATABASE_URL"}


def test_what_must_not_be_guessed_is_drawn_by_the_system_and_no_digest_is_a_broken_one() -> None:
    found = {imported for _name, imported in imports()}
    assert not {each for each in found if re.match(r"(random|numpy\.random|uuid\.uuid1)\b", each)}
    assert {each for _name, _call, called in calls() for each in re.findall(r"\bhashlib\.(\w+)", called)} == {
        "sha256", "file_digest",
    }  # fmt: skip


def test_programs_are_started_by_lists_of_words_in_two_places_and_never_by_a_shell() -> None:
    started = set()
    for name, call, called in calls():
        assert called not in ("os.system", "os.popen", "subprocess.getoutput"), name
        if called.startswith("subprocess."):
            started.add(name)
            assert not any(each.arg == "shell" for each in call.keywords), name
            assert not isinstance(call.args[0], ast.JoinedStr | ast.Constant), name
    assert started == STARTERS


def test_statements_are_written_in_few_places_and_no_other_asks_past_the_mapper() -> None:
    guilty = {
        name
        for name, call, called in calls()
        if called.rsplit(".", 1)[-1] in ("execute", "executemany", "raw", "extra", "RawSQL")
        and ("cursor" in called or called.rsplit(".", 1)[-1] != "execute" or called == "execute")
    }
    assert guilty <= OWN_SQL


def test_nothing_that_is_evaluated_or_unpickled_comes_from_outside() -> None:
    found = {called for _name, _call, called in calls()}
    assert not found & {"eval", "exec", "pickle.loads", "pickle.load", "marshal.loads", "yaml.unsafe_load"}
    loaders = [
        ast.unparse(each.value)
        for _name, call, called in calls()
        if called == "yaml.load"
        for each in call.keywords
        if each.arg == "Loader"
    ]
    assert set(loaders) == {"_PlainLoader"}


def test_the_script_fills_no_object_with_keys_from_outside_and_writes_no_markup() -> None:
    for path in (ROOT / "frontend").glob("*.js"):
        script = path.read_text(encoding="utf-8")
        assert not re.search(r"__proto__|\.prototype\b|Object\.assign|setPrototypeOf|structuredClone", script), path
        assert not re.search(r"outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script), path
        # A part of the page that the site itself sent anew, and nothing else.
        assert set(re.findall(r"innerHTML\s*\+?=(?!=)\s*(\S+)", script)) <= {"fresh.innerHTML;"}, path


def test_kept_bytes_are_no_programs(tmp_path: Path, settings: Settings) -> None:
    settings.CAPACITA_HOME = tmp_path
    for shelf in Shelf:
        keep_bytes(b"#!/bin/sh\n", shelf)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}


@pytest.mark.django_db
@pytest.mark.parametrize("folder", ["/static/", "/files/", "/snapshots/", "/media/", "/static/fonts/"])
def test_no_folder_is_listed(folder: str) -> None:
    assert Client(REMOTE_ADDR="192.0.2.1").get(folder).status_code == 404


def test_keys_of_ciphers_have_256_bits() -> None:
    assert len(enciphering._key("secret", "purpose")) == 32


def test_the_time_within_which_holes_are_closed_is_told() -> None:
    said = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for line in (r"critical.*\| 7 days", r"high \| 30 days", r"90 days at most", r"within\s+180 days"):
        assert re.search(line, said), line
