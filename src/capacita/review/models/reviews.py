"""Reviewed work on its way to publication, its steps, and what two who made the same apart come to say of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_noop as _

from capacita.kernel.identifiers import opaque_key
from capacita.people.choices import ScopeKind
from capacita.people.declarations import declare, free_text
from capacita.people.rules import EVERYTHING, Scope
from capacita.review.choices import REVIEWED, NoteKind, State, StepKind

# The kinds of work in the inbox.
TO_REVIEW, TO_REWORK, TO_APPROVE, TO_COMMENT = "to_review", "to_rework", "to_approve", "to_comment"
TO_SETTLE, TO_DECIDE, COMMENT_CAME, NO_COMMENT = "to_settle", "to_decide", "comment_came", "no_comment"


class Review(models.Model):
    """One piece of work on its way from its author's draft to publication. What it is about, its app knows by the key.

    `country` is the one whose law or capacity it judges: nobody has part in it who serves that country. It is blank for
    what concerns all: then it takes a role that is given for everything. `pair` joins the two that are made blind of
    the same subject. From `shared_at` on the country's focal points see it. States
    follow one another as `EDGES` says; the database holds to it.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    author = models.CharField(max_length=64)
    pair = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=20, default=State.DRAFT.value)
    reviewer = models.CharField(max_length=64, blank=True)
    approver = models.CharField(max_length=64, blank=True)
    publisher = models.CharField(max_length=64, blank=True)
    comment_until = models.DateField(null=True)
    shared_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(author=""), name="review_has_an_author"),
            models.CheckConstraint(condition=~Q(reviewer=F("author")), name="review_reviewer_is_not_the_author"),
            models.CheckConstraint(condition=~Q(approver=F("author")), name="review_approver_is_not_the_author"),
            models.CheckConstraint(condition=~Q(publisher=F("author")), name="review_publisher_is_not_the_author"),
            models.CheckConstraint(
                condition=Q(publisher="") | ~Q(publisher=F("approver")), name="review_published_by_a_second_person"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=REVIEWED) | ~Q(reviewer=""), name="review_agreed_by_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.APPROVED, State.PUBLISHED]) | ~Q(approver=""),
                name="review_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | ~Q(publisher=""), name="review_published_by_somebody"
            ),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="review_state_is_known"),
        ]
        indexes = [
            models.Index(fields=["kind", "country", "state"], name="review_kind_country"),
            models.Index(fields=["subject_key"], name="review_subject"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def scope(self) -> Scope:
        return Scope(ScopeKind.COUNTRY, self.country) if self.country else EVERYTHING


class ReviewStep(models.Model):
    """One step of a review, or what is said beside it (`to_state` as before). Never changed.

    `item` is the part of the work that it is about, where it is about one. `source_key` names a source or a kept file.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, default=StepKind.STEP.value)
    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    source_key = models.CharField(max_length=32, blank=True)
    item = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=list(StepKind)), name="review_step_kind")]

    def __str__(self) -> str:
        return f"{self.review} {self.to_state}"


class Comparison(models.Model):
    """Two reviews of one subject that were made apart, both handed in. `third` is who was asked to decide between them."""

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    first = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="compared_first")
    second = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="compared_second")
    opened_at = models.DateTimeField()
    third = models.CharField(max_length=64, null=True)  # noqa: DJ001 - set once, from null

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="review_compared_once"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="review_compared_with_another"),
        ]

    def __str__(self) -> str:
        return self.key


class ComparisonNote(models.Model):
    """What was said of an item on which the two differ, or what settled it. Never changed.

    A talk is a remark. With TAKEN the item has the code of `holds` from then on: said by the author of the other review,
    or by the third. A dissent keeps to `code`, with its reason, beside what was settled.
    """

    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="notes")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    item = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    code = models.CharField(max_length=20, blank=True)
    holds = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, related_name="held_notes")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(NoteKind)), name="review_note_kind"),
            models.CheckConstraint(
                condition=Q(kind=NoteKind.TAKEN, holds__isnull=False)
                | (~Q(kind=NoteKind.TAKEN) & Q(holds__isnull=True)),
                name="review_note_taken_holds",
            ),
            models.CheckConstraint(condition=Q(kind=NoteKind.TAKEN) | ~Q(text=""), name="review_note_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.comparison_id} {self.item} {self.kind}"


declare(ReviewStep, free_text(_("Remarks and comments of reviews"), "review"), "text")
declare(ComparisonNote, free_text(_("What was said where two differ"), "comparison"), "text")
