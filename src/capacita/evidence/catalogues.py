"""The catalogues that evidence owns: datasets with the date to which each is sourced, and the glossary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from capacita.evidence import sources
from capacita.evidence.loading import Catalogue, Draft, drafts_from_csv, register_catalogue
from capacita.evidence.models import Dataset, Term
from capacita.evidence.reading import Table

_FOLDER = Path(__file__).parent / "catalog"


def _drafts(parse: Callable[[Table], Sequence[dict[str, Any]]]) -> Callable[[Table], Sequence[Draft]]:
    return lambda table: [Draft(**fields) for fields in parse(table)]


def register() -> None:
    register_catalogue(
        Catalogue(
            "datasets",
            _FOLDER / "datasets.csv",
            Dataset,
            drafts_from_csv(sources.DATASET_COLUMNS, _drafts(sources.parse_datasets)),
        )
    )
    register_catalogue(
        Catalogue(
            "glossary",
            _FOLDER / "glossary.csv",
            Term,
            drafts_from_csv(sources.GLOSSARY_COLUMNS, _drafts(sources.parse_glossary)),
        )
    )
