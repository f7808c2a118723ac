"""Entries of the chain, and beside each the salted payload that its digest covers."""

from __future__ import annotations

from django.db import models

from capacita.audit.rules import Link


class Entry(models.Model):
    """One thing done. Never updated, never deleted: the database itself refuses."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    verb = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=64)
    subject_key = models.CharField(max_length=200)
    payload_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    # Follows from the verb, and verification holds it to that: kept so that the last change is found at once.
    is_look = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_key", "-seq"], name="audit_entry_history"),
            models.Index(fields=["actor", "verb"], name="audit_entry_actor"),
            models.Index(fields=["is_look", "-seq"], name="audit_entry_change"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.subject_kind} {self.subject_key}"

    def as_link(self) -> Link:
        return Link(
            self.seq,
            self.at.isoformat(timespec="microseconds"),
            self.actor,
            self.verb,
            self.subject_kind,
            self.subject_key,
            self.payload_digest,
            self.previous,
            self.digest,
        )


class Payload(models.Model):
    """Before and after of one entry. Erasure, and nothing else, may blank salt and body; the chain stays whole."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="payload")
    salt = models.CharField(max_length=64, null=True)  # noqa: DJ001 - null is "erased", empty would be a salt
    body = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"payload of {self.entry_id}"
