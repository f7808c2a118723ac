"""Searching what the chain told for a person outside of any turn, and keeping what was found."""

from __future__ import annotations

import time
from collections.abc import Sequence

from capacita.audit.queries import last_seq
from capacita.kernel.clock import now
from capacita.people.personal import texts
from capacita.people.personal.models import ChainSearch


def look_through(keys: Sequence[str], *, within: float | None = None) -> bool:
    """What the chain told is searched for the person of these keys, and where is kept: later only what came since is.

    Millions of entries take seconds, which nobody should wait for in a turn. False where `within` so many seconds the
    end was not reached: the next call goes on there, as after one that was cut off.
    """
    begun, done = time.monotonic(), None
    for done in texts.search_chain(keys):
        ChainSearch.objects.update_or_create(
            sought=done.sought, defaults={"to": done.to, "told_in": done.told_in, "searched_at": now()}
        )
        if within is not None and time.monotonic() - begun > within:
            break
    return done is None or last_seq() - done.to <= texts.FEW
