"""What a session proves of the person whom it signs in: a second factor, and how lately; and how the others end.

A second factor that an account has says nothing of a session that began without it.
"""

from __future__ import annotations

import time
from datetime import date

from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest

from capacita.people.actions import end_sessions
from capacita.people.issuer import BEGUN_BY
from capacita.people.models import User
from capacita.people.queries import has_second_factor, is_vouched_for, standing_by_grants
from capacita.people.rules import Standing, without_second_factor

# Which second factors this very session set up, and when: a name in the session; types to seconds since 1970.
_SET_UP = "capacita_second_factors_set_up"
_BY_FACTOR, _BY_PROVIDER = "mfa", "socialaccount"


def standing_in_session(person: User, request: HttpRequest, *, on: date) -> Standing:
    """Who asks with this request: what the grants allow, those above viewer only where the session proves a factor."""
    by_grants = standing_by_grants(person, on=on)
    return by_grants if by_grants.grants and proves_factor(person, request) else without_second_factor(by_grants)


def proves_factor(person: User, request: HttpRequest) -> bool:
    """True where this session was confirmed by the person's second factor, or set it up, or the provider vouches."""
    own = _SET_UP in request.session or _BY_FACTOR in _methods(person, request)
    return (own and has_second_factor(person)) or is_vouched_for(person, request.session.get(BEGUN_BY))


def lacks_proof(person: User, request: HttpRequest) -> bool:
    """True where the person has a second factor that this session has not seen."""
    return not proves_factor(person, request) and has_second_factor(person)


def is_fresh(person: User, request: HttpRequest, *, seconds: float) -> bool:
    """True where so lately the person signed in here or confirmed it, by the second factor where there is one."""
    records = get_authentication_records(request, person)
    if has_second_factor(person):
        is_vouched = is_vouched_for(person, request.session.get(BEGUN_BY))
        counted = {_BY_FACTOR, _BY_PROVIDER} if is_vouched else {_BY_FACTOR}
        records = [each for each in records if each.get("method") in counted]
    shown = [each["at"] for each in records] + list(request.session.get(_SET_UP, {}).values())
    return bool(time.time() - max(shown, default=0) < seconds)


def has_just_set_up(kind: str, request: HttpRequest, *, seconds: float) -> bool:
    """True where this session set up a second factor of the kind so lately."""
    return bool(time.time() - request.session.get(_SET_UP, {}).get(kind, 0) < seconds)


def note_set_up(kind: str, request: HttpRequest) -> None:
    """This session has set up a second factor, and so has it at hand.

    Who has one already is asked for it before another is taken: see `AccountAdapter`.
    """
    request.session[_SET_UP] = {**request.session.get(_SET_UP, {}), kind: time.time()}


def end_other_sessions(person: User, request: HttpRequest) -> None:
    """The person is signed out everywhere but here, those sessions that no list knows of as well."""
    end_sessions(person)
    person.refresh_from_db(fields=["sign_outs"])
    update_session_auth_hash(request, person)
    UserSession.objects.create_from_request(request)


def _methods(person: User, request: HttpRequest) -> set[str]:
    return {str(each.get("method")) for each in get_authentication_records(request, person)}
