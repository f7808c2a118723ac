"""The catalogue of published statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from capacita.evidence.catalogue import Draft, RowForm, register_csv
from capacita.figures.models import Claim
from capacita.figures.registry import checked_parameters, definition
from capacita.figures.sources import CLAIM_COLUMNS, claim_cells, parse_claims
from capacita.kernel.errors import InputError, Problem, UnknownKeyError
from capacita.kernel.moment import Moment
from capacita.kernel.said import said

# Figures that are computed once there are ratings of law; statements about them are kept from now on.
AWAITED = "legislation."


def check_claims(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """A statement says something in one language at least, its parent is a statement, and its figure is known or awaited
    and takes its parameters."""
    keys = {draft.key for draft in (*drafts, *kept)}
    for draft in drafts:
        if not (draft.values["text_en"] or draft.values["text_fr"]):
            yield draft.problem(
                "text_en",
                said("is blank, and so is the French text"),
                said("Write the statement in the language in which it was made."),
            )
        yield from _figure_problems(draft, Moment(today, today))
        if draft.values["parent"] and draft.values["parent"] not in keys:
            yield draft.problem(
                "parent",
                said("“%(value)s” is not %(kind)s", value=draft.values["parent"], kind=said("a statement")),
                said("Record that one first, or leave it blank."),
            )


def _figure_problems(draft: Draft, at: Moment) -> Iterable[Problem]:
    id, parameters = draft.values["figure"], draft.values["parameters"]
    if id.startswith(AWAITED):
        return
    if not id:
        if parameters:
            yield draft.problem(
                "parameters", said("are given without a figure"), said("Name the figure, or leave them out.")
            )
        return
    try:
        checked_parameters(definition(id), parameters, at=at)
    except UnknownKeyError as unknown:
        yield from draft.unknown(
            "figure", id, said("a figure"), unknown.near, said("“capacita figure --list” lists all.")
        )
    except InputError as refusal:
        for each in refusal.problems:
            yield draft.problem("parameters", each.message, each.remedy)


def register() -> None:
    folder = Path(__file__).parent / "catalog"
    register_csv("claims", folder, Claim, CLAIM_COLUMNS, parse_claims, check_claims, RowForm(claim_cells))
