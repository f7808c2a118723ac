"""Registers the evidence tables as never edited, and the catalogues that evidence owns."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext as _


class EvidenceConfig(AppConfig):
    name = "capacita.evidence"
    verbose_name = "Evidence"

    def ready(self) -> None:
        from capacita.audit import immutability
        from capacita.evidence import catalogues, models, wording
        from capacita.evidence.words import register_words

        for model in (models.Source, models.Snapshot, models.Citation, models.CitedSource):
            immutability.protect(model)
        models.register_fact_tables()
        catalogues.register()
        register_words(models.Dataset, lambda: _("Datasets"), wording.datasets_in_words)
