"""The command from the shell in a new folder: words and exit codes, never a traceback."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.hardening.test_kill import ACTIONS, DATES, Installation

pytestmark = pytest.mark.hardening


def test_a_new_folder_is_filled_and_bad_input_leaves_it_as_it_was(tmp_path: Path, address: str) -> None:
    here = Installation(tmp_path / "home", address)
    code, out, error = here.call("figure", "reach.parties")
    assert (code, out) == (1, "")
    assert "run “capacita load” first" in error
    assert "Traceback" not in error
    code, out, error = here.call("load", "--json")
    assert code == 0, error
    assert all(row["added"] == row["rows"] for row in json.loads(out))
    lines = ACTIONS.read_text(encoding="utf-8").splitlines()
    bad = tmp_path / ACTIONS.name
    bad.write_text("\n".join([*lines[:200], lines[200].replace("-", "/", 1), *lines[201:]]), encoding="utf-8")
    with (tmp_path / "claims.csv").open("wb") as stream:
        os.truncate(stream.fileno(), 1_073_741_824)
    (tmp_path / "projects.csv").write_bytes("code\nÉ".encode("latin-1"))
    for path, words in (
        (bad, "treaty_actions.csv, row 201"),
        (tmp_path / "claims.csv", "claims.csv: is 1024 MB; at most 20 MB are read"),
        (tmp_path / "projects.csv", "projects.csv, row 2: is not UTF-8"),
        (tmp_path / "absent" / "claims.csv", "claims.csv: cannot be opened"),
    ):
        code, _, error = here.call("load", str(path))
        assert code == 1
        assert words in error
        assert "Traceback" not in error
    assert here.ask("figure", "reach.parties", *DATES)["value"] == 64
    assert here.ask("audit", "verify", "--json")["entries"] == 1
    assert here.call("figure", "--lost")[0] == 2
    assert here.call("figure", "reach.parties", "--as-of", "2020-02-30")[0] == 1
