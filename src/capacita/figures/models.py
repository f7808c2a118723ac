"""Claims: figures and statements as somebody published them. In the interface they are “published statements”."""

from __future__ import annotations

from django.db import models

from capacita.evidence.models import Fact
from capacita.kernel.dates import Precision, StatedDate, stated_to


class Claim(Fact):
    """What was printed, by whom, valid for which day; `stated_on` is the day on which it was said.

    `text_en` and `text_fr` are the statement as it was made in each language: one of them may be blank.

    Both days are the last ones that the stated dates contain; `said_precision` and `valid_precision` say whether the
    source gives a day, a month or a year.
    """

    kind = models.CharField(max_length=20, db_index=True)
    parent = models.CharField(max_length=200, blank=True)
    figure = models.CharField(max_length=100, blank=True, db_index=True)
    parameters = models.JSONField(default=dict)
    text_en = models.TextField()
    text_fr = models.TextField()
    stated_value = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    precision = models.CharField(max_length=20, blank=True)
    valid_on = models.DateField()
    said_precision = models.CharField(max_length=5, default=Precision.DAY.value)
    valid_precision = models.CharField(max_length=5, default=Precision.DAY.value)
    publisher = models.CharField(max_length=200)
    locator = models.CharField(max_length=200, blank=True)
    reason_en = models.TextField(blank=True)
    reason_fr = models.TextField(blank=True)
    position = models.PositiveIntegerField()

    def text(self, language: str) -> str:
        """The statement in the language, or else as it was made."""
        return self.text_fr if self.text_language(language) == "fr" else self.text_en

    def text_language(self, language: str) -> str:
        """In which language a reader of `language` is given it."""
        return "fr" if self.text_fr and (language == "fr" or not self.text_en) else "en"

    def reason(self, language: str) -> str:
        """Why it differs from what is computed, where somebody found out."""
        return self.reason_fr if language == "fr" else self.reason_en

    @property
    def valid_for(self) -> StatedDate:
        """The day, month or year for which it was said, to the precision stated."""
        return stated_to(self.valid_on, self.valid_precision)

    @property
    def said_on(self) -> StatedDate | None:
        """When it was said, to the precision stated."""
        return stated_to(self.stated_on, self.said_precision) if self.stated_on else None

    @property
    def is_floor(self) -> bool:
        return self.precision == "floor"

    @property
    def printed(self) -> str:
        """The value as printed: 64, or 20+ for a floor."""
        if self.stated_value is None:
            return ""
        return f"{self.stated_value.normalize():f}{'+' if self.is_floor else ''}"
