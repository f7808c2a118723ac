"""What becomes of requirement elements from one version of the catalogue to the next. Pure.

A key stands for one wording for ever: an element that is reworded, split or merged gets keys that were never used. Only
what asks the same keeps its key. So a rating, which names a key, never answers a question that it was not asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from capacita.kernel.errors import Problem
from capacita.kernel.said import said
from capacita.standards.choices import ELEMENT_KINDS, Lineage, Weight


@dataclass(frozen=True)
class Wording:
    """What one element asks, and what it is to its article. A blank weight: it cannot be rated yet."""

    provision_key: str
    text: str
    question: str
    weight: str
    kind: str = ""
    guidance: tuple[str, ...] = ()

    def asks_as(self, other: Wording) -> bool:
        """Whether both ask the same: words and question of the same provision."""
        return (self.provision_key, self.text, self.question) == (other.provision_key, other.text, other.question)


@dataclass(frozen=True)
class Change:
    """One change of a draft version: which elements go, and what stands in their place. Nothing but one of both is new."""

    kind: Lineage
    before: tuple[str, ...] = ()
    after: tuple[Wording, ...] = ()


@dataclass(frozen=True)
class Element:
    """An element of a version that is about to be released: its key, its wording, its place in its provision."""

    key: str
    wording: Wording
    position: int


@dataclass(frozen=True)
class Step:
    """What became of one element from a version to the next: its keys there, none once it was withdrawn."""

    kind: Lineage
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trace:
    """One row of lineage: a key before, blank for what is new, and a key after, blank for what was withdrawn."""

    kind: Lineage
    before: str
    after: str


def lineage_of(before: Sequence[Wording], after: Sequence[Wording]) -> Lineage:
    """What a change is, from how many elements it takes and gives. One that asks the same afterwards is the same."""
    if not before:
        return Lineage.NEW
    if not after:
        return Lineage.WITHDRAWN
    if len(before) > 1:
        return Lineage.MERGED
    if len(after) > 1:
        return Lineage.SPLIT
    return Lineage.SAME if after[0].asks_as(before[0]) else Lineage.REWORDED


def misfits_of(change: Change, held: Mapping[str, Wording], provisions: Collection[str]) -> list[Problem]:
    """Why a change cannot stand in a draft: unknown elements, several of both, nothing that is asked, a class that is none."""
    problems = [
        Problem(said("%(key)s is no element of the catalogue", key=key), column="element")
        for key in change.before
        if key not in held
    ]
    if len(change.before) > 1 and len(change.after) > 1:
        problems.append(Problem(said("several elements become several: split or merge, one after the other")))
    if len({held[key].provision_key for key in change.before if key in held}) > 1:
        problems.append(Problem(said("elements of different provisions cannot be merged"), column="element"))
    if not change.before and not change.after:
        problems.append(Problem(said("nothing is said that an element asks"), column="text"))
    for each in change.after:
        problems += _of_wording(each, provisions)
    return problems


def _of_wording(each: Wording, provisions: Collection[str]) -> Iterable[Problem]:
    if each.provision_key not in provisions:
        yield Problem(said("%(key)s is no provision", key=each.provision_key), column="provision")
    if not each.text:
        yield Problem(said("nothing is said that an element asks"), column="text")
    if each.weight and not each.question:
        yield Problem(
            said("an element that is rated has a question"),
            column="question",
            remedy=said("Write what is to be answered."),
        )
    if each.weight and each.weight not in set(Weight):
        yield Problem(said("“%(value)s” is not known", value=each.weight[:40]), column="weight")
    if each.weight and each.kind not in ELEMENT_KINDS:
        yield Problem(said("“%(value)s” is not known", value=each.kind[:40]), column="kind")


def without_core(elements: Iterable[Element], articles: Mapping[str, str], ratable: Collection[str]) -> list[str]:
    """The articles that could be rated and have no core element left, in order; `articles` is by provision."""
    left = {articles[each.wording.provision_key] for each in elements if each.wording.weight == Weight.CORE}
    return [each for each in ratable if each not in left]


def next_version(
    held: Sequence[Element], changes: Sequence[Change], used: Collection[str]
) -> tuple[list[Element], list[Trace]]:
    """The elements of the next version and where each comes from. `used` are all keys that any version ever had."""
    taken, by_key = set(used), {each.key: each for each in held}
    of = {key: change for change in changes for key in change.before}
    elements: list[Element] = []
    traces: list[Trace] = []
    for each in held:
        change = of.get(each.key)
        if change is None:
            elements.append(each)
            traces.append(Trace(Lineage.SAME, each.key, each.key))
        elif change.kind is Lineage.SAME:
            elements.append(Element(each.key, change.after[0], each.position))
            traces.append(Trace(Lineage.SAME, each.key, each.key))
        elif change.before[0] == each.key:
            made = _made(change, min(by_key[key].position for key in change.before), taken)
            elements += made
            traces += [
                Trace(change.kind, key, after) for key in change.before for after in [one.key for one in made] or [""]
            ]
    for change in changes:
        if not change.before:
            last = max((one.position for one in elements if one.wording.provision_key == _provision(change)), default=0)
            made = _made(change, last + 1, taken)
            elements += made
            traces += [Trace(Lineage.NEW, "", one.key) for one in made]
    return elements, traces


def _provision(change: Change) -> str:
    return change.after[0].provision_key


def _made(change: Change, position: int, taken: set[str]) -> list[Element]:
    made = []
    for wording in change.after:
        key = _free_key(wording.provision_key, taken)
        taken.add(key)
        made.append(Element(key, wording, position))
    return made


def _free_key(provision: str, taken: Collection[str]) -> str:
    """The key after the highest that the provision ever had."""
    names = (key.rpartition("/") for key in taken)
    numbers = [int(name[1:]) for held, _slash, name in names if held == provision and name[1:].isdigit()]
    return f"{provision}/e{max(numbers, default=0) + 1}"


def steps_of(traces: Iterable[Trace]) -> dict[str, Step]:
    """What became of each element of a version, from the rows of lineage of the next."""
    found: dict[str, Step] = {}
    for each in traces:
        if each.before:
            keys = found[each.before].keys if each.before in found else ()
            found[each.before] = Step(each.kind, (*keys, each.after) if each.after else keys)
    return found


def followed(key: str, steps: Sequence[Mapping[str, Step]]) -> Step | None:
    """What became of an element over several versions: reworded once is reworded. None: the first has no such element.

    It is followed to the first version in which it was split, merged or withdrawn, and no further.
    """
    kind = Lineage.SAME
    for step in steps:
        found = step.get(key)
        if found is None:
            return None
        if found.kind not in (Lineage.SAME, Lineage.REWORDED):
            return found
        kind = Lineage.REWORDED if Lineage.REWORDED in (kind, found.kind) else Lineage.SAME
        (key,) = found.keys
    return Step(kind, (key,))
