"""Mistakes that readers report, and questions answered by a link: each one transaction with one entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from capacita.audit.actions import in_turn, record_entry
from capacita.kernel.clock import now
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.kernel.said import said
from capacita.people.actions import keyed_digest
from capacita.people.choices import Verb
from capacita.people.inbox import put_work, settle_work
from capacita.people.models import DAILY, NOBODY
from capacita.people.queries import persons_who_may
from capacita.people.rules import EVERYTHING, Scope, Standing
from capacita.people.turns import in_turn_of
from capacita.review.models import ANSWER, MISTAKE, Mistake, Question
from capacita.review.queries import is_link_of, is_question_open, mistakes, questions_of

ANSWER_WITHIN, FORGET_READER_AFTER = timedelta(days=7), timedelta(days=90)
MOST_DAYS = 60


def report_mistake(
    *,
    about: str,
    text: str,
    reply_to: str,
    language: str,
    wanted: Sequence[tuple[Verb, Scope]] = (),
    by: Standing,
    notice_version: int | None = None,
) -> Mistake:
    """A reader's report waits for whoever keeps what the page shows: the first of `wanted` that somebody may do there.

    Where nobody may any of it, it waits for whoever records facts, and where nobody does, for the administrators.
    `notice_version` is the notice that the form showed.
    """
    if not text.strip():
        raise InputError(Problem(said("nothing was written"), column="text"))
    at = now()
    with in_turn_of(by):
        made = Mistake.objects.create(
            about=about, text=text.strip(), reply_to=reply_to.strip(), language=language, reported_at=at
        )
        verb, scope = _receiving(wanted, by.on)
        put_work(
            MISTAKE, made.key, by=by.key or NOBODY, at=at, due_on=by.on + ANSWER_WITHIN, verb=verb, scope=scope
        )  # fmt: skip
        record_entry(
            by=by.key or NOBODY, verb="report_mistake", subject_kind="mistake", subject_key=made.key,
            after={"notice": notice_version},
        )  # fmt: skip
    return made


def _receiving(wanted: Sequence[tuple[Verb, Scope]], on: date) -> tuple[Verb, Scope]:
    offered = (*wanted, (Verb.RECORD_FACTS, EVERYTHING))
    held = (each for each in offered if persons_who_may(*each, on=on))
    return next(held, (Verb.MANAGE_ACCESS, EVERYTHING))


def answer_mistake(mistake: Mistake, *, answer: str, by: Standing) -> None:
    """The report is closed with an answer. The letter, if one is wanted, is sent after this; see `forget_reader`.

    Whoever it waits for answers it, and whoever records facts.
    """
    if not mistakes(by).filter(pk=mistake.pk).exists():
        raise RefusedError(said("You may not do this: ask for a role that may."))
    if not answer.strip():
        raise InputError(Problem(said("nothing was written"), column="answer"))
    at = now()
    with in_turn_of(by):
        changed = Mistake.objects.filter(pk=mistake.pk, answered_at=None).update(
            answered_at=at, answered_by=by.key, answer=answer.strip()
        )
        if not changed:
            raise RefusedError(said("Somebody answered this in the meantime."))
        settle_work(MISTAKE, mistake.key, by=by.key, at=at)
        record_entry(by=by.key, verb="answer_mistake", subject_kind="mistake", subject_key=mistake.key)
    mistake.refresh_from_db()


def forget_reader(mistake: Mistake) -> None:
    """The reader's address is forgotten, once the answer is on its way."""
    Mistake.objects.filter(pk=mistake.pk).update(reply_to="")


def ask_question(
    *, text: str, about: str, sent_to: str, language: str, days: int, by: Standing, notice_version: int | None = None
) -> Question:
    """A question whose link answers it once, within `days`. Whoever may record facts may ask.

    `notice_version` is the notice that the form showed.
    """
    _require(by, Verb.RECORD_FACTS)
    if not text.strip():
        raise InputError(Problem(said("nothing was written"), column="text"))
    if not 1 <= days <= MOST_DAYS:
        raise InputError(Problem(said("a link works for 1 to %(most)d days", most=MOST_DAYS), column="days"))
    at = now()
    with in_turn_of(by):
        made = Question.objects.create(
            text=text.strip(), about=about.strip(), sent_to=sent_to.strip().lower(), language=language, asked_by=by.key,
            asked_at=at, expires_at=at + timedelta(days=days),
        )  # fmt: skip
        record_entry(
            by=by.key, verb="ask_question", subject_kind="question", subject_key=made.key,
            after={"sent_to": keyed_digest(made.sent_to), "expires_at": made.expires_at, "notice": notice_version},
        )  # fmt: skip
    return made


def withdraw_question(question: Question, *, by: Standing) -> None:
    """The link no longer works, and the address is forgotten."""
    _require(by, Verb.RECORD_FACTS)
    if not questions_of(by).filter(pk=question.pk).exists():
        raise RefusedError(said("A question is withdrawn by whoever asked it."))
    with in_turn_of(by):
        changed = Question.objects.filter(pk=question.pk, answered_at=None, withdrawn_at=None).update(
            withdrawn_at=now(), sent_to=""
        )
        if not changed:
            raise RefusedError(said("This question is no longer open."))
        record_entry(by=by.key, verb="withdraw_question", subject_kind="question", subject_key=question.key)


def answer_question(
    question: Question, *, token: str, answer: str, name: str, notice_version: int | None = None
) -> None:
    """The answer is kept with the name that was given, and waits for whoever asked. The link no longer works.

    `notice_version` is the notice that the page behind the link showed.
    """
    if not answer.strip():
        raise InputError(Problem(said("nothing was written"), column="answer"))
    at = now()
    with in_turn():
        held = Question.objects.select_for_update().filter(pk=question.pk).first()
        if held is None or not is_link_of(held, token) or not is_question_open(held, at=at):
            raise RefusedError(said("This link has been used or has expired. Ask for a new one."))
        Question.objects.filter(pk=held.pk).update(
            answered_at=at, answered_by=name.strip(), answer=answer.strip(), sent_to=""
        )
        put_work(
            ANSWER, held.key, by=NOBODY, at=at, due_on=None, person=held.asked_by, verb=Verb.RECORD_FACTS
        )  # fmt: skip
        record_entry(
            by=NOBODY, verb="answer_question", subject_kind="question", subject_key=held.key,
            after={"notice": notice_version},
        )  # fmt: skip


def mark_answer_read(question: Question, *, by: Standing) -> None:
    """The answer waits no longer."""
    _require(by, Verb.RECORD_FACTS)
    if not questions_of(by).filter(pk=question.pk).exists():
        raise RefusedError(said("An answer is read by whoever asked."))
    at = now()
    with in_turn_of(by):
        settle_work(ANSWER, question.key, by=by.key, at=at)
        record_entry(by=by.key, verb="read_answer", subject_kind="question", subject_key=question.key)


def forget_addresses(on: date) -> dict[str, int]:
    """Daily: addresses of links that no longer work, and of readers whose report is 90 days old, are forgotten."""
    before = datetime.combine(on, datetime.min.time(), tzinfo=UTC)
    with in_turn():
        questions = Question.objects.filter(expires_at__lt=before).exclude(sent_to="").update(sent_to="")
        readers = Mistake.objects.filter(reported_at__lt=before - FORGET_READER_AFTER).exclude(reply_to="")
        forgotten = readers.update(reply_to="")
        if questions or forgotten:
            record_entry(
                by=DAILY, verb="forget_addresses", subject_kind="question", subject_key="all",
                after={"questions": questions, "mistakes": forgotten},
            )  # fmt: skip
    return {"questions": questions, "mistakes": forgotten}


def _require(by: Standing, verb: Verb) -> None:
    if not by.may(verb):
        raise RefusedError(said("You may not do this: ask for a role that may."))
