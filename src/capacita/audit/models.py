"""Entries of the chain, and beside each the salted payload that its digest covers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models.lookups import In

from capacita.audit.rules import Link


class Hashed(models.Func):
    """A text as the indexes hold it: on PostgreSQL a number of eight bytes, on SQLite the text itself.

    The indexes of twenty million entries are made anew at each restore. PostgreSQL sorts texts that begin alike three
    times as long as numbers; a restore of SQLite makes none.
    """

    arity = 1
    output_field = models.TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="hashtextextended(%(expressions)s, 0)", **more)

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s", **more)


def stands(column: str, *texts: str) -> models.Q:
    """The condition that one of the texts stands in the column, found by an index of what is `Hashed`."""
    numbers = [Hashed(models.Value(each)) for each in texts]
    return models.Q(In(Hashed(models.F(column)), numbers), **{f"{column}__in": texts})


def about(kinds: Collection[str], keys: Collection[str]) -> models.Q:
    """What was done to the subjects of these kinds with these keys."""
    return stands("subject_kind", *kinds) & stands("subject_key", *keys)


def done_by(actor: str) -> models.Q:
    """What somebody did to others; what they did to themselves is found by the subject."""
    return stands("actor", actor) & ~models.Q(subject_key=models.F("actor"))


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
    # Not declared unique: it covers the number, which is, and nobody looks for an entry by it.
    digest = models.CharField(max_length=64)
    # Follows from the verb, and verification holds it to that: kept so that the last change is found at once.
    is_look = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                Hashed("subject_kind"), Hashed("subject_key"), models.F("seq").desc(), name="audit_entry_about"
            ),
            # For `done_by`: most of what is done is signing in, which somebody does to themselves.
            models.Index(Hashed("actor"), condition=~models.Q(subject_key=models.F("actor")), name="audit_entry_doer"),
            models.Index(fields=["-seq"], condition=models.Q(is_look=False), name="audit_entry_changes"),
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
