"""Registers the evidence tables as never edited, and the catalogues that evidence owns."""

from __future__ import annotations

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "capacita.evidence"
    verbose_name = "Evidence"

    def ready(self) -> None:
        from capacita.audit import immutability
        from capacita.evidence import catalogues, models

        for model in (models.Source, models.Snapshot, models.Citation, models.CitedSource):
            immutability.protect(model)
        models.register_fact_tables()
        catalogues.register()
