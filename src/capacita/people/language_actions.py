"""Choosing the language in which Capacita writes to one."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from capacita.audit.actions import record_entry
from capacita.kernel.errors import RefusedError
from capacita.people.models import User
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of


def choose_language(person: User, language: str, *, by: Standing) -> None:
    """Letters to the person are written in the language from now on: one of those that are offered."""
    if by.key != person.key:
        raise RefusedError(_("Everybody chooses the own language."))
    if language not in settings.LANGUAGES_OFFERED:
        raise RefusedError(_("This language is not offered."))
    with in_turn_of(by):
        before = User.objects.values_list("language", flat=True).get(pk=person.pk)
        User.objects.filter(pk=person.pk).update(language=language)
        record_entry(
            by=by.key, verb="choose_language", subject_kind="person", subject_key=person.key,
            before={"language": before}, after={"language": language},
        )  # fmt: skip
