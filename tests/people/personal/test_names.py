"""Who may be one person: across scripts and spellings, quickly, and never decided by the product."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from capacita.kernel.digests import sha256_hex
from capacita.people.personal.choices import Likeness, Script
from capacita.people.personal.rules.groups import VERSION, groups_of
from capacita.people.personal.rules.names import Known, Proposal, compared, script_of

SAME = [
    ["Юрій Петренко", "Yuriy Petrenko", "Yury Petrenko", "Iurii PETRENKO", "Petrenko Yurij", "Юрий Петренко"],
    ["محمد الأمين", "Mohammed Al-Amin", "Muhammad Alamine", "Mohamed El Amine"],
    ["عبد الرحمن خالد", "Abdul Rahman Khaled", "Abderrahmane Khalid"],
    ["يوسف حسن", "Youssef Hassan", "Yusuf Hasan"],
    ["გიორგი ჭავჭავაძე", "Giorgi Chavchavadze", "Georgi Tchavtchavadze", "Гиорги Чавчавадзе"],
    ["Յուրի Սարգսյան", "Yuri Sargsyan", "Youri Sarkisian", "Юрий Саргсян"],
    ["Jürgen Müller", "Juergen Mueller", "Jurgen Muller"],
    ["Đorđe Ćosić", "Djordje Cosic", "Ђорђе Ћосић"],
    ["Михаил Щербаков", "Mikhail Shcherbakov", "Mikhail Chtcherbakov"],
    ["Микола Гончар", "Nikolay Honchar", "Mykola Gonchar", "Николай Гончар", "Nikolaï Gontchar"],
    ["Мария Цветкова", "Marija Cvetkova", "Maria Tsvetkova", "Mariia Tsvetkova"],
    ["Юлія Яценко", "Julija Jacenko", "Yuliya Yatsenko", "Iuliia Iatsenko"],
    ["Юрий Жуков", "Jurij Žukov", "Yuri Zhukov"],
    ["جورج قصير", "Georges Kassir", "George Qasir", "Georges Qassir"],
    ["Xhevdet Gjoka", "Dževdet Đoka", "Dzevdet Djoka", "Џевдет Ђока"],
]
OTHERS = [
    "Maria Petrenko", "Yuri Petrov", "Mohammed Hassan", "Giorgi Sargsyan", "Anna Müller", "Khalid Hassan",
    # Of the same family, with a first name that is alike and is another.
    "Mikael Honchar", "Natalia Honchar", "Nina Tsvetkova", "Darya Tsvetkova", "Jamal Kassir", "Jihad Kassir",
    "Gjergj Gjoka", "Jeton Gjoka", "Anton Yatsenko", "Jana Yatsenko", "Ina Yatsenko", "Iryna Zhukova",
]  # fmt: skip


def proposals(records: list[Known]) -> list[Proposal]:
    """What is proposed of these: whoever shares a group with another, and is alike."""
    near = [(one, other) for one, other in combinations(records, 2) if groups_of(one) & groups_of(other)]
    return [each for each in (compared(one, other) for one, other in near) if each is not None]


@pytest.mark.parametrize("spellings", SAME, ids=lambda each: each[1])
def test_spellings_of_one_name_are_proposed(spellings: list[str]) -> None:
    for one, other in combinations(spellings, 2):
        found = proposals([Known("a", (one,)), Known("b", (other,))])
        assert len(found) == 1, (one, other)
        assert found[0].score >= 0.8
        expected = (
            {Likeness.OTHER_SCRIPT}
            if script_of(one) is not script_of(other)
            else {Likeness.SPELLING, Likeness.OTHER_SPELLING}
        )
        assert found[0].reason in expected


def test_other_people_are_not_proposed() -> None:
    names = [(each, group) for group, spellings in enumerate(SAME) for each in spellings]
    names += [(each, 100 + at) for at, each in enumerate(OTHERS)]
    for (one, ours), (other, theirs) in combinations(names, 2):
        if ours != theirs:
            assert compared(Known("a", (one,)), Known("b", (other,))) is None, (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jamal Kassir", "Amal Kassir"),
        ("Jana Novak", "Ana Novak"),
        ("Jovan Gjoka", "Ivan Gjoka"),
        ("Hajar Ali", "Houria Ali"),
        ("Arjan Gjoka", "Iryna Gjoka"),
    ],
)
def test_a_j_that_may_be_a_y_does_not_make_two_of_a_family_one(one: str, other: str) -> None:
    assert proposals([Known("a", (one,)), Known("b", (other,))]) == []


def test_any_spelling_of_a_record_counts_and_so_do_address_and_number() -> None:
    first = Known("a", ("Anna Beispiel", "Ганна Прикладова"), "anna@example.org", "+380 44 555 01 23")
    assert proposals([first, Known("b", ("Hanna Prykladova",))])[0].reason is Likeness.OTHER_SCRIPT
    assert proposals([first, Known("b", ("Somebody Else",), "ANNA@example.org")])[0].reason is Likeness.EMAIL
    assert proposals([first, Known("b", ("Somebody Else",), "", "044 555-01-23")])[0].reason is Likeness.PHONE
    assert proposals([first, Known("b", ("Somebody Else",), "x@example.org", "112")]) == []


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("Юрій", Script.CYRILLIC), ("محمد", Script.ARABIC), ("გიორგი", Script.GEORGIAN), ("Հովհաննես", Script.ARMENIAN),
        ("Müller", Script.LATIN), ("", Script.LATIN),
    ],
)  # fmt: skip
def test_script_is_told_by_the_letters(name: str, script: Script) -> None:
    assert script_of(name) is script


def test_names_without_letters_or_words_do_no_harm() -> None:
    for name in ("", "—", "?", "1234", "李", "A"):
        assert compared(Known("a", (name,)), Known("b", ("Anna Beispiel",))) is None
        groups_of(Known("a", (name,)))


def test_whoever_changes_what_a_record_is_grouped_by_counts_the_version_up() -> None:
    """Else the groups that are kept stay as the rule before made them, and nobody is found by the new one."""
    groups = [sorted(groups_of(Known("", (each,), "A@example.org", "+380 44 555 01 23"))) for each in chain(*SAME)]
    assert (VERSION, sha256_hex(repr(groups).encode())[:16]) == (1, "491c91acff2c32fa")
