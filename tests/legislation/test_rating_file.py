"""What is wrong with ratings that were sent: at which path, with which code, and nothing that breaks on the way."""

from __future__ import annotations

import json
import time

import pytest

from capacita.kernel.errors import CodedProblem, InputError
from capacita.legislation.alignment import alignment_of, blank_ratings, example
from capacita.legislation.choices import Fault, Rating
from capacita.legislation.rating_file import MOST_BYTES, parse_ratings
from tests.legislation.ratings import HELD


def faults(content: str | bytes) -> list[tuple[str, str]]:
    """Path and code of each fault."""
    with pytest.raises(InputError) as refused:
        parse_ratings(content if isinstance(content, bytes) else content.encode(), HELD)
    found = [each for each in refused.value.problems if isinstance(each, CodedProblem)]
    assert len(found) == len(refused.value.problems)
    assert all(each.message for each in found)
    return [(each.column, each.code) for each in found]


def test_ratings_are_read_by_the_key_of_their_element() -> None:
    assert parse_ratings(b'\xef\xbb\xbf{"ets185/art_2": {"e1": "MET-G", "e5": "UNK"}}', HELD) == {
        "ets185/art_2/e1": Rating.MET_G,
        "ets185/art_2/e5": Rating.UNK,
    }
    assert parse_ratings(b'{"ets185/art_4": {}}', HELD) == {}
    assert len(parse_ratings(blank_ratings(), HELD)) > 200


def test_what_is_left_out_is_unknown() -> None:
    written = json.loads(example())
    filled = json.loads(blank_ratings())
    for key, elements in written.items():
        filled[key] |= elements
    assert alignment_of(json.dumps(filled).encode()) == alignment_of(example())


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", [("", Fault.NOT_JSON)]),
        ("{", [("", Fault.NOT_JSON)]),
        ("[" * 50_000, [("", Fault.NOT_JSON)]),
        ("9" * 5_000, [("", Fault.NOT_JSON)]),
        (b"\xff", [("", Fault.NOT_JSON)]),
        ("[]", [("", Fault.NOT_AN_OBJECT)]),
        ("null", [("", Fault.NOT_AN_OBJECT)]),
        (" " * (MOST_BYTES + 1), [("", Fault.TOO_LARGE)]),
        ('{"ets185/art_2": ["MET"]}', [("ets185/art_2", Fault.NOT_AN_OBJECT)]),
        ('{"ets185/art_0": {}}', [("ets185/art_0", Fault.UNKNOWN_PROVISION)]),
        ('{"cets224/art_6": {}}', [("cets224/art_6", Fault.UNKNOWN_PROVISION)]),
        ('{"ets185/art_4": {"e1": "MET"}}', [("ets185/art_4/e1", Fault.UNKNOWN_ELEMENT)]),
        ('{"ets185/art_2": {"e8": "MET"}}', [("ets185/art_2/e8", Fault.UNKNOWN_ELEMENT)]),
        ('{"ets185/art_2": {"e1": "Met"}}', [("ets185/art_2/e1", Fault.UNKNOWN_CODE)]),
        ('{"ets185/art_2": {"e1": ""}}', [("ets185/art_2/e1", Fault.UNKNOWN_CODE)]),
        *[
            (f'{{"ets185/art_2": {{"e1": {value}}}}}', [("ets185/art_2/e1", Fault.NOT_TEXT)])
            for value in ("null", "1", "true", '["MET"]', '{"MET": "MET"}', "NaN")
        ],
        ('{"ets185/art_1": {}}', [("ets185/art_1", Fault.NOT_RATABLE)]),
        ('{"ets185/art_23": {"e1": "nonsense"}}', [("ets185/art_23", Fault.NOT_RATABLE)]),
        ('{"ets185/art_36": {}}', [("ets185/art_36", Fault.NOT_RATABLE)]),
        ('{"ets185/art_34": {"e1": "NA", "e2": "MET"}}', [("ets185/art_34", Fault.NO_CORE_ELEMENT_LEFT)]),
    ],
)
def test_a_fault_is_told_at_its_path(content: str | bytes, found: list[tuple[str, str]]) -> None:
    assert faults(content) == found


def test_a_key_that_stands_twice_is_told_and_not_the_last_one_taken() -> None:
    assert faults('{"ets185/art_2": {"e1": "MET", "e1": "NOT"}}') == [("ets185/art_2/e1", Fault.DUPLICATE_KEY)]
    assert faults('{"ets185/art_2": {}, "ets185/art_2": {"e1": "MET"}}') == [("ets185/art_2", Fault.DUPLICATE_KEY)]
    assert faults(r'{"ets185/art_2": {"e1": "MET", "\u00651": "MET"}}') == [("ets185/art_2/e1", Fault.DUPLICATE_KEY)]


def test_na_on_every_core_element_is_counted_over_all_paragraphs() -> None:
    one = {"ets185/art_30/para_1": {"e2": "NA", "e3": "NA"}}
    assert faults(json.dumps(one)) == [("ets185/art_30", Fault.NO_CORE_ELEMENT_LEFT)]
    parts = {key: dict.fromkeys(("e1", "e2", "e3", "e4", "e5", "e6"), "NA") for key in ("ets185/art_16/para_1",)}
    assert len(parse_ratings(json.dumps(parts).encode(), HELD)) == 6


def test_all_faults_are_told_at_once() -> None:
    found = faults('{"ets185/art_2": {"e1": 1, "e2": "x"}, "b": 3, "ets185/art_25": {}, "ets185/art_34": {"e1": "NA"}}')
    assert [code for _, code in found] == [
        Fault.NOT_TEXT,
        Fault.UNKNOWN_CODE,
        Fault.UNKNOWN_PROVISION,
        Fault.NOT_RATABLE,
        Fault.NO_CORE_ELEMENT_LEFT,
    ]


def test_a_refusal_reads_as_a_line_with_path_and_code() -> None:
    with pytest.raises(InputError) as refused:
        parse_ratings(b'{"ets185/art_2": {"e8": "MET"}}', HELD)
    assert str(refused.value) == (
        "ets185/art_2/e8: unknown_element: is no element of its provision. It has e1, e2, e3, e4, e5, e6, e7."
    )


def test_what_was_meant_is_suggested() -> None:
    with pytest.raises(InputError) as refused:
        parse_ratings(b'{"ets185/art_4/para1": {}, "ets185/art_4": {"e1": "MET"}}', HELD)
    first, second = refused.value.problems
    assert "ets185/art_4/para_1" in first.remedy
    assert second.remedy == "Its elements stand in ets185/art_4/para_1, ets185/art_4/para_2."


def test_as_many_faults_as_fit_are_told_in_no_time() -> None:
    content = "{" + ",".join(f'"{number:x}":0' for number in range(11_000)) + "}"
    assert len(content) < MOST_BYTES
    begun = time.process_time()
    assert len(faults(content)) == 11_000
    assert time.process_time() - begun < 3


def test_what_no_terminal_should_be_handed_is_not_given_back() -> None:
    ((path, _code),) = faults(r'{"\u001b[31m\ud800": {}}')
    assert path == "\ufffd[31m\ufffd"
    assert path.encode()
