"""What is forgotten of people who wrote in or answered by a link: with the person, or when it was kept long enough."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from capacita.people.erasure import register_erasure
from capacita.people.export import Holding, register_export
from capacita.people.personal.queries.persons import addresses_of, written_names_of
from capacita.people.personal.retention import Due, Sweep, register_retention
from capacita.people.personal.rules.periods import kept_until, last_kept_anchor
from capacita.review.models import WHILE_ANSWERED, Mistake, Question

_STRUCK_OUT = "[…]"


def register() -> None:
    """Have an erasure, an export and the daily retention ask here as well."""
    register_erasure("reports and questions", forget_person, holds=_is_named)
    register_export("reports and questions", written)
    register_retention("answers", Sweep(WHILE_ANSWERED, answers_due, forget_answerers))


def forget_person(person: str) -> dict[str, int]:
    """Addresses and typed names are blank, and gone from what was written; that stays, by nobody."""
    return {
        "texts": _strike_out(person),
        "reports": _reports(person).update(reply_to=""),
        "questions": _questions(person).update(sent_to="", answered_by=""),
    }


def _strike_out(person: str) -> int:
    """Of texts that readers and others wrote: names and addresses of the person in them are gone. How many rows."""
    changed, told = 0, _told(person)
    if told is None:
        return changed
    for rows in (Mistake.objects.all(), Question.objects.all()):
        for each in [row for row in rows if told.search(f"{row.text}\n{row.answer}")]:
            text, answer = (told.sub(_STRUCK_OUT, words) for words in (each.text, each.answer))
            changed += rows.filter(pk=each.pk).update(text=text, answer=answer)
    return changed


def _told(person: str) -> re.Pattern[str] | None:
    """By which words in a text the person is meant, the longest first. A name of one word stands in too many others.

    Compared here: capitals of other scripts are not known to every database.
    """
    words = [*addresses_of(person), *(name for name in written_names_of(person) if " " in name)]
    pattern = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(pattern, re.IGNORECASE) if words else None


def written(person: str) -> Holding:
    reports = _reports(person).values("about", "text", "reported_at", "answer")
    questions = _questions(person).values("about", "text", "asked_at", "answered_at", "answer")
    return Holding(_("What the person wrote to the office"), [*reports, *questions])


def answers_due(on: date) -> list[Due]:
    anchor = last_kept_anchor(on, WHILE_ANSWERED.months)
    rows = Question.objects.filter(answered_at__date__lte=anchor).exclude(answered_by="")
    return [
        Due(WHILE_ANSWERED, "question", each.key, kept_until(each.answered_at.date(), WHILE_ANSWERED.months))
        for each in rows
        if each.answered_at
    ]


def forget_answerers(on: date) -> int:
    keys = [each.key for each in answers_due(on)]
    return Question.objects.filter(key__in=keys).update(answered_by="")


def _reports(person: str) -> QuerySet[Mistake]:
    wanted = Q(pk__in=[])
    for address in addresses_of(person):
        wanted |= Q(reply_to__iexact=address)
    return Mistake.objects.filter(wanted)


def _questions(person: str) -> QuerySet[Question]:
    wanted = Q(pk__in=[])
    for address in addresses_of(person):
        wanted |= Q(sent_to__iexact=address)
    for name in written_names_of(person):
        wanted |= Q(answered_by__iexact=name)
    told = _told(person)
    # The form asks for the function as well.
    answered = Question.objects.exclude(answered_by="").values_list("pk", "answered_by") if told else ()
    wanted |= Q(pk__in=[pk for pk, name in answered if told and told.search(name)])
    return Question.objects.filter(wanted)


def _is_named(person: str) -> bool:
    return _reports(person).exists() or _questions(person).exists()
