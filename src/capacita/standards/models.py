"""Tables of instruments, treaty actions, provisions and requirement elements."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from capacita.evidence.models import Fact
from capacita.kernel.dates import StatedDate
from capacita.standards.choices import Act
from capacita.standards.rules import InstrumentTerms, TreatyAct


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
            models.Index(
                fields=["instrument"], condition=Q(superseded_at__isnull=True), name="standards_action_current"
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
