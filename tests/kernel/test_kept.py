"""What is kept of answers: up to so many bytes as packed, the longest unasked gives way."""

from __future__ import annotations

import random

from capacita.kernel.kept import KeptAnswers

SOURCE = random.Random(1)
PAGE = SOURCE.randbytes(400)


def test_answers_are_kept_up_to_a_number_of_bytes_and_the_longest_unasked_goes_first() -> None:
    kept = KeptAnswers(1_000)
    for name in "abc":
        kept.keep(name, PAGE, "text/html")
    assert kept.get("a") is None
    assert kept.get("b") == (PAGE, "text/html")
    kept.keep("d", PAGE, "text/html")
    assert kept.get("c") is None
    assert kept.get("b")
    kept.keep("b", SOURCE.randbytes(900), "text/html")
    assert kept.get("d") is None
    kept.keep("e", SOURCE.randbytes(1_001), "text/html")
    assert kept.get("e") is None


def test_what_says_the_same_over_and_over_takes_little_room() -> None:
    kept = KeptAnswers(1_000)
    for name in range(10):
        kept.keep(str(name), b"<td>Party</td>" * 500, "text/html")
    assert all(kept.get(str(name)) == (b"<td>Party</td>" * 500, "text/html") for name in range(10))
