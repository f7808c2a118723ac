"""Words for what waits in the inbox, and for the catalogues whose rows are recorded one by one."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from capacita.evidence.recording import RowChange, said_row
from capacita.kernel.errors import CapacitaError
from capacita.kernel.moment import Moment
from capacita.people.inbox import WorkWords
from capacita.review.choices import State, StepKind
from capacita.review.comparing import comparison_by_key
from capacita.review.models import ReviewStep
from capacita.review.queries import mistake_by_key, question_by_key, review_by_key, submission_by_key
from capacita.review.reviewed import reviewed

_SHOWN = 80


def catalogue_in_words(name: str) -> str:
    """What one row of the catalogue is called."""
    return {
        "treaty_actions": _("Treaty action"),
        "project_terms": _("Project terms or amendment"),
        "claims": _("Published statement"),
        "country_names": _("Name of a country or area"),
        "footnotes": _("Footnote"),
        "datasets": _("Date to which a dataset is sourced"),
        "sources": _("Source"),
        "legal_terms": _("Search term for domestic law"),
        "laws": _("Law"),
        "law_provisions": _("Provision of a law"),
        "law_events": _("What happened to a law"),
        "provision_texts": _("Text of a provision"),
        "convention_uses": _("Drawing on the Convention"),
    }.get(name, name)


def change_in_words(change: RowChange, on: date) -> str:
    """The row that a change is about; its key where it cannot be said."""
    try:
        return said_row(change, at=Moment(on, on)).text
    except CapacitaError:
        return change.key or catalogue_in_words(change.catalogue)


def submission_to_confirm(key: str, on: date) -> WorkWords | None:
    found = submission_by_key(key)
    if found is None:
        return None
    said = _("Confirm: %s") if not found.change.is_withdrawal else _("Confirm the withdrawal: %s")
    return WorkWords(said % change_in_words(found.change, on), f"/record/submissions/{key}/")


def submission_to_revise(key: str, on: date) -> WorkWords | None:
    found = submission_by_key(key)
    if found is None:
        return None
    return WorkWords(_("Returned to you: %s") % change_in_words(found.change, on), f"/record/submissions/{key}/")


def mistake_reported(key: str, _on: date) -> WorkWords | None:
    found = mistake_by_key(key)
    return WorkWords(_("A reader reports a mistake on %s") % found.about, f"/reports/{key}/") if found else None


def answer_received(key: str, _on: date) -> WorkWords | None:
    found = question_by_key(key)
    if found is None:
        return None
    return WorkWords(_("Answered: %s") % found.text[:_SHOWN], f"/questions/{key}/")


def state_in_words(state: str) -> str:
    """Where a reviewed piece of work stands."""
    return {
        State.DRAFT: _("in work"),
        State.SUBMITTED: _("submitted"),
        State.IN_REVIEW: _("in review"),
        State.AGREED: _("agreed"),
        State.COUNTRY_COMMENT: _("with the country for comment"),
        State.APPROVED: _("approved"),
        State.SETTLED: _("settled in another's"),
        State.PUBLISHED: _("published"),
        State.SUPERSEDED: _("superseded"),
        State.WITHDRAWN: _("withdrawn"),
    }[State(state)]


def work_to_review(key: str, on: date) -> WorkWords | None:
    return _work(key, _("Review: %s"))


def work_to_rework(key: str, on: date) -> WorkWords | None:
    return _work(key, _("Returned to you: %s"))


def work_to_approve(key: str, on: date) -> WorkWords | None:
    return _work(key, _("Approve: %s"))


def work_to_comment(key: str, on: date) -> WorkWords | None:
    return _work(key, _("Your country's comment is asked for: %s"))


def comment_received(key: str, on: date) -> WorkWords | None:
    return _work(key, _("The country commented: %s"))


def comment_missing(key: str, on: date) -> WorkWords | None:
    return _work(key, _("The day for the country's comment is over: %s"))


def work_to_decide(key: str, on: date) -> WorkWords | None:
    return _work(key, _("You are asked to decide as third assessor: %s"))


def work_to_settle(key: str, on: date) -> WorkWords | None:
    found = comparison_by_key(key)
    if found is None:
        return None
    words = reviewed(found.first.kind).say(found.first)
    return WorkWords(_("Two rated differently: %s") % words.text, f"{words.address}apart/")


def step_in_words(step: ReviewStep) -> str:
    """What a step of a review is called: the state that it led to, or what was said beside the steps."""
    kind = StepKind(step.kind)
    return state_in_words(step.to_state) if kind is StepKind.STEP else beside_in_words(kind)


def beside_in_words(kind: StepKind) -> str:
    """What is called what stands beside the steps."""
    return {
        StepKind.COMMENT: _("The country's comment"),
        StepKind.OBJECTION: _("The country objects"),
        StepKind.ANSWER: _("The country's answer"),
        StepKind.DEADLINE: _("The day for the country's comment passed"),
        StepKind.SHARED: _("shared with the country"),
        StepKind.WITHHELD: _("withheld from publication"),
    }[kind]


def _work(key: str, said: str) -> WorkWords | None:
    found = review_by_key(key)
    if found is None:
        return None
    words = reviewed(found.kind).say(found)
    return WorkWords(said % words.text, words.address)
