"""The table of what can be found, made from the records of other apps, and the version of folding it was made by.

It is a cache: `capacita search rebuild` makes it anew, and changes nothing where it was whole.
"""

from __future__ import annotations

from django.db import models

from capacita.kernel.dates import parse_earliest
from capacita.kernel.periods import Period
from capacita.people.declarations import NotPersonal, declare


class Document(models.Model):
    """A text that can be found: where it stands, in what language, and its folded words.

    `key` is that of its record; `country` and the dates are the record's own, the dates as stated and half-open.
    `scope_kind` is blank for what is published; else only those who may read what is not published there see it.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    title = models.TextField()
    text = models.TextField(blank=True)
    words = models.TextField()
    language = models.CharField(max_length=10, blank=True)
    country = models.CharField(max_length=2, blank=True)
    address = models.TextField()
    stated_on = models.DateField(null=True)
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)
    scope_kind = models.CharField(max_length=10, blank=True)
    scope_key = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_document_once")]
        indexes = [models.Index(fields=["kind", "country", "language"], name="search_document_country")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"

    @property
    def period(self) -> Period:
        """When it holds; open where its record states no date."""
        start, end = self.valid_from, self.valid_to
        return Period(parse_earliest(start) if start else None, parse_earliest(end) if end else None)


class Folding(models.Model):
    """The version of the rules of folding by which the index was made: one row at most."""

    version = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return str(self.version)


declare(
    Document, NotPersonal("words of records in which no field is about a person"), "title", "text", "words", "address"
)
