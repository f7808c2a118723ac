"""The catalogues that evidence owns: what sources are called, the date to which each dataset is sourced, the glossary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from capacita.evidence import sources
from capacita.evidence.catalogue import Draft, RowForm, register_csv
from capacita.evidence.models import Dataset, SourceDescription, Term
from capacita.kernel.errors import Problem
from capacita.kernel.said import said

_FOLDER = Path(__file__).parent / "catalog"


def check_datasets(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """Nothing is sourced to a day that has not come."""
    for draft in drafts:
        for column, day in (("sourced_to", draft.values["sourced_to"]), ("stated_on", draft.stated_on)):
            if day is not None and day > today:
                remedy = said("Give the day to which its sources were read.")
                yield draft.problem(column, said("%(day)s lies in the future", day=day), remedy)


def register() -> None:
    register_csv(
        "sources", _FOLDER, SourceDescription, sources.SOURCE_COLUMNS, sources.parse_source_descriptions,
        form=RowForm(sources.source_cells, is_description=True),
    )  # fmt: skip
    register_csv(
        "datasets", _FOLDER, Dataset, sources.DATASET_COLUMNS, sources.parse_datasets, check_datasets,
        RowForm(sources.dataset_cells),
    )  # fmt: skip
    register_csv("glossary", _FOLDER, Term, sources.GLOSSARY_COLUMNS, sources.parse_glossary)
