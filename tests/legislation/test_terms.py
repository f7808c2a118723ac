"""Finding the place: what suggests an article, what may mislead, where it stands, and in which order to read."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacita.legislation.choices import TERM_LANGUAGES, Role
from capacita.legislation.rules.marking import marked
from capacita.legislation.rules.ranking import Passage, ranked
from capacita.legislation.rules.terms import ArticleTerms, Match, Term, looked_up, matches, stems_of
from capacita.search.rules import folded
from tests.legislation.terms import article, the_file, the_list

ARTICLES = the_list()
TESTS = the_file()["matching_tests"]


def numbers(found: list[Match]) -> set[str]:
    return {each.article.rpartition("art_")[2] for each in found}


def said(found: Match, text: str) -> list[tuple[str, str]]:
    return [(each.term.term, text[each.start : each.end]) for each in found.why]


def only(*terms: Term) -> list[ArticleTerms]:
    return [ArticleTerms("x/art_1", terms)]


def term(words: str, role: Role = Role.CORE, language: str = "en", *, is_verified: bool = True) -> Term:
    return Term(f"{language}/{words}", language, words, role, "why" if role is Role.MISLEADING else "", is_verified)


@pytest.mark.parametrize("test", TESTS, ids=lambda test: f"{test['lang']}: {test['text'][:30]}")
def test_each_sentence_of_the_list_suggests_and_warns_as_the_list_says(test: dict[str, Any]) -> None:
    found = matches(test["text"], test["lang"], ARTICLES)
    assert set(test["suggest"]) <= numbers([each for each in found if each.is_suggested])
    assert set(test["warn"]) <= numbers([each for each in found if each.misleading])


def test_the_list_holds_its_27_sentences_and_eight_languages() -> None:
    assert len(TESTS) == 27
    assert {test["lang"] for test in TESTS} == set(TERM_LANGUAGES) == set(the_file()["meta"]["languages"])


@pytest.mark.parametrize(("language", "stems"), [
    ("en", ("comput", "syst")), ("fr", ("systè", "informatiq")), ("ro", ("sist", "informa")),
    ("uk", ("компюте", "сист")), ("ru", ("компьютер", "сист")), ("ar", ("منظو", "معلومات")),
])  # fmt: skip
def test_a_word_is_compared_by_all_but_its_ending_and_four_letters_at_least(
    language: str, stems: tuple[str, ...]
) -> None:
    words = {
        "en": "computer system", "fr": "système informatique", "ro": "sistem informatic", "uk": "комп'ютерна система",
        "ru": "компьютерная система", "ar": "منظومة معلوماتية",
    }[language]  # fmt: skip
    assert stems_of(words, language) == tuple(folded(each) for each in stems)


def test_at_most_four_other_words_stand_between_those_of_a_term_and_in_its_order() -> None:
    wanted = only(term("access system"))
    assert matches("access to the whole computer system", "en", wanted)
    assert matches("access a b c d system", "en", wanted)
    assert not matches("access a b c d e system", "en", wanted)
    assert not matches("system of access", "en", wanted)


def test_a_short_word_must_be_there_as_it_is() -> None:
    assert matches("red 24/7", "es", only(term("red 24/7", language="es")))
    assert not matches("redes 24/72", "es", only(term("red 24/7", language="es")))


def test_a_weak_term_counts_within_forty_words_of_a_core_term_and_suggests_nothing_alone() -> None:
    terms = only(term("hacking"), term("network", Role.WEAK))
    assert not matches("a network", "en", terms)
    for between, expected in ((39, 2), (40, 1)):
        (found,) = matches(f"hacking {'and ' * between} networks", "en", terms)
        assert (found.is_suggested, len(found.why)) == (True, expected)


def test_what_misleads_is_told_beside_the_suggestion_and_suggests_nothing_alone() -> None:
    terms = only(term("preservation"), term("retention of data", Role.MISLEADING))
    (both,) = matches("preservation and retention of the data", "en", terms)
    assert both.is_suggested
    assert [each.term.reason for each in both.misleading] == ["why"]
    (alone,) = matches("retention of data", "en", terms)
    assert not alone.is_suggested
    assert not alone.why


@pytest.mark.parametrize(("language", "text", "words"), [
    ("fr", "L’ACCÈS\u00a0frauduleux", "ACCÈS\u00a0frauduleux"),
    ("fr", "l'acce\u0300s   frau\u00adduleux", "acce\u0300s   frau\u00adduleux"),
    ("ro", "falsul informatic, s\u0327i alte fapte", "falsul informatic"),
])  # fmt: skip
def test_the_span_is_that_of_the_words_as_they_stand_in_the_text(language: str, text: str, words: str) -> None:
    spans = {text[each.start : each.end] for found in matches(text, language, ARTICLES) for each in found.why}
    assert words in spans


@pytest.mark.parametrize(("language", "one", "other"), [
    ("ro", "rețea informatică și bancară", "reţea informatică şi bancară"), ("ro", "rețeaua", "reteaua"),
    ("uk", "комп'ютерні", "комп’ютерні"), ("uk", "комп'ютерні", "компʼютерні"), ("uk", "інформація", "iнформацiя"),
    ("fr", "« données »", "'donnees'"), ("pt", "interceção", "interceptação"), ("pt", "intercepções", "interceptações"),
    ("ar", "المُعْطَيَاتُ", "معطيات"), ("ar", "معطيـــات", "وبالمعطيات"), ("ar", "إتصال", "للاتصال"),
    ("ar", "منظومه", "منظومة"), ("ar", "لدى", "لدي"),
])  # fmt: skip
def test_spellings_of_one_word_meet(language: str, one: str, other: str) -> None:
    for wanted, text in ((one, other), (other, one)):
        assert matches(text, language, only(term(wanted, language=language))), (wanted, text)


def test_a_language_without_terms_suggests_nothing_and_a_tag_is_read_by_its_language() -> None:
    assert matches("unauthorised access to a computer system", "de", ARTICLES) == []
    assert matches("accès frauduleux", "fr-CA", ARTICLES) == matches("accès frauduleux", "fr", ARTICLES) != []


def test_a_hit_carries_why_it_was_seen_and_where() -> None:
    text = "Le procureur fait procéder à la conservation rapide et immédiate de ces données."
    found = next(each for each in matches(text, "fr", ARTICLES) if each.article == "ets185/art_16")
    assert ("conservation rapide et immédiate", "conservation rapide et immédiate") in said(found, text)
    verified = [each.term for each in found.why if each.term.is_verified]
    assert verified
    assert all(each.source.startswith("http") for each in verified)


def test_passages_are_ranked_by_verified_core_terms_then_by_what_stands_beside_them() -> None:
    terms = ArticleTerms("x/art_1", (
        term("hacking"), term("breaking in", is_verified=False), term("network", Role.WEAK),
        term("burglary", Role.MISLEADING),
    ))  # fmt: skip
    texts = {
        "a": "breaking in", "b": "hacking", "c": "hacking a network", "d": "hacking and burglary", "e": "burglary",
        "f": "nothing", "g": "hacking hacking hacking",
    }  # fmt: skip
    passages = [Passage(key, "en", text) for key, text in texts.items()]
    assert [(each.passage.key, each.points) for each in ranked(passages, terms)] == [
        ("c", 5), ("b", 4), ("g", 4), ("a", 3), ("d", 1),
    ]  # fmt: skip
    assert [each.passage.key for each in ranked(passages, terms, most=2)] == ["c", "b"]


SENTENCES = [(test["lang"], test["text"]) for test in TESTS]
NEGATIVES = [(each.article, one) for each in ARTICLES for one in each.terms if one.role is Role.MISLEADING]


@given(st.sampled_from(NEGATIVES))
def test_nothing_is_suggested_by_a_misleading_term_alone(named: tuple[str, Term]) -> None:
    key, misleading = named
    text = misleading.term
    alone = [ArticleTerms(each.article, tuple(t for t in each.terms if t.role is not Role.CORE)) for each in ARTICLES]
    found = [each for each in matches(text, misleading.language, alone) if each.article == key]
    assert found
    assert not any(each.is_suggested for each in found)


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_passages_makes_no_difference(listed: list[tuple[str, str]], source: random.Random) -> None:
    passages = [Passage(f"{number:02}", language, text) for number, (language, text) in enumerate(listed)]
    shuffled = passages[:]
    source.shuffle(shuffled)
    for each in (article("2"), article("16")):
        assert ranked(passages, each) == ranked(shuffled, each)


@given(st.sampled_from(SENTENCES))
def test_words_kept_beside_a_text_say_the_same_as_the_text(sentence: tuple[str, str]) -> None:
    language, text = sentence
    for each in ARTICLES:
        by_text = ranked([Passage("a", language, text)], each)
        by_words = ranked([Passage("a", language, "", folded(text))], each)
        assert [one.points for one in by_text] == [one.points for one in by_words]


@given(st.sampled_from(SENTENCES), st.text(max_size=40), st.text(max_size=40))
def test_every_span_lies_in_the_text_and_holds_words_of_its_term(
    sentence: tuple[str, str], before: str, after: str
) -> None:
    language, inner = sentence
    text = f"{before}\n{inner}\n{after}"
    for found in matches(text, language, ARTICLES):
        for each in (*found.why, *found.misleading):
            assert 0 <= each.start < each.end <= len(text)
            again = matches(text[each.start : each.end], language, only(each.term))
            assert again or each.term.role is Role.WEAK


@given(st.sampled_from([one for each in ARTICLES for one in each.terms if one.role is Role.CORE]))
def test_a_core_term_suggests_its_article_wherever_it_stands(wanted: Term) -> None:
    text = f"— {wanted.term.upper()} —"
    assert any(
        each.is_suggested and wanted in {found.term for found in each.why}
        for each in matches(text, wanted.language, ARTICLES)
    )


def test_what_is_looked_up_are_the_stems_of_core_terms() -> None:
    terms = ArticleTerms("x/art_1", (term("red 24/7", language="es"), term("acceso ilícito", language="es"),
                                     term("red", Role.WEAK, "es")))  # fmt: skip
    assert looked_up(terms, ["es-PE"]) == [["acce*", "ilici*"], ["red", "24", "7"]]
    assert looked_up(terms, ["fr"]) == []


@given(st.sampled_from(SENTENCES))
def test_a_marked_text_is_the_text_and_each_term_stands_in_its_marks(sentence: tuple[str, str]) -> None:
    language, text = sentence
    for found in matches(text, language, ARTICLES):
        pieces = marked(text, (*found.why, *found.misleading))
        assert "".join(each.text for each in pieces) == text
        assert (Role.CORE in {each.role for each in pieces}) is found.is_suggested
        assert all(one.role is not other.role for one, other in pairwise(pieces))
