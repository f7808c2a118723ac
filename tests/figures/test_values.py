"""A figure's digests: the same for the same facts, another as soon as a fact, the moment or the rule is another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from capacita.figures.values import FigureValue, Named, Record, Rule, Unit
from capacita.kernel.dates import StatedDate
from capacita.kernel.moment import Moment

AT = Moment(date(2020, 2, 21), date(2020, 2, 21))


def record(key: str, digest: str = "d") -> Record:
    return Record(key, digest, "IE", "Ireland", "Signed", StatedDate("2002-02-28"), 1)


VALUE = FigureValue(
    "reach.signed", {"instrument": "ets185"}, AT, Unit.STATES, Rule("treaty.status", 1), 2, 2, 2, (record("a"), record("b"))
)  # fmt: skip


def test_the_digest_of_facts_knows_no_order_and_no_words() -> None:
    shuffled = replace(VALUE, records=(record("b"), replace(record("a"), name="Irlande", citation=99, note="n")))
    assert shuffled.facts_digest == VALUE.facts_digest
    assert shuffled.receipt_digest == VALUE.receipt_digest


def test_the_digest_does_not_hang_on_when_the_database_learned_the_facts() -> None:
    pinned = replace(VALUE, at=replace(AT, recorded_at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert pinned.receipt_digest == VALUE.receipt_digest


@pytest.mark.parametrize(
    "changed",
    [
        {"records": (record("a"), record("b", "other"))},
        {"records": (record("a"),)},
        {"at": replace(AT, as_of=date(2020, 2, 22))},
        {"at": replace(AT, known_on=date(2020, 2, 22))},
        {"rule": Rule("treaty.status", 2)},
        {"parameters": {"instrument": "ets189"}},
        {"value": 3},
        {"high": 3},
        {"undetermined": (Named("TT", "Trinidad and Tobago"),)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_the_receipt_s_digest_changes_with_everything_that_was_asked_or_answered(changed: dict[str, object]) -> None:
    assert replace(VALUE, **changed).receipt_digest != VALUE.receipt_digest  # type: ignore[arg-type]


def test_a_value_is_exact_only_without_a_range() -> None:
    assert VALUE.is_exact
    assert not replace(VALUE, high=3).is_exact
    assert not replace(VALUE, value=None, low=None, high=None).is_exact
    assert not replace(VALUE, high=None).is_exact


def test_names_stand_once_in_the_order_of_the_records() -> None:
    assert VALUE.names == VALUE.counted_names == ("Ireland",)


def test_names_are_offered_only_of_what_is_counted() -> None:
    """A survey that bounds a figure is no State, and the projects of a sum are no euros."""
    bounded = replace(VALUE, value=None, low=32, high=None)
    assert bounded.names == bounded.counted_names == ()
    assert replace(VALUE, unit=Unit.EUR).counted_names == ()


def test_printed_keys_are_those_of_everything_that_a_receipt_names() -> None:
    value = replace(
        VALUE,
        undetermined=(Named("TT", "Trinidad and Tobago"),),
        uncertain=(Named("BF", "Burkina Faso"),),
        left_out=(Named("XK", "Kosovo*"),),
    )
    assert value.printed_keys == {"IE", "TT", "BF", "XK"}


def test_a_date_past_the_sources_is_beyond_them() -> None:
    assert not replace(VALUE, sourced_to=AT.as_of).is_beyond_sources
    assert replace(VALUE, sourced_to=date(2020, 2, 20)).is_beyond_sources
    assert not VALUE.is_beyond_sources
    assert VALUE.step == Decimal(1)
