"""Reads of the portfolio for a moment: each project with its terms and whether it runs, totals, the programme's texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet

from capacita.countries.models import Membership
from capacita.evidence.queries import sourced_to
from capacita.kernel.dates import parse_earliest
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.identifiers import near
from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.kernel.said import said
from capacita.portfolio.choices import Course
from capacita.portfolio.models import Office, ProgrammeText, Project, ProjectTerms, SdgTarget
from capacita.portfolio.rules import FIELDS, Statement, Terms, as_last_stated, course, terms

DATASET = "projects"


@dataclass(frozen=True)
class ProjectLine:
    """A project as of a moment: its terms, its course, and the statements they come from."""

    code: str
    short_name: str
    predecessor: str
    part_of: str
    note: str
    at: Moment
    rows: tuple[ProjectTerms, ...]

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(row.as_statement() for row in self.rows)

    @cached_property
    def terms(self) -> Terms:
        return terms(self.statements, as_of=self.at.as_of, known_on=self.at.known_on)

    @cached_property
    def last_stated(self) -> Terms:
        """The terms as printed last by the moment's date, and by its known-on date; a field of which nothing had been
        printed by then is given by the terms."""
        stated = as_last_stated(self.statements, known_on=min(self.at.as_of, self.at.known_on))
        terms = self.terms
        return Terms(**{name: getattr(stated, name) or getattr(terms, name) for name in FIELDS})

    @cached_property
    def course(self) -> Course:
        return course(self.statements, as_of=self.at.as_of, known_on=self.at.known_on, worked_out=self.terms)

    @property
    def is_known(self) -> bool:
        """Whether anything had been stated of the project by the moment's known-on date."""
        return any(each.known_by(self.at.known_on) for each in self.statements)

    @property
    def title(self) -> str:
        return self.terms.text_of("title") or self.short_name

    def row(self, key: str) -> ProjectTerms:
        return next(row for row in self.rows if row.key == key)


@once
def project_codes(*, at: Moment) -> tuple[str, ...]:
    """The codes of all recorded projects, in order. One query."""
    return tuple(sorted(Project.objects.recorded(at).values_list("code", flat=True)))


@once
def projects(*, at: Moment) -> list[ProjectLine]:
    """Every recorded project, by start and code; those without a start last. Two queries."""
    return _lines(Project.objects.recorded(at), ProjectTerms.objects.recorded(at), at)


def _lines(found: QuerySet[Project], terms: QuerySet[ProjectTerms], at: Moment) -> list[ProjectLine]:
    rows: dict[str, list[ProjectTerms]] = {}
    for row in terms.select_related("citation").order_by("stated_on", "key"):
        rows.setdefault(row.code, []).append(row)
    lines = [
        ProjectLine(
            project.code,
            project.short_name,
            project.predecessor,
            project.part_of,
            project.note,
            at,
            tuple(rows.get(project.code, ())),
        )
        for project in found
    ]
    return sorted(lines, key=_by_start)


def ongoing(lines: list[ProjectLine]) -> list[ProjectLine]:
    return [line for line in lines if line.is_known and line.course is Course.ONGOING]


def undetermined(lines: list[ProjectLine]) -> list[ProjectLine]:
    return [line for line in lines if line.is_known and line.course is Course.UNDETERMINED]


def project(code: str, *, at: Moment) -> ProjectLine:
    """One project by its code. Refuses an unknown one."""
    lines = projects(at=at)
    for line in lines:
        if line.code.lower() == code.lower():
            return line
    raise UnknownKeyError(said("project"), code, near(code, (line.code for line in lines)))


def project_alone(code: str, *, at: Moment) -> ProjectLine | None:
    """The project of exactly this code, without reading the others as `project` does; None where there is none."""
    recorded, terms = Project.objects.recorded(at), ProjectTerms.objects.recorded(at)
    return next(iter(_lines(recorded.filter(code=code), terms.filter(code=code), at)), None)


@dataclass(frozen=True)
class Coverage:
    """The countries and areas of one project on a date: certain ones, possible ones, and by which record each."""

    certain: frozenset[str]
    possible: frozenset[str]
    by: Mapping[str, ProjectTerms | Membership]
    is_recorded: bool


def coverage(line: ProjectLine, memberships: Mapping[str, list[Membership]]) -> Coverage:
    """Where the project has a grouping with dates of joining, those hold; else the countries of its terms."""
    on, known_on = line.at.as_of, line.at.known_on
    members = [each for each in memberships.get(line.code, ()) if each.stated_on is None or each.stated_on <= known_on]
    if members:
        certain: set[str] = set()
        possible: set[str] = set()
        by: dict[str, ProjectTerms | Membership] = {}
        for each in members:
            if each.valid_to and parse_earliest(each.valid_to) <= on:
                continue
            start = each.start
            if start is None or start.certain_by(on):
                certain.add(each.iso2)
            elif start.not_later_than and start.possible_by(on):
                possible.add(each.iso2)
            else:
                continue
            by[each.iso2] = each
        return Coverage(frozenset(certain), frozenset(possible), by, True)
    term = line.terms.countries
    if term is None:
        return Coverage(frozenset(), frozenset(), {}, False)
    row = line.row(term.by.key)
    codes = [code for code in line.terms.list_of("countries") if code != "GLOBAL"]
    return Coverage(frozenset(codes), frozenset(), dict.fromkeys(codes, row), True)


def project_groupings(lines: list[ProjectLine], *, at: Moment) -> Mapping[str, list[Membership]]:
    """The groupings whose code is a project's, in one query."""
    found: dict[str, list[Membership]] = {}
    rows = Membership.objects.recorded(at).filter(grouping__in=[line.code for line in lines]).select_related("citation")
    for row in rows.order_by("grouping", "iso2", "valid_from"):
        found.setdefault(row.grouping, []).append(row)
    return found


def office(*, at: Moment | None = None) -> Office | None:
    """The office whose programme this is; None until one is recorded."""
    found: Office | None = Office.objects.recorded(at).select_related("citation").order_by("key").first()
    return found


def programme_texts(*, at: Moment | None = None) -> Mapping[str, list[ProgrammeText]]:
    """The texts of the programme by kind (definition, entails, aim, approach), in order."""
    found: dict[str, list[ProgrammeText]] = {}
    for row in ProgrammeText.objects.recorded(at).select_related("citation").order_by("position"):
        found.setdefault(row.kind, []).append(row)
    return found


def sdg_targets(*, at: Moment | None = None) -> list[SdgTarget]:
    return list(SdgTarget.objects.recorded(at).select_related("citation").order_by("position"))


def projects_sourced_to(*, at: Moment | None = None) -> date | None:
    return sourced_to(DATASET, at=at)


def total(amounts: list[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _by_start(line: ProjectLine) -> tuple[date, str]:
    start = line.terms.date_of("start")
    return (start.first_day if start else date.max), line.code
