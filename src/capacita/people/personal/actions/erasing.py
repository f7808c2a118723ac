"""Two people erase a person: one asks, another confirms. Also what goes by itself when it was kept long enough."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.db import IntegrityError
from django.utils.translation import gettext as _

from capacita.audit.actions import in_turn, record_entry
from capacita.kernel.clock import now
from capacita.kernel.digests import digest_of
from capacita.kernel.errors import RefusedError
from capacita.people.erasure import (
    Counts,
    Decision,
    Hit,
    erase,
    found_by_app,
    hits_of,
    in_order,
    is_held,
    what_would_go,
    withdraw_moot,
)
from capacita.people.inbox import settle_work
from capacita.people.models import User
from capacita.people.personal.actions.looking import look_through
from capacita.people.personal.actions.unlisted import forget_answered
from capacita.people.personal.actions.waiting import put_erasure
from capacita.people.personal.choices import ErasureReason, Waits
from capacita.people.personal.models import ErasureRequest, Tombstone, Unlisted
from capacita.people.personal.permissions import require_officer, require_second
from capacita.people.personal.queries.persons import keys_of
from capacita.people.personal.queries.same import perhaps_same
from capacita.people.refusing import require_other_administrator
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of


def request_erasure(person: str, *, reason: ErasureReason, by: Standing, same: Collection[str] = ()) -> ErasureRequest:
    """Somebody who cares for personal data asks that the person be erased; another must confirm it.

    It waits for the other officers. `same` are the keys of others among `perhaps_same` who are this person: they are
    erased together. Refused for oneself, for the last administrator, and where nothing is held.
    """
    require_officer(by)
    if not is_held(person):
        raise RefusedError(_("Nothing is held about this person."))
    try:
        with in_turn_of(by):
            keys = keys_of(person)
            if not set(same) <= {each.key for each in perhaps_same(keys)}:
                raise RefusedError(_("This has changed since you saw it: look again, and choose anew."))
            keys += [key for other in same for key in keys_of(other) if key not in keys]
            for key in keys:
                _require_another(key, by)
                _require_administered(key, by)
            made = ErasureRequest.objects.create(
                person=person, keys=keys, reason=reason, requested_by=by.key, requested_at=now()
            )
            put_erasure(made)
            record_entry(
                by=by.key, verb="request_erasure", subject_kind="person", subject_key=person,
                after={"request": made.key, "reason": reason.value, "keys": keys},
            )  # fmt: skip
    except IntegrityError as error:
        raise RefusedError(_("This was asked already: it waits for somebody to confirm it.")) from error
    # Others do not wait for it. Whoever looks or confirms later searches what came since.
    look_through(keys)
    return made


def withdraw_erasure(request: ErasureRequest, *, by: Standing) -> None:
    """The person stays. Whoever cares for personal data may withdraw it, the one who asked as well."""
    require_officer(by)
    with in_turn_of(by):
        changed = ErasureRequest.objects.filter(pk=request.pk, confirmed_at=None, withdrawn_at=None).update(
            withdrawn_at=now(), withdrawn_by=by.key
        )
        if not changed:
            raise RefusedError(_("This was decided before."))
        settle_work(Waits.ERASURE, request.key, by=by.key, at=now())
        forget_answered(request.person)
        record_entry(by=by.key, verb="withdraw_erasure", subject_kind="person", subject_key=request.person)


@dataclass(frozen=True)
class DryRun:
    """What an erasure would remove now, by handler, and the rows about something else in which the person may be meant."""

    counts: Counts
    hits: list[Hit]

    @property
    def digest(self) -> str:
        # Apart from the payloads about the person: each look at the page makes one more of them.
        counts = {name: told for name, told in self.counts.items() if name != "audit"}
        return digest_of([counts, [[each.row, each.passage, each.is_sure] for each in self.hits]])


def dry_run(request: ErasureRequest) -> DryRun:
    """The erasure itself, run and taken back."""
    keys = _keys_asked(request)
    look_through(keys)
    return DryRun(what_would_go(keys), hits_of(keys))


def confirm_erasure(
    request: ErasureRequest, *, by: Standing, shown: str | None = None, struck: Collection[str] | None = None
) -> list[Tombstone]:
    """The person is erased, under every key that was asked for: nothing names them any more.

    `struck` are the rows of the dry run in which the person is meant; without it, those in which the person is surely.
    `shown` is the digest of the dry run that was looked at. Refused for whoever asked for it, for the person, and
    where something has changed since. What was counted stays counted.
    """
    # Before the turn, so that in it only what came since is searched, and nobody waits for long.
    look_through(_keys_of_request(request))
    with in_turn_of(by):
        # Of two erasures at once, the second reads what the first left, the last administrator among it.
        require_officer(by)
        held = ErasureRequest.objects.select_for_update().get(pk=request.pk)
        require_second(held, by)
        keys = _keys_asked(held)
        for key in keys:
            _require_another(key, by)
            _require_administered(key, by)
        found = found_by_app(keys)
        hits = in_order(found)
        if shown is not None and DryRun(what_would_go(keys), hits).digest != shown:
            raise RefusedError(_("This has changed since you saw it: look again, and choose anew."))
        sure = {each.row for each in hits if each.is_sure}
        chosen = sure if struck is None else set(struck)
        made = erase(
            keys,
            Decision(
                ErasureReason(held.reason),
                held.requested_by,
                by.key,
                frozenset(sure - chosen),
                frozenset(chosen - sure),
            ),
            found=found,
        )
        ErasureRequest.objects.filter(pk=held.pk).update(confirmed_at=now(), confirmed_by=by.key)
        settle_work(Waits.ERASURE, held.key, by=by.key, at=now())
        withdraw_moot(keys, by=by.key)
        record_entry(
            by=by.key, verb="erase_person", subject_kind="person", subject_key=held.person,
            after={"request": held.key, **made.told()},
        )  # fmt: skip
    return made.tombstones


def erase_kept_long_enough(keys: Sequence[str], *, by: str, is_due: Callable[[], bool]) -> bool:
    """The time for which the details of the person of these keys are kept is over: erased, decided by the rule alone.

    False where it is over no longer: `is_due` is asked when no other action is at work. Whoever calls it has the
    storage cleaned when all are erased.
    """
    with in_turn():
        if not is_due():
            return False
        made = erase(keys, Decision(ErasureReason.KEPT_LONG_ENOUGH, by, by), is_last=False)
        withdraw_moot(keys, by=by)
        record_entry(by=by, verb="erase_person", subject_kind="person", subject_key=keys[0], after=made.told())
    return True


def _keys_of_request(request: ErasureRequest) -> list[str]:
    """The keys that were asked for, the person's own first."""
    return [request.person, *(key for key in request.keys if key != request.person)]


def _keys_asked(request: ErasureRequest) -> list[str]:
    """The keys that were asked for, the person's own first. Refused where others are read as the person since."""
    keys = _keys_of_request(request)
    if {key for each in keys for key in keys_of(each)} != set(keys):
        raise RefusedError(_("Since this was asked, records were merged or parted: withdraw it, and ask anew."))
    return keys


def _require_another(person: str, by: Standing) -> None:
    own = User.objects.filter(key=by.key).values_list("email", flat=True).first() or ""
    is_own = Unlisted.objects.filter(person=person, kind="email", text__iexact=own).exists()
    if by.key == person or is_own:
        raise RefusedError(_("Nobody decides on this for himself or herself: ask a colleague."))


def _require_administered(person: str, by: Standing) -> None:
    account = User.objects.filter(key=person).first()
    if account is not None:
        require_other_administrator(by.on, person=account)
