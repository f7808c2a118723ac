"""What changed between two versions of the catalogue, element by element, and the rows of one version by article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from capacita.kernel.moment import Moment
from capacita.standards.choices import Lineage
from capacita.standards.drafts import wording_of
from capacita.standards.lineage import Step, followed
from capacita.standards.models import Provision, RequirementElement
from capacita.standards.versions import elements_of_version, steps_since


@dataclass(frozen=True)
class Difference:
    """Elements of the earlier version and those in their place in the later; one of both is empty for new and withdrawn."""

    kind: Lineage
    before: tuple[RequirementElement, ...]
    after: tuple[RequirementElement, ...]

    @property
    def provision_key(self) -> str:
        return (self.before or self.after)[0].provision_key


@dataclass(frozen=True)
class ArticleElements:
    """An article with its paragraphs, each with its elements."""

    article: Provision
    parts: tuple[tuple[Provision, tuple[RequirementElement, ...]], ...]


def differences(instrument: str, first: int, last: int, *, at: Moment | None = None) -> list[Difference]:
    """What the later of two versions has otherwise than the earlier, in the order of the text.

    An element is followed to where it was split, merged or withdrawn; what became of its parts later is told with them.
    """
    earlier = {each.key: each for each in elements_of_version(instrument, first, at=at)}
    later = {each.key: each for each in elements_of_version(instrument, last, at=at)}
    steps = steps_since(instrument, first, at=at)[: last - first]
    found: list[Difference] = []
    reached: set[str] = set()
    merged: dict[tuple[str, ...], list[RequirementElement]] = {}
    for key, row in earlier.items():
        step = followed(key, steps) or Step(Lineage.WITHDRAWN)
        after = tuple(later[each] for each in step.keys if each in later)
        reached |= {each.key for each in after}
        if step.kind is Lineage.MERGED:
            merged.setdefault(step.keys, []).append(row)
        elif step.kind is not Lineage.SAME or (after and wording_of(after[0]) != wording_of(row)):
            found.append(Difference(step.kind, (row,), after))
    found += [
        Difference(Lineage.MERGED, tuple(rows), tuple(later[each] for each in keys if each in later))
        for keys, rows in merged.items()
    ]
    found += [Difference(Lineage.NEW, (), (row,)) for key, row in later.items() if key not in reached]
    return _in_text_order(found, earlier.values())


def _in_text_order(found: Sequence[Difference], earlier: Iterable[RequirementElement]) -> list[Difference]:
    provisions = {each.provision_key for each in found}
    places = dict(Provision.objects.recorded().filter(key__in=provisions).values_list("key", "position"))
    order = {each.key: number for number, each in enumerate(earlier)}
    return sorted(
        found,
        key=lambda each: (
            places.get(each.provision_key, 0), order[each.before[0].key] if each.before else len(order),
        ),
    )  # fmt: skip


def by_article(provisions: Iterable[Provision], elements: Iterable[RequirementElement]) -> list[ArticleElements]:
    """The articles that have elements, in the order of the text."""
    held: dict[str, list[RequirementElement]] = {}
    for each in elements:
        held.setdefault(each.provision_key, []).append(each)
    articles: dict[str, list[Provision]] = {}
    for one in provisions:
        articles.setdefault(one.article, []).append(one)
    return [
        ArticleElements(parts[0], tuple((part, tuple(held[part.key])) for part in parts if part.key in held))
        for parts in articles.values()
        if any(part.key in held for part in parts)
    ]


def counted(rows: Iterable[Difference]) -> Mapping[Lineage, int]:
    """How many changes there are of each kind."""
    found: dict[Lineage, int] = {}
    for each in rows:
        found[each.kind] = found.get(each.kind, 0) + 1
    return found
