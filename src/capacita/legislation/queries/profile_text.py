"""The law that answers each article, with its words, as the two columns of a legal profile hold it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from capacita.kernel.dates import StatedDate
from capacita.kernel.moment import Moment
from capacita.legislation.choices import TextKind
from capacita.legislation.models import ProvisionText
from capacita.legislation.queries.law import LawLine, LawOn, articles, country_law, stated_by
from capacita.standards.models import Provision


@dataclass(frozen=True)
class ProfileArticle:
    """One article of the Convention with what is recorded of it, and the original words that are on record."""

    article: Provision
    law: LawOn
    texts: Mapping[str, ProvisionText]

    @property
    def lines(self) -> tuple[LawLine, ...]:
        """What is in force or may be, and what was searched for in vain."""
        absent = (line for line in self.law.not_in_force if line.provision.absent_as_of)
        return (*self.law.in_force, *self.law.undetermined, *absent)


def profile_articles(iso2: str, *, at: Moment) -> list[ProfileArticle]:
    """Every article to which domestic law answers, in the order of the Convention."""
    found, known = country_law(iso2, at=at), articles(at=at)
    rows = [ProfileArticle(known[key], law, {}) for key, law in found.items()]
    words = _originals((line.provision.key for row in rows for line in row.lines), at)
    return [ProfileArticle(each.article, each.law, words) for each in rows]


def _originals(keys: Iterable[str], at: Moment) -> Mapping[str, ProvisionText]:
    """The original words of the provisions that hold on the date, by provision."""
    rows = stated_by(ProvisionText.objects.recorded(at).filter(provision_key__in=sorted(set(keys))), at)
    found: dict[str, ProvisionText] = {}
    for each in rows.filter(kind=TextKind.ORIGINAL).order_by("valid_from", "key"):
        begun = not each.valid_from or StatedDate(each.valid_from).first_day <= at.as_of
        ended = bool(each.valid_to) and StatedDate(each.valid_to).first_day <= at.as_of
        if begun and not ended:
            found[each.provision_key] = each
    return found
