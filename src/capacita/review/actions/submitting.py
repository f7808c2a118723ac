"""Handing in, confirming, returning and taking back: each one transaction with one entry. A draft is no entry."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from capacita.audit.actions import record_entry
from capacita.evidence.recording import RowChange, current_row, form_of, record_row, scope_of
from capacita.kernel.clock import now
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.kernel.said import said
from capacita.people.choices import Verb
from capacita.people.inbox import put_work, settle_work
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of
from capacita.review.choices import Outcome
from capacita.review.models import TO_CONFIRM, TO_REVISE, Draft, Submission
from capacita.review.permissions import require_decide, require_revise, require_submit, require_take_back
from capacita.review.queries import is_revised

CONFIRM_WITHIN = timedelta(days=7)


def keep_draft(
    change: RowChange, *, reason: str = "", draft: Draft | None = None, revises: Submission | None = None,
    base: str | None = None, by: Standing,
) -> Draft:  # fmt: skip
    """The author's draft holds the change. Anything may stand in it; who may record such a row is asked all the same.

    `base` is the digest of the row that its author saw. Left out, a new draft begins from the row as it is now, and one
    that revises what was typed before from the row as it was then.
    """
    require_submit(by, change)
    if revises is not None:
        require_revise(by, revises)
    with transaction.atomic():
        if draft is None and revises is not None:
            _require_unrevised(revises.key)
        kept = draft or Draft(author=by.key, base=_begun_from(change, revises), revises=revises.key if revises else "")
        if kept.author != by.key:
            raise RefusedError(said("A draft is changed by its author alone."))
        kept.catalogue, kept.row_key, kept.reason = change.catalogue, change.key, reason.strip()
        kept.cells = dict(change.cells) if change.cells is not None else None
        kept.base = kept.base if base is None else base
        kept.changed_at = now()
        kept.save()
    return kept


def drop_draft(draft: Draft, *, by: Standing) -> None:
    """The draft is gone. Nothing was recorded."""
    if draft.author != by.key:
        raise RefusedError(said("A draft is dropped by its author alone."))
    Draft.objects.filter(pk=draft.pk, author=by.key).delete()


def submit_draft(draft: Draft, *, by: Standing) -> Submission:
    """The draft is handed in, and waits for another person. Refused where recording it now would be refused."""
    change = draft.change
    require_submit(by, change)
    if draft.author != by.key:
        raise RefusedError(said("A draft is handed in by its author alone."))
    if change.is_withdrawal and not draft.reason:
        raise InputError(Problem(said("a row is withdrawn for a reason"), column="reason"))
    at = now()
    with in_turn_of(by):
        _require_unrevised(draft.revises)
        try_change(change)
        scope = scope_of(change)
        made = Submission.objects.create(
            catalogue=change.catalogue, row_key=change.key, cells=draft.cells, reason=draft.reason, author=by.key,
            base=draft.base, scope_kind=scope.kind, scope_key=scope.key, revises=draft.revises, submitted_at=at,
        )  # fmt: skip
        if not Draft.objects.filter(pk=draft.pk).delete()[0]:
            raise RefusedError(said("This draft has been handed in or dropped already."))
        if draft.revises:
            settle_work(TO_REVISE, draft.revises, by=by.key, at=at)
        put_work(
            TO_CONFIRM, made.key, by=by.key, at=at, due_on=_due(by.on), verb=Verb.REVIEW, scope=scope, not_for=by.key
        )
        record_entry(
            by=by.key, verb="submit", subject_kind="submission", subject_key=made.key,
            after={"catalogue": change.catalogue, "row": change.key, "cells": draft.cells, "reason": draft.reason},
        )  # fmt: skip
    return made


def confirm_submission(submission: Submission, *, remark: str = "", by: Standing) -> str:
    """The change is recorded; its row's key is returned. Refused where the row was changed since it was begun."""
    require_decide(by, submission)
    at, change = now(), submission.change
    with in_turn_of(by):
        if change.key and _base(change) != submission.base:
            raise RefusedError(
                said("The row was changed since this was begun: return it, so that it is looked at again.")
            )
        recorded = record_row(change, at=at)
        _decide(submission, Outcome.CONFIRMED, by, at, remark, recorded.key)
        record_entry(
            by=by.key, verb="withdraw_row" if change.is_withdrawal else "record_row", subject_kind=change.catalogue,
            subject_key=recorded.key, before=dict(recorded.before) or None,
            # Why stands with the submission alone: there an erasure looks for whoever is named.
            after={**recorded.after, "submission": submission.key, "submitted_by": submission.author},
        )  # fmt: skip
    return recorded.key


def return_submission(submission: Submission, *, remark: str, by: Standing) -> None:
    """It goes back to its author with the reason, and waits there."""
    require_decide(by, submission)
    if not remark.strip():
        raise InputError(Problem(said("it is returned with a reason"), column="remark"))
    at = now()
    with in_turn_of(by):
        _decide(submission, Outcome.RETURNED, by, at, remark)
        put_work(
            TO_REVISE, submission.key, by=by.key, at=at, due_on=_due(by.on), person=submission.author,
            verb=form_of(submission.catalogue).verb, scope=submission.scope,
        )  # fmt: skip
        record_entry(
            by=by.key, verb="return", subject_kind="submission", subject_key=submission.key, after={"remark": remark}
        )


def take_back_submission(submission: Submission, *, by: Standing) -> None:
    """Its author, who may still record such a row, takes it back before anybody decided."""
    require_take_back(by, submission)
    at = now()
    with in_turn_of(by):
        _decide(submission, Outcome.TAKEN_BACK, by, at, "")
        record_entry(by=by.key, verb="take_back", subject_kind="submission", subject_key=submission.key)


def try_change(change: RowChange) -> None:
    """Refuses what recording the change now would refuse, and leaves everything as it is."""
    with transaction.atomic():
        record_row(change, at=now())
        transaction.set_rollback(True)


def _decide(
    submission: Submission, outcome: Outcome, by: Standing, at: datetime, remark: str, result_key: str = ""
) -> None:
    changed = Submission.objects.filter(pk=submission.pk, outcome=None).update(
        outcome=outcome, decided_by=by.key, decided_at=at, remark=remark.strip(), result_key=result_key
    )
    if not changed:
        raise RefusedError(said("Somebody decided on this in the meantime: look at it again."))
    settle_work(TO_CONFIRM, submission.key, by=by.key, at=at)
    submission.refresh_from_db()


def _require_unrevised(key: str) -> None:
    """Refuses to hand in twice what came back once."""
    if is_revised(key):
        raise RefusedError(said("This came back and has been handed in again already."))


def _begun_from(change: RowChange, revises: Submission | None) -> str:
    # A withdrawal is seen beside the row as it is now before it is handed in: nothing typed before is in the way.
    return revises.base if revises is not None and not change.is_withdrawal else _base(change)


def _base(change: RowChange) -> str:
    return current_row(change.catalogue, change.key).digest if change.key else ""


def _due(on: date) -> date:
    return on + CONFIRM_WITHIN
