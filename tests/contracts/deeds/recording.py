"""Examples of what is recorded, handed in, confirmed and asked, and of files and sources."""

from __future__ import annotations

from django.test import override_settings

from capacita.evidence.actions import ask_for_source, fetch_source, keep_file, keep_source, withdraw_file
from capacita.evidence.models import Fetch, KeptFile
from capacita.kernel.clock import now
from capacita.people.rules import Standing
from capacita.review.actions.submitting import (
    confirm_submission,
    drop_draft,
    keep_draft,
    return_submission,
    submit_draft,
    take_back_submission,
)
from capacita.review.actions.writing_in import (
    answer_mistake,
    ask_question,
    mark_answer_read,
    report_mistake,
    withdraw_question,
)
from capacita.review.models import Draft, Question, Submission
from tests.contracts.deeds.examples import (
    OWN,
    SCOPED,
    SCOPES,
    Deed,
    Ground,
    author,
    draft_by,
    example,
    own_submission,
)

_SUBMITTED = tuple(f"{whose}, {where}" for whose in OWN for where in SCOPED)


@example("evidence.actions.keep_file", *SCOPES)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: keep_file(content=b"a note", name="note.txt", scope=SCOPES[thing], by=by)


@example("evidence.actions.withdraw_file", *SCOPES, *(f"own, {where}" for where in SCOPED))
def _(here: Ground, by: Standing, thing: str) -> Deed:
    scope = SCOPES[thing.removeprefix("own, ")]
    made = KeptFile.objects.create(
        sha256="0" * 64, size=6, media_type="text/plain", name="note.txt", is_redrawn=False, scope_kind=scope.kind,
        scope_key=scope.key, uploaded_by=author(here, by, thing), uploaded_at=now(),
    )  # fmt: skip
    return lambda: withdraw_file(made, by=by)


@example("evidence.actions.ask_for_source")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    def deed() -> Fetch:
        with override_settings(CAPACITA_FETCH_HOSTS=["documents.example.org"]):
            return ask_for_source(address="https://documents.example.org/", by=by)

    return deed


@example("evidence.actions.fetch_source", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    # No host is named, so that nothing is fetched, and the fetch says so.
    asked = Fetch.objects.create(
        address="https://documents.example.org/", asked_by=author(here, by, thing), asked_at=now()
    )
    return lambda: fetch_source(asked, by=by)


@example("evidence.actions.keep_source")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: keep_source(address="https://example.org/a-report", content=b"a note", by=by)


@example("review.actions.submitting.keep_draft", *SCOPED, "another's")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    change = here.changes.get(thing, here.changes["project in scope"])
    held = keep_draft(change, by=here.frank) if thing == "another's" else None
    return lambda: keep_draft(change, draft=held, by=by)


@example("review.actions.submitting.drop_draft", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    held = _draft(here, by, f"{thing}, project in scope")
    return lambda: drop_draft(held, by=by)


@example("review.actions.submitting.submit_draft", *_SUBMITTED)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    held = _draft(here, by, thing)
    return lambda: submit_draft(held, by=by)


@example("review.actions.submitting.confirm_submission", *_SUBMITTED)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    held = _submission(here, by, thing)
    return lambda: confirm_submission(held, by=by)


@example("review.actions.submitting.return_submission", *_SUBMITTED)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    held = _submission(here, by, thing)
    return lambda: return_submission(held, remark="look again", by=by)


@example("review.actions.submitting.take_back_submission", *_SUBMITTED)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    held = _submission(here, by, thing)
    return lambda: take_back_submission(held, by=by)


@example("review.actions.writing_in.report_mistake")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: report_mistake(about="/", text="It is not so.", reply_to="", language="en", by=by)


@example("review.actions.writing_in.answer_mistake")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    made = report_mistake(about="/", text="It is not so.", reply_to="", language="en", by=here.frank)
    return lambda: answer_mistake(made, answer="It is.", by=by)


@example("review.actions.writing_in.ask_question")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: ask_question(text="Is it?", about="", sent_to="a@example.org", language="en", days=7, by=by)


@example("review.actions.writing_in.withdraw_question", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    asked = _question(here, by, thing)
    return lambda: withdraw_question(asked, by=by)


@example("review.actions.writing_in.mark_answer_read", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    asked = _question(here, by, thing)
    return lambda: mark_answer_read(asked, by=by)


def _draft(here: Ground, by: Standing, thing: str) -> Draft:
    _whose, _comma, where = thing.partition(", ")
    return draft_by(here.changes[where], author(here, by, thing), here)


def _submission(here: Ground, by: Standing, thing: str) -> Submission:
    whose, _comma, where = thing.partition(", ")
    held = here.submissions[where]
    return own_submission(held, author(here, by, thing)) if whose == "own" else held


def _question(here: Ground, by: Standing, thing: str) -> Question:
    made = ask_question(text="Is it?", about="", sent_to="a@example.org", language="en", days=7, by=here.frank)
    Question.objects.filter(pk=made.pk).update(asked_by=author(here, by, thing))
    made.refresh_from_db()
    return made
