"""Search over everything that the apps register: what somebody typed, found by kind, each passage with its words marked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from capacita.countries.queries import footnotes
from capacita.search.queries import Hit, found
from capacita.search.registry import indexed
from capacita.web.asking import kept_query, language_of, moment_of
from capacita.web.pages import kept_private, page, read_only
from capacita.web.search.ways import ways
from capacita.web.standing import standing_of

_MOST_TYPED = 100
_MOST_OF_ONE_KIND = 60


@read_only
@kept_private
def search(request: HttpRequest) -> HttpResponse:
    """What was found, grouped by kind, or more of one kind. Made for whoever asks, so that it is not kept."""
    at = moment_of(request)
    typed = request.GET.get("q", "").strip()[:_MOST_TYPED]
    asked = request.GET.get("kind", "")
    kind = asked if asked in {each.kind for each in indexed()} else ""
    more = {"most": _MOST_OF_ONE_KIND} if kind else {}
    groups = found(typed, user=standing_of(request), at=at, language=language_of(request), kind=kind, **more)
    context = {
        "q": typed,
        "ways": [] if kind else ways(typed, user=standing_of(request)),
        "kind": kind,
        "groups": [
            (
                group,
                [(hit, _address(request, hit)) for hit in group.hits],
                kept_query(request, q=typed, kind=group.kind),
            )
            for group in groups
        ],
        "all_kinds": kept_query(request, q=typed),
        "footnotes": footnotes(
            [hit.country for group in groups for hit in group.hits if hit.country], language_of(request), at=at
        ),
    }
    return page(request, "search/search.html", context)


def _address(request: HttpRequest, hit: Hit) -> str:
    """The page of the hit, at the moment that is asked about and at the place in it."""
    path, mark, place = hit.address.partition("#")
    return f"{path}{kept_query(request)}{mark}{place}"
