"""What is published, as of which entry: a page or an answer that shows it holds until the next such entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest
from django.utils.translation import get_language

from capacita import __version__
from capacita.audit.queries import heads
from capacita.kernel.digests import sha256_hex

# Kinds of subjects about which nothing is published: what is done about them leaves pages and answers as they are.
_UNPUBLISHED = frozenset(
    {"person", "invitation", "submission", "question", "mistake", "review", "comparison", "questions"}
)
# The steps of a review after which something else is public than before.
_PUBLISHING = frozenset({"publish_review", "withdraw_published"})


def published_head() -> str:
    """The digest of the last entry about something published; blank before the first."""
    return heads(apart_from=_UNPUBLISHED, but=_PUBLISHING)[1]


def tag_of(request: HttpRequest, *, on: date, viewer: Callable[[str], str] = lambda done: "") -> str:
    """Names the answer to this address in the language at hand on the day, as of what is published.

    `viewer` tells, of the chain's head, what the answer depends on besides.
    """
    # A page may name its own address: it is another page under another name of the host.
    asked = request.build_absolute_uri()
    done, published = heads(apart_from=_UNPUBLISHED, but=_PUBLISHING)
    seed = (__version__, published, on.isoformat(), get_language() or "", viewer(done), asked)
    return sha256_hex("\n".join(seed).encode())[:32]
