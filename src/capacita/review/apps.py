"""Holds submissions to their states in the database itself, and says what waits in the inbox."""

from __future__ import annotations

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "capacita.review"
    verbose_name = "Review"

    def ready(self) -> None:
        from capacita.audit import immutability
        from capacita.people.daily import register_daily
        from capacita.people.inbox import register_work
        from capacita.review import guards, models, wording
        from capacita.review.actions import forgetting, with_country, writing_in

        immutability.protect(
            models.Submission, may_change=models.DECIDED, once=True, may_strike=(*models.SAID, "remark")
        )
        guards.guard_reviews()
        guards.guard_comparisons()
        register_daily("addresses of readers", writing_in.forget_addresses)
        register_daily("deadlines of countries' comments", with_country.note_deadlines)
        forgetting.register()
        register_work(models.TO_CONFIRM, wording.submission_to_confirm)
        register_work(models.TO_REVISE, wording.submission_to_revise)
        register_work(models.MISTAKE, wording.mistake_reported)
        register_work(models.ANSWER, wording.answer_received)
        register_work(models.TO_REVIEW, wording.work_to_review)
        register_work(models.TO_REWORK, wording.work_to_rework)
        register_work(models.TO_APPROVE, wording.work_to_approve)
        register_work(models.TO_COMMENT, wording.work_to_comment)
        register_work(models.COMMENT_CAME, wording.comment_received)
        register_work(models.NO_COMMENT, wording.comment_missing)
        register_work(models.TO_SETTLE, wording.work_to_settle)
        register_work(models.TO_DECIDE, wording.work_to_decide)
