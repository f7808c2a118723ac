"""The table of OWASP ASVS 5.0: every requirement of levels 1 and 2 has its row, and what a row names is there."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.contracts.named import absent
from tools import asvs
from tools.asvs import Requirement
from tools.steps import ROOT

# The standard's own numbers: chapter.section.requirements.
LEVELS = {
    1: """
1.2.1,2,3,4,5 1.3.1,2 1.5.1 2.1.1 2.2.1,2 2.3.1 3.2.1,2 3.3.1 3.4.1,2 3.5.1,2,3 4.1.1 4.4.1 5.2.1,2 5.3.1,2 6.1.1
6.2.1,2,3,4,5,6,7,8 6.3.1,2 6.4.1,2 7.2.1,2,3,4 7.4.1,2 8.1.1 8.2.1,2 8.3.1 9.1.1,2,3 9.2.1 10.4.1,2,3,4,5 11.3.1,2
11.4.1 12.1.1 12.2.1,2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
""",
    2: """
1.1.1,2 1.2.6,7,8,9 1.3.3,4,5,6,7,8,9,10,11 1.4.1,2,3 1.5.2 2.1.2,3 2.2.3 2.3.2,3,4 2.4.1 3.3.2,3,4 3.4.3,4,5,6
3.5.4,5 3.7.1,2 4.1.2,3 4.2.1 4.3.1,2 4.4.2,3,4 5.1.1 5.2.3 5.4.1,2,3 6.1.2,3 6.2.9,10,11,12 6.3.3,4 6.4.3,4
6.5.1,2,3,4,5 6.6.1,2,3 6.8.1,2,3,4 7.1.1,2,3 7.3.1,2 7.4.3,4,5 7.5.1,2 7.6.1,2 8.1.2 8.2.3 8.4.1 9.2.2,3,4 10.1.1,2
10.2.1,2 10.3.1,2,3,4 10.4.6,7,8,9,10,11 10.5.1,2,3,4,5 10.6.1,2 10.7.1,2,3 11.1.1,2 11.2.1,2,3 11.3.3 11.4.2,3,4
11.5.1 11.6.1 12.1.2,3 12.3.1,2,3,4 13.1.1 13.2.1,2,3,4,5 13.3.1,2 13.4.2,3,4,5 14.1.1,2 14.2.2,3,4 14.3.2,3 15.1.2,3
15.2.2,3 15.3.2,3,4,5,6,7 16.1.1 16.2.1,2,3,4,5 16.3.1,2,3,4 16.4.1,2,3 16.5.1,2,3 17.1.1 17.2.1,2,3,4 17.3.1,2
""",
}
PIECES = {"oidc", "files", "backup", "personal", "recording"}


def expected() -> dict[str, int]:
    return {
        f"{section}.{number}": level
        for level, text in LEVELS.items()
        for section, numbers in (word.rsplit(".", 1) for word in text.split())
        for number in numbers.split(",")
    }


@pytest.fixture(scope="module")
def rows() -> list[Requirement]:
    return asvs.requirements()


def test_every_requirement_of_both_levels_has_one_row(rows: list[Requirement]) -> None:
    assert [sum(level == each for each in expected().values()) for level in (1, 2)] == [70, 183]
    assert len(rows) == len({each.id for each in rows})
    assert {each.id: each.level for each in rows if each.level < 3} == expected()


def test_level_1_is_complete_and_level_2_at_least_at_95_percent(rows: list[Requirement]) -> None:
    held, of = asvs.satisfied(rows, 1)
    assert (held, of) == (70, 70)
    held, of = asvs.satisfied(rows, 2)
    assert held / of >= 0.95


def test_each_row_says_what_it_must(rows: list[Requirement]) -> None:
    for each in rows:
        pending = set(re.findall(r"#pending:(\w+)", each.reason))
        assert each.subject, each.id
        assert each.status in asvs.STATUSES, each.id
        assert pending <= PIECES, each.id
        if each.status == "met":
            assert each.where, each.id
            assert each.tests or pending, each.id
        elif each.status == "not applicable":
            assert each.reason, each.id
            assert not each.tests, each.id
        else:
            # What is missing, and a day.
            assert len(each.reason) > 40, each.id
            told = re.search(r"\d{4}-\d\d-\d\d", each.reason)
            assert told, each.id
            assert date.fromisoformat(told.group()) > date(2026, 11, 24), each.id


def test_every_file_and_test_that_is_named_is_there(rows: list[Requirement]) -> None:
    assert [name for each in rows for name in each.where if not (ROOT / name).exists()] == []
    named = {name for each in rows for name in each.tests}
    assert len(named) > 100
    assert all("::" in each for each in named)
    assert absent(named) == set()


def test_the_page_is_made_from_the_table(rows: list[Requirement]) -> None:
    assert asvs.PAGE.read_text(encoding="utf-8") == asvs.page(rows), "run: python -m tools.asvs"
