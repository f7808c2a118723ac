"""Pure parsers of evidence's own catalogues: what sources are called, the datasets with their dates, the glossary."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from capacita.evidence.reading import Table, stated_date_in
from capacita.kernel.dates import parse_day
from capacita.kernel.digests import short_digest
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

_WEB_ADDRESS = re.compile(r"https?://\S+$")
SOURCE_COLUMNS = ("address", "title", "publisher", "language", "dated_on", "note")
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


def dataset_cells(fact: Any) -> dict[str, str]:
    return {
        "key": fact.key,
        "title_en": fact.title_en,
        "title_fr": fact.title_fr,
        "sourced_to": fact.sourced_to.isoformat(),
        "stated_on": fact.stated_on.isoformat() if fact.stated_on else "",
        "source": fact.citation.text,
        "note": fact.note,
    }


def source_cells(fact: Any) -> dict[str, str]:
    same = ("title", "publisher", "language", "dated_on", "note")
    return {"address": fact.citation.text, **{name: getattr(fact, name) for name in same}}


def parse_source_descriptions(table: Table) -> Sequence[dict[str, Any]]:
    """One mapping a described source, under the key that its address has wherever it is cited."""
    found = []
    problems: list[Problem] = []
    for row in table.rows:
        if not _WEB_ADDRESS.match(row["address"]):
            problems.append(
                row.problem("address", said("is no web address"), said("Write it whole, with https:// before it."))
            )
        if row["dated_on"]:
            try:
                stated_date_in(row, "dated_on")
            except InputError as refusal:
                problems += refusal.problems
        found.append(
            {
                "key": short_digest(row["address"]),
                "values": {name: row[name] for name in ("title", "publisher", "language", "dated_on")},
                "citation": row["address"],
                "stated_on": None,
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
