"""The shape of the file of provisions: which keys an entry and its parts must have, with values of which kind.

What the values mean is the business of `sources`; here a file that is otherwise is refused, entry by entry.
"""

from __future__ import annotations

from typing import Any

from capacita.evidence.shapes import MAYBE_TEXT, TEXT, TRUTH, Each, Keys, faults
from capacita.kernel.errors import InputError, Problem

_ELEMENT = Keys({"key": TEXT, "text": TEXT, "optional": TRUTH}, {"class": TEXT, "kind": TEXT, "question": TEXT})
_DECLARATION = Keys({"type": TEXT, "basis": TEXT, "about": TEXT}, {})
_PROVISION = Keys(
    {
        **dict.fromkeys(
            ("id", "instrument", "article", "heading", "part", "kind", "domestic_law_expected", "assess_at", "summary",
             "source"),
            TEXT,
        ),
        "paragraph": MAYBE_TEXT,
        "parent_id": MAYBE_TEXT,
        "parent": Keys({}, dict.fromkeys(("title", "chapter", "section"), MAYBE_TEXT)),
        "elements": Each(_ELEMENT),
        "declarations_reservations": Each(_DECLARATION),
        "related": Each(TEXT),
    },
    {"rollup": TEXT, "rollup_note": TEXT},
)  # fmt: skip


def checked_provisions(entries: Any, file: str) -> list[dict[str, Any]]:
    """The entries, each of the shape of a provision. Refuses others with every fault: which entry, at which key."""
    if not isinstance(entries, list):
        raise InputError(Problem("is not a list of provisions", file))
    problems = []
    for number, entry in enumerate(entries, start=1):
        named = f" ({entry['id']})" if isinstance(entry, dict) and isinstance(entry.get("id"), str) else ""
        problems += [
            Problem(f"entry {number}{named}: {fault}", file, number, place)
            for place, fault in faults(entry, _PROVISION)
        ]
    if problems:
        raise InputError(*problems)
    return entries
