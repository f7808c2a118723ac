"""What the pages about access share: grants with what they are for in words, and lists that go on on another page."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from capacita.people.queries import Access
from capacita.web.access.words import scope_in_words
from capacita.web.asking import kept_query, language_of

# People that one page lists, and reasons for which something may be seen.
ON_A_PAGE = 60


def start_of(request: HttpRequest) -> int:
    """After how many the page begins, as the address says."""
    after = request.GET.get("after", "")
    return int(after) if after.isdecimal() and len(after) < 7 else 0


def next_of(request: HttpRequest, start: int, is_longer: bool, **asked: str) -> str:
    """The address of what follows, or nothing."""
    return kept_query(request, after=str(start + ON_A_PAGE), **asked) if is_longer else ""


def in_words(rows: Iterable[Access], request: HttpRequest) -> list[tuple[Access, str]]:
    return [(each, scope_in_words(each.grant.scope, language_of(request))) for each in rows]
