"""The parser of the list of search terms. One row of it says the same in the file and in a form.

The file is YAML: its sources once by a short name, the terms of shared objects, then the terms of each article. Its
`meta` says how terms are matched, and its `matching_tests` what must follow from that; both are read by people and tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from capacita.evidence.choices import Sourcing
from capacita.evidence.reading import Row, Table, read_yaml
from capacita.evidence.rules import UNVERIFIED, sourcing
from capacita.evidence.shapes import TEXT, TRUTH, Each, Keys, Named, faults
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said
from capacita.legislation.choices import TERM_LANGUAGES, VERIFYING, Basis, Role, SharedObject
from capacita.search.rules import asked_words

TERM_COLUMNS = ("concerns", "language", "term", "role", "reason", "basis", "source", "note")
_FROM_NOWHERE = f"general knowledge, {UNVERIFIED}"
_ARTICLE = re.compile(r"[a-z0-9]+/art_[0-9]+[a-z]*")
_SEEN = {"basis": TEXT, "source": TEXT, "source_url": TEXT}
_TERM = Keys({"term": TEXT, "role": TEXT, "verified": TRUTH}, _SEEN)
_NEGATIVE = Keys({"lang": TEXT, "term": TEXT, "verified": TRUTH, "why": TEXT}, _SEEN)
_IN_LANGUAGES = Named(Each(_TERM))
_SOURCE = Keys(dict.fromkeys(("basis", "lang", "jurisdiction", "instrument", "seen", "url"), TEXT), {})
_ARTICLE_ENTRY = Keys(
    {
        "id": TEXT, "article": TEXT, "heading": TEXT, "objects": Each(TEXT), "terms": _IN_LANGUAGES,
        "negatives": Each(_NEGATIVE),
    },
    {},
)  # fmt: skip
_TESTED = Keys({"lang": TEXT, "text": TEXT, "suggest": Each(TEXT), "warn": Each(TEXT)}, {})
_PARTS = {
    "sources": Named(_SOURCE),
    "objects": Named(_IN_LANGUAGES),
    "articles": Each(_ARTICLE_ENTRY),
    "matching_tests": Each(_TESTED),
}


def parse_legal_terms(content: bytes, file: str) -> Sequence[dict[str, Any]]:
    """One mapping a term: those of shared objects first, then each article's own and those that mislead."""
    listed = _checked(content, file)
    problems: list[Problem] = []
    rows = []
    for number, (concerns, language, role, entry) in enumerate(_entries(listed), start=1):
        problems += _misattributed(entry, listed["sources"], file, number)
        rows.append(Row(file, number, _cells(concerns, language, role, entry)))
    if problems:
        raise InputError(*problems)
    return parse_term_rows(Table(file, TERM_COLUMNS, tuple(rows)))


def parse_article_objects(content: bytes, file: str) -> Sequence[dict[str, Any]]:
    """One mapping a shared object of an article."""
    found = []
    problems = []
    for number, article in enumerate(_checked(content, file)["articles"], start=1):
        for each in article["objects"]:
            if each not in SharedObject._value2member_map_:
                problems.append(Problem(f"“{each[:40]}” is not a shared object", file, number, "objects"))
            found.append(
                {
                    "key": f"{article['id']}/{each}",
                    "values": {"provision_key": article["id"], "shared_object": each},
                    "citation": _FROM_NOWHERE,
                    "stated_on": None,
                    "note": "",
                    "file": file,
                    "row": number,
                }
            )
    if problems:
        raise InputError(*problems)
    return found


def parse_term_rows(table: Table) -> Sequence[dict[str, Any]]:
    """One mapping a row. Its natural key is what the term concerns, its language and the term itself."""
    problems = [each for row in table.rows for each in _unfit(row)]
    if problems:
        raise InputError(*problems)
    return [
        {
            "key": f"{row['concerns']}/{row['language']}/{row['term']}",
            "values": {name: row[name] for name in ("concerns", "language", "term", "role", "reason", "basis")},
            "citation": row["source"],
            "stated_on": None,
            "note": row["note"],
            "file": row.file,
            "row": row.number,
        }
        for row in table.rows
    ]


def term_cells(fact: Any) -> dict[str, str]:
    same = ("concerns", "language", "term", "role", "reason", "basis", "note")
    return {**{name: getattr(fact, name) for name in same}, "source": fact.citation.text}


def _checked(content: bytes, file: str) -> Mapping[str, Any]:
    """The file's content, every part of it of its shape."""
    listed = read_yaml(content, file=file)
    if not isinstance(listed, dict) or not isinstance(listed.get("meta"), dict):
        raise InputError(Problem("is not a list of search terms", file, remedy="It begins with its “meta”."))
    parts = {name: each for name, each in listed.items() if name != "meta"}
    problems = [Problem(fault, file, column=place) for place, fault in faults(parts, Keys(_PARTS, {}))]
    if problems:
        raise InputError(*problems)
    return listed


def _entries(listed: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    """What each term concerns, its language, its role and the entry itself, in the order of the file."""
    for name, by_language in listed["objects"].items():
        for language, entries in by_language.items():
            for entry in entries:
                yield name, language, entry["role"], entry
    for article in listed["articles"]:
        for language, entries in article["terms"].items():
            for entry in entries:
                yield article["id"], language, entry["role"], entry
        for entry in article["negatives"]:
            yield article["id"], entry["lang"], Role.MISLEADING.value, entry


def _misattributed(entry: Mapping[str, Any], sources: Mapping[str, Any], file: str, number: int) -> Iterator[Problem]:
    """Where an entry does not say of its source what the list of sources says, or claims to be verified and is not."""
    if "source" in entry:
        named = sources.get(entry["source"])
        if named is None:
            yield Problem(f"“{entry['source']}” is not a source of the file", file, number, "source")
        elif (named["url"], named["basis"]) != (entry.get("source_url"), entry.get("basis")):
            yield Problem(f"differs from what the sources say of “{entry['source']}”", file, number, "source_url")
    elif entry.keys() & {"basis", "source_url"}:
        yield Problem("is missing where there is a basis or an address", file, number, "source")
    if entry["verified"] != (entry.get("basis") in VERIFYING):
        yield Problem(
            f"does not fit the basis “{entry.get('basis', 'none')}”", file, number, "verified",
            f"Verified are words seen in: {', '.join(sorted(VERIFYING))}.",
        )  # fmt: skip


def _cells(concerns: str, language: str, role: str, entry: Mapping[str, Any]) -> dict[str, str]:
    address = entry.get("source_url", "")
    return {
        "concerns": concerns,
        "language": language,
        "term": entry["term"].strip(),
        "role": role,
        "reason": entry.get("why", ""),
        "basis": entry.get("basis", Basis.GENERAL_KNOWLEDGE.value),
        "source": (address if entry["verified"] else f"{address} ({UNVERIFIED})") if address else _FROM_NOWHERE,
        "note": "",
    }


def _unfit(row: Row) -> Iterator[Problem]:
    """Each cell that cannot be as it is."""
    is_shared = row["concerns"] in SharedObject._value2member_map_
    if not is_shared and not _ARTICLE.fullmatch(row["concerns"]):
        yield row.problem("concerns", said("is neither an article nor a shared object"))
    for column, known in (("language", TERM_LANGUAGES), ("role", tuple(Role)), ("basis", tuple(Basis))):
        if row[column] not in known:
            yield row.problem(
                column, said("“%(value)s” is not known here", value=row[column][:40]),
                said("One of %(names)s.", names=", ".join(known)),
            )  # fmt: skip
    if not asked_words(row["term"]):
        yield row.problem("term", said("holds no word"))
    if is_shared and row["role"] != Role.WEAK:
        yield row.problem("role", said("the term of a shared object is weak"))
    if (row["role"] == Role.MISLEADING) != bool(row["reason"]):
        yield row.problem("reason", said("is given for a misleading term, and for one alone"))
    if row["source"] and (sourcing(row["source"]) is Sourcing.SOURCED) != (row["basis"] in VERIFYING):
        yield row.problem(
            "source",
            said("says of itself whether it is verified, and the basis says otherwise"),
            said("Words that were seen in no law and no official text: write “unverified” beside the source."),
        )
