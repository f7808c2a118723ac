"""The catalogue of published statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from capacita.evidence.loading import Draft, register_csv
from capacita.figures.models import Claim
from capacita.figures.sources import CLAIM_COLUMNS, parse_claims
from capacita.kernel.errors import Problem


def check_parents(drafts: Sequence[Draft]) -> Iterable[Problem]:
    """A statement's parent is a statement of the same catalogue."""
    keys = {draft.key for draft in drafts}
    for draft in drafts:
        if draft.values["parent"] and draft.values["parent"] not in keys:
            yield draft.problem("parent", f"“{draft.values['parent']}” is not a statement of the file")


def register() -> None:
    register_csv("claims", Path(__file__).parent / "catalog", Claim, CLAIM_COLUMNS, parse_claims, check_parents)
