"""The catalogues that evidence owns: what sources are called, the date to which each dataset is sourced, the glossary."""

from __future__ import annotations

from pathlib import Path

from capacita.evidence import sources
from capacita.evidence.loading import register_csv
from capacita.evidence.models import Dataset, SourceDescription, Term

_FOLDER = Path(__file__).parent / "catalog"


def register() -> None:
    register_csv("sources", _FOLDER, SourceDescription, sources.SOURCE_COLUMNS, sources.parse_source_descriptions)
    register_csv("datasets", _FOLDER, Dataset, sources.DATASET_COLUMNS, sources.parse_datasets)
    register_csv("glossary", _FOLDER, Term, sources.GLOSSARY_COLUMNS, sources.parse_glossary)
