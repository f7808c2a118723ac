"""Sending questions about single elements to a country, and taking in its answers: as what it said, never as ratings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.conf import settings

from capacita.audit.actions import record_entry
from capacita.evidence.actions import keep_file
from capacita.kernel.characters import NOT_TEXT
from capacita.kernel.clock import now
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.kernel.said import said
from capacita.legislation.models import CountryQuestions
from capacita.legislation.queries.questions import answers_in, askable, questions_visible_to, reviews_asked
from capacita.legislation.question_files import read_answers
from capacita.people.choices import ScopeKind, Verb
from capacita.people.inbox import does_wait_for, put_work, settle_work
from capacita.people.models import User
from capacita.people.queries import has_interest_in, standing_by_grants
from capacita.people.rules import Scope, Standing, may
from capacita.people.turns import in_turn_of
from capacita.review.actions.with_country import Answer, answer_for_country

TO_ANSWER, ANSWERED = "country_questions", "country_answers"
MOST_QUESTIONS = 200
_LONGEST = 1_000


def send_questions(
    iso2: str, chosen: Mapping[str, str], *, until: date, language: str, by: Standing
) -> CountryQuestions:
    """The questions wait for the country's focal points until the day. `chosen` holds own words, or none, by element.

    Its keys are the names that `askable` gives. Refused for who may neither rate nor review the country's law.
    """
    scope = Scope(ScopeKind.COUNTRY, iso2)
    _require_asking(by, scope)
    if until <= by.on:
        raise InputError(Problem(said("the day lies in the past"), column="until"))
    if language not in dict(settings.LANGUAGES):
        raise InputError(Problem(said("is not known"), column="language"))
    lines = _lines(iso2, chosen, by)
    at = now()
    with in_turn_of(by):
        made = CountryQuestions.objects.create(
            iso2=iso2, language=language, until=until, lines=lines, asked_by=by.key, asked_at=at
        )
        put_work(TO_ANSWER, made.key, by=by.key, at=at, due_on=until, verb=Verb.STATE_COUNTRY, scope=scope)
        record_entry(
            by=by.key, verb="send_questions", subject_kind="questions", subject_key=made.key,
            after={"country": iso2, "until": until, "elements": [line["element"] for line in lines]},
        )  # fmt: skip
    return made


def _require_asking(by: Standing, scope: Scope) -> None:
    asks = by.may(Verb.ASSESS_LAW, scope) or by.may(Verb.REVIEW, scope)
    if by.is_public or not asks or has_interest_in(by.key, scope.key):
        raise RefusedError(said("You may not do this: ask for a role that may, for this country."))


def _lines(iso2: str, chosen: Mapping[str, str], by: Standing) -> list[dict[str, str]]:
    found = [each for each in askable(by, iso2) if each.name in chosen]
    if not found or len(found) != len(chosen) or len(found) > MOST_QUESTIONS:
        message = said("choose 1 to %(most)s elements of sheets that you may see", most=MOST_QUESTIONS)
        raise InputError(Problem(message, column="ask"))
    if any(len(words) > _LONGEST for words in chosen.values()):
        raise InputError(Problem(said("a question has at most %(n)s characters", n=_LONGEST), column="question"))
    return [
        {
            "review": each.review.key, "element": each.element.key, "article": each.sheet.number,
            "question": _plain(chosen[each.name]) or each.element.question or each.element.text,
        }
        for each in found
    ]  # fmt: skip


def _plain(words: str) -> str:
    """Without what no document holds: a line broken by hand in another program comes along as a vertical tab."""
    return NOT_TEXT.sub(" ", words.replace("\r\n", "\n")).strip()


def take_in_answers(questions: CountryQuestions, *, content: bytes, file: str, by: Standing) -> int:
    """Every answer of the file that is new stands beside its element, with the file as source; how many did.

    Refused, nothing is kept: a file that is no filled document of these questions, and one that answers nothing new.
    """
    if not questions_visible_to(CountryQuestions.objects.filter(pk=questions.pk), by).exists():
        raise RefusedError(said("You may not do this: ask for a role that may, for this country."))
    changes = answers_in(questions, read_answers(content, file=file), file=file)
    if not changes:
        raise InputError(Problem(said("answers nothing that was not answered before"), file))
    held, at = reviews_asked(questions), now()
    with in_turn_of(by):
        kept = keep_file(content=content, name=file, scope=questions.scope, by=by)
        answers = [Answer(held[each.asked.review_key], each.asked.element, each.row.text) for each in changes]
        answer_for_country(answers, source_key=kept.key, by=by)
        settle_work(TO_ANSWER, questions.key, by=by.key, at=at)
        if by.key != questions.asked_by:
            put_work(
                ANSWERED, questions.key, by=by.key, at=at, due_on=None, person=questions.asked_by,
                verb=_asked_as(questions, by.on), scope=questions.scope,
            )  # fmt: skip
    return len(changes)


def _asked_as(questions: CountryQuestions, on: date) -> Verb:
    """By what its asker may read the answers: as who rates, or as who reviews; reviewers inherit where by neither."""
    asker = User.objects.filter(key=questions.asked_by).first()
    held = standing_by_grants(asker, on=on).grants if asker else ()
    return Verb.ASSESS_LAW if may(held, Verb.ASSESS_LAW, questions.scope, on) else Verb.REVIEW


def mark_answers_read(questions: CountryQuestions, *, by: Standing) -> None:
    """Whoever asked has read the answers: they wait no longer."""
    _require_asking(by, questions.scope)
    if questions.asked_by != by.key and not does_wait_for(by, ANSWERED, questions.key):
        raise RefusedError(said("An answer is read by whoever asked."))
    at = now()
    with in_turn_of(by):
        settle_work(ANSWERED, questions.key, by=by.key, at=at)
        record_entry(by=by.key, verb="read_answer", subject_kind="questions", subject_key=questions.key)
