"""What the pages of legislation show, gathered: provisions with what they cite, changes, articles in their groups."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from capacita.evidence.queries import CitationLine, citation_lines
from capacita.kernel.moment import Moment
from capacita.legislation.choices import Reason
from capacita.legislation.models import WorkEvent
from capacita.legislation.queries.changes import LawChange
from capacita.legislation.queries.law import LawLine, LawOn, articles
from capacita.standards.models import Provision

Citations = Mapping[int, CitationLine]


@dataclass(frozen=True)
class LineRow:
    """A provision as it is shown: with what it cites, and the events on which its standing rests with what they cite.

    `has_versions` where several texts of it are recorded, which can be compared.
    """

    line: LawLine
    cited: CitationLine | None
    events: tuple[tuple[WorkEvent, CitationLine | None], ...]
    has_versions: bool = False


@dataclass(frozen=True)
class ArticleRows:
    """What is shown of one article in one country: in force, not certain, not in force; beside it what does not satisfy."""

    in_force: tuple[LineRow, ...]
    undetermined: tuple[LineRow, ...]
    not_in_force: tuple[LineRow, ...]
    absent: tuple[LineRow, ...]
    beside: tuple[LineRow, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is shown as the law of the article, certain or not, nor as searched for in vain."""
        return not (self.in_force or self.undetermined or self.absent)

    @property
    def is_bare(self) -> bool:
        """Whether nothing at all is recorded."""
        return self.is_empty and not (self.not_in_force or self.beside)


@dataclass(frozen=True)
class Group:
    """Articles that stand together on a page."""

    key: str
    title: str
    lede: str
    articles: tuple[Provision, ...]


def citations_of(laws: Iterable[LawOn]) -> Citations:
    """All that these provisions and their events cite, in three queries."""
    lines = [line for law in laws for line in (*law.lines, *law.beside)]
    return citation_lines(
        [line.provision.citation_id for line in lines] + [event.citation_id for line in lines for event in line.events]
    )


def line_rows(
    lines: Iterable[LawLine], citations: Citations, versions: Collection[str] = frozenset()
) -> tuple[LineRow, ...]:
    return tuple(
        LineRow(
            line,
            citations.get(line.provision.citation_id),
            tuple((event, citations.get(event.citation_id)) for event in line.events),
            line.provision.key in versions,
        )
        for line in lines
    )


def article_rows(law: LawOn, citations: Citations, versions: Collection[str] = frozenset()) -> ArticleRows:
    # A law that was adopted later is no part of that day's law.
    ended = [line for line in law.not_in_force if line.standing.reason is not Reason.NOT_YET_ADOPTED]
    return ArticleRows(
        line_rows(law.in_force, citations, versions),
        line_rows(law.undetermined, citations, versions),
        line_rows((line for line in ended if not line.provision.absent_as_of), citations, versions),
        line_rows((line for line in ended if line.provision.absent_as_of), citations, versions),
        line_rows(law.beside, citations, versions),
    )


def change_rows(changes: Sequence[LawChange]) -> list[tuple[LawChange, CitationLine | None]]:
    cited = citation_lines(each.fact.citation_id for each in changes)
    return [(each, cited.get(each.fact.citation_id)) for each in changes]


def groups(*, at: Moment) -> list[Group]:
    """The articles of the Convention to which domestic law answers; scope and safeguards stand before the powers."""
    members: dict[str, list[Provision]] = {}
    for each in articles(at=at).values():
        members.setdefault(_group_of(each), []).append(each)
    told: dict[str, tuple[Callable[[], str], Callable[[], str]]] = {
        "offences": (lambda: _("Substantive criminal law"), lambda: ""),
        "safeguards": (
            lambda: _("Scope, conditions and safeguards"),
            lambda: _("Every power below stands under these two articles."),
        ),
        "powers": (lambda: _("Procedural powers"), lambda: ""),
        "cooperation": (lambda: _("Jurisdiction and international co-operation"), lambda: ""),
    }
    return [Group(key, title(), lede(), tuple(members[key])) for key, (title, lede) in told.items() if key in members]


def _group_of(article: Provision) -> str:
    match article.part:
        case "substantive_law":
            return "offences"
        case "safeguards":
            return "safeguards"
        case "procedural_powers":
            return "powers" if article.kind == "power" else "safeguards"
    return "cooperation"
