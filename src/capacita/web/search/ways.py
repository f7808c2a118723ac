"""What a person looks for that is no record: the pages on which something is done, by the words people have for it.

Each is offered to whoever may open it, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from capacita.people.choices import Verb
from capacita.people.permissions import may_manage_access
from capacita.people.personal.permissions import may_care
from capacita.people.rules import Standing
from capacita.review.permissions import may_record_some
from capacita.search.rules import asked_words, is_hit, words_of


@dataclass(frozen=True)
class Way:
    """A page on which something is done: its name, what it is for, its address."""

    title: str
    text: str
    address: str


def ways(typed: str, *, user: Standing) -> list[Way]:
    """The pages that `user` may open and that most of the words name, by their beginnings, in any language."""
    asked = asked_words(typed)
    if not asked:
        return []
    told = [_told(language) for language in settings.LANGUAGES_OFFERED]
    found = zip(_all(), *told, strict=True)
    return [way for (way, _words, may), *texts in found if may(user) and any(_is_meant(each, asked) for each in texts)]


def _told(language: str) -> list[str]:
    """All that may be typed for each way in a language."""
    with translation.override(language):
        return [f"{way.title} {way.text} {words}" for way, words, _may in _all()]


def _is_meant(text: str, asked: tuple[str, ...]) -> bool:
    words = words_of(text)
    hits = sum(any(is_hit(each.forms, (word,)) for each in words) for word in asked)
    return 2 * hits > len(asked)


def _all() -> list[tuple[Way, str, Callable[[Standing], bool]]]:
    """Every way, the words by which it is looked for besides its own, and who may go it."""
    return [
        (
            Way(
                _("Restore: bring back yesterday"),
                _("Backups of this installation, and the command that brings one back."),
                f"{reverse('web:installation')}#restore",
            ),
            _("recover recovery backup back up undo lost deleted disaster doctor"),
            may_manage_access,
        ),
        (
            Way(
                _("Invite somebody"),
                _("Give a colleague an account, with a role for one project, one country or everything."),
                reverse("web:invite"),
            ),
            _("invitation add new user person member role give access"),
            may_manage_access,
        ),
        (
            Way(
                _("Who can see this?"),
                _("Who may see and change a project, why, and until when."),
                reverse("web:access"),
            ),
            _("access rights permissions role share shared take away revoke report"),
            _sees_people,
        ),
        (
            Way(_("People"), _("Everybody with an account, and who is invited."), reverse("web:people")),
            _("users accounts members colleagues close second factor lost"),
            _sees_people,
        ),
        (
            Way(_("Waiting for you"), _("What others ask of you, with its date."), reverse("web:inbox")),
            _("inbox tasks to do work confirm review"),
            _is_signed_in,
        ),
        (
            Way(_("My account"), _("What I may do, my password, second factor and sessions."), reverse("account")),
            _("profile sign out settings language who can see e-mail address printed codes"),
            _is_signed_in,
        ),
        (
            Way(_("Record what happened"), _("With its source, for somebody else to confirm."), reverse("web:record")),
            _("add enter new ratification accession correct"),
            may_record_some,
        ),
        (
            Way(_("Personal data"), _("What is held about persons, requests, erasure."), reverse("web:personal")),
            _("privacy GDPR erase delete person retention breach"),
            may_care,
        ),
        (
            Way(_("Report a mistake"), _("Say what is wrong on a page; it goes to the office."), reverse("web:report")),
            _("error wrong correct contact"),
            lambda user: True,
        ),
    ]


def _sees_people(user: Standing) -> bool:
    return user.may(Verb.SEE_PEOPLE)


def _is_signed_in(user: Standing) -> bool:
    return not user.is_public and not user.is_local
