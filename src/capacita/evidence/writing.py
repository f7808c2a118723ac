"""Rows become facts: new ones, those that supersede another, and those that hold no longer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from capacita.evidence.catalogue import Catalogue, Draft
from capacita.evidence.citing import cite
from capacita.evidence.models import Fact
from capacita.kernel.errors import RefusedError
from capacita.kernel.said import said
from capacita.search.writing import refresh


def write_rows(
    catalogue: Catalogue, drafts: Sequence[Draft], *, replaced: Mapping[str, Fact], ended: Iterable[Fact], at: datetime
) -> None:
    """Each draft is a current fact from `at` on, and supersedes the fact that `replaced` has under its key.

    `ended` hold no longer and have no successor. Search finds what the rows say now. Refused where somebody else
    superseded one of them in the meantime.
    """
    citations = cite({draft.citation for draft in drafts}, at=at)
    going = (*ended, *(replaced[draft.key] for draft in drafts if draft.key in replaced))
    supersede(catalogue.model, going, at=at)
    catalogue.model.objects.bulk_create(
        (
            catalogue.model(
                key=draft.key,
                digest=draft.digest,
                citation=citations[draft.citation],
                stated_on=draft.stated_on,
                note=draft.note,
                recorded_at=at,
                **{"supersedes": replaced.get(draft.key), **draft.values},
            )
            for draft in drafts
        ),
        batch_size=500,
    )
    refresh(catalogue.model, {draft.key for draft in drafts} | {fact.key for fact in going})


def supersede(model: type[Fact], facts: Iterable[Fact], *, at: datetime) -> None:
    """None of the facts holds from `at` on. Refused where somebody else superseded one of them in the meantime."""
    for fact in facts:
        if not model.objects.filter(pk=fact.pk, superseded_at=None).update(superseded_at=at):
            raise RefusedError(said("Somebody else changed %(key)s in the meantime: look at it again.", key=fact.key))
