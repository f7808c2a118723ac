"""Errors name file, row and column, and what to do."""

from __future__ import annotations

import pytest

from capacita.kernel.errors import CapacitaError, InputError, Problem, RefusedError, UnknownKeyError
from capacita.kernel.identifiers import near, opaque_key, slug


def test_a_problem_names_its_place_and_its_remedy() -> None:
    assert str(Problem("“x” is not a day", "a.csv", 7, "date", "Write it as YYYY-MM-DD.")) == (
        "a.csv, row 7, column date: “x” is not a day. Write it as YYYY-MM-DD."
    )
    assert str(Problem("is empty", "a.csv")) == "a.csv: is empty"
    assert str(Problem("no figure was named", remedy="List them.")) == "no figure was named. List them."


def test_an_input_error_tells_all_problems_and_has_at_least_one() -> None:
    assert str(InputError(Problem("one", row=1), Problem("two", row=2))) == "row 1: one\nrow 2: two"
    with pytest.raises(ValueError, match="at least one"):
        InputError()


def test_an_unknown_key_hints_at_what_is_near() -> None:
    assert str(UnknownKeyError("project", "GLACI+", ("GLACY+",))).endswith("Did you mean GLACY+?")
    assert "Did you mean" not in str(UnknownKeyError("project", "X"))
    for kind in (InputError, UnknownKeyError, RefusedError):
        assert issubclass(kind, CapacitaError)


def test_what_is_near_comes_best_first_and_is_short() -> None:
    assert near("ets184", ["uncc", "ets185", "ets189", "cets224", "ets184b"])[0] == "ets184b"
    assert len(near("a", ["a1", "a2", "a3", "a4"])) <= 3
    assert near("", ["ets185"]) == ()


def test_identifiers_tell_nothing_or_only_plain_letters() -> None:
    assert len({opaque_key() for _ in range(100)}) == 100
    assert slug("  EndOCSEA@EUROPE & more ") == "endocsea-europe-more"
