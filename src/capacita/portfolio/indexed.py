"""What search finds of projects: their code and short name, and what each statement says of title and objective."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from django.utils.translation import gettext as _

from capacita.evidence.queries import recorded_rows
from capacita.portfolio.models import Project, ProjectTerms
from capacita.search.registry import Keys, Text, register_texts


def project_texts(keys: Keys) -> Iterator[Text]:
    for row in recorded_rows(Project, keys):
        text = row.code if row.code != row.short_name else ""
        yield Text(row.key, row.short_name, text, _address(row.code), "en", stated_on=row.stated_on)


def statement_texts(keys: Keys) -> Iterator[Text]:
    for row in recorded_rows(ProjectTerms, keys):
        text = " · ".join(part for part in (row.title, row.objective, row.funders.replace(";", ", ")) if part)
        if text:
            yield Text(row.key, row.code, text, _address(row.code), "en", stated_on=row.stated_on)


def all_texts(keys: Keys) -> Iterator[Text]:
    yield from project_texts(keys)
    yield from statement_texts(keys)


def register() -> None:
    register_texts("projects", 20, lambda: _("Projects"), all_texts, [Project, ProjectTerms])


def _address(code: str) -> str:
    return f"/portfolio/{quote(code)}/"
