"""The office, its projects with their dated terms, the programme's texts, and its links to the 2030 Agenda."""

from __future__ import annotations

from typing import Literal

from ninja import Field, Query, Router, Schema

from capacita.api.asked import Asked, AskedPage
from capacita.api.naming import Names
from capacita.api.pages import page_of
from capacita.api.project_terms import (
    ProjectDetail,
    ProjectItem,
    project_detail,
    project_item,
)
from capacita.api.schema import example
from capacita.api.shapes import Cited, Dated, NameFootnote, Paged, StatedOn, cited, dated, stated_text
from capacita.countries.queries import sort_key
from capacita.evidence.queries import citation_lines, sourced_to
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.said import said
from capacita.portfolio import queries
from capacita.portfolio.queries import ProjectLine

router = Router(tags=["Portfolio"])


class ProjectPage(Dated, Paged):
    """A page of projects by code."""

    items: list[ProjectItem]
    footnotes: list[NameFootnote]


class ProjectAnswer(Dated):
    """One project with every statement of its terms."""

    project: ProjectDetail
    footnotes: list[NameFootnote]


class OfficeAnswer(Dated):
    """The office whose programme this is."""

    code: str
    name: str
    short_name: str
    organisation: str
    city: str
    country: str
    operational_from: StatedOn | None
    address: str
    note: str
    cited: Cited


class ProgrammeTextItem(Schema):
    """A text of the programme: the definition of capacity building, what it entails, an aim, a side of the approach."""

    key: str
    kind: str = Field(description="definition, entails, aim or approach.")
    parent: str | None
    text: str
    sdg_targets: list[str]
    note: str
    cited: Cited


class ProgrammeTextPage(Dated, Paged):
    """Texts of the programme by kind, in order."""

    items: list[ProgrammeTextItem]


class SdgTargetItem(Schema):
    """A target of the 2030 Agenda and how strongly the programme is linked to it, which is a judgement."""

    goal: str
    target: str
    title: str
    component: str
    strength: str
    justification: str
    indicators: list[str]
    note: str
    cited: Cited


class SdgTargetPage(Dated, Paged):
    """Targets in order."""

    items: list[SdgTargetItem]


class ProjectsAsked(AskedPage):
    """A page of projects, perhaps of those on one course."""

    course: Literal["ongoing", "not_started", "ended", "undetermined"] | None = Field(
        None, description="Only projects that stand so on the date.", examples=["ongoing"]
    )


@router.get(
    "/projects",
    response=ProjectPage,
    summary="Projects",
    openapi_extra=example("/projects?course=ongoing&limit=1&as_of=2020-02-21&known_on=2020-02-21"),
)
def list_projects(request: object, asked: Query[ProjectsAsked]) -> ProjectPage:
    """The projects of which something had been stated by `known_on`, with their terms as of the date.

    A project whose only statements are undated is listed too, as not `known`: nobody can say since when it was.
    """
    at = asked.moment()
    lines = [line for line in queries.projects(at=at) if _is_listed(line) and asked.course in (None, line.course.value)]
    shown, more = page_of("projects", lines, lambda line: (line.code,), asked)
    groupings = queries.project_groupings(shown, at=at)
    names = Names(asked.language, at=at)
    return ProjectPage(
        **dated(at, queries.projects_sourced_to(at=at)),
        next_cursor=more,
        items=[project_item(line, queries.coverage(line, groupings), names, asked.language) for line in shown],
        footnotes=names.footnotes(),
    )


@router.get(
    "/projects/{code}",
    response=ProjectAnswer,
    summary="One project",
    openapi_extra=example("/projects/GLACY%2B?as_of=2020-02-21&known_on=2018-04-01"),
)
def read_project(request: object, code: str, asked: Query[Asked]) -> ProjectAnswer:
    """A project's terms as of the date, as last stated, and each statement that they come from, with its sources."""
    at = asked.moment()
    line = queries.project(code, at=at)
    groupings = queries.project_groupings([line], at=at)
    citations = citation_lines(row.citation_id for row in line.rows)
    names = Names(asked.language, at=at)
    return ProjectAnswer(
        **dated(at, queries.projects_sourced_to(at=at)),
        project=project_detail(line, queries.coverage(line, groupings), names, asked.language, citations),
        footnotes=names.footnotes(),
    )


@router.get(
    "/office",
    response=OfficeAnswer,
    summary="The office",
    openapi_extra=example("/office?as_of=2020-02-21&known_on=2020-02-21"),
)
def read_office(request: object, asked: Query[Asked]) -> OfficeAnswer:
    """The office as a record."""
    at = asked.moment()
    row = queries.office(at=at)
    if row is None:
        raise UnknownKeyError(said("office"), "office")
    return OfficeAnswer(
        **dated(at, None),
        code=row.code,
        name=row.name(asked.language),
        short_name=row.short_name,
        organisation=row.organisation(asked.language),
        city=row.city(asked.language),
        country=row.country,
        operational_from=stated_text(row.operational_from),
        address=row.address,
        note=row.note,
        cited=cited(citation_lines([row.citation_id]).get(row.citation_id)),
    )


@router.get(
    "/programme-texts",
    response=ProgrammeTextPage,
    summary="Texts of the programme",
    openapi_extra=example("/programme-texts?limit=2&as_of=2020-02-21&known_on=2020-02-21"),
)
def list_programme_texts(request: object, asked: Query[AskedPage]) -> ProgrammeTextPage:
    """What capacity building is, what it entails and aims at, and the sides of the approach, each with its source."""
    at = asked.moment()
    texts = [row for rows in queries.programme_texts(at=at).values() for row in rows]
    shown, more = page_of("programme-texts", texts, lambda row: (f"{row.position:08d}", row.key), asked)
    citations = citation_lines(row.citation_id for row in shown)
    return ProgrammeTextPage(
        **dated(at, None),
        next_cursor=more,
        items=[
            ProgrammeTextItem(
                key=row.key,
                kind=row.kind,
                parent=row.parent or None,
                text=row.text(asked.language),
                sdg_targets=row.sdg_targets,
                note=row.note,
                cited=cited(citations.get(row.citation_id)),
            )
            for row in shown
        ],
    )


@router.get(
    "/sdg-targets",
    response=SdgTargetPage,
    summary="Targets of the 2030 Agenda",
    openapi_extra=example("/sdg-targets?limit=1&as_of=2026-11-23&known_on=2026-11-23"),
)
def list_sdg_targets(request: object, asked: Query[AskedPage]) -> SdgTargetPage:
    """The targets to which the programme is linked, how strongly, and why."""
    at = asked.moment()
    shown, more = page_of(
        "sdg-targets", queries.sdg_targets(at=at), lambda row: (f"{row.position:08d}", sort_key(row.key)), asked
    )
    citations = citation_lines(row.citation_id for row in shown)
    return SdgTargetPage(
        **dated(at, sourced_to("sdg_targets", at=at)),
        next_cursor=more,
        items=[
            SdgTargetItem(
                goal=row.goal,
                target=row.target,
                title=row.title,
                component=row.component,
                strength=row.strength,
                justification=row.justification,
                indicators=row.indicators,
                note=row.note,
                cited=cited(citations.get(row.citation_id)),
            )
            for row in shown
        ],
    )


def _is_listed(line: ProjectLine) -> bool:
    return line.is_known or all(each.known_from is None for each in line.statements)
