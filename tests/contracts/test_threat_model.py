"""THREAT_MODEL.md: what it names as holding a promise is there."""

from __future__ import annotations

import re

from tests.contracts.named import absent
from tools.steps import ROOT

TEXT = (ROOT / "THREAT_MODEL.md").read_text(encoding="utf-8")


def promises() -> list[list[str]]:
    table = TEXT.partition("## What is promised")[2].partition("\n## ")[0]
    return [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")][1:]


def test_every_promise_names_tests_and_each_of_them_is_there() -> None:
    rows = promises()
    assert len(rows) > 30
    told = {row[0]: re.findall(r"`(tests/[^`\s]+)`", row[-1]) for row in rows}
    assert [promise for promise, names in told.items() if not names] == []
    assert absent(name for names in told.values() for name in names) == set()


def test_every_path_and_link_leads_to_something() -> None:
    links = {link for link in re.findall(r"\]\(([^)#]+)\)", TEXT) if "://" not in link}
    paths = {word for word in re.findall(r"`([^`\s]+)`", TEXT) if "/" in word}
    assert len(links) > 3
    assert absent(links | paths) == set()
    assert absent({"tests/nowhere.py", "tests/contracts/named.py::test_nothing"}) == {
        "tests/nowhere.py", "tests/contracts/named.py::test_nothing",
    }  # fmt: skip
