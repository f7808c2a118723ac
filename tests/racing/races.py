"""The races: what two do at once, and what must hold afterwards.

To try one more: write a function that readies the fact and returns the two acts, and add it to RACES. An act that is
refused with a reason of the product has been told; any other error is a fault.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connections

from capacita.audit.queries import verification
from capacita.evidence.models import fact_models
from capacita.evidence.recording import RowChange, cells_of, current_row
from capacita.kernel.clock import today
from capacita.kernel.errors import CapacitaError
from capacita.people import actions
from capacita.people.models import Grant, Invitation, User
from capacita.people.queries import administrators
from capacita.people.rules import EVERYTHING
from capacita.review.actions.submitting import confirm_submission, keep_draft, submit_draft, take_back_submission
from capacita.review.models import Submission
from tests.killing.deeds import by, load_changed_rows, recorder
from tests.people import cast

Act = Callable[[], object]


@dataclass(frozen=True)
class Race:
    """Two acts on one fact, and what is to be true once both were answered: `holds` is asked for the number of winners."""

    acts: tuple[Act, Act]
    holds: Callable[[int], bool]


def _one(winners: int) -> bool:
    return winners == 1


def revoke_one_grant(source: random.Random) -> Race:
    grant = actions.grant_role(
        _person(source), role="reviewer", scope=EVERYTHING, from_on=today(), until_on=None, by=by()
    )
    one, other = Grant.objects.get(pk=grant.pk), Grant.objects.get(pk=grant.pk)
    return Race((lambda: actions.revoke_grant(one, by=by()), lambda: actions.revoke_grant(other, by=by())), _one)


def review_and_revoke_one_grant(source: random.Random) -> Race:
    """Both may win, if the look came first; a look at what was taken away before is refused."""
    grant = actions.grant_role(
        _person(source), role="reviewer", scope=EVERYTHING, from_on=today(), until_on=None, by=by()
    )
    one, other = Grant.objects.get(pk=grant.pk), Grant.objects.get(pk=grant.pk)

    def holds(winners: int) -> bool:
        kept = Grant.objects.get(pk=grant.pk)
        review = kept.reviews.first()
        assert kept.revoked_at is not None
        return winners == (1 if review is None else 2) and (review is None or review.reviewed_at <= kept.revoked_at)

    return Race((lambda: actions.review_grant(one, by=by()), lambda: actions.revoke_grant(other, by=by())), holds)


def give_one_role_twice(source: random.Random) -> Race:
    person = _person(source)

    def give() -> object:
        return actions.grant_role(person, role="reviewer", scope=EVERYTHING, from_on=today(), until_on=None, by=by())

    return Race((give, give), lambda winners: winners == 1 == person.grants.filter(role="reviewer").count())


def invite_one_address_twice(source: random.Random) -> Race:
    address = _address(source)

    def invite() -> object:
        return actions.invite_person(
            email=address, role="viewer", scope=EVERYTHING, until_on=None, language="en", by=by()
        )

    return Race((invite, invite), lambda winners: winners == 1 == Invitation.objects.filter(email=address).count())


def accept_one_invitation_twice(source: random.Random) -> Race:
    address = _address(source)
    invitation = actions.invite_person(
        email=address, role="viewer", scope=EVERYTHING, until_on=None, language="en", by=by()
    )
    token = actions.link_token(invitation)

    def accept() -> object:
        return actions.accept_invitation(invitation, token=token, name="N", password=cast.PASSWORD, on=today())

    return Race((accept, accept), lambda winners: winners == 1 == User.objects.filter(email=address).count())


def accept_and_withdraw_one_invitation(source: random.Random) -> Race:
    invitation = actions.invite_person(
        email=_address(source), role="viewer", scope=EVERYTHING, until_on=None, language="en", by=by()
    )
    token = actions.link_token(invitation)
    return Race(
        (
            lambda: actions.accept_invitation(invitation, token=token, name="N", password=cast.PASSWORD, on=today()),
            lambda: actions.withdraw_invitation(invitation, by=by()),
        ),
        _one,
    )


def end_each_other(source: random.Random) -> Race:
    """The last two administrators; those of earlier races are closed."""
    one, other = cast.administrator(_address(source)), cast.administrator(_address(source))
    for grant in administrators(on=today()).exclude(person__in=[one, other]):
        actions.deactivate_person(grant.person, by=by())
    by_one, by_other = cast.standing(one), cast.standing(other)
    return Race(
        (lambda: actions.deactivate_person(other, by=by_one), lambda: actions.deactivate_person(one, by=by_other)),
        lambda winners: winners == 1 == administrators(on=today()).count(),
    )


def revoke_while_the_revoked_gives(source: random.Random) -> Race:
    """Whoever administers no longer gives nothing any more: what was given was given before."""
    actions.create_administrator(email=_address(source), password=cast.PASSWORD, by=by(), another=True)
    ended = cast.administrator(_address(source))
    by_ended, person = cast.standing(ended), _person(source)
    grant = Grant.objects.get(person=ended)

    def holds(winners: int) -> bool:
        given = person.grants.filter(role="reviewer").first()
        revoked_at = Grant.objects.get(pk=grant.pk).revoked_at
        assert revoked_at is not None
        return given is None or given.recorded_at <= revoked_at

    def give() -> object:
        return actions.grant_role(
            person, role="reviewer", scope=EVERYTHING, from_on=today(), until_on=None, by=by_ended
        )

    return Race((lambda: actions.revoke_grant(grant, by=by()), give), holds)


def _note(source: random.Random) -> RowChange:
    """Another note at a row that is there."""
    key = "ets185/FR/signature/1"
    cells = cells_of("treaty_actions", current_row("treaty_actions", key))
    return RowChange("treaty_actions", {**cells, "note": f"{source.getrandbits(40):x}"}, key)


def _submitted(change: RowChange) -> Submission:
    return submit_draft(keep_draft(change, by=recorder("one")), by=recorder("one"))


def supersede_one_fact(source: random.Random) -> Race:
    """Two corrections of the same row, made beside each other, confirmed by two at the same moment."""
    one, other = _submitted(_note(source)), _submitted(_note(source))
    two, three = recorder("two"), recorder("three")
    return Race(
        (
            lambda: confirm_submission(one, by=two),
            lambda: confirm_submission(other, by=three),
        ),
        _one,
    )


def confirm_one_submission_twice(source: random.Random) -> Race:
    made = _submitted(_note(source))
    two, three = recorder("two"), recorder("three")
    return Race(
        (
            lambda: confirm_submission(Submission.objects.get(pk=made.pk), by=two),
            lambda: confirm_submission(Submission.objects.get(pk=made.pk), by=three),
        ),
        _one,
    )


def confirm_and_take_back_one_submission(source: random.Random) -> Race:
    made = _submitted(_note(source))
    one, two = recorder("one"), recorder("two")
    return Race(
        (
            lambda: confirm_submission(Submission.objects.get(pk=made.pk), by=two),
            lambda: take_back_submission(Submission.objects.get(pk=made.pk), by=one),
        ),
        _one,
    )


def hand_one_draft_in_twice(source: random.Random) -> Race:
    one = recorder("one")
    draft = keep_draft(_note(source), by=one)
    return Race((lambda: submit_draft(draft, by=one),) * 2, _one)


def record_one_new_fact_twice(source: random.Random) -> Race:
    """The same source described by two who did not know of each other."""
    change = RowChange(
        "sources", {"address": f"https://example.org/{source.getrandbits(60):x}", "title": "Example", "language": "en"}
    )
    one, other = _submitted(change), _submitted(change)
    two, three = recorder("two"), recorder("three")
    return Race(
        (
            lambda: confirm_submission(one, by=two),
            lambda: confirm_submission(other, by=three),
        ),
        _one,
    )


def load_one_row_twice(source: random.Random) -> Race:
    """Two files of the same catalogue: one after the other, or the second is told."""
    seed = source.getrandbits(30)
    return Race(
        (lambda: load_changed_rows(random.Random(seed)), lambda: load_changed_rows(random.Random(seed + 1))),
        lambda winners: winners >= 1,
    )


RACES: tuple[Callable[[random.Random], Race], ...] = (
    revoke_one_grant, review_and_revoke_one_grant, give_one_role_twice, invite_one_address_twice,
    accept_one_invitation_twice, accept_and_withdraw_one_invitation, end_each_other, revoke_while_the_revoked_gives,
    supersede_one_fact, confirm_one_submission_twice, confirm_and_take_back_one_submission, hand_one_draft_in_twice,
    record_one_new_fact_twice, load_one_row_twice,
)  # fmt: skip


def faults(times: int, seed: int) -> Iterator[str]:
    """What went otherwise than it must in `times` races, each of RACES in its turn, and in what they left."""
    source = random.Random(seed)
    for number in range(times):
        ready = RACES[number % len(RACES)]
        race = ready(source)
        winners, told, errors = _run(race.acts)
        yield from (f"{ready.__name__}: {error}" for error in errors)
        if not errors and not race.holds(winners):
            yield f"{ready.__name__}: {winners} won, and what they left is otherwise than it must be; told: {told}"
    yield from (f"entry {each.seq}: {each.reason}" for each in verification().breaks)
    for model in fact_models():
        yield from _forks(model)


def _forks(model: type) -> Iterator[str]:
    """A fact superseded twice, or ended by a row that does not say so: something would be lost between the two."""
    rows = model.objects.exclude(supersedes=None)  # type: ignore[attr-defined]
    for row in rows.select_related("supersedes"):
        if row.supersedes.superseded_at is None:
            yield f"{model.__name__} {row.key}: its former self still holds"


def _run(acts: tuple[Act, Act]) -> tuple[int, list[str], list[str]]:
    """How many were done, what the others were told, and every error that is no refusal."""
    begin = threading.Barrier(len(acts))
    won: list[object] = []
    told: list[str] = []
    errors: list[str] = []

    def run(act: Act) -> None:
        try:
            begin.wait()
            act()
            won.append(act)
        except CapacitaError as refusal:
            told.append(str(refusal))
        except Exception as error:  # noqa: BLE001 - whatever it was is a fault
            errors.append(repr(error))
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(won), told, errors


def _address(source: random.Random) -> str:
    return f"{source.getrandbits(64):x}@example.org"


def _person(source: random.Random) -> User:
    return cast.person(_address(source), second_factor=False)
