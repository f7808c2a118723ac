"""Holds submissions to their states in the database itself, and says what waits in the inbox."""

from __future__ import annotations

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "capacita.review"
    verbose_name = "Review"

    def ready(self) -> None:
        from capacita.audit import immutability
        from capacita.people.daily import register_daily
        from capacita.review import guards, models, waiting
        from capacita.review.actions import forgetting, with_country, writing_in

        immutability.protect(
            models.Submission, may_change=models.DECIDED, once=True, may_strike=(*models.SAID, "remark")
        )
        guards.guard_reviews()
        guards.guard_comparisons()
        register_daily("addresses of readers", writing_in.forget_addresses)
        register_daily("deadlines of countries' comments", with_country.note_deadlines)
        forgetting.register()
        waiting.register()
