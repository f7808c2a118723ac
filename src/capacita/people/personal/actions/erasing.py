"""Two people erase a person: one asks, another confirms. Also what goes by itself when it was kept long enough."""

from __future__ import annotations

from django.db import IntegrityError
from django.utils.translation import gettext as _

from capacita.audit.actions import in_turn, record_entry
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.actions import require_other_administrator
from capacita.people.erasure import Decision, erase, is_held
from capacita.people.models import User
from capacita.people.personal.choices import ErasureReason
from capacita.people.personal.models import ErasureRequest, Tombstone
from capacita.people.personal.permissions import require_care
from capacita.people.personal.queries.persons import keys_of
from capacita.people.queries import standing_of_person
from capacita.people.rules import Standing


def request_erasure(person: str, *, reason: ErasureReason, by: Standing) -> ErasureRequest:
    """Somebody who cares for personal data asks that the person be erased; another must confirm it.

    Refused for oneself, for the last administrator, and where nothing is held.
    """
    require_officer(by)
    _require_another(person, by)
    if not is_held(person):
        raise RefusedError(_("Nothing is held about this person."))
    try:
        with in_turn():
            _require_administered(person, by)
            made = ErasureRequest.objects.create(person=person, reason=reason, requested_by=by.key, requested_at=now())
            record_entry(
                by=by.key, verb="request_erasure", subject_kind="person", subject_key=person,
                after={"request": made.key, "reason": reason.value},
            )  # fmt: skip
    except IntegrityError as error:
        raise RefusedError(_("This was asked already: it waits for somebody to confirm it.")) from error
    return made


def withdraw_erasure(request: ErasureRequest, *, by: Standing) -> None:
    """The person stays. Whoever cares for personal data may withdraw it, the one who asked as well."""
    require_officer(by)
    with in_turn():
        changed = ErasureRequest.objects.filter(pk=request.pk, confirmed_at=None, withdrawn_at=None).update(
            withdrawn_at=now(), withdrawn_by=by.key
        )
        if not changed:
            raise RefusedError(_("This was decided before."))
        record_entry(by=by.key, verb="withdraw_erasure", subject_kind="person", subject_key=request.person)


def confirm_erasure(request: ErasureRequest, *, by: Standing) -> list[Tombstone]:
    """The person is erased, under every key that is read as this person: nothing names them any more.

    Refused for whoever asked for it, and for the person. What was counted stays counted.
    """
    with in_turn():
        # Of two erasures at once, the second reads what the first left, the last administrator among it.
        require_officer(by)
        held = ErasureRequest.objects.select_for_update().get(pk=request.pk)
        if held.confirmed_at or held.withdrawn_at:
            raise RefusedError(_("This was decided before."))
        if held.requested_by == by.key:
            raise RefusedError(_("You asked for this yourself: somebody else must confirm it."))
        keys = keys_of(held.person)
        for key in keys:
            _require_another(key, by)
            _require_administered(key, by)
        decision = Decision(ErasureReason(held.reason), held.requested_by, by.key)
        made = [erase(key, decision) for key in keys]
        ErasureRequest.objects.filter(pk=held.pk).update(confirmed_at=now(), confirmed_by=by.key)
        record_entry(
            by=by.key, verb="erase_person", subject_kind="person", subject_key=held.person,
            after={"request": held.key, "receipts": [each.receipt for each in made], "keys": keys},
        )  # fmt: skip
    return made


def erase_kept_long_enough(person: str, *, by: str) -> None:
    """The time for which the person's details are kept is over: erased as by request, decided by the rule alone."""
    with in_turn():
        made = erase(person, Decision(ErasureReason.KEPT_LONG_ENOUGH, by, by))
        ErasureRequest.objects.filter(person=person, confirmed_at=None, withdrawn_at=None).update(
            withdrawn_at=now(), withdrawn_by=by
        )
        record_entry(
            by=by, verb="erase_person", subject_kind="person", subject_key=person, after={"receipts": [made.receipt]}
        )


def require_officer(user: Standing) -> None:
    """Refuses whoever may not care for personal data by what the database holds now."""
    require_care(user)
    person = User.objects.filter(key=user.key).first()
    if person is None:
        raise RefusedError(_("Sign in to do this: it is decided by two persons."))
    require_care(standing_of_person(person, on=user.on))


def _require_another(person: str, by: Standing) -> None:
    if by.key == person:
        raise RefusedError(_("Nobody decides on this for himself or herself: ask a colleague."))


def _require_administered(person: str, by: Standing) -> None:
    account = User.objects.filter(key=person).first()
    if account is not None:
        require_other_administrator(by.on, person=account)
