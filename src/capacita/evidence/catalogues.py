"""The catalogues that evidence owns: datasets with the date to which each is sourced, and the glossary."""

from __future__ import annotations

from pathlib import Path

from capacita.evidence import sources
from capacita.evidence.loading import register_csv
from capacita.evidence.models import Dataset, Term

_FOLDER = Path(__file__).parent / "catalog"


def register() -> None:
    register_csv("datasets", _FOLDER, Dataset, sources.DATASET_COLUMNS, sources.parse_datasets)
    register_csv("glossary", _FOLDER, Term, sources.GLOSSARY_COLUMNS, sources.parse_glossary)
