"""Whether a text is in the language stated: refused where it clearly is not, never where nobody can tell."""

from __future__ import annotations

import pytest

from capacita.legislation.languages import TOLD, languages_of, other_language, warning_of
from capacita.legislation.rules.languages import Language, Verdict, language_of, parts_to_tell
from tests.legislation.law_texts import ARABIC, ENGLISH, FRENCH, UKRAINIAN

KNOWN = frozenset({"en", "fr", "uk", "ru", "hr", "sr"})


@pytest.mark.parametrize(
    ("stated", "told", "verdict"),
    [
        ("en", [("en", 400)], Verdict.FITS),
        ("en", [("en", 600), ("fr", 400)], Verdict.MIXED),
        ("en", [("fr", 400)], Verdict.OTHER),
        ("en", [("fr", 790), ("en", 210)], Verdict.MIXED),
        ("en", [("fr", 800), ("en", 200)], Verdict.OTHER),
        ("hr", [("sr", 400)], Verdict.FITS),
        ("en", [], Verdict.SHORT),
        ("si", [("en", 400)], Verdict.UNTOLD),
        ("en", [("", 400)], Verdict.UNTOLD),
        ("uk-UA", [("uk", 400)], Verdict.FITS),
    ],
)
def test_what_is_told_of_the_parts_says_of_the_whole(
    stated: str, told: list[tuple[str, int]], verdict: Verdict
) -> None:
    assert language_of(stated, told, known=KNOWN).verdict is verdict


def test_a_long_text_is_told_by_parts_of_all_of_it_and_a_short_one_not_at_all() -> None:
    parts = parts_to_tell("a" * 400 * 200)
    assert 20 <= len(parts) <= 24
    assert parts_to_tell("Article 5 (repealed)") == ()


def test_four_laws_are_told_by_the_program_and_a_wrong_statement_is_refused() -> None:
    stated = [("en", ENGLISH), ("fr", FRENCH), ("uk", UKRAINIAN), ("ar", ARABIC), ("ro", FRENCH), ("en", "Art. 1.")]
    found = languages_of(stated)
    assert [each.verdict for each in found] == [*[Verdict.FITS] * 4, Verdict.OTHER, Verdict.SHORT]
    (problem,) = other_language("ro", found[4], file="loi.pdf")
    assert str(problem).startswith(
        "loi.pdf, column language: is said to be in RO and seems to be in FR. State the language"
    )
    assert "too short" in str(warning_of("en", found[5]))


def test_nothing_is_refused_where_the_program_cannot_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capacita.legislation.languages.sys.executable", "/nowhere/python")
    monkeypatch.setattr("capacita.legislation.languages._known", {})
    (found,) = languages_of([("en", FRENCH)])
    assert found == Language(Verdict.UNTOLD)
    assert other_language("en", found) == []


def test_the_languages_that_can_be_told_are_those_of_the_program() -> None:
    from lingua import Language as Known

    assert {each.iso_code_639_1.name.lower() for each in Known.all()} == TOLD
