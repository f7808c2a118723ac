"""Registers what legislation adds: catalogues, figures, and how its records are said."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext as _


class LegislationConfig(AppConfig):
    name = "capacita.legislation"
    verbose_name = "Legislation"

    def ready(self) -> None:
        from capacita.evidence.words import register_words
        from capacita.legislation import models, term_catalogues, term_wording

        term_catalogues.register()
        register_words(models.LegalTerm, lambda: _("Search terms for domestic law"), term_wording.terms_in_words)
