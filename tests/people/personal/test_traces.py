"""That what is sought in raw texts is there wherever the comparison finds somebody: in any script, form and escape."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacita.people.personal.rules import traces
from capacita.people.personal.rules.meant import Meant, Ways

# Letters with several capitals, that compose in several ways, that compose to several, that are written from right to left.
LETTERS = (
    "aikskzéİıſßÅồệǰΐᾳσςιµЙёїЂђԱևსᲡאשׁبمลิ가각김कक़ुােোམགྷあが漢豈𞤀𞤢Ǆﬁ'-1"
    "\u212a\u212b\u0301\u0307\u0323\u0341\u0344\u0345\u0958\ufb2a\u0f43\u09cb\u1100\u1161\u11a8"
)
words = st.text(st.sampled_from(LETTERS), min_size=1, max_size=5)
people = st.builds(
    Ways,
    addresses=st.frozensets(st.sampled_from(["ki.s@zz.example.org", "Éa@x.org", "юрій@пошта.укр"]), max_size=1),
    numbers=st.frozensets(st.sampled_from(["+99 555 0142", "٠١٢٣٤٥٦٧", "0042 123 456"]), max_size=1),
    names=st.frozensets(st.lists(words, min_size=1, max_size=3).map(" ".join), max_size=2),
)
FORMS = ("NFC", "NFD", "NFKC", "NFKD")
OTHERS = (
    "Ana Li", "Yuriy Petrenko", "Юрій Петренко", "محمد علي", "Հակոբյան", "ქეთევანი", "Jesús Núñez", "김민준",
    "Nguyễn Thị", "कमल कुमार",
)  # fmt: skip
BETWEEN = (" ", ", ", "_", "\n", "\u2009", "\u2000", "-", ".", "(", "\u0301", "x", "\\", '"')


def written(told: str, data: st.DataObject) -> str:
    """The words in another order, other letters and another form, with something around and between."""
    pieces = list(data.draw(st.permutations(told.split())))
    turned = data.draw(st.sampled_from(BETWEEN)).join(pieces)
    if data.draw(st.booleans()):
        digits = re.sub(r"\D", "", told)
        turned = data.draw(st.sampled_from(BETWEEN)).join(digits) if len(digits) > 6 else turned
    for change in data.draw(st.lists(st.sampled_from(["upper", "lower", "title", "casefold", "swapcase"]), max_size=2)):
        turned = getattr(turned, change)()
    form = data.draw(st.sampled_from([*FORMS, ""]))
    turned = unicodedata.normalize(form, turned) if form else turned  # type: ignore[arg-type]
    around = st.sampled_from(["", " ", "a", "n", "\n", "u0041", "\u0323", "é", "/", "\\", '"'])
    return data.draw(around) + turned + data.draw(around)


def cells(text: str, data: st.DataObject) -> object:
    """The text in one value, or parted among several: they are read one below the other."""
    at = data.draw(st.integers(0, len(text)))
    return data.draw(st.sampled_from([{"after": {"a": text}}, ["9", text[:at], {"x9": text[at:].lstrip("\n")}, 7]]))


def texts_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return list(chain.from_iterable(map(texts_in, inside)))


@settings(max_examples=1500)
@given(people, st.data())
def test_wherever_somebody_is_found_the_raw_text_has_the_trace(ways: Ways, data: st.DataObject) -> None:
    meant = Meant(ways)
    told = sorted(ways.names | ways.addresses | ways.numbers)
    if not told:
        return
    value = cells(written(data.draw(st.sampled_from(told)), data), data)
    text = "\n".join(texts_in(value))
    found = meant._maybe is not None and meant._maybe.search(unicodedata.normalize("NFC", text)) is not None
    assert meant.perhaps(text) == found
    if found:
        for raw in (text, json.dumps(value), json.dumps(value, ensure_ascii=False)):
            assert meant.may_be_in(raw), (ways, raw)


@pytest.mark.parametrize("name", OTHERS)
def test_who_is_named_otherwise_is_passed_over_quickly(name: str) -> None:
    meant = Meant(Ways(names=frozenset({name}), numbers=frozenset({"+99 555 0142"})))
    others = "the liars of Anatolia; статья закона; قانون محكمة; la procédure; 대한민국; क ख ग; կանոն; სასამართლო"
    for raw in (others, json.dumps(others)):
        assert not meant.may_be_in(raw)


def test_every_letter_of_every_script_is_found_in_every_form() -> None:
    for letter in traces._tables().cased[::7] + "".join(LETTERS):
        for alike in traces._alike(letter):
            composed = unicodedata.normalize("NFC", letter)
            meant = Meant(Ways(names=frozenset({f"q{composed}q", f"{composed} qq"})))
            for text in {f"q{alike}q", f"q{unicodedata.normalize('NFD', alike)}q", f"qq {alike}"}:
                if meant.perhaps(text):
                    assert meant.may_be_in(text)
                    assert meant.may_be_in(json.dumps(text))


def test_a_letter_with_any_mark_behind_it_is_found_as_it_is_composed() -> None:
    marks = [chr(code) for code in range(0x300, 0x370)] + ["\u093c", "\u0fb7", "\u05c1", "\u11a8", "\u1161"]
    whole = [letter for letters in traces._tables().whole.values() for letter in letters if letter < "\uac10"]
    for letter in (*whole, *"aeioukisΑαι"):
        for mark in marks:
            text = letter + mark
            word = unicodedata.normalize("NFC", text)[0]
            if word.isalnum():
                trace = traces.of_words([word])
                assert trace.may_be_in(text.casefold()), (text, word)
                assert trace.may_be_in(json.dumps(text).casefold()), (text, word)


def test_no_other_sign_is_folded_to_a_letter_or_digit() -> None:
    for letter in map(chr, range(sys.maxunicode + 1)):
        assert letter.isalnum() or not re.match("[a-z0-9]", letter.casefold())
