"""Of kept rows words may be struck out, so that the text shows it; nothing else of them changes."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from capacita.kernel.clock import now
from capacita.review.models import Review, ReviewStep, Submission

pytestmark = pytest.mark.django_db


def step() -> ReviewStep:
    at = now()
    review = Review.objects.create(kind="x", subject_key="x", country="MA", author="x", begun_at=at, changed_at=at)
    return ReviewStep.objects.create(
        review=review, at=at, by="x", from_state="draft", to_state="draft", text="Ana Li did"
    )


def submission(**outcome: object) -> Submission:
    return Submission.objects.create(
        catalogue="sources", cells={"title": "Ana Li", "pages": ["Ana Li", 1]}, reason="why", author="x",
        scope_kind="all", submitted_at=now(), **outcome,
    )  # fmt: skip


def refused(row: ReviewStep | Submission, **changes: object) -> None:
    with pytest.raises(DatabaseError, match="keeps its rows"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**changes)


def test_a_remark_may_lose_words_and_says_so() -> None:
    made = step()
    ReviewStep.objects.filter(pk=made.pk).update(text="[…] did")
    made.refresh_from_db()
    assert made.text == "[…] did"
    ReviewStep.objects.filter(pk=made.pk).update(text="[…] […]")


@pytest.mark.parametrize("changes", [{"text": "Bob did"}, {"text": ""}, {"by": "y"}, {"text": "[…] did", "by": "y"}])
def test_nothing_else_of_a_remark_changes(changes: dict[str, object]) -> None:
    refused(step(), **changes)


def test_cells_reason_and_remark_of_a_decided_form_may_lose_words() -> None:
    made = submission(decided_at=now(), decided_by="y", outcome="returned", remark="see Ana Li")
    struck = {"cells": {"title": "[…]", "pages": ["[…]", 1]}, "reason": "[…]", "remark": "see […]"}
    Submission.objects.filter(pk=made.pk).update(**struck)
    made.refresh_from_db()
    assert {name: getattr(made, name) for name in struck} == struck


@pytest.mark.parametrize(
    "changes",
    [{"remark": "fine"}, {"remark": None}, {"outcome": "confirmed"}, {"cells": {"title": "Bob"}}, {"reason": ""}],
)
def test_a_decided_form_is_not_decided_anew(changes: dict[str, object]) -> None:
    refused(submission(decided_at=now(), decided_by="y", outcome="returned", remark="see Ana Li"), **changes)


def test_an_open_form_is_decided_once_and_else_unchanged() -> None:
    made = submission()
    refused(made, reason="another")
    Submission.objects.filter(pk=made.pk).update(decided_at=now(), decided_by="y", outcome="returned", remark="no")
    refused(made, decided_by="z")
