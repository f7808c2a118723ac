"""What an officer must do by a day waits in the inbox: parts of the actions by which it came, inside their turn and entry."""

from __future__ import annotations

from capacita.people.choices import Verb
from capacita.people.inbox import put_work
from capacita.people.models import User
from capacita.people.personal.choices import Waits
from capacita.people.personal.models import Breach, ErasureRequest, PersonRequest
from capacita.people.personal.rules.periods import answer_due_on, confirm_on, tell_authority_on

# So many actors fit beside work for which it is none.
_MOST_BARRED = 6


def put_erasure(request: ErasureRequest) -> None:
    """It waits for the other officers: for neither who asked for it nor who is to be erased."""
    accounts = User.objects.filter(key__in=[request.person, *request.keys]).values_list("key", flat=True)
    barred = dict.fromkeys([request.requested_by, *accounts])
    put_work(
        Waits.ERASURE, request.key, by=request.requested_by, at=request.requested_at,
        due_on=confirm_on(request.requested_at), verb=Verb.CARE_FOR_PERSONAL_DATA,
        not_for=" ".join(list(barred)[:_MOST_BARRED]),
    )  # fmt: skip


def put_request(asked: PersonRequest) -> None:
    """It waits for every officer, for a month."""
    put_work(
        Waits.REQUEST, asked.key, by=asked.recorded_by, at=asked.recorded_at, due_on=answer_due_on(asked.received_on),
        verb=Verb.CARE_FOR_PERSONAL_DATA,
    )  # fmt: skip


def put_breach(breach: Breach) -> None:
    """It waits for every officer, to the end of the second day after the breach was noticed."""
    put_work(
        Waits.BREACH, breach.key, by=breach.recorded_by, at=breach.recorded_at,
        due_on=tell_authority_on(breach.noticed_at), verb=Verb.CARE_FOR_PERSONAL_DATA,
    )  # fmt: skip
