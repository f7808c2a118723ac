"""Who asks: the public, a signed-in person, or the person at this machine while nobody administers yet.

See docs/decisions/0017 for how the person at the machine is told from everybody else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from capacita.audit.queries import head as chain_head
from capacita.evidence.permissions import may_add_source
from capacita.kernel.clock import today
from capacita.kernel.moment import Moment
from capacita.people.choices import Verb
from capacita.people.inbox import count_waiting
from capacita.people.models import User
from capacita.people.personal.permissions import keeps_contacts, may_care
from capacita.people.queries import local_standing, was_ever_administered
from capacita.people.rules import Standing
from capacita.people.sessions import standing_in_session
from capacita.review.permissions import may_record_some

View = Callable[..., HttpResponse]
_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
# Each is added by one kind of proxy or another; a browser sends none of them.
_FORWARDING = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP", "HTTP_TRUE_CLIENT_IP")
_WITHOUT_SECOND_FACTOR = (
    "/account/", "/language/", "/favicon.ico", "/api/", "/health/", "/ready/", "/metrics/", "/policy-reports/",
)  # fmt: skip
# Beyond this the bar says “more”.
MOST_COUNTED = 99
_administered: dict[str, bool] = {}


def standing_of(request: HttpRequest, *, head: str | None = None) -> Standing:
    """Who asks, worked out once for a request. `head` is the chain's, where the caller has read it already."""
    known: Standing | None = getattr(request, "capacita_standing", None)
    if known is None:
        known = _standing(request, head)
        request.capacita_standing = known  # type: ignore[attr-defined]
    return known


def _standing(request: HttpRequest, head: str | None) -> Standing:
    on = today()
    person = getattr(request, "user", None)
    if isinstance(person, User):
        return standing_in_session(person, request, on=on)
    if is_from_this_machine(request) and not _is_administered(chain_head() if head is None else head):
        return local_standing(on=on)
    return Standing("", on)


def waiting_of(request: HttpRequest) -> int:
    """How many things wait for whoever asks, counted once for a request, and to one more than the bar says."""
    known: int | None = getattr(request, "capacita_waiting", None)
    if known is None:
        known = count_waiting(standing_of(request), most=MOST_COUNTED + 1)
        request.capacita_waiting = known  # type: ignore[attr-defined]
    return known


def is_from_this_machine(request: HttpRequest) -> bool:
    """True where a browser on this machine asks directly. Whatever speaks for a proxy between makes it false."""
    return not settings.CAPACITA_SERVES_OTHERS and asks_directly(request)


def asks_directly(request: HttpRequest) -> bool:
    """True where a program on this machine asks by loopback, and nothing tells of a proxy between."""
    asked = request.META
    if asked.get("SERVER_PROTOCOL") == "HTTP/1.0":
        return False
    if any(name in _FORWARDING or name.startswith("HTTP_X_FORWARDED") for name in asked):
        return False
    try:
        # The name as well: a page elsewhere can make its own name point to loopback.
        host = request.get_host()
        return ip_address(asked.get("REMOTE_ADDR", "")).is_loopback and _name_of(host) in _LOCAL_NAMES
    except (ValueError, DisallowedHost):
        return False


def _name_of(host: str) -> str:
    return f"{host.partition(']')[0]}]" if host.startswith("[") else host.partition(":")[0]


def _is_administered(head: str) -> bool:
    # Grants come with an entry, so the answer holds for as long as the chain has this head.
    answer = _administered.get(head)
    if answer is None:
        answer = was_ever_administered()
        _administered.clear()
        _administered[head] = answer
    return answer


def viewer_tag(request: HttpRequest, *, head: str) -> str:
    """What a page kept in memory depends on besides its address: which ways its frame offers.

    Pages kept so show what is published and nothing else. One that shows more to some must not be kept so.
    """
    standing = standing_of(request, head=head)
    read, rates = standing.reaches(Verb.READ_INTERNAL), standing.reaches(Verb.ASSESS_LAW)
    edits = standing.reaches(Verb.EDIT_PROJECT)
    states, asks = standing.reaches(Verb.STATE_COUNTRY), standing.reaches(Verb.SEE_ACCESS)
    ways = (
        standing.is_public, standing.is_local, standing.may(Verb.SEE_PEOPLE), standing.may(Verb.RECORD_FACTS),
        may_record_some(standing), may_add_source(standing), may_care(standing), keeps_contacts(standing),
        standing.may(Verb.MANAGE_ACCESS), waiting_of(request),
        read.everything, *sorted(read.projects), rates.everything, *sorted(rates.countries),
        "read", *sorted(read.countries), "states", *sorted(states.countries),
        "edits", edits.everything, *sorted(edits.projects),
        "asks", asks.everything, *sorted(asks.projects), *sorted(asks.countries),
    )  # fmt: skip
    return ":".join(map(str, ways))


def needs(verb: Verb) -> Callable[[View], View]:
    """Answers as if the page were absent to whoever may not do `verb` everywhere."""

    def guarded(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not standing_of(request).may(verb):
                raise Http404
            return view(request, *args, **kwargs)

        return answered

    return guarded


class SecondFactorMiddleware:
    """Leads whoever holds a role above viewer to show a second factor, or to set one up, before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_WITHOUT_SECOND_FACTOR) or not request.user.is_authenticated:
            return self.get_response(request)
        if standing_of(request).lacks_second_factor:
            return HttpResponseRedirect(f"/account/second-factor/?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)


def today_of(request: HttpRequest) -> Moment:
    """The moment of whoever asks: today, from what is known today."""
    on = standing_of(request).on
    return Moment(on, on)
