"""Who is let in: whoever keeps contacts, or cares for what is held about anybody. For others the page is absent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from capacita.people.personal.permissions import keeps_contacts, may_care
from capacita.web.standing import standing_of

View = Callable[..., HttpResponse]


def for_keepers(view: View) -> View:
    """For whoever keeps contacts of something."""
    return _guarded(view, lambda request: keeps_contacts(standing_of(request)))


def for_keepers_and_officers(view: View) -> View:
    return _guarded(view, lambda request: keeps_contacts(standing_of(request)) or may_care(standing_of(request)))


def _guarded(view: View, is_let_in: Callable[[HttpRequest], bool]) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_let_in(request):
            raise Http404
        return view(request, *args, **kwargs)

    return answered
