"""What changed in the law of all countries between two dates: events of laws, and ratings that changed for that reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from capacita.kernel.moment import Moment
from capacita.legislation.choices import Cause
from capacita.legislation.models import LawProvision, LegalWork, WorkEvent
from capacita.legislation.queries.changes import LawChange, between, law_changes
from capacita.legislation.queries.rating_changes import RatingChange, rating_changes

_DATES_OF_LAW = ("adopted_on", "published_on", "in_force_from", "in_force_to")
_DATES_OF_PROVISION = ("valid_from", "valid_to")


@dataclass(frozen=True)
class FeedEntry:
    """One change of law, or the public ratings of one article that changed because of it, and its day.

    Of a day that is not known exactly it is the last one that it may be.
    """

    on: date
    iso2: str
    law: LawChange | None = None
    ratings: tuple[RatingChange, ...] = ()

    @property
    def key(self) -> str:
        """The same for as long as the change is on record."""
        if self.ratings:
            return f"ratings/{self.iso2}/{self.ratings[0].rating.article_key}/{self.on.isoformat()}"
        assert self.law is not None
        return f"law/{self.law.fact.key}/{self.law.kind}/{self.on.isoformat()}"


def law_feed(*, at: Moment, start: date) -> list[FeedEntry]:
    """The changes after `start` and not after the moment's date, the newest first. Days that are not known are left out."""
    dated, _undated = between(law_changes(at=at, among=_touched(start, at)), start, at.as_of)
    entries = [FeedEntry(change.on.last_day, change.work.iso2, law=change) for change in dated if change.on is not None]
    together: dict[tuple[date, str, str], list[RatingChange]] = {}
    for each in rating_changes(at=at, start=start, cause=Cause.LAW_CHANGED):
        together.setdefault((each.on, each.rating.iso2, each.rating.article_key), []).append(each)
    entries += [FeedEntry(on, iso2, ratings=tuple(held)) for (on, iso2, _article), held in together.items()]
    return sorted(entries, key=lambda each: (-each.on.toordinal(), each.iso2, each.key))


def _touched(start: date, at: Moment) -> set[str]:
    """The keys of the laws of which some date lies in the years of the period: only they can have changed in it."""
    first, last = f"{start.year}", f"{at.as_of.year}~"

    def within(names: tuple[str, ...]) -> Q:
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__gte": first, f"{name}__lt": last})
        return found

    keys = set(LegalWork.objects.recorded(at).filter(within(_DATES_OF_LAW)).values_list("key", flat=True))
    keys |= set(
        LawProvision.objects.recorded(at).filter(within(_DATES_OF_PROVISION)).values_list("work_key", flat=True)
    )
    return keys | set(WorkEvent.objects.recorded(at).filter(within(("on",))).values_list("work_key", flat=True))
