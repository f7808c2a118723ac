"""Makes accounts on an installation and prints the key of a session for each: `python -m tests.people.signed_in a@b=role`.

A role for one country is written `role:RO`.

For journeys that begin after sign-in; how one signs in has its own.
"""

from __future__ import annotations

import sys

import django


def main() -> None:
    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from capacita.people.choices import ScopeKind
    from capacita.people.rules import EVERYTHING, Scope
    from tests.people import cast

    for named in sys.argv[1:]:
        address, _, given = named.partition("=")
        role, _, country = given.partition(":")
        scope = Scope(ScopeKind.COUNTRY, country) if country else EVERYTHING
        person = cast.person(address, role, scope)
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        cast.prove(session, person, "mfa")
        session.save()
        print(session.session_key)


if __name__ == "__main__":
    main()
