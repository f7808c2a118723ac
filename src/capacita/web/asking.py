"""What a request asks about: its moment, and the address that carries the moment to the next page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from capacita.audit.queries import require_recorded_by
from capacita.evidence.words import current_language
from capacita.kernel.asked import asked_moment
from capacita.kernel.clock import today
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.moment import Moment

KEPT = ("as_of", "known_on", "recorded_at")


def moment_of(request: HttpRequest) -> Moment:
    """The moment in the address; today where it names none. Refuses impossible dates, and a recording time before the first."""
    given = request.GET
    at = asked_moment(given.get("as_of"), given.get("known_on"), given.get("recorded_at"))
    require_recorded_by(at.recorded_at)
    return at


def language_of(request: HttpRequest) -> str:
    return current_language()


def whole_address(request: HttpRequest, path: str) -> str:
    """The path as it is written in a letter: at the public address, where one is set, else as the site was asked."""
    return f"{settings.CAPACITA_ADDRESS}{path}" if settings.CAPACITA_ADDRESS else request.build_absolute_uri(path)


def kept_query(request: HttpRequest, **changed: str | None) -> str:
    """The moment's part of the address, with some of it changed; None drops a part. Begins with “?” or is empty."""
    kept = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    return query({**kept, **changed})


def same_page(request: HttpRequest, **changed: str | None) -> str:
    """The address of the page that is open, with some of its parameters changed; None drops one."""
    return request.path + query({**request.GET.dict(), **changed})


def query(parts: Mapping[str, str | None]) -> str:
    """An address's query from its parts, in the order given; blank and None parts are left out."""
    chosen = {name: value for name, value in parts.items() if value}
    return f"?{urlencode(chosen)}" if chosen else ""


def moment_query(at: Moment, **more: str | None) -> str:
    """The query that asks for exactly this moment; dates that are today are left out, so that links stay short."""
    now = today()
    return query(
        {
            **more,
            "as_of": at.as_of.isoformat() if at.as_of != now else None,
            "known_on": at.known_on.isoformat() if at.known_on != now else None,
            "recorded_at": at.recorded_at.isoformat() if at.recorded_at else None,
        }
    )


def require_in_order(start: date, end: date) -> None:
    """Refuses two dates of which the first, the parameter `from`, lies after the second."""
    if start > end:
        raise InputError(
            Problem(
                _("the first date, %(start)s, lies after the second, %(end)s") % {"start": start, "end": end},
                column="from",
                remedy=_("Exchange the two dates."),
            )
        )
