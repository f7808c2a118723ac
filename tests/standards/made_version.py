"""A second version of the catalogue for tests: drafted by one person, reviewed by another, released by a third."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from capacita.evidence.writing import supersede
from capacita.people.models import User
from capacita.people.rules import Standing
from capacita.review.actions import reviewing
from capacita.review.models import Review
from capacita.standards.actions.drafting import begin_version, keep_change
from capacita.standards.lineage import Wording
from capacita.standards.models import CatalogueVersion, ElementLineage, RequirementElement
from tests.people import cast

SECOND = "ets185/art_2"


class Office:
    """An expert who drafts, a reviewer who agrees and approves, a manager who releases."""

    def __init__(self) -> None:
        self.expert = cast.person("expert@example.org", "legal_assessor")
        self.reviewer = cast.person("looks@example.org", "reviewer")
        self.manager = cast.person("releases@example.org", "programme_manager")

    def by(self, person: User) -> Standing:
        return cast.standing(person)

    def begin(self) -> Review:
        return begin_version("ets185", by=self.by(self.expert))

    def change(self, review: Review, before: Sequence[str], *after: Wording) -> Any:
        return keep_change(review, before=before, after=after, by=self.by(self.expert))

    def release(self, review: Review) -> None:
        reviewing.submit_review(review, by=self.by(self.expert))
        reviewing.take_review(review, by=self.by(self.reviewer))
        reviewing.agree_review(review, text="Clearer questions.", by=self.by(self.reviewer))
        reviewing.approve_review(review, by=self.by(self.reviewer))
        reviewing.publish_review(review, by=self.by(self.manager))


def wording(text: str, weight: str = "core", *, provision: str = SECOND, **values: Any) -> Wording:
    return Wording(provision, text, f"Is it so that {text}?", weight, "conduct", **values)


def second_version(office: Office) -> Review:
    """Article 2: e1 reworded, e2 split, e3 and e4 merged, e5 withdrawn, one new, e6 with guidance and another class."""
    review = office.begin()
    office.change(review, ["ets185/art_2/e1"], wording("access itself is the offence"))
    office.change(
        review, ["ets185/art_2/e2"], wording("access to a part"), wording("access to the whole", "supporting")
    )
    office.change(review, ["ets185/art_2/e3", "ets185/art_2/e4"], wording("intent and lack of right"))
    office.change(review, ["ets185/art_2/e5"])
    office.change(review, [], wording("remote access is access", "supporting"))
    office.release(review)
    return review


def reworded(instrument: str, before: str, after: str, at: datetime) -> None:
    """A second version in which one element has another key and wording, written past every review."""
    row = RequirementElement.objects.recorded().get(key=before)
    supersede(RequirementElement, [row], at=at)
    values = {name: getattr(row, name) for name in ("provision_key", "weight", "kind", "position", "is_optional")}
    RequirementElement.objects.create(
        key=after, element=after.rpartition("/")[2], text="in other words", question="Is it so?", digest="0" * 64,
        citation=row.citation, recorded_at=at, **values,
    )  # fmt: skip
    version = CatalogueVersion.objects.create(
        instrument=instrument, number=2, released_on=at.date(), recorded_at=at, digest="0" * 64, review_key="made up"
    )
    ElementLineage.objects.create(version=version, kind="reworded", before_key=before, after_key=after)
