"""What about people waits in the inbox of whoever manages access: how it is said, and what is asked for day by day."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from capacita.audit.actions import in_turn, record_entry
from capacita.kernel.clock import now
from capacita.people.choices import Verb
from capacita.people.inbox import WorkWords, keep_in_step, put_work, register_work
from capacita.people.interest_actions import END_INTEREST
from capacita.people.models import DAILY, GRANT_REVIEW, Grant, Interest, User
from capacita.people.queries import Access, command_standing, overdue_reviews
from capacita.people.roles import ROLES

_WITHIN = timedelta(days=14)


def register() -> None:
    register_work(END_INTEREST, interest_to_end)
    register_work(GRANT_REVIEW, grant_to_review)


def ask_for_reviews(on: date) -> dict[str, int]:
    """Daily: each grant that nobody has looked at for six months waits for whoever manages access, but for its holder.

    What was looked at or holds no longer waits no longer.
    """
    at = now()
    with in_turn():
        overdue = {each.grant.key: each for each in overdue_reviews(user=command_standing(on=on), on=on)}

        def put(each: Access) -> None:
            put_work(
                GRANT_REVIEW, each.grant.key, by=DAILY, at=at, due_on=on + _WITHIN, verb=Verb.MANAGE_ACCESS,
                not_for=each.person.key,
            )  # fmt: skip

        asked, _over = keep_in_step(GRANT_REVIEW, overdue, put, by=DAILY, at=at)
        if asked:
            record_entry(
                by=DAILY, verb="ask_for_reviews", subject_kind="access", subject_key=on.isoformat(), after={"grants": asked}
            )  # fmt: skip
    return {"asked": len(asked)}


def grant_to_review(key: str, _on: date) -> WorkWords | None:
    found = Grant.objects.filter(key=key).select_related("person").first()
    if found is None:
        return None
    role = ROLES[found.role].in_words() if found.role in ROLES else found.role
    said = _("Is this still right: %(role)s, %(person)s")
    return _about(said % {"role": role, "person": _called(found.person)}, found.person)


def interest_to_end(key: str, _on: date) -> WorkWords | None:
    found = Interest.objects.filter(key=key).select_related("person").first()
    if found is None:
        return None
    return _about(_("Asks that a declared interest be ended: %s") % _called(found.person), found.person)


def _about(text: str, person: User) -> WorkWords:
    return WorkWords(text, f"/access/people/{person.key}/")


def _called(person: User) -> str:
    return person.name or person.email
