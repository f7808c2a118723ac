"""What of personal data waits in the inbox of the officers: how it is said, and day by day that nothing is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from capacita.audit.actions import in_turn, record_entry
from capacita.kernel.clock import now
from capacita.kernel.wording import moment_in_words
from capacita.people.inbox import WorkWords, keep_in_step, register_work
from capacita.people.models import DAILY
from capacita.people.personal.actions.waiting import put_breach, put_erasure, put_request
from capacita.people.personal.choices import Waits
from capacita.people.personal.models import Breach, ErasureRequest, PersonRequest
from capacita.people.personal.queries.registers import breaches_to_tell, erasures_to_confirm
from capacita.people.personal.rules.periods import tell_authority_by


def register() -> None:
    register_work(Waits.ERASURE, erasure_to_confirm)
    register_work(Waits.REQUEST, request_to_answer)
    register_work(Waits.BREACH, breach_to_tell)


def put_what_waits(on: date) -> dict[str, int]:
    """Daily: whatever an officer must still do waits in the inbox, and nothing else; so does what was asked before it did.

    What an earlier release was told, and what a restore brings back, waits from then on.
    """
    with in_turn():
        kinds = (
            _in_step(Waits.ERASURE, erasures_to_confirm(), put_erasure),
            _in_step(Waits.REQUEST, PersonRequest.objects.filter(answered_on=None), put_request),
            _in_step(Waits.BREACH, breaches_to_tell(), put_breach),
        )
        put, settled = ([key for each in kinds for key in each[place]] for place in (0, 1))
        if put or settled:
            record_entry(
                by=DAILY, verb="put_what_waits", subject_kind="personal_data", subject_key=on.isoformat(),
                after={"put": put, "settled": settled},
            )  # fmt: skip
    return {"put": len(put), "settled": len(settled)}


def _in_step(kind: Waits, wanted: Iterable[Any], put: Callable[[Any], None]) -> tuple[list[str], list[str]]:
    return keep_in_step(kind, {each.key: each for each in wanted}, put, by=DAILY, at=now())


def erasure_to_confirm(key: str, _on: date) -> WorkWords | None:
    if not ErasureRequest.objects.filter(key=key).exists():
        return None
    return WorkWords(_("An erasure waits to be confirmed"), f"/personal/erasures/{key}/")


def request_to_answer(key: str, _on: date) -> WorkWords | None:
    """Whom it concerns is told by an opaque key alone."""
    found = PersonRequest.objects.filter(key=key).first()
    if found is None:
        return None
    return WorkWords(_("What a person asked is to be answered"), f"/personal/held/{found.person}/")


def breach_to_tell(key: str, _on: date) -> WorkWords | None:
    """By which hour, as its day alone does not tell."""
    found = Breach.objects.filter(key=key).first()
    if found is None:
        return None
    by = moment_in_words(tell_authority_by(found.noticed_at), get_language() or "en")
    return WorkWords(_("A breach: tell the authority by %s") % by, f"/personal/breaches/{key}/")
