"""The catalogue of published statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from capacita.evidence.loading import Draft, register_csv
from capacita.figures.models import Claim
from capacita.figures.registry import definitions
from capacita.figures.sources import CLAIM_COLUMNS, parse_claims
from capacita.kernel.errors import Problem


def check_claims(drafts: Sequence[Draft]) -> Iterable[Problem]:
    """A statement's parent is a statement of the same catalogue, and its parameters are those of its figure."""
    keys = {draft.key for draft in drafts}
    figures = {each.id: {parameter.name for parameter in each.parameters} for each in definitions()}
    for draft in drafts:
        for name in draft.values["parameters"]:
            if draft.values["figure"] in figures and name not in figures[draft.values["figure"]]:
                takes = ", ".join(sorted(figures[draft.values["figure"]])) or "none"
                yield draft.problem(
                    "parameters", f"{draft.values['figure']} has no parameter “{name}”", f"It takes: {takes}."
                )
        if draft.values["parent"] and draft.values["parent"] not in keys:
            yield draft.problem("parent", f"“{draft.values['parent']}” is not a statement of the file")


def register() -> None:
    register_csv("claims", Path(__file__).parent / "catalog", Claim, CLAIM_COLUMNS, parse_claims, check_claims)
