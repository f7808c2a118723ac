"""What the sign-in library tells of: who came and left, who was turned away, which ways in were changed.

Each is put on the chain. An address that has no account enters it only as a digest that needs the secret key.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed, password_reset, user_logged_in
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.http import HttpRequest

from capacita.audit.actions import in_turn, record_entry, record_look
from capacita.audit.choices import Look
from capacita.people.actions import keyed_digest
from capacita.people.measures import FAILED_SIGN_INS
from capacita.people.models import NOBODY, User
from capacita.people.sessions import end_other_sessions, note_set_up

_log = logging.getLogger(__name__)


def listen() -> None:
    """Hear the library from now on. Called once, when the app is ready."""
    for signal, heard in (
        (user_logged_in, _came),
        (user_logged_out, _left),
        (user_login_failed, _turned_away),
        (mfa.authentication_failed, _turned_away_at_the_second_factor),
        (password_changed, _password_changed),
        (password_reset, _password_changed),
        (mfa.authenticator_added, _factor_added),
        (mfa.authenticator_removed, _factor_removed),
        (mfa.authenticator_reset, _factor_added),
    ):
        signal.connect(heard, dispatch_uid=f"capacita.people.signing.{heard.__name__}")


def _came(*, request: HttpRequest, user: User, **_: Any) -> None:
    methods = [str(each.get("method", "")) for each in get_authentication_records(request, user)]
    _look(Look.SIGN_IN, user, {"methods": methods})


def _left(*, user: User | None, **_: Any) -> None:
    if user is not None:
        _look(Look.SIGN_OUT, user, None)


def _turned_away(*, credentials: dict[str, Any], **_: Any) -> None:
    _tell_failed()
    address = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    person = User.objects.filter(email=address).first()
    key = person.key if person else keyed_digest(address)
    record_look(by=NOBODY, verb=Look.FAIL_SIGN_IN, subject_kind="person", subject_key=key, after={"at": "password"})


def _turned_away_at_the_second_factor(*, user: User, **_: Any) -> None:
    _tell_failed()
    record_look(
        by=NOBODY, verb=Look.FAIL_SIGN_IN, subject_kind="person", subject_key=user.key, after={"at": "second_factor"}
    )


def _tell_failed() -> None:
    """Counted and told in the log; whose account it was is told to nobody there."""
    FAILED_SIGN_INS.inc()
    _log.warning("a sign-in failed")


def _password_changed(*, user: User, **_: Any) -> None:
    _changed("change_password", user)


def _factor_added(*, request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """A session that began before the factor, by a stolen password perhaps, does not live on beside it."""
    with in_turn():
        end_other_sessions(user, request)
        _changed("add_second_factor", user, after={"type": str(authenticator.type)})
    note_set_up(str(authenticator.type), request)


def _factor_removed(*, request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    with in_turn():
        end_other_sessions(user, request)
        _changed("remove_second_factor", user, before={"type": str(authenticator.type)})


def _look(verb: Look, person: User, told: dict[str, object] | None) -> None:
    record_look(by=person.key, verb=verb, subject_kind="person", subject_key=person.key, after=told)


def _changed(verb: str, person: User, **told: object) -> None:
    with in_turn():
        record_entry(by=person.key, verb=verb, subject_kind="person", subject_key=person.key, **told)
