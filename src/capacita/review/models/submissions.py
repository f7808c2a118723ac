"""Drafts, submissions and their outcome; mistakes that readers report; questions that are answered by a link.

A draft is a private row that its author changes. A submission never changes; its outcome is set once, and by another
person than its author: the database itself refuses anything else.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_noop as _

from capacita.evidence.recording import RowChange
from capacita.kernel.identifiers import opaque_key
from capacita.people.choices import LegalBasis, ScopeKind
from capacita.people.declarations import KeepRule, NotPersonal, Personal, declare, free_text
from capacita.people.rules import Scope
from capacita.review.choices import Outcome

# The kinds of work in the inbox, and the columns that an outcome sets.
TO_CONFIRM, TO_REVISE, MISTAKE, ANSWER = "submission", "returned", "mistake", "answer"
DECIDED = ("decided_at", "decided_by", "outcome", "remark", "result_key")
SAID = ("cells", "reason")


class _Change(models.Model):
    """One change of a catalogue: which row, with which cells (null: it ends), for which reason."""

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    catalogue = models.CharField(max_length=60)
    row_key = models.CharField(max_length=200, blank=True)
    cells = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    author = models.CharField(max_length=64)
    # The digest of the row when the change was begun: what another has changed since is not overwritten unseen.
    base = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key

    @property
    def change(self) -> RowChange:
        return RowChange(self.catalogue, self.cells, self.row_key)


class Draft(_Change):
    """A form in work, seen by its author alone. `revises` is the submission that came back."""

    changed_at = models.DateTimeField()
    revises = models.CharField(max_length=32, blank=True)
    is_open = True


class Submission(_Change):
    """What somebody handed in, and what became of it."""

    scope_kind = models.CharField(max_length=10)
    scope_key = models.CharField(max_length=60, blank=True)
    revises = models.CharField(max_length=32, blank=True)
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, null=True)  # noqa: DJ001 - set once, from null, as those below
    outcome = models.CharField(max_length=20, null=True)  # noqa: DJ001
    remark = models.TextField(null=True)  # noqa: DJ001
    result_key = models.CharField(max_length=200, null=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(outcome=Outcome.TAKEN_BACK, decided_by=F("author"), decided_at__isnull=False)
                | (
                    Q(outcome__in=[Outcome.CONFIRMED, Outcome.RETURNED], decided_by__isnull=False)
                    & Q(decided_at__isnull=False)
                    & ~Q(decided_by=F("author"))
                ),
                name="review_submission_four_eyes",
            ),
        ]
        indexes = [models.Index(fields=["outcome", "-submitted_at"], name="review_submission_state")]

    @property
    def scope(self) -> Scope:
        return Scope(ScopeKind(self.scope_kind), self.scope_key)

    @property
    def is_open(self) -> bool:
        return self.outcome is None


class Mistake(models.Model):
    """What a reader says is wrong on a page. `reply_to` is asked for to answer, and forgotten when that is done."""

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    about = models.CharField(max_length=500)
    text = models.TextField()
    reply_to = models.EmailField(blank=True)
    language = models.CharField(max_length=10)
    reported_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=64, blank=True)
    answer = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.key


class Question(models.Model):
    """One question to somebody without an account, answered once by a link that expires.

    The link's last part is worked out with the secret key, so that no usable link lies in the database.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    about = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=10)
    sent_to = models.EmailField(blank=True)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.key


_ANSWERED = KeepRule(_("Until the answer is on its way, and three months at most."))
WHILE_ANSWERED = KeepRule(_("Until %(months)d months after the answer."), 36)
_READERS = _("Readers who report a mistake, and people who are asked a question")
_REACH = Personal(_READERS, _("To send the answer or the link."), LegalBasis.CONSENT, _ANSWERED)
_WHO_ANSWERED = Personal(
    _READERS, _("To tell who answered a question that was sent out."), LegalBasis.PUBLIC_TASK, WHILE_ANSWERED
)
_REPORT = free_text(_("What readers reported, and what they were answered"), "mistake")
_QUESTION = free_text(_("Questions by link, and their answers"), "question")
_CHANGE = free_text(_("Forms handed in: what they say, why, and what was remarked"), "submission", "catalogues")
_PRIVATE = free_text(_("Forms in work"))
declare(Mistake, _REACH, "reply_to")
declare(Mistake, _REPORT, "about", "text", "answer")
declare(Mistake, NotPersonal("the opaque key of whoever answered for the office"), "answered_by")
declare(Question, _REACH, "sent_to")
declare(Question, _WHO_ANSWERED, "answered_by")
declare(Question, _QUESTION, "about", "text", "answer")
declare(Submission, _CHANGE, *SAID, "remark")
declare(Draft, _PRIVATE, *SAID)
