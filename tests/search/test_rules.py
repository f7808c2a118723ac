"""Folding: what meets, what stays apart, that folding twice is folding once, and where a passage is cut."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from capacita.search.rules import asked_words, folded, forms_of, is_hit, passage, words_of


@pytest.mark.parametrize(("text", "words"), [
    ("L’accès aux DONNÉES", "l acces aux donnees"),
    ("Œuvre, œuvre", "oeuvre oeuvre"),
    ("реєстр комп’ютерів", "реєстр компютерів"),
    ("Iнтернет-iнформацiя", "інтернет інформація"),
    ("réseau 24/7", "reseau 24 7"),
    ("a_b", "a b"),
    ("№ 09-04", "09 04"),
    ("", ""),
    ("… — «»", ""),
    ("ﬁchier", "fichier"),
    ("Ｗｉｄｅ", "wide"),
])  # fmt: skip
def test_words_are_folded(text: str, words: str) -> None:
    assert folded(text) == words


def test_letters_that_are_no_accents_stay() -> None:
    assert folded("йод иод її") == "йод иод її"


def test_an_arabic_word_has_the_forms_without_its_prefixes() -> None:
    assert (
        forms_of("وبالبيانات")
        == ("وبالبيانات", "بالبيانات", "البيانات", "بيانات", "يانات")[: len(forms_of("وبالبيانات"))]
    )
    assert "بيانات" in forms_of("للبيانات")
    assert asked_words("البيانات") == asked_words("وللبيانات") == ("بيانات",)
    assert asked_words("وسائل") == ("وسائل",)


@given(st.text(max_size=60))
@example("ŉ İ ß Ⅳ ﷺ ㎏ ²½ ǰ")
@example("комп'ютер i\u0301 e\u0301 ъ'i")
def test_folding_twice_is_folding_once(text: str) -> None:
    once = [each.forms[0] for each in words_of(text)]
    again = [each.forms[0] for each in words_of(" ".join(once))]
    assert again == once


@given(st.text(max_size=60))
def test_every_word_has_its_span_and_no_sign_that_an_index_would_read(text: str) -> None:
    before = 0
    for each in words_of(text):
        assert before <= each.start < each.end <= len(text)
        before = each.end
        assert each.forms
        assert all(form.isalnum() and len(form) <= 100 for form in each.forms)
    assert is_hit((), ["a"]) is False


@given(st.text(min_size=1, max_size=900), st.integers(min_value=60, max_value=300))
def test_a_passage_is_the_text_in_pieces_and_hardly_longer_than_asked(text: str, longest: int) -> None:
    words = words_of(text)
    asked = asked_words(text[words[-1].start :])[:1] if words else ()
    pieces = passage(text, asked, longest=longest)
    shown = "".join(each.text for each in pieces)
    if len(text) <= longest:
        assert shown == text
    assert shown.strip("…") in text
    assert len(shown) <= longest + 120


def test_a_passage_begins_before_the_first_hit_and_marks_each() -> None:
    text = f"{'nothing here ' * 40}The preservation of data and PRESERVED data. {'more ' * 60}"
    pieces = passage(text, asked_words("preserv"), longest=120)
    assert [each.text for each in pieces if each.is_hit] == ["preservation", "PRESERVED"]
    assert pieces[0].text.startswith("…")
    assert pieces[-1].text.endswith("…")
