"""Registers what legislation adds: catalogues, figures, and how its records are said."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext as _


class LegislationConfig(AppConfig):
    name = "capacita.legislation"
    verbose_name = "Legislation"

    def ready(self) -> None:
        from capacita.evidence.room import register_kept
        from capacita.evidence.words import register_words
        from capacita.legislation import (
            article_figures,
            catalogues,
            figures,
            indexed,
            models,
            rating_words,
            registered,
            status_figures,
            term_catalogues,
            term_wording,
            use_catalogue,
            wording,
        )
        from capacita.legislation.actions.importing import drop_unfinished
        from capacita.legislation.queries.imports import bytes_on_their_way
        from capacita.people.daily import register_daily

        catalogues.register()
        term_catalogues.register()
        use_catalogue.register()
        figures.register()
        registered.register()
        status_figures.register()
        article_figures.register()
        indexed.register()
        register_kept("texts of laws on their way in", bytes_on_their_way)
        register_daily("unfinished imports", drop_unfinished)
        register_words(models.LegalWork, lambda: _("Laws"), wording.laws_in_words)
        register_words(models.LawProvision, lambda: _("Provisions of laws"), wording.law_provisions_in_words)
        register_words(models.WorkEvent, lambda: _("Changes of laws"), wording.law_events_in_words)
        register_words(models.ProvisionText, lambda: _("Texts of laws"), wording.provision_texts_in_words)
        register_words(models.LegalTerm, lambda: _("Search terms for domestic law"), term_wording.terms_in_words)
        register_words(models.LawRating, lambda: _("Ratings of law"), rating_words.ratings_in_words)
