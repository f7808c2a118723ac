"""Every parser of the product is one that `make harden` fuzzes, and takes any bytes without breaking."""

from __future__ import annotations

import contextlib
import random

import pytest

from capacita.kernel.errors import CapacitaError
from tests.hardening.targets import NOT_FUZZED, parsers, targets

REMEDY = "Add a target to tests/hardening/targets.py: how it takes bytes, and what it takes without complaint."


def test_every_parser_has_a_target() -> None:
    found = parsers()
    assert len(found) > 25
    assert found - set(targets()) - set(NOT_FUZZED) == set(), REMEDY
    assert (set(targets()) | set(NOT_FUZZED)) - found == set()


@pytest.mark.parametrize("name", sorted(targets()))
def test_a_seed_is_taken_and_what_is_near_it_is_taken_or_refused(name: str) -> None:
    """A little of what `make harden` does: enough to see that a target reaches its parser."""
    target, source = targets()[name], random.Random(name)
    taken = 0
    for seed in target.seeds:
        with contextlib.suppress(CapacitaError):
            target.run(seed)
            taken += 1
        for _ in range(12):
            changed = bytearray(seed)
            for _ in range(source.randint(1, 6)):
                place = source.randrange(len(changed) + 1)
                match source.randrange(3):
                    case 0:
                        changed[place:place] = source.randbytes(source.randint(1, 4))
                    case 1:
                        del changed[place : place + source.randint(1, 40)]
                    case 2:
                        changed[place : place + 1] = source.randbytes(1)
            with contextlib.suppress(CapacitaError):
                target.run(bytes(changed))
    assert taken, "no seed is taken: the target does not reach what its parser does"
