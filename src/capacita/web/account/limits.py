"""How long a session counts: one hour after it was last used, and twelve hours after signing in, whichever is first."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

_BEGAN, _USED = "began_at", "used_at"
_NOTED_EVERY_SECONDS = 300


class SessionLimitsMiddleware:
    """Ends a session whose time is over, before anything is shown; whoever asked is the public from then on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _hold(request)
        return self.get_response(request)


def _hold(request: HttpRequest) -> None:
    now, session = time.time(), request.session
    began, used = session.setdefault(_BEGAN, now), session.get(_USED, now)
    if now - began > settings.SESSION_COOKIE_AGE or now - used > settings.CAPACITA_SESSION_IDLE_SECONDS:
        logout(request)
    elif _USED not in session or now - used > _NOTED_EVERY_SECONDS:
        session[_USED] = now
