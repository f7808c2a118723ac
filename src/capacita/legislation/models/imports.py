"""The text of a law on its way in: divided into provisions, corrected by a person, not yet recorded."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from capacita.kernel.identifiers import opaque_key
from capacita.legislation.choices import TextKind
from capacita.people.declarations import NotPersonal, declare


class TextImport(models.Model):
    """A law's text in one language as it was read from a file, and what its author has made of it so far.

    Neither fact nor entry, and seen by its author alone; applied or dropped, or left alone for thirty days, it is gone.
    `pieces` are the provisions in order, as `rules.imports` keeps them. `version` counts the changes.
    `content` is the file as given. `warnings` are sentences with their values, said again in the reader's language.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    work_key = models.CharField(max_length=200)
    iso2 = models.CharField(max_length=2)
    author = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    source = models.TextField()
    source_class = models.PositiveSmallIntegerField(null=True)
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)
    ends_earlier = models.BooleanField()
    content = models.BinaryField()
    media_type = models.CharField(max_length=100)
    warnings = models.JSONField(default=list)
    pieces = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["author", "work_key"], name="legislation_import_author")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(TextKind)), name="legislation_import_kind"),
            models.CheckConstraint(
                condition=Q(source_class=None) | Q(source_class__gte=1, source_class__lte=5),
                name="legislation_import_class",
            ),
        ]

    def __str__(self) -> str:
        return self.key


declare(
    TextImport,
    NotPersonal("the text of a law, and what was said of reading it"),
    "content",
    "pieces",
    "source",
    "warnings",
)
