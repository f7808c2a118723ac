"""What of reviews, submissions, reports and questions waits in the inbox: how it is said, and for whom it is none.

The person is given as a key, or as a column of the work two queries further out, as interests are asked for here.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from capacita.evidence.recording import recordable
from capacita.people.choices import ScopeKind, Verb
from capacita.people.inbox import Key, register_work
from capacita.people.queries import binding_interests
from capacita.review import models, wording
from capacita.review.models import Comparison, Review, Submission
from capacita.review.permissions import is_of_law


def register() -> None:
    """A draft that its author has left is cleared away by whoever reviews, not by whoever makes the same."""
    register_work(models.TO_CONFIRM, wording.submission_to_confirm, bar=has_interest_in_law)
    register_work(models.TO_REVISE, wording.submission_to_revise)
    register_work(models.MISTAKE, wording.mistake_reported)
    register_work(models.ANSWER, wording.answer_received)
    register_work(models.TO_COMMENT, wording.work_to_comment)
    for kind, say in (
        (models.TO_REVIEW, wording.work_to_review),
        (models.TO_APPROVE, wording.work_to_approve),
        (models.COMMENT_CAME, wording.comment_received),
        (models.NO_COMMENT, wording.comment_missing),
    ):
        register_work(kind, say, bar=serves_country)
    register_work(models.TO_REWORK, wording.work_to_rework, bar=serves_country, heirs=Verb.REVIEW)
    register_work(models.TO_DECIDE, wording.work_to_decide, bar=serves_country, heirs=Verb.REVIEW)
    # Whoever reviews the two is told of the same beside them.
    register_work(models.TO_SETTLE, wording.work_to_settle, bar=serves_country_of_either, is_left=False)


def serves_country(person: Key) -> Q:
    """Work about reviews of a country in which the person has an interest."""
    return Q(Exists(_bound(person).filter(key=OuterRef("subject_key"))))


def serves_country_of_either(person: Key) -> Q:
    """The same of two that are compared: both are of one country, and the first was begun first."""
    bound = binding_interests(person, since=OuterRef("first__begun_at"))
    found = Comparison.objects.filter(Exists(bound.filter(country=OuterRef("first__country"))))
    return Q(Exists(found.filter(key=OuterRef("subject_key"))))


def has_interest_in_law(person: Key) -> Q:
    """Work about changes to the law of a country in which the person has an interest, as they are refused to confirm."""
    bound = binding_interests(person, since=OuterRef("submitted_at"))
    of_law = Submission.objects.filter(catalogue__in=[each for each in recordable() if is_of_law(each)])
    in_country = Q(scope_kind=ScopeKind.COUNTRY) & Q(Exists(bound.filter(country=OuterRef("scope_key"))))
    anywhere = Q(scope_kind=ScopeKind.ALL) & Q(Exists(bound))
    return Q(Exists(of_law.filter(in_country | anywhere, key=OuterRef("subject_key"))))


def _bound(person: Key) -> QuerySet[Review]:
    bound = binding_interests(person, since=OuterRef("begun_at"))
    return Review.objects.filter(Exists(bound.filter(country=OuterRef("country"))))
