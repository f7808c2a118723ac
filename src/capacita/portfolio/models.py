"""Tables of the office, projects, the dated statements of their terms, programme texts and SDG targets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from capacita.evidence.models import Fact
from capacita.kernel.dates import StatedDate
from capacita.kernel.money import Money
from capacita.portfolio.choices import StatementKind
from capacita.portfolio.rules import Statement


class Office(Fact):
    """An office that runs projects, as a record."""

    code = models.CharField(max_length=40)
    name_en = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40)
    organisation_en = models.CharField(max_length=200)
    organisation_fr = models.CharField(max_length=200)
    city_en = models.CharField(max_length=100)
    city_fr = models.CharField(max_length=100)
    country = models.CharField(max_length=2)
    operational_from = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=200, blank=True)

    def name(self, language: str) -> str:
        return self.name_fr if language == "fr" else self.name_en

    def organisation(self, language: str) -> str:
        return self.organisation_fr if language == "fr" else self.organisation_en

    def city(self, language: str) -> str:
        return self.city_fr if language == "fr" else self.city_en


class Project(Fact):
    """A project: its code, its short name, what came before it and of what it is a part. Its terms are stated elsewhere."""

    code = models.CharField(max_length=40)
    short_name = models.CharField(max_length=200)
    predecessor = models.CharField(max_length=40, blank=True)
    part_of = models.CharField(max_length=40, blank=True)


class ProjectTerms(Fact):
    """What one source stated of a project's terms on one day. Blank says nothing."""

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    known_from = models.CharField(max_length=10, blank=True)
    effective_from = models.CharField(max_length=10, blank=True)
    effect_is_bound = models.BooleanField(default=False)
    title = models.TextField(blank=True)
    start = models.CharField(max_length=10, blank=True)
    end = models.CharField(max_length=10, blank=True)
    budget = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    budget_step = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    funders = models.TextField(blank=True)
    funding_type = models.CharField(max_length=200, blank=True)
    countries = models.TextField(blank=True)
    objective = models.TextField(blank=True)

    class Meta(Fact.Meta):
        indexes: ClassVar = [models.Index(fields=["code", "superseded_at"], name="portfolio_terms_code")]

    def as_statement(self) -> Statement:
        money = None
        if self.budget is not None and self.budget_step is not None:
            money = Money(self.budget, self.currency, self.budget_step)
        return Statement(
            self.key,
            StatementKind(self.kind),
            StatedDate(self.known_from) if self.known_from else None,
            StatedDate(self.effective_from, self.effect_is_bound) if self.effective_from else None,
            self.title or None,
            StatedDate(self.start) if self.start else None,
            StatedDate(self.end) if self.end else None,
            money,
            _parts(self.funders),
            self.funding_type or None,
            _parts(self.countries),
            self.objective or None,
        )


class ProgrammeText(Fact):
    """A text of the programme with its source: the definition of capacity building, its aims, the sides of the approach."""

    kind = models.CharField(max_length=20, db_index=True)
    parent = models.CharField(max_length=200, blank=True)
    text_en = models.TextField()
    text_fr = models.TextField()
    sdg_targets = models.JSONField(default=list)
    position = models.PositiveIntegerField()

    def text(self, language: str) -> str:
        return self.text_fr if language == "fr" else self.text_en


class SdgTarget(Fact):
    """A target of the 2030 Agenda and how strongly the programme is linked to it."""

    goal = models.CharField(max_length=3)
    target = models.CharField(max_length=6)
    title = models.TextField()
    component = models.TextField()
    strength = models.CharField(max_length=20)
    justification = models.TextField()
    indicators = models.JSONField(default=list)
    position = models.PositiveIntegerField()


def _parts(text: str) -> tuple[str, ...] | None:
    parts = tuple(part.strip() for part in text.split(";") if part.strip())
    return parts or None
