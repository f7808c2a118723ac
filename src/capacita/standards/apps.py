"""Registers the standards' catalogues, and how their records are said."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext as _


class StandardsConfig(AppConfig):
    name = "capacita.standards"
    verbose_name = "Standards"

    def ready(self) -> None:
        from capacita.audit import immutability
        from capacita.evidence.words import register_words
        from capacita.standards import catalogues, indexed, models, registered, wording

        catalogues.register()
        registered.register()
        immutability.protect(models.CatalogueVersion, may_strike=("summary",))
        immutability.protect(models.ElementLineage)
        indexed.register()
        register_words(models.Instrument, lambda: _("Instruments"), wording.instruments_in_words)
        register_words(models.TreatyAction, lambda: _("Treaty actions"), wording.treaty_actions_in_words)
        register_words(models.Provision, lambda: _("Provisions"), wording.provisions_in_words)
