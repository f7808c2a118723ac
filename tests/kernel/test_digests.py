"""Digests that two machines agree on: written out here once, so that no change to them goes unseen."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacita.kernel.digests import canonical_again, canonical_json, canonical_texts, digest_of, sha256_hex

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def test_the_form_is_sorted_keys_no_spaces_and_plain_letters() -> None:
    value = {
        "b": [date(2020, 2, 21), None, True],
        "a": "Côte d’Ivoire",
        "c": {"ß", "z", "a"},
        "d": Decimal("1.50"),
        "e": datetime(2026, 1, 1, tzinfo=UTC),
    }
    assert canonical_json(value).decode() == (
        '{"a":"Côte d’Ivoire","b":["2020-02-21",null,true],"c":["a","z","ß"],"d":"1.5","e":"2026-01-01T00:00:00+00:00"}'
    )


@pytest.mark.parametrize(
    ("value", "digest"),
    [
        (None, "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b"),
        ([], "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"),
        ({}, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"),
    ],
)
def test_known_digests(value: object, digest: str) -> None:
    assert digest_of(value) == digest


def test_the_digest_of_no_bytes_is_that_of_the_standard() -> None:
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=6), st.integers())
def test_the_order_of_keys_plays_no_part(value: dict[str, Any], seed: int) -> None:
    keys = list(value)
    random.Random(seed).shuffle(keys)
    assert digest_of({key: value[key] for key in keys}) == digest_of(value)


@given(VALUES, VALUES)
def test_different_values_have_different_digests(one: Any, other: Any) -> None:
    assert (digest_of(one) == digest_of(other)) == (canonical_json(one) == canonical_json(other))


@pytest.mark.parametrize("value", [1.5, float("nan"), b"bytes", object(), {"a": [1.0]}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="has no canonical form"):
        canonical_json(value)


@pytest.mark.parametrize(("text", "same"), [("100", "1E2"), ("0.10", "0.1"), ("-0", "0"), ("36345000.00", "36345000")])
def test_equal_amounts_have_equal_digests(text: str, same: str) -> None:
    assert digest_of(Decimal(text)) == digest_of(Decimal(same))


@given(VALUES)
def test_the_form_is_what_the_standard_library_writes_compactly_with_sorted_keys(value: Any) -> None:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical_json(value) == written.encode()


@given(st.integers(), st.lists(st.text(), max_size=8))
def test_texts_have_the_form_that_every_list_has(number: int, texts: list[str]) -> None:
    assert canonical_texts(number, texts) == canonical_json([number, *texts])


@pytest.mark.parametrize("kept", [b"bytes", 5, None, ["a"]])
def test_what_is_no_text_is_not_taken_for_one(kept: Any) -> None:
    with pytest.raises(TypeError):
        canonical_texts(1, ["a", kept])


@given(VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_a_text_has_the_form_of_what_it_holds_or_is_left_to_be_read(
    value: Any, plain: bool, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=not plain, indent=indent)
    expected = None if "\\u" in text else canonical_json(value)
    assert canonical_again(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}', '{"a" : 1, "a": "\\u0022"}', '{"a": {"b": 1, "b": 1}}', "1.5", "[1e3]", "-0.0", "NaN", "Infinity",
        "", "{", "[1] [2]", "'a'", '"\x01"', '"\ud800"', "[" * 100_000 + "]" * 100_000,
    ],
)  # fmt: skip
def test_of_a_text_in_which_something_would_be_overlooked_there_is_no_form(text: str) -> None:
    assert canonical_again(text) is None
