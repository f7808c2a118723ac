"""Dated facts that a State drew on the Convention for its legislation."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from capacita.evidence.models import Fact
from capacita.kernel.dates import StatedDate
from capacita.legislation.choices import UseKind


class ConventionUse(Fact):
    """One document or statement by which a State drew on the Convention. It is no grade: it says nothing of the law.

    `work_key` is the law for which it did, where that is recorded; `gist` says in our words what the source says.
    """

    iso2 = models.CharField(max_length=2)
    kind = models.CharField(max_length=30)
    on = models.CharField(max_length=10)
    work_key = models.CharField(max_length=200, blank=True)
    gist = models.TextField()

    class Meta(Fact.Meta):
        indexes: ClassVar = [models.Index(fields=["iso2"], name="legislation_use_country")]
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=list(UseKind)), name="legislation_use_kind"),
        ]

    @property
    def stated(self) -> StatedDate:
        return StatedDate(self.on)
