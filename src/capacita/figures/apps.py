"""Registers the catalogue of published statements, and how they are said."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext as _


class FiguresConfig(AppConfig):
    name = "capacita.figures"
    verbose_name = "Figures"

    def ready(self) -> None:
        from capacita.evidence.words import register_words
        from capacita.figures import catalogues, models, wording

        catalogues.register()
        register_words(models.Claim, lambda: _("Published statements"), wording.claims_in_words)
