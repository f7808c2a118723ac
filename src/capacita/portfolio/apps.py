"""Registers the portfolio's catalogues and figures, and how its records are said."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext as _


class PortfolioConfig(AppConfig):
    name = "capacita.portfolio"
    verbose_name = "Portfolio"

    def ready(self) -> None:
        from capacita.evidence.words import register_words
        from capacita.portfolio import catalogues, figures, indexed, models, wording

        catalogues.register()
        indexed.register()
        figures.register()
        register_words(models.Office, lambda: _("The office"), wording.offices_in_words)
        register_words(models.Project, lambda: _("Projects"), wording.projects_in_words)
        register_words(models.ProjectTerms, lambda: _("Statements of terms"), wording.statements_in_words)
        register_words(models.ProgrammeText, lambda: _("Texts of the programme"), wording.texts_in_words)
        register_words(models.SdgTarget, lambda: _("SDG targets"), wording.targets_in_words)
