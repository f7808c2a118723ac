"""What becomes of elements from one version to the next: a key is for one wording, and lineage goes no further than it goes."""

from __future__ import annotations

from capacita.standards.choices import Lineage
from capacita.standards.lineage import (
    Change,
    Element,
    Step,
    Trace,
    Wording,
    followed,
    lineage_of,
    misfits_of,
    next_version,
    steps_of,
    without_core,
)


def asks(text: str, weight: str = "core", **values: str) -> Wording:
    return Wording(values.pop("provision", "x/art_2"), text, f"{text}?", weight, values.pop("kind", "conduct"))


HELD = [Element(f"x/art_2/e{number}", asks(f"{number}"), number) for number in (1, 2, 3, 4, 5)]


def test_a_change_is_what_it_takes_and_gives() -> None:
    one, two = asks("one"), asks("two")
    assert lineage_of([], [one]) is Lineage.NEW
    assert lineage_of([one], []) is Lineage.WITHDRAWN
    assert lineage_of([one], [two]) is Lineage.REWORDED
    assert lineage_of([one], [one, two]) is Lineage.SPLIT
    assert lineage_of([one, two], [one]) is Lineage.MERGED
    # Another class or kind asks the same.
    assert lineage_of([one], [asks("one", "supporting", kind="scope")]) is Lineage.SAME


def test_keys_go_on_after_the_highest_ever_and_none_is_used_twice() -> None:
    changes = [
        Change(Lineage.REWORDED, ("x/art_2/e1",), (asks("one"),)),
        Change(Lineage.SPLIT, ("x/art_2/e2",), (asks("2a"), asks("2b"))),
        Change(Lineage.MERGED, ("x/art_2/e4", "x/art_2/e3"), (asks("34"),)),
        Change(Lineage.WITHDRAWN, ("x/art_2/e5",)),
        Change(Lineage.NEW, (), (asks("new"), asks("first of its paragraph", provision="x/art_2/para_3"))),
    ]
    # e8 was withdrawn in an earlier version.
    used = {*(each.key for each in HELD), "x/art_2/e8", "x/art_2/para_2/e99"}
    elements, traces = next_version(HELD, changes, used)
    assert [(each.key, each.wording.text, each.position) for each in elements] == [
        ("x/art_2/e9", "one", 1), ("x/art_2/e10", "2a", 2), ("x/art_2/e11", "2b", 2), ("x/art_2/e12", "34", 3),
        ("x/art_2/e13", "new", 4), ("x/art_2/para_3/e1", "first of its paragraph", 4),
    ]  # fmt: skip
    assert traces == [
        Trace(Lineage.REWORDED, "x/art_2/e1", "x/art_2/e9"),
        Trace(Lineage.SPLIT, "x/art_2/e2", "x/art_2/e10"),
        Trace(Lineage.SPLIT, "x/art_2/e2", "x/art_2/e11"),
        Trace(Lineage.MERGED, "x/art_2/e4", "x/art_2/e12"),
        Trace(Lineage.MERGED, "x/art_2/e3", "x/art_2/e12"),
        Trace(Lineage.WITHDRAWN, "x/art_2/e5", ""),
        Trace(Lineage.NEW, "", "x/art_2/e13"),
        Trace(Lineage.NEW, "", "x/art_2/para_3/e1"),
    ]


def test_an_element_is_followed_until_it_was_split_merged_or_withdrawn() -> None:
    second = steps_of([
        Trace(Lineage.SAME, "a", "a"), Trace(Lineage.REWORDED, "b", "b2"), Trace(Lineage.SPLIT, "c", "c2"),
        Trace(Lineage.SPLIT, "c", "c3"), Trace(Lineage.NEW, "", "n"),
    ])  # fmt: skip
    third = steps_of([
        Trace(Lineage.SAME, "b2", "b2"), Trace(Lineage.REWORDED, "a", "a3"), Trace(Lineage.WITHDRAWN, "c2", ""),
        Trace(Lineage.SAME, "c3", "c3"), Trace(Lineage.SAME, "n", "n"),
    ])  # fmt: skip
    assert followed("a", []) == Step(Lineage.SAME, ("a",))
    assert followed("a", [second]) == Step(Lineage.SAME, ("a",))
    assert followed("a", [second, third]) == Step(Lineage.REWORDED, ("a3",))
    assert followed("b", [second, third]) == Step(Lineage.REWORDED, ("b2",))
    assert followed("c", [second, third]) == Step(Lineage.SPLIT, ("c2", "c3"))
    assert followed("c2", [third]) == Step(Lineage.WITHDRAWN)
    # The first version had no such element.
    assert followed("n", [second, third]) is None


def test_what_does_not_fit_is_refused_and_an_article_keeps_a_core_element() -> None:
    held, provisions = {each.key: each.wording for each in HELD}, {"x/art_2", "x/art_3"}
    held["x/art_3/e1"] = asks("other", provision="x/art_3")

    def told(change: Change) -> list[str]:
        return [each.message for each in misfits_of(change, held, provisions)]

    assert told(Change(Lineage.REWORDED, ("x/art_2/e1",), (asks("one"),))) == []
    assert "no element" in told(Change(Lineage.WITHDRAWN, ("x/art_2/e77",)))[0]
    assert "different provisions" in told(Change(Lineage.MERGED, ("x/art_2/e1", "x/art_3/e1"), (asks("one"),)))[0]
    assert "several" in told(Change(Lineage.MERGED, ("x/art_2/e1", "x/art_2/e2"), (asks("1"), asks("2"))))[0]
    assert "no provision" in told(Change(Lineage.NEW, (), (asks("one", provision="x/art_9"),)))[0]
    assert "not known" in told(Change(Lineage.NEW, (), (asks("one", "vital"),)))[0]
    assert "question" in told(Change(Lineage.NEW, (), (Wording("x/art_2", "one", "", "core", "scope"),)))[0]
    assert told(Change(Lineage.NEW))
    only_option = [Element(each.key, asks("x", "option"), 1) for each in HELD]
    articles = {"x/art_2": "2", "x/art_3": "3"}
    assert without_core(HELD, articles, ("2",)) == []
    assert without_core(only_option, articles, ("2",)) == ["2"]
