"""What is forgotten of people who wrote in or answered by a link: with the person, or when it was kept long enough.

Names and addresses within the texts are found with all other free text (`people.personal.texts`).
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from capacita.people.erasure import register_erasure
from capacita.people.export import Holding, register_export
from capacita.people.personal.queries.persons import meant_by
from capacita.people.personal.retention import Due, Sweep, register_retention
from capacita.people.personal.rules.periods import kept_until, last_kept_anchor
from capacita.review.models import WHILE_ANSWERED, Draft, Mistake, Question


def register() -> None:
    """Have an erasure, an export and the daily retention ask here as well."""
    register_erasure("reports and questions", forget_person, holds=_is_named)
    register_export("reports and questions", written)
    register_retention("answers", Sweep(WHILE_ANSWERED, answers_due, forget_answerers))


def forget_person(person: str) -> dict[str, int]:
    """Addresses and typed names are blank; what was written stays, by nobody. Forms in work, which nobody else sees, go."""
    return {
        "reports": _reports(person).update(reply_to=""),
        "questions": _questions(person).update(sent_to="", answered_by=""),
        "drafts": Draft.objects.filter(author=person).delete()[0],
    }


def written(person: str) -> Holding:
    reports = _reports(person).values("about", "text", "reported_at", "answer")
    questions = _questions(person).values("about", "text", "asked_at", "answered_at", "answer")
    # What stands in a form in work, nobody but its author sees.
    drafts = Draft.objects.filter(author=person).values("catalogue", "changed_at")
    return Holding(_("What the person wrote to the office"), [*reports, *questions, *drafts])


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
    for address in meant_by([person]).ways.addresses:
        wanted |= Q(reply_to__iexact=address)
    return Mistake.objects.filter(wanted)


def _questions(person: str) -> QuerySet[Question]:
    meant = meant_by([person])
    wanted = Q(pk__in=[])
    for address in meant.ways.addresses:
        wanted |= Q(sent_to__iexact=address)
    for name in meant.ways.names - meant.ways.shared:
        wanted |= Q(answered_by__iexact=name)
    # The form asks for the function as well.
    answered = Question.objects.exclude(answered_by="").values_list("pk", "answered_by")
    wanted |= Q(pk__in=[pk for pk, name in answered if meant.surely(name)])
    return Question.objects.filter(wanted)


def _is_named(person: str) -> bool:
    return _reports(person).exists() or _questions(person).exists()
