"""A law's text divided into provisions: by the words and numbers of its language, with no word lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacita.legislation.rules.headings import heading_of
from capacita.legislation.rules.lines import paragraphs_of, without_page_furniture
from capacita.legislation.rules.numbering import number_of
from capacita.legislation.rules.splitting import Piece, divided
from tests.legislation.law_texts import ARABIC, ENGLISH, FRENCH, UKRAINIAN

PART = "Chapter II · Offences"


def found(text: str) -> list[tuple[str, str, str]]:
    return [(each.reference, each.heading, each.text) for each in divided(text.splitlines())]


def test_articles_with_headings_paragraphs_insertions_and_ranges() -> None:
    before, access, interception, repealed = divided(paragraphs_of(ENGLISH.splitlines()))
    assert before == Piece("", "", "DEMONSTRATION ACT ON COMPUTER OFFENCES (invented)")
    assert (access.reference, access.heading, access.part) == ("Article 2", "Illegal access", PART)
    # A sentence that begins with the name of an article begins no provision.
    assert [line[:26] for line in access.text.splitlines()] == [
        "(1) Whoever intentionally ", "(2) The offence under Arti", "Article 3 of the general p",
    ]  # fmt: skip
    assert interception.reference == "Art. 3 bis"
    assert interception.text.startswith("Whoever intercepts by technical means")
    assert interception.text.endswith("not public shall be liable to imprisonment not exceeding two years.")
    assert (repealed.reference, repealed.part) == ("Articles 5 to 7", PART)


def test_sections_of_a_french_law_are_no_provisions_where_it_has_articles() -> None:
    assert [(each.reference, each.heading, each.part) for each in divided(FRENCH.splitlines())][1:] == [
        ("Article premier", "Définitions", "Section 1 Des infractions"),
        ("Art. 2 ter", "", "Section 1 Des infractions"),
    ]


def test_ukrainian_articles_with_raised_numbers() -> None:
    first, inserted = divided(UKRAINIAN.splitlines())
    assert (first.reference, first.heading) == ("Стаття 361", "Несанкціоноване втручання в роботу системи")
    assert first.text.count("\n") == 1
    assert (inserted.reference, number_of(inserted.reference)) == ("Стаття 361¹", "361-1")


def test_arabic_articles_by_word_and_by_number() -> None:
    _law, first, second, inserted = divided(ARABIC.splitlines())
    assert (first.reference, number_of(first.reference)) == ("المادة الأولى", "1")
    assert (second.reference, second.heading) == ("المادة 2", "الدخول غير المشروع")
    assert "المادة 5 من القانون العام" in second.text
    assert number_of(inserted.reference) == "3bis"
    assert first.part == "الباب الأول · أحكام عامة"


@pytest.mark.parametrize(
    ("line", "reference"),
    [
        ("§ 1 Zugang", "§ 1"),
        ("Section 3A. Unauthorised access", "Section 3A"),
        ("SECTION 12", "Section 12"),
        ("Artículo 197 bis. Acceso", "Artículo 197 bis"),
        ("Articolul 360", "Articolul 360"),
        ("Art. 360. - (1) Accesul, fără drept", "Art. 360"),
        ("მუხლი 284. უნებართვო შეღწევა", "მუხლი 284"),
        ("Հոդված 251.", "Հոդված 251"),
        ("مادة ١٢ - الدخول", "مادة ١٢"),
        ("Article 4(1) Whoever", "Article 4"),
    ],
)
def test_what_begins_a_provision(line: str, reference: str) -> None:
    heading = heading_of(line)
    assert heading is not None
    assert heading.reference == reference


@pytest.mark.parametrize(
    "line",
    [
        "Article 5 of the Criminal Code applies.", "Article 5(1) of the Code applies.", "Article 5, paragraph 1, applies.",
        "art. 5 din Codul penal", "Section 3 and section 4 apply.", "المادة 5 من القانون الجنائي", "“Article 5. Access",
        "Artistic works", "Articles of association", "ст. 5 цього Кодексу", "Sections apply.",
    ],
)  # fmt: skip
def test_what_only_names_a_provision(line: str) -> None:
    assert heading_of(line) is None


def test_a_law_that_numbers_without_a_word() -> None:
    text = (
        'Cyber Act\n1. Short title\nThis Act may be cited so.\n2. Interpretation\n(a) "data" means data;\nAccess'
        "\n3. (1) Who.\n(2) Penalty."
    )
    assert found(text)[1:] == [
        ("1", "Short title", "This Act may be cited so."),
        ("2", "Interpretation", '(a) "data" means data;'),
        ("3", "Access", "(1) Who.\n(2) Penalty."),
    ]
    assert found("1. Only one.") == [("", "", "1. Only one.")]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Article 5 bis", "art. 5bis"), ("Art. 5-bis", "5 bis"), ("Art. 361¹", "Стаття 361-1"), ("المادة الخامسة", "Art. 5"),
     ("المادة ٣ مكرر", "art. 3 bis"), ("Article premier", "art. 1er"), ("მუხლი 285^1", "art. 285-1"), ("s. 3A", "Section 3a.")],
)  # fmt: skip
def test_a_number_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert number_of(one) == number_of(other) != ""


def test_a_reference_to_a_paragraph_or_to_nothing_has_no_number_of_a_provision() -> None:
    assert number_of("art. 360 (1)") == number_of("preamble") == number_of("") == ""
    assert number_of("art. 36") != number_of("art. 361")


def test_lines_of_a_page_become_paragraphs_and_what_is_only_of_the_page_goes() -> None:
    page = (
        "OFFICIAL JOURNAL No. {n}\n"
        "Article {n}\nAccess to a system\n"
        "(1) Whoever accesses the whole or any part of a computer system with-\n"
        "out right shall be liable to imprisonment for a term that does not ex-\n"
        "ceed two years, or to a fine.\n(2) An attempt is punishable.\n- {n} -"
    )
    pages = without_page_furniture([page.format(n=number) for number in (1, 2, 3)])
    lines = paragraphs_of("\n".join(pages).splitlines())
    assert lines[:4] == [
        "Article 1", "Access to a system",
        "(1) Whoever accesses the whole or any part of a computer system without right shall be liable to imprisonment for"
        " a term that does not exceed two years, or to a fine.",
        "(2) An attempt is punishable.",
    ]  # fmt: skip
    assert len(lines) == 12


@given(
    st.lists(
        st.one_of(
            st.text(max_size=60),
            st.sampled_from(
                ["Article 2 – Access", "Section 4", "Chapter II", "1. One", "2. Two", "Title", "المادة 3", "§ 4"]
            ),
        ),
        max_size=12,
    )
)
def test_no_word_is_lost(lines: list[str]) -> None:
    def letters(text: str) -> str:
        return "".join(sorted(re.sub(r"[\W_]+", "", text).casefold()))

    pieces = divided(lines)
    parts = list(dict.fromkeys(each.part for each in pieces))
    whole = "".join([*parts, *(f"{each.reference}{each.heading}{each.text}" for each in pieces)])
    for each in set(letters("".join(lines))):
        assert each in letters(whole)
