"""Reads of a draft of the next version: what it is about, what it changes, and what it would make of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from capacita.review.models import Review
from capacita.standards.choices import Lineage
from capacita.standards.lineage import Change, Element, Trace, Wording, next_version
from capacita.standards.models import ElementDraft, Provision, RequirementElement
from capacita.standards.versions import elements_of_version


@dataclass(frozen=True)
class Subject:
    """What a review of the catalogue is about: the instrument, and the number that the version would have."""

    instrument: str
    number: int


@dataclass(frozen=True)
class Held:
    """What a draft begins from, and the changes in it."""

    elements: Mapping[str, Element]
    articles: Mapping[str, str]
    drafts: Sequence[ElementDraft]

    @property
    def wordings(self) -> Mapping[str, Wording]:
        return {key: each.wording for key, each in self.elements.items()}

    @property
    def provisions(self) -> frozenset[str]:
        return frozenset(self.articles)


def subject_of(instrument: str, number: int) -> str:
    return f"{instrument}|{number}"


def draft_of(review: Review) -> Subject:
    instrument, _bar, number = review.subject_key.partition("|")
    return Subject(instrument, int(number))


def wording_of(row: RequirementElement) -> Wording:
    return Wording(row.provision_key, row.text, row.question, row.weight, row.kind, tuple(row.guidance))


def held_by(review: Review) -> Held:
    """The elements of the version before, in the order of the text, and what the draft changes. Three queries."""
    subject = draft_of(review)
    places = {
        key: (position, article)
        for key, position, article in Provision.objects.recorded()
        .filter(instrument=subject.instrument)
        .order_by("position")
        .values_list("key", "position", "article")
    }
    rows = [
        each for each in elements_of_version(subject.instrument, subject.number - 1) if each.provision_key in places
    ]
    rows.sort(key=lambda row: places[row.provision_key][0])
    return Held(
        {row.key: Element(row.key, wording_of(row), row.position) for row in rows},
        {key: article for key, (_position, article) in places.items()},
        list(review.element_drafts.all()),
    )


def changes_of(drafts: Iterable[ElementDraft]) -> list[Change]:
    return [
        Change(
            Lineage(each.kind),
            tuple(each.before),
            tuple(Wording(**{**one, "guidance": tuple(one["guidance"])}) for one in each.after),
        )
        for each in drafts
    ]


def next_elements(held: Held) -> tuple[list[Element], list[Trace]]:
    """The elements of the version that the draft would make, and where each comes from. No key is one used before."""
    used = RequirementElement.objects.filter(provision_key__in=held.provisions).values_list("key", flat=True)
    return next_version(list(held.elements.values()), changes_of(held.drafts), frozenset(used))
