"""Ratings of one requirement element by a country's law: in work, and as they were approved."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from capacita.evidence.models import Fact
from capacita.legislation.choices import Cause, Publication, Rating
from capacita.people.declarations import NotPersonal, declare, free_text
from capacita.review.models import Review

RATINGS = "law-ratings"  # the kind of reviewed work: the elements of one article in one country on one date


class RatingDraft(models.Model):
    """What an assessor has typed of one element so far. Only the review's author changes it, and only in its draft.

    `version` counts the changes: a window that saw an older one is told. `cited` lists passages: provision, paragraph, words.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="rating_drafts")
    element_key = models.CharField(max_length=120)
    code = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    cited = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    cause = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "element_key"], name="legislation_draft_once"),
            models.CheckConstraint(condition=Q(code="") | Q(code__in=list(Rating)), name="legislation_draft_code"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.element_key}"


class LawRating(Fact):
    """How the law of a country, or of a territory of it, meets one requirement element from a date on.

    The key names country, territory, element and the date of the law (`holds_from`), so that a later assessment stands beside
    an earlier one and a correction supersedes it. `cause` says why it differs from the rating before. A demonstration
    rests on what nobody verified: it counts nowhere.
    """

    iso2 = models.CharField(max_length=2)
    territory = models.CharField(max_length=60, blank=True)
    article_key = models.CharField(max_length=100)
    element_key = models.CharField(max_length=120)
    holds_from = models.DateField()
    code = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    cited = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    cause = models.CharField(max_length=20, blank=True)
    publication = models.CharField(max_length=10)
    is_demonstration = models.BooleanField()
    review_key = models.CharField(max_length=32)
    MAY_STRIKE: ClassVar[tuple[str, ...]] = ("text",)

    class Meta(Fact.Meta):
        indexes = [
            models.Index(fields=["article_key", "publication", "iso2"], name="legislation_rating_article"),
            models.Index(fields=["iso2", "publication"], name="legislation_rating_country"),
            # All that a recount of every country reads, in the order in which it reads.
            models.Index(
                fields=[
                    "iso2",
                    "territory",
                    "element_key",
                    "holds_from",
                    "code",
                    "publication",
                    "is_demonstration",
                    "stated_on",
                    "superseded_at",
                ],
                condition=Q(superseded_at__isnull=True),
                name="legislation_rating_recount",
            ),
            # All that the map of an article reads, so that it is read from the index alone.
            models.Index(
                fields=[
                    "article_key",
                    "publication",
                    "iso2",
                    "territory",
                    "element_key",
                    "holds_from",
                    "code",
                    "stated_on",
                    "superseded_at",
                    "is_demonstration",
                ],
                condition=Q(superseded_at__isnull=True, is_demonstration=False),
                name="legislation_rating_map",
            ),
        ]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(code__in=list(Rating)), name="legislation_rating_code"),
            models.CheckConstraint(condition=Q(publication__in=list(Publication)), name="legislation_rating_class"),
            models.CheckConstraint(
                condition=~Q(publication=Publication.PUBLIC) | Q(is_demonstration=False),
                name="legislation_demonstration_is_never_public",
            ),
            models.CheckConstraint(condition=Q(cause="") | Q(cause__in=list(Cause)), name="legislation_rating_cause"),
        ]

    @classmethod
    def published(cls, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """The ratings that were made public: those of the office, and those shared with a country, are not everybody's."""
        return rows.filter(publication=Publication.PUBLIC)


declare(RatingDraft, free_text(_("Ratings in work")), "text", "comment")
declare(RatingDraft, NotPersonal("passages of law, and marks chosen among a few"), "cited", "flags")
declare(LawRating, free_text(_("Ratings, with their reasons")), "text")
