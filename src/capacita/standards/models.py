"""Tables of instruments, treaty actions, provisions and requirement elements, and the versions of these."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_noop as _

from capacita.evidence.models import Fact
from capacita.kernel.dates import StatedDate
from capacita.kernel.identifiers import opaque_key
from capacita.people.declarations import NotPersonal, declare, free_text
from capacita.review.models import Review
from capacita.standards.choices import Act, Lineage
from capacita.standards.rules import InstrumentTerms, TreatyAct

CATALOGUE = "catalogue"  # the kind of reviewed work: the next version of an instrument's requirement elements


class Instrument(Fact):
    """A treaty, with what its final clauses say about status."""

    code = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    title_en = models.TextField()
    title_fr = models.TextField()
    short_en = models.CharField(max_length=100)
    short_fr = models.CharField(max_length=100)
    opened_on = models.DateField()
    in_force_on = models.DateField(null=True)
    deposits_needed = models.PositiveSmallIntegerField()
    months_to_force = models.PositiveSmallIntegerField()
    accedes_by_invitation = models.BooleanField()
    adopted_note = models.TextField(blank=True)
    dataset = models.CharField(max_length=60, blank=True)

    @property
    def terms(self) -> InstrumentTerms:
        return InstrumentTerms(self.opened_on, self.in_force_on, self.months_to_force, self.accedes_by_invitation)

    def is_in_force_on(self, day: date) -> bool:
        """Whether the instrument itself had entered into force by the day."""
        return self.in_force_on is not None and self.in_force_on <= day

    def title(self, language: str) -> str:
        return self.title_fr if language == "fr" else self.title_en

    def short(self, language: str) -> str:
        return self.short_fr if language == "fr" else self.short_en


class TreatyAction(Fact):
    """One dated act of one State under one instrument."""

    instrument = models.CharField(max_length=20)
    iso2 = models.CharField(max_length=2)
    act = models.CharField(max_length=30)
    ordinal = models.PositiveSmallIntegerField()
    on = models.CharField(max_length=10)
    not_later_than = models.BooleanField()
    earliest = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta(Fact.Meta):
        indexes: ClassVar = [
            # With the day on which it was stated, so that SQLite takes this one, and not the next, without statistics.
            models.Index(
                fields=["instrument", "stated_on"],
                condition=Q(superseded_at__isnull=True),
                name="standards_action_stated",
            ),
            models.Index(fields=["instrument", "recorded_at"], name="standards_action_recorded"),
            models.Index(fields=["iso2"], condition=Q(superseded_at__isnull=True), name="standards_action_state"),
        ]

    @property
    def stated(self) -> StatedDate:
        return StatedDate(self.on, self.not_later_than, self.earliest)

    def as_act(self) -> TreatyAct:
        return TreatyAct(Act(self.act), self.stated, self.stated_on, self.valid_until, self.key)


class Provision(Fact):
    """An article or paragraph of an instrument, summarised in our own words beside the authentic text."""

    instrument = models.CharField(max_length=20, db_index=True)
    article = models.CharField(max_length=10)
    paragraph = models.CharField(max_length=20, blank=True)
    parent_key = models.CharField(max_length=100, blank=True)
    heading = models.TextField()
    part = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    chapter = models.TextField(blank=True)
    domestic_law_expected = models.CharField(max_length=10)
    assess_at = models.CharField(max_length=20)
    summary = models.TextField()
    declarations = models.JSONField(default=list)
    related = models.JSONField(default=list)
    rollup = models.CharField(max_length=30, blank=True)
    position = models.PositiveIntegerField()


class RequirementElement(Fact):
    """One thing that domestic law must do under a provision. `weight` is core, supporting or option; blank: not ratable yet."""

    provision_key = models.CharField(max_length=100, db_index=True)
    element = models.CharField(max_length=20)
    text = models.TextField()
    is_optional = models.BooleanField()
    weight = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=30, blank=True)
    question = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()
    guidance = models.JSONField(default=list)


class CatalogueVersion(models.Model):
    """A version of an instrument's requirement elements after the first, which is what was loaded. Never changed.

    Its elements are those recorded at its time. `review_key` names the review in which several people looked at it.
    """

    instrument = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    released_on = models.DateField()
    recorded_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    summary = models.TextField()
    review_key = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="standards_version_once"),
            models.CheckConstraint(condition=Q(number__gte=2), name="standards_version_follows_the_first"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.number}"


class ElementLineage(models.Model):
    """What became of an element from the version before: one row for each pair of keys. Never changed."""

    version = models.ForeignKey(CatalogueVersion, on_delete=models.PROTECT, related_name="lineage")
    kind = models.CharField(max_length=10)
    before_key = models.CharField(max_length=200, blank=True)
    after_key = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "before_key", "after_key"], name="standards_lineage_once"),
            models.CheckConstraint(condition=Q(kind__in=list(Lineage)), name="standards_lineage_kind"),
            models.CheckConstraint(
                condition=Q(kind=Lineage.NEW, before_key="") | (~Q(kind=Lineage.NEW) & ~Q(before_key="")),
                name="standards_lineage_before",
            ),
            models.CheckConstraint(
                condition=Q(kind=Lineage.WITHDRAWN, after_key="") | (~Q(kind=Lineage.WITHDRAWN) & ~Q(after_key="")),
                name="standards_lineage_after",
            ),
            # A key stands for one wording: what is the same keeps it, and nothing else does.
            models.CheckConstraint(
                condition=Q(kind=Lineage.SAME, before_key=F("after_key"))
                | (~Q(kind=Lineage.SAME) & ~Q(before_key=F("after_key"))),
                name="standards_lineage_keys",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_key} {self.kind} {self.after_key}"


class ElementDraft(models.Model):
    """One change in a draft of the next version: the keys of the elements that go, and the wordings in their place.

    Only the author of its review changes it, and only while that is in work.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="element_drafts")
    kind = models.CharField(max_length=10)
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=list(Lineage)), name="standards_draft_kind")]

    def __str__(self) -> str:
        return self.key


declare(CatalogueVersion, free_text(_("What is new in a version of the requirement elements")), "summary")
declare(ElementDraft, NotPersonal("requirement elements, as they are to be released"), "before", "after")
