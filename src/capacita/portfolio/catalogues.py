"""The portfolio's catalogues, and the checks that need several rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from capacita.countries.catalogues import COUNTRY_OF_TABLE, unknown_countries
from capacita.countries.models import Country
from capacita.evidence.catalogue import Draft, RowForm, register_csv
from capacita.kernel.dates import parse_earliest
from capacita.kernel.errors import Problem
from capacita.kernel.said import said
from capacita.people.choices import ScopeKind, Verb
from capacita.portfolio import sources
from capacita.portfolio.choices import GLOBAL
from capacita.portfolio.models import Office, ProgrammeText, Project, ProjectTerms, SdgTarget

_FOLDER = Path(__file__).parent / "catalog"


def check_projects(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """Predecessors and wholes are projects, and no project is its own ancestor."""
    before = {draft.key: draft.values["predecessor"] for draft in (*kept, *drafts)}
    for draft in drafts:
        for column in ("predecessor", "part_of"):
            if draft.values[column] and draft.values[column] not in before:
                yield from draft.unknown(column, draft.values[column], said("a project"), before, said("Add its row."))
        seen, code = set(), draft.key
        while code and code not in seen:
            seen.add(code)
            code = before.get(code, "")
        if code:
            yield draft.problem(
                "predecessor",
                said("the chain of predecessors of %(key)s comes back to %(code)s", key=draft.key, code=code),
            )


def check_terms(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """Terms are of a known project, stated by today, and their countries are in the table."""
    codes = set(Project.objects.recorded().values_list("code", flat=True))
    countries = set(Country.objects.recorded().values_list("iso2", flat=True)) | {GLOBAL}
    for draft in drafts:
        remedy = said("Add it to projects.csv first.")
        yield from draft.unknown("code", draft.values["code"], said("a project"), codes, remedy)
        if draft.values["known_from"] and parse_earliest(draft.values["known_from"]) > today:
            yield draft.problem(
                "known_from",
                said("%(day)s lies in the future", day=draft.values["known_from"]),
                said("Record what was stated."),
            )
        for code in filter(None, draft.values["countries"].split(";")):
            remedy = said("Add it to countries.csv first.")
            yield from draft.unknown("countries_iso2", code.strip(), COUNTRY_OF_TABLE, countries, remedy)


def check_offices(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    yield from unknown_countries(drafts, "country")


def check_texts(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """The targets that a text names are in the table of targets, and its parent is a text."""
    targets = set(SdgTarget.objects.recorded().values_list("target", flat=True))
    texts = {draft.key for draft in (*drafts, *kept)}
    for draft in drafts:
        for target in draft.values["sdg_targets"]:
            remedy = said("See sdg_targets.csv.")
            yield from draft.unknown("sdg_targets", target, said("a target of the table"), targets, remedy)
        parent = draft.values["parent"]
        if parent:
            yield from draft.unknown("parent", parent, said("a text of the programme"), texts, said("Add its row."))


def register() -> None:
    register_csv("offices", _FOLDER, Office, sources.OFFICE_COLUMNS, sources.parse_offices, check_offices)
    register_csv("projects", _FOLDER, Project, sources.PROJECT_COLUMNS, sources.parse_projects, check_projects)
    register_csv(
        "project_terms", _FOLDER, ProjectTerms, sources.TERM_COLUMNS, sources.parse_terms, check_terms,
        RowForm(sources.term_cells, ScopeKind.PROJECT, "code", Verb.EDIT_PROJECT),
    )  # fmt: skip
    register_csv("sdg_targets", _FOLDER, SdgTarget, sources.SDG_COLUMNS, sources.parse_sdg_targets)
    register_csv("programme_texts", _FOLDER, ProgrammeText, sources.TEXT_COLUMNS, sources.parse_texts, check_texts)
