"""Who may hand in and who may confirm. An author never confirms: no role changes that, nor does the database."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from capacita.evidence.recording import RowChange, form_of, recordable, scope_of
from capacita.kernel.errors import RefusedError
from capacita.kernel.said import said
from capacita.people.choices import ScopeKind, Verb
from capacita.people.permissions import within_scopes
from capacita.people.rules import Standing
from capacita.review.models import Submission


def may_submit(user: Standing, change: RowChange) -> bool:
    return not user.is_public and user.may(form_of(change.catalogue).verb, scope_of(change))


def may_record(user: Standing, catalogue: str) -> bool:
    """Whether there is anything at all of which `user` may record a row of the catalogue."""
    form = form_of(catalogue)
    reached = user.reaches(form.verb)
    return reached.everything or (form.kind is not ScopeKind.ALL and bool(reached.keys(form.kind)))


def may_record_some(user: Standing) -> bool:
    return not user.is_public and any(may_record(user, each) for each in recordable())


def may_decide(user: Standing, submission: Submission) -> bool:
    return submission.author != user.key and user.may(Verb.REVIEW, submission.scope)


def may_take_back(user: Standing, submission: Submission) -> bool:
    """Its author, as long as he or she may record such a row."""
    is_own = not user.is_public and submission.author == user.key
    return is_own and user.may(form_of(submission.catalogue).verb, submission.scope)


def visible_to(rows: QuerySet[Submission], user: Standing) -> QuerySet[Submission]:
    """One's own, and those for what one may read what is not published."""
    if user.is_public:
        return rows.none()
    return rows.filter(Q(author=user.key) | within_scopes(user.reaches(Verb.READ_INTERNAL)))


def require_submit(user: Standing, change: RowChange) -> None:
    if not may_submit(user, change):
        raise RefusedError(said("You may not record this: ask for a role that may, for what it concerns."))


def require_decide(user: Standing, submission: Submission) -> None:
    if submission.author == user.key:
        raise RefusedError(said("Whoever submitted something does not confirm it: another person does."))
    if not may_decide(user, submission):
        raise RefusedError(said("You may not confirm this: ask for a role that may, for what it concerns."))


def require_take_back(user: Standing, submission: Submission) -> None:
    if submission.author != user.key:
        raise RefusedError(said("A submission is taken back by its author alone."))
    if not may_take_back(user, submission):
        raise RefusedError(said("You may not record this: ask for a role that may, for what it concerns."))
