"""The turn of an action by somebody: one at a time, and by what the database holds then, not when the page began."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from capacita.audit.actions import in_turn
from capacita.kernel.errors import RefusedError
from capacita.people.models import COMMAND, LOCAL, User
from capacita.people.queries import standing_by_grants, was_ever_administered
from capacita.people.rules import Standing


@contextmanager
def in_turn_of(by: Standing) -> Iterator[None]:
    """One transaction in its turn, by somebody who still holds all that was held when the page began.

    Refused where a grant was taken away meanwhile, or the account closed, or nobody is known by the key. So what an
    action asked of `by` before holds inside as well.
    """
    with in_turn():
        require_still_held(by)
        yield


def require_still_held(by: Standing) -> None:
    """Refuses whoever holds less now than `by` says. Inside a turn; the public and the command lose nothing."""
    if by.grants and not _still_held(by):
        raise RefusedError(_("Your access has changed since this page was opened: open it again."))


def _still_held(by: Standing) -> bool:
    if by.key == COMMAND:
        return True
    if by.key == LOCAL:
        return not was_ever_administered()
    person = User.objects.filter(key=by.key).first()
    return person is not None and set(by.grants) <= set(standing_by_grants(person, on=by.on).grants)
