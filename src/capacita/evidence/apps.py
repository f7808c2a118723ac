"""Registers the evidence tables as never edited, the catalogues that evidence owns, and its daily job."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext as _


class EvidenceConfig(AppConfig):
    name = "capacita.evidence"
    verbose_name = "Evidence"

    def ready(self) -> None:
        from capacita.audit import immutability
        from capacita.evidence import actions, catalogues, erasing_actions, indexed, models, person_actions, wording
        from capacita.evidence.words import register_words
        from capacita.people.daily import register_daily
        from capacita.people.erased_list import register_listed
        from capacita.people.inbox import register_work

        for model in (models.Source, models.Citation, models.CitedSource):
            immutability.protect(model)
        immutability.protect(models.Snapshot, may_change=("confirmed_by",), once=True)
        immutability.protect(
            models.BytesErasure,
            may_change=("confirmed_at", "confirmed_by", "withdrawn_at", "withdrawn_by"),
            once=True,
        )
        models.register_fact_tables()
        catalogues.register()
        indexed.register()
        register_words(models.Dataset, lambda: _("Datasets"), wording.datasets_in_words)
        person_actions.register()
        register_listed("bytes", erasing_actions.listed_bytes)
        register_daily("withdrawn files", actions.remove_withdrawn_files)
        register_work(models.BYTES_ERASURE, erasing_actions.erasure_in_words)
        register_daily("erasures of bytes to confirm", erasing_actions.put_bytes_erasures)
        register_daily("erased bytes", lambda on: erasing_actions.finish_bytes_erasures())
