"""How the server is set up before its workers part."""

from __future__ import annotations

import gc

from capacita.config import server


def test_what_was_loaded_before_the_workers_part_is_not_searched_for_rubbish_again() -> None:
    # What the tests have loaded was set aside likewise.
    gc.unfreeze()
    server.when_ready(None)
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < 10_000
