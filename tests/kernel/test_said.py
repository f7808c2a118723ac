"""A sentence is English text that can be said again in another language."""

from __future__ import annotations

from capacita.kernel.errors import InputError, Problem, RefusedError, UnknownKeyError
from capacita.kernel.said import again, said

FRENCH = {"“%(text)s” is not a day": "« %(text)s » n’est pas un jour", "none": "aucun", "100% sure": "sûr à 100 %"}


def french(text: str) -> str:
    return FRENCH.get(text, text)


def test_a_sentence_is_plain_english_text() -> None:
    assert said("“%(text)s” is not a day", text="2020-02") == "“2020-02” is not a day"
    assert said("100% sure") == "100% sure"


def test_a_sentence_is_said_again_with_its_values() -> None:
    assert again(said("“%(text)s” is not a day", text="x%y"), french) == "« x%y » n’est pas un jour"
    assert again(said("100% sure"), french) == "sûr à 100 %"
    assert again("“2020-02” is not a day", french) == "“2020-02” is not a day"


def test_a_value_that_is_a_sentence_is_said_again_too() -> None:
    assert again(said("It takes: %(names)s.", names=said("none")), french) == "It takes: aucun."


def test_a_problem_is_worded_and_keeps_its_place() -> None:
    problem = Problem(said("“%(text)s” is not a day", text="x"), "a.csv", 7, "date", said("none"))
    worded = problem.worded(french)
    assert (worded.message, worded.remedy) == ("« x » n’est pas un jour", "aucun")
    assert (worded.file, worded.row, worded.column) == ("a.csv", 7, "date")
    assert str(problem) == "a.csv, row 7, column date: “x” is not a day. none"


def test_every_refusal_names_its_problems() -> None:
    assert InputError(Problem("a"), Problem("b")).problems == (Problem("a"), Problem("b"))
    assert RefusedError(said("none")).problems[0].worded(french).message == "aucun"
    assert UnknownKeyError("figure", "x", ("y",)).problems[0].remedy == "Did you mean y?"
    assert UnknownKeyError("figure", "x").problems[0].remedy == ""
