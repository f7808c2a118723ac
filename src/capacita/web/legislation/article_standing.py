"""How one article stands in all countries, for its page: the map, the counts beside it, the countries by status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from capacita.countries.queries import in_order, names
from capacita.evidence.words import current_language
from capacita.figures.values import FigureValue
from capacita.kernel.moment import Moment
from capacita.kernel.wording import number_in_words
from capacita.legislation.alignment import requirements
from capacita.legislation.article_figures import article_count
from capacita.legislation.choices import Readers
from capacita.legislation.drawings import KINDS, OPEN, article_map, kind_in_words, law_boundary_note, map_kind
from capacita.legislation.queries.status import article_statuses
from capacita.web.drawings import page_map
from capacita.web.legislation.status_rows import Status, evidence_address, status_of


@dataclass(frozen=True)
class CountryStanding:
    """One country with its status."""

    iso2: str
    name: str
    status: Status


@dataclass(frozen=True)
class KindRows:
    """The countries of one class of the map."""

    kind: str
    words: str
    countries: tuple[CountryStanding, ...]

    @property
    def size_text(self) -> str:
        """How many they are; the list to which it leads names each."""
        return number_in_words(len(self.countries), current_language())


@dataclass(frozen=True)
class ArticleStanding:
    """The article in every country of which it is rated; `map` is blank where that is none."""

    map: str
    boundary_note: str
    count: FigureValue | None
    groups: tuple[KindRows, ...]
    by_country: Mapping[str, CountryStanding]

    @property
    def countries(self) -> tuple[str, ...]:
        return tuple(self.by_country)

    def status_in(self, iso2: str) -> Status | None:
        """The status in one country; None where it is not rated."""
        found = self.by_country.get(iso2)
        return found.status if found else None


def article_standing(number: str, readers: Readers, *, at: Moment, language: str, kept: str) -> ArticleStanding | None:
    """None for an article that cannot be rated."""
    article = requirements().articles.get(number)
    if article is None:
        return None
    found = {
        iso2: each
        for iso2, each in article_statuses(article.key, at=at, public_only=readers.is_public).items()
        if each.is_assessed
    }
    named, signs = names(language, at=at), {each: status_of(each) for each in set(found.values())}
    lines = {
        iso2: CountryStanding(iso2, name, replace(signs[found[iso2]], address=evidence_address(iso2, number, readers)))
        for name, iso2 in in_order((named[iso2], iso2) for iso2 in found)
    }
    members: dict[str, list[CountryStanding]] = {}
    for iso2, each in lines.items():
        members.setdefault(map_kind(found[iso2]), []).append(each)
    groups = tuple(
        KindRows(kind, kind_in_words(kind), tuple(members[kind])) for kind in (*KINDS.values(), OPEN) if kind in members
    )
    base = "" if readers.is_public else "office/"
    drawn = page_map(article_map(number, found, at=at, language=language, kept=kept, base=base)) if found else ""
    count = article_count(number, at=at) if found and readers.is_public else None
    return ArticleStanding(drawn, law_boundary_note(), count, groups, lines)
