"""Pure parsers of evidence's own catalogues: the datasets with their dates, and the glossary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from capacita.evidence.reading import Table
from capacita.kernel.dates import parse_day
from capacita.kernel.errors import InputError, Problem

DATASET_COLUMNS = ("key", "title_en", "title_fr", "sourced_to", "stated_on", "source", "note")
GLOSSARY_LANGUAGES = ("en", "fr", "es", "ar", "ro", "uk")
GLOSSARY_COLUMNS = ("key", *GLOSSARY_LANGUAGES, "note", "source")


def parse_datasets(table: Table) -> Sequence[dict[str, Any]]:
    """One mapping a dataset: key, values, citation, stated_on, note, file, row."""
    found = []
    problems: list[Problem] = []
    for row in table.rows:
        days = {}
        for column in ("sourced_to", "stated_on"):
            try:
                days[column] = parse_day(row[column])
            except InputError as refusal:
                problems += [row.problem(column, each.message, each.remedy) for each in refusal.problems]
        found.append(
            {
                "key": row["key"],
                "values": {
                    "title_en": row["title_en"],
                    "title_fr": row["title_fr"],
                    "sourced_to": days.get("sourced_to"),
                },
                "citation": row["source"],
                "stated_on": days.get("stated_on"),
                "note": row["note"],
                "file": row.file,
                "row": row.number,
            }
        )
    if problems:
        raise InputError(*problems)
    return found


def parse_glossary(table: Table) -> Sequence[dict[str, Any]]:
    """One mapping a word and language; languages in which the word is blank are left out."""
    return [
        {
            "key": f"{row['key']}/{language}",
            "values": {"word_key": row["key"], "language": language, "text": row[language]},
            "citation": row["source"],
            "stated_on": None,
            "note": row["note"],
            "file": row.file,
            "row": row.number,
        }
        for row in table.rows
        for language in GLOSSARY_LANGUAGES
        if row[language]
    ]
