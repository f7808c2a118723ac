"""What giving and taking access is refused for, by what the database holds in the action's own turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from capacita.audit.actions import in_turn
from capacita.kernel.errors import RefusedError
from capacita.people.models import COMMAND, LOCAL, Grant, Invitation, User
from capacita.people.permissions import require_manage_access
from capacita.people.personal.queries.persons import is_erased
from capacita.people.queries import administrators, is_invitation_open, may_give_to, was_ever_administered
from capacita.people.roles import ROLES, Administrator
from capacita.people.rules import Scope, Standing


@contextmanager
def administering(by: Standing) -> Iterator[None]:
    """One transaction in its turn, by somebody who may manage access by what the database holds then."""
    with in_turn():
        require_manage_access(by)
        if not administers(by.key, on=by.on):
            raise RefusedError(_("You no longer administer this installation."))
        yield


def administers(key: str, *, on: date) -> bool:
    """Whether the actor of the key may give access now: a key that nobody has may not."""
    if key == COMMAND:
        return True
    if key == LOCAL:
        return not was_ever_administered()
    return administrators(on=on).filter(person__key=key).exists()


def may_reopen(person: User, *, by: str) -> bool:
    """Whether the account is another's, closed and not erased: then an administrator can open it again."""
    return person.deactivated_at is not None and person.key != by and not is_erased(person)


def require_open(person: User) -> None:
    if not User.objects.filter(pk=person.pk, deactivated_at=None).exists():
        raise RefusedError(_("This account is closed: nothing can be given to it."))


def require_fitting(role: str, scope: Scope, from_on: date, until_on: date | None) -> None:
    found = ROLES.get(role)
    if found is None or scope.kind not in found.scopes:
        raise RefusedError(_("This role cannot be given for that."))
    if until_on is not None and until_on <= from_on:
        raise RefusedError(_("The end must come after the beginning."))


def require_from_now(from_on: date, by: Standing) -> None:
    """Access is given from today on: who could see something on a day is told by the grants, and must stay true."""
    if from_on < by.on and by.key != COMMAND:
        raise RefusedError(_("A role is given from today or a later day."))


def require_not_held(person: User, role: str, scope: Scope, from_on: date, until_on: date | None) -> None:
    """Refused where the person holds the same for some of the time: taking away one would leave the other."""
    same = Grant.objects.filter(
        Q(until_on=None) | Q(until_on__gt=from_on), person=person, role=role, scope_kind=scope.kind,
        scope_key=scope.key, revoked_at=None,
    )  # fmt: skip
    if (same if until_on is None else same.filter(from_on__lt=until_on)).exists():
        raise RefusedError(_("The person holds this already. To change its end, take it away and give it anew."))


def require_not_own(person: User, by: Standing) -> None:
    """Nobody gives to himself or herself, or looks at the own grants, where another administrator could."""
    if not may_give_to(person.key, by=by.key, on=by.on):
        raise RefusedError(_("This is your own: ask the other administrator."))


def require_lasting_first(role: str, from_on: date, until_on: date | None, on: date) -> None:
    """The first administrator begins at once and has no end: the machine's own door closes with that grant for good."""
    begins_later_or_ends = from_on > on or until_on is not None
    if role == Administrator.key and begins_later_or_ends and not administrators(on=on).filter(until_on=None).exists():
        raise RefusedError(_("The first administrator begins today and has no end: give the others theirs afterwards."))


def require_other_administrator(on: date, *, grant: Grant | None = None, person: User | None = None) -> None:
    """Refused where without the grant, or the person, nobody would administer, or not for as long as now."""
    held = administrators(on=on)
    left = held if grant is None else held.exclude(pk=grant.pk)
    left = left if person is None else left.exclude(person=person)
    before, after = _last_day(held), _last_day(left)
    if before is not None and after is None:
        raise RefusedError(_("This is the last administrator: make another one first."))
    if before is not None and after is not None and after < before:
        raise RefusedError(_("The other administrators would run out: give one of them the role without an end first."))


def _last_day(grants: Iterable[Grant]) -> date | None:
    """Until when somebody administers by the grants; None where nobody does."""
    return max((each.until_on or date.max for each in grants), default=None)


def is_still_meant(invitation: Invitation, *, on: date, at: datetime) -> bool:
    """True while the link is open, the grant would still hold, and whoever invited may still give it."""
    return (
        is_invitation_open(invitation, at=at)
        and (invitation.until_on is None or on < invitation.until_on)
        and administers(invitation.invited_by, on=on)
    )
