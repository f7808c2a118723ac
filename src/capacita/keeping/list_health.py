"""The list of the erased beside the database: whether it is whole, and what of earlier ones could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from capacita.keeping.findings import Finding
from capacita.keeping.manifest import ERASED
from capacita.keeping.tombstones import own_fault, own_lacks, unread_lists
from capacita.people.erased_list import keep_erased


def list_findings(home: Path, on: date) -> Iterator[Finding]:
    """A list that is damaged, absent or behind the database; and files that were kept since they could not be read."""
    path = home / ERASED
    lacks = own_lacks()
    lacking = f"{path} {'lacks' if path.exists() else 'is not there: it lacks'} {lacks} of those who were erased"
    if told := own_fault() or (lacking if lacks else ""):
        yield Finding(
            "erased",
            told,
            "Run “capacita doctor --mend” or “capacita daily”: the list is made again from the database, with every line"
            " that can be read.",
            mend=keep_erased,
        )
    for each in unread_lists(on=on):
        yield Finding(
            "erased",
            f"{each} could not be read whole when its list was made anew: it may name somebody whom no list names now",
            "Where it can be mended, put its lines into the list; then remove it.",
            is_fault=False,
        )
