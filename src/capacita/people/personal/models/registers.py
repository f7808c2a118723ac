"""The registers: lists that left the office, notices, breaches, and what persons have asked."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_noop as _

from capacita.kernel.identifiers import opaque_key
from capacita.people.choices import LegalBasis
from capacita.people.declarations import WHILE_RECORD, NotPersonal, Personal, declare, free_text


class Disclosure(models.Model):
    """A list of persons that was made for somebody outside: who received what, why, on what ground. Never edited."""

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    recipient = models.CharField(max_length=200)
    purpose = models.TextField()
    basis = models.CharField(max_length=30)
    fields = models.JSONField()
    left_out = models.PositiveIntegerField()
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class DisclosedPerson(models.Model):
    """Who stood on a list, by opaque key."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="persons")
    person = models.CharField(max_length=32, db_index=True)

    def __str__(self) -> str:
        return self.person


class Notice(models.Model):
    """What a person is told at a form that collects details, in one version. Never edited.

    Version 1 is the product's own text, published by nobody, and a row once there is a second one.
    """

    form = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    text_en = models.TextField()
    text_fr = models.TextField()
    published_by = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "version"], name="people_notice_version")]

    def __str__(self) -> str:
        return f"{self.form} {self.version}"


class Breach(models.Model):
    """Details of persons were lost, changed or seen by somebody who may not. Times are when it happened in the world."""

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    happened = models.TextField()
    noticed_at = models.DateTimeField()
    categories = models.CharField(max_length=200)
    persons = models.PositiveIntegerField(null=True, blank=True)
    measures = models.TextField(blank=True)
    authority_told_at = models.DateTimeField(null=True, blank=True)
    persons_told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class PersonRequest(models.Model):
    """A person asked what is held, or to correct or erase it, or objected; to be answered within a month."""

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    person = models.CharField(max_length=32)
    kind = models.CharField(max_length=12)
    received_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


_KEY = NotPersonal("an opaque key that tells nothing about what it names")
_OFFICE = NotPersonal("about what the office did")
_STAFF = Personal(
    _("People with an account"), _("To show who answers for it: kept by opaque key."),
    LegalBasis.LEGAL_OBLIGATION, WHILE_RECORD,
)  # fmt: skip
declare(Disclosure, free_text(_("Lists that went to somebody outside"), "disclosure"), "recipient", "purpose")
declare(Disclosure, _OFFICE, "basis", "fields", "made_at")
declare(Disclosure, _KEY, "key")
declare(Disclosure, _STAFF, "made_by")
declare(DisclosedPerson, _KEY, "person")
declare(Notice, _OFFICE, "form", "text_en", "text_fr", "published_at")
declare(Notice, _STAFF, "published_by")
declare(Breach, _KEY, "key")
declare(Breach, free_text(_("The register of breaches"), "breach"), "happened", "categories", "measures")
declare(
    Breach, _OFFICE, "noticed_at", "persons", "authority_told_at", "persons_told_at", "closed_at", "recorded_at",
)  # fmt: skip
declare(Breach, _STAFF, "recorded_by")
declare(PersonRequest, _KEY, "key", "person")
declare(PersonRequest, _OFFICE, "kind", "received_on", "answered_on", "recorded_at")
declare(PersonRequest, _STAFF, "recorded_by")
