"""Reads of drafts, submissions, mistakes and questions."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from capacita.evidence.recording import cited_sources
from capacita.people.choices import Verb
from capacita.people.inbox import settled_keys, waiting_keys
from capacita.people.queries import may_still
from capacita.people.rules import EVERYTHING, Standing
from capacita.review.choices import COMMENTS, ENDED, Outcome, State, StepKind
from capacita.review.models import MISTAKE, TO_CONFIRM, Draft, Mistake, Question, Review, Submission
from capacita.review.permissions import reviews_visible_to, visible_to


def drafts_of(user: Standing) -> QuerySet[Draft]:
    """One's own drafts, the last changed first."""
    return Draft.objects.filter(author=user.key).order_by("-changed_at")


def submissions(user: Standing) -> QuerySet[Submission]:
    """The submissions that `user` may see, the newest first."""
    return visible_to(Submission.objects.all(), user).order_by("-submitted_at", "-pk")


def submission_by_key(key: str) -> Submission | None:
    return Submission.objects.filter(key=key).first()


def sources_to_compare(user: Standing) -> frozenset[str]:
    """The keys of the sources that are cited by what waits for the decision of `user`."""
    waiting = Submission.objects.filter(key__in=waiting_keys(user, TO_CONFIRM), outcome=None)
    return frozenset(key for each in waiting for key in cited_sources(each.change))


def is_revised(key: str) -> bool:
    """Whether the submission that came back under this key has been handed in again, and not been taken back since."""
    return bool(key) and Submission.objects.filter(revises=key).exclude(outcome=Outcome.TAKEN_BACK).exists()


def mistakes(user: Standing) -> QuerySet[Mistake]:
    """The reported mistakes that `user` answers or answered, those without an answer first, then the newest.

    What was answered as long as one might still answer it.

    Whoever records facts sees all of them.
    """
    rows = Mistake.objects.order_by("-answered_at", "-reported_at")
    if user.is_public or user.may(Verb.RECORD_FACTS):
        return rows.none() if user.is_public else rows
    return rows.filter(Q(key__in=waiting_keys(user, MISTAKE)) | Q(key__in=settled_keys(user, MISTAKE)))


def mistake_by_key(key: str) -> Mistake | None:
    return Mistake.objects.filter(key=key).first()


def question_by_key(key: str) -> Question | None:
    return Question.objects.filter(key=key).first()


def questions_of(user: Standing) -> QuerySet[Question]:
    """The questions that `user` asked, the newest first; with those of askers who may ask none any more, for who may."""
    asked = Q(asked_by=user.key)
    if user.may(Verb.RECORD_FACTS):
        asked |= ~Q(may_still("asked_by", Verb.RECORD_FACTS, EVERYTHING, on=user.on))
    return Question.objects.filter(asked).order_by("-asked_at")


def review_by_key(key: str) -> Review | None:
    return Review.objects.filter(key=key).first()


def review_in_work(author: str, kind: str, subject_key: str) -> Review | None:
    """The author's own review of the subject that has not ended."""
    mine = Review.objects.filter(author=author, kind=kind, subject_key=subject_key)
    return mine.exclude(state__in=ENDED).first()


def reviews(user: Standing, *, kind: str, country: str = "", subject_key: str = "") -> QuerySet[Review]:
    """The reviews of a kind that `user` may see, of one country or subject where it is said, the newest first."""
    rows = reviews_visible_to(Review.objects.filter(kind=kind), user)
    if country:
        rows = rows.filter(country=country)
    if subject_key:
        rows = rows.filter(subject_key=subject_key)
    return rows.order_by("-changed_at", "-pk")


def has_commented(review: Review) -> bool:
    """Whether the country has said something of the ratings since it was asked last."""
    asked = review.steps.filter(kind=StepKind.STEP, to_state=State.COUNTRY_COMMENT).order_by("-pk").first()
    return asked is not None and review.steps.filter(kind__in=COMMENTS, pk__gt=asked.pk).exists()


def answer_token(question: Question) -> str:
    """The last part of the question's link."""
    return salted_hmac("capacita.review.question", question.key, algorithm="sha256").hexdigest()[:40]


def is_question_open(question: Question, *, at: datetime) -> bool:
    return question.answered_at is None and question.withdrawn_at is None and at < question.expires_at


def is_link_of(question: Question, token: str) -> bool:
    return constant_time_compare(answer_token(question), token)
