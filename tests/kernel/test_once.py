"""Reading once: inside the block only, by arguments, and never beyond it."""

from __future__ import annotations

import pytest

from capacita.kernel.once import once, reading_anew, reading_once

CALLS: list[tuple[int, int]] = []


@once
def read(first: int, *, second: int = 0) -> int:
    CALLS.append((first, second))
    return first + second


@pytest.fixture(autouse=True)
def _fresh() -> None:
    CALLS.clear()


def test_outside_a_block_every_read_is_made() -> None:
    assert (read(1), read(1)) == (1, 1)
    assert len(CALLS) == 2


def test_inside_a_block_a_read_is_made_once_for_its_arguments() -> None:
    with reading_once():
        assert [read(1), read(1), read(1, second=2), read(1, second=2), read(2)] == [1, 1, 3, 3, 2]
        with reading_once():
            assert read(1) == 1
    assert CALLS == [(1, 0), (1, 2), (2, 0)]
    read(1)
    assert CALLS[-1] == (1, 0)


def test_a_block_that_fails_forgets_as_well() -> None:
    def fail() -> None:
        with reading_once():
            read(1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    read(1)
    assert len(CALLS) == 2


def test_reading_anew_asks_again_inside_another_block_and_leaves_the_outer_answers() -> None:
    asked: list[int] = []

    @once
    def read(n: int) -> int:
        asked.append(n)
        return len(asked)

    with reading_once():
        assert read(1) == 1
        with reading_anew():
            assert (read(1), read(1)) == (2, 2)
        assert read(1) == 1
