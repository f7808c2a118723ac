"""Two texts side by side: what left and what came is told word by word, and no word of either is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from capacita.legislation.rules.comparing import Change, Pair, Run, languages_beside, versions_compared

BEFORE = "(1) Whoever accesses a computer without right is fined.\n(2) Attempts are punished."
AFTER = "(1) Whoever accesses a computer system without right is imprisoned.\n(3) New.\n(2) Attempts are punished."


def side(pairs: tuple[Pair, ...], name: str) -> list[str]:
    return ["".join(run.text for run in getattr(each, name)) for each in pairs if getattr(each, name)]


def test_words_that_left_and_came_are_told_in_their_paragraph() -> None:
    first, added, same = versions_compared(BEFORE, AFTER)
    assert [run.text for run in first.before if run.change is Change.REMOVED] == ["fined"]
    assert [run.text.strip() for run in first.after if run.change is Change.ADDED] == ["system", "imprisoned"]
    assert added == Pair("3", (), (Run("(3) New.", Change.ADDED),))
    assert not same.is_changed


def test_a_paragraph_rewritten_whole_is_not_cut_into_scraps() -> None:
    ((run,), (other,)) = (
        (each.before, each.after)
        for each in versions_compared("Alpha beta gamma delta.", "Something else was meant here:")
    ).__next__()
    assert (run.change, other.change) == (Change.REMOVED, Change.ADDED)


def test_marks_over_arabic_letters_belong_to_their_words() -> None:
    (pair,) = versions_compared("يُعَاقَبُ بالحبس من دخل دون حق", "يُعَاقَبُ بالغرامة من دخل دون حق")
    assert [run.text for run in pair.before if run.change] == ["بالحبس"]


def test_a_translation_stands_beside_its_original_by_the_numbers_of_paragraphs() -> None:
    pairs = languages_beside("(1) Unu.\n(2) Doi.\n(3) Trei.", "(1) One.\n(3) Three.")
    assert [(each.anchor, bool(each.before), bool(each.after)) for each in pairs] == [
        ("1", True, True), ("2", True, False), ("3", True, True),
    ]  # fmt: skip
    assert not any(run.change for each in pairs for run in (*each.before, *each.after))


@given(st.text(max_size=120), st.text(max_size=120))
def test_joined_the_runs_of_a_side_are_its_paragraphs(before: str, after: str) -> None:
    for pairs in (versions_compared(before, after), languages_beside(before, after)):
        assert side(pairs, "before") == [each.strip() for each in before.splitlines() if each.strip()]
        assert side(pairs, "after") == [each.strip() for each in after.splitlines() if each.strip()]
