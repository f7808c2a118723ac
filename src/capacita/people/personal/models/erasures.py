"""Erasing a person: the request that two people make, and the tombstone that stays."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_noop as _

from capacita.kernel.identifiers import opaque_key
from capacita.people.choices import LegalBasis
from capacita.people.declarations import WHILE_RECORD, WHILE_SOUGHT, NotPersonal, Personal, declare


class ErasureRequest(models.Model):
    """One person of the office asks that somebody be erased; another confirms it. `person` is an opaque key.

    `keys` are all that are read as this person: by merges, and by what whoever asked found to be the same person.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    person = models.CharField(max_length=32)
    keys = models.JSONField(default=list)
    reason = models.CharField(max_length=20)
    requested_by = models.CharField(max_length=64)
    requested_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - set once, from null
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - set once, from null
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
                name="people_erasure_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.key


class ChainSearch(models.Model):
    """A cache: the chain was searched for somebody up to entry `to`, and may mean this person in the entries `told_in`.

    `sought` is a digest, under the installation's key, over the names and addresses that were looked for.
    """

    sought = models.CharField(max_length=64, unique=True)
    to = models.BigIntegerField()
    told_in = models.JSONField(default=list)
    searched_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sought


class Tombstone(models.Model):
    """A person was erased: the receipt, which names nobody. `counts` says what went, by handler.

    `choice` names the rows in which another was meant, or the person after all; `struck` the places at which words were
    struck out or a payload went, and never the words. `cleaned_at` is set once, when the storage itself holds nothing of
    the person any more.
    """

    person = models.CharField(max_length=32, db_index=True)
    erased_at = models.DateTimeField()
    reason = models.CharField(max_length=20)
    requested_by = models.CharField(max_length=64)
    confirmed_by = models.CharField(max_length=64)
    counts = models.JSONField()
    choice = models.JSONField(default=dict)
    struck = models.JSONField(default=dict, db_default={})
    receipt = models.CharField(max_length=64)
    cleaned_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.person


class LetterToGo(models.Model):
    """A letter in the installation's own folder that speaks to or of an erased person, until it is gone: its digest."""

    sha256 = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.sha256


_KEY = NotPersonal("an opaque key that names nobody any more, a number, or a digest over such")
_CHOICE = NotPersonal("a choice among a few, or when the office acted")
_STAFF = Personal(
    _("People with an account"), _("To show that two people decided: kept by opaque key."),
    LegalBasis.LEGAL_OBLIGATION, WHILE_RECORD,
)  # fmt: skip
_SOUGHT = Personal(
    _("Whoever somebody asks about, or asks to erase"),
    _("To search millions of entries for the person once: kept as a digest under the installation's key."),
    LegalBasis.LEGAL_OBLIGATION, WHILE_SOUGHT,
)  # fmt: skip
declare(ErasureRequest, _KEY, "key", "person", "keys")
declare(ChainSearch, _SOUGHT, "sought", "told_in")
declare(ChainSearch, _KEY, "to")
declare(ChainSearch, _CHOICE, "searched_at")
declare(ErasureRequest, _CHOICE, "reason", "requested_at", "confirmed_at", "withdrawn_at")
declare(ErasureRequest, _STAFF, "requested_by", "confirmed_by", "withdrawn_by")
declare(Tombstone, _KEY, "person", "counts", "choice", "struck", "receipt")
declare(LetterToGo, NotPersonal("a digest, which tells nothing of what was written"), "sha256")
declare(Tombstone, _CHOICE, "reason", "erased_at", "cleaned_at")
declare(Tombstone, _STAFF, "requested_by", "confirmed_by")
