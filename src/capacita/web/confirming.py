"""What is not done in a session that was left open: whoever is signed in confirms it first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from capacita.people.confirming import lead_to_confirm
from capacita.people.models import User
from capacita.people.sessions import is_fresh

View = Callable[..., HttpResponse]


def confirmed(*methods: str) -> Callable[[View], View]:
    """Asked by one of the methods, the view answers only within fifteen minutes after signing in or confirming it.

    By the second factor, where there is one. The person at the machine has nothing to confirm with, and is not asked.
    Stands below what answers as absent, which comes first.
    """

    def guarded(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            person, seconds = request.user, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
            if (
                request.method in methods
                and isinstance(person, User)
                and not is_fresh(person, request, seconds=seconds)
            ):
                return lead_to_confirm(request, person)
            return view(request, *args, **kwargs)

        return answered

    return guarded
