"""Questions about single elements that went out to a country."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_noop as _

from capacita.kernel.identifiers import opaque_key
from capacita.people.choices import ScopeKind
from capacita.people.declarations import declare, free_text
from capacita.people.rules import Scope


class CountryQuestions(models.Model):
    """What was asked of a country at once, in one language, until a day. Never changed.

    `lines` are the questions in their order: `review`, `element`, `article` and `question`. Answers stand in the steps
    of the reviews, with the file that brought them.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    iso2 = models.CharField(max_length=2, db_index=True)
    language = models.CharField(max_length=10)
    until = models.DateField()
    lines = models.JSONField()
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.key

    @property
    def scope(self) -> Scope:
        return Scope(ScopeKind.COUNTRY, self.iso2)


declare(CountryQuestions, free_text(_("Questions about a country's law")), "lines")
