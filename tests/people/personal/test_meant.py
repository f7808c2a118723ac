"""By which words a person is meant in a text, and by which another is."""

from __future__ import annotations

import unicodedata

import pytest

from capacita.people.personal.rules.meant import Meant, Ways, cut

ANA = Meant(
    Ways(
        addresses=frozenset({"a@zz.example.org"}),
        numbers=frozenset({"+99 555 0142 7733"}),
        names=frozenset({"Ana Li", "Ана Ли", "محمد علي", "Zoé"}),
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "Ask Ana Li.",
        "ANA LI said so",
        "Li, Ana (prosecutor)",
        "CV_Ana-Li.pdf",
        "ana.li",
        "Спросите Ану или АНА ЛИ.",
        "قال محمد علي",
        "write to A@zz.example.org.",
        "<a@zz.example.org>",
        "call 0099 (555) 0142-7733",
        "995550142/7733",
    ],
)
def test_the_person_is_found_however_it_is_written(text: str) -> None:
    assert ANA.surely(text)
    struck = cut(text, ANA.spans(text), "[…]")
    assert "[…]" in struck
    assert not ANA.perhaps(struck)


@pytest.mark.parametrize(
    "text",
    [
        "Diana Lindqvist",
        "Ana Lima",
        "maria@zz.example.org",
        "mari.a@zz.example.org",
        "a@zz.example.org.au",
        "a@zz.example.organic",
        "1995550142773345",
        "Ana",
        "",
    ],
)
def test_another_is_not_taken_for_the_person(text: str) -> None:
    assert not ANA.perhaps(text)
    assert ANA.spans(text) == []


def test_a_name_of_one_word_and_one_that_two_have_mean_nobody_for_certain() -> None:
    for meant, text in (
        (ANA, "Zoé came"),
        (Meant(Ways(names=frozenset({"Ana Li"}), shared=frozenset({"Ana Li"}))), "Ana Li came"),
    ):
        assert not meant.surely(text)
        assert meant.perhaps(text)
        assert cut(text, meant.spans(text), "[…]") == "[…] came"


def test_letters_with_marks_are_found_however_they_are_put_together() -> None:
    assert ANA.perhaps(unicodedata.normalize("NFD", "Zoé"))


def test_what_stands_around_is_shown() -> None:
    assert ANA.passage(f"{'x' * 200} Ana Li {'y' * 200}", around=5) == "… xxxx Ana Li yyyy …"
    assert ANA.passage("Nobody") == ""


def test_who_is_known_by_nothing_is_found_nowhere() -> None:
    nobody = Meant(Ways())
    assert not nobody.perhaps("anything")
    assert nobody.spans("anything") == []


@pytest.mark.parametrize(
    "name", ["Ana (Li", "Ana+ Li*", "Ana [Li", r"Ana \Li", ".* .*", "a|b c|d", "^Ana Li$", r"\d+ \w+", "(?i) Li"]
)
def test_signs_of_patterns_in_a_name_mean_themselves(name: str) -> None:
    found = Meant(Ways(names=frozenset({name}), addresses=frozenset({f"{name.replace(' ', '')}@zz.example.org"})))
    assert found.surely(f"Ask {name} today")
    assert found.surely(f"<{name.replace(' ', '')}@zz.example.org>")
    for other in ("Maria Lopez", "Ana Lima", "12 ab", "a b c d", "Li", ""):
        assert not found.perhaps(other)
