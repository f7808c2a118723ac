"""Sources, the bytes received from them, citations, and the shape shared by every dated fact.

A source is never edited; a fact is never edited either, only superseded by a later row.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from capacita.evidence.choices import Sourcing
from capacita.evidence.rules import MOST_OF_A_NAME, sourcing
from capacita.kernel.identifiers import opaque_key
from capacita.kernel.moment import Moment
from capacita.people.choices import ScopeKind
from capacita.people.declarations import NotPersonal, declare, free_text
from capacita.people.rules import Scope

# Work in the inbox: an erasure of bytes is to be confirmed.
BYTES_ERASURE = "bytes_erasure_to_confirm"


class Source(models.Model):
    """A document or page that facts cite, by its address or, where it has none, by the words of the record."""

    key = models.CharField(max_length=16, unique=True)
    title = models.TextField()
    publisher = models.CharField(max_length=200, blank=True)
    address = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class Snapshot(models.Model):
    """The bytes of a source as received, kept on disk under their SHA-256.

    Those that a person brought say who, by opaque key, and `confirmed_by` who else brought the very same, or that the
    product fetched them itself. Until then they may be anything. `added_by` is the person towards whose room they count,
    also where the product fetched them; blank for what was loaded at the machine. Where they held personal data and were
    erased, a `BytesErasure` of the digest says so, and the row stays.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="snapshots")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    received_at = models.DateTimeField()
    brought_by = models.CharField(max_length=64, blank=True, default="", db_default="")
    confirmed_by = models.CharField(max_length=64, null=True)  # noqa: DJ001 - set once, from null
    added_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "sha256"], name="evidence_snapshot_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("brought_by")),
                name="evidence_snapshot_four_eyes",
            ),
        ]
        indexes = [models.Index(fields=["added_by"], name="evidence_snapshot_person")]

    def __str__(self) -> str:
        return self.sha256

    @property
    def is_public(self) -> bool:
        """Whether the product received the bytes itself, or two brought the same."""
        return not self.brought_by or self.confirmed_by is not None


class Citation(models.Model):
    """What a fact cites, in the words of the record, and the sources named in it.

    `is_unverified` where no part of it is verified: what figures count. A part may be unverified without it.
    """

    key = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    is_unverified = models.BooleanField()
    sources: models.ManyToManyField[Source, CitedSource] = models.ManyToManyField(Source, through="CitedSource")

    def __str__(self) -> str:
        return self.text

    @property
    def is_partly_unverified(self) -> bool:
        return sourcing(self.text) is Sourcing.PARTLY_UNVERIFIED


class CitedSource(models.Model):
    """One source of a citation, with the locator (page, part, remark) that the record gives."""

    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="cited")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="cited_in")
    locator = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.source} {self.locator}".strip()


class Fetch(models.Model):
    """A document asked for by its address: how far it has come, and what became of it. A draft, not a fact.

    `problem` says why nothing was kept, in the language of whoever asked.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    address = models.TextField()
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    received = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["asked_by", "asked_at"], name="evidence_fetch_asked")]

    def __str__(self) -> str:
        return self.key


class KeptFile(models.Model):
    """A file that a person gave, for a project, a country or everything. Its bytes lie on disk under `sha256`.

    Withdrawn, it is shown to nobody; thirty days later its bytes are gone, and the row says so by `removed_at`.
    `is_redrawn` where a picture or an office file was stripped of what was written beside it, so that the bytes are not
    those given.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=MOST_OF_A_NAME)
    is_redrawn = models.BooleanField()
    scope_kind = models.CharField(max_length=10)
    scope_key = models.CharField(max_length=60, blank=True)
    uploaded_by = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=64, null=True)  # noqa: DJ001 - set once, from null
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["scope_kind", "scope_key"], name="evidence_file_scope"),
            models.Index(fields=["uploaded_by"], name="evidence_file_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope_kind="all", scope_key="")
                | (models.Q(scope_kind__in=["project", "country"]) & ~models.Q(scope_key="")),
                name="evidence_file_scope_has_its_key",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True) | models.Q(withdrawn_at__isnull=False),
                name="evidence_file_removed_once_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def scope(self) -> Scope:
        return Scope(ScopeKind(self.scope_kind), self.scope_key)


_PUBLISHED = NotPersonal("of a document that was published, as it is called and found")
declare(Source, _PUBLISHED, "title", "publisher", "address")
declare(Citation, _PUBLISHED, "text")
declare(CitedSource, _PUBLISHED, "locator")
declare(Fetch, free_text(_("Documents asked for by their address"), "fetch"), "address", "problem")
declare(KeptFile, free_text(_("Names of files"), "file"), "name")


class BytesErasure(models.Model):
    """Bytes that hold personal data are to go, for good and at once: one officer asks, another confirms.

    They are named by their SHA-256 and go wherever they lie, as files and as snapshots. Confirmed, the row is what is
    left of them beside the rows that name the digest; the same bytes are not taken again.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    reason = models.CharField(max_length=20)
    requested_by = models.CharField(max_length=64)
    requested_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=64, null=True)  # noqa: DJ001 - set once, from null
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=64, null=True)  # noqa: DJ001 - set once, from null
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                condition=Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
                name="evidence_bytes_erasure_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.sha256


class FactQuerySet(models.QuerySet[Any]):
    """Reads of facts for a moment."""

    def recorded(self, at: Moment | None = None) -> Self:
        """What the database held at the moment's recording time: the rows not superseded, when it names none."""
        if at is None or at.recorded_at is None:
            return self.filter(superseded_at__isnull=True)
        return self.filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=at.recorded_at), recorded_at__lte=at.recorded_at
        )


class Fact(models.Model):
    """A dated statement that cites its source. `key` is its natural key: one current row for each.

    `stated_on` is the day from which it had been stated in public (null: its source is undated).
    """

    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="+")
    stated_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")

    objects: ClassVar[Any] = FactQuerySet.as_manager()
    # Columns of reasons, in which somebody may be named.
    MAY_STRIKE: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(superseded_at__isnull=True), name="%(app_label)s_%(class)s_current"
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=models.F("recorded_at")),
                name="%(app_label)s_%(class)s_times",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def published(cls, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Those of the table's rows that everybody may see: all of them, unless a table says otherwise."""
        return rows


class Dataset(Fact):
    """A body of facts and the date to which it is sourced: beyond it, figures say so."""

    title_en = models.TextField()
    title_fr = models.TextField()
    sourced_to = models.DateField()


class SourceDescription(Fact):
    """What a source is called: title, publisher, language and day of publication, to the precision known.

    Its key is the source's. The source itself is never edited; a better description supersedes this one.
    """

    title = models.TextField()
    publisher = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    dated_on = models.CharField(max_length=10, blank=True)


class Term(Fact):
    """A word of the field or of the interface in one language, with its state of verification in the note."""

    word_key = models.CharField(max_length=100, db_index=True)
    language = models.CharField(max_length=10)
    text = models.TextField()


def fact_models() -> list[type[Fact]]:
    """Every table of facts in the product."""
    return [model for model in apps.get_models() if issubclass(model, Fact)]


def register_fact_tables() -> None:
    """Hold every fact table to the rule: `superseded_at` may be set once, nothing else changes, nothing goes.

    But for an erasure, which may strike words out of a reason.
    """
    from capacita.audit import immutability

    for model in fact_models():
        immutability.protect(model, may_change=("superseded_at",), once=True, may_strike=model.MAY_STRIKE)
