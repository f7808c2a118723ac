"""That what is asked first of a text is there wherever the patterns find somebody: in any script, case and form."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacita.people.personal.rules.meant import Meant, Text, Ways, _folded

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


@settings(max_examples=1500)
@given(people, st.data())
def test_wherever_the_patterns_find_somebody_the_text_is_not_passed_over(ways: Ways, data: st.DataObject) -> None:
    meant = Meant(ways)
    told = sorted(ways.names | ways.addresses | ways.numbers)
    if told:
        text = written(data.draw(st.sampled_from(told)), data)
        found = meant._maybe is not None and meant._maybe.search(unicodedata.normalize("NFC", text)) is not None
        assert meant.perhaps(text) == found


@pytest.mark.parametrize("name", OTHERS)
def test_who_is_named_otherwise_is_passed_over_quickly(name: str) -> None:
    meant = Meant(Ways(names=frozenset({name}), numbers=frozenset({"+99 555 0142"})))
    others = "the letter of Anatol; статья закона; قانون محكمة; la procédure; 대한민국; क ख ग; կանոն; სასამართლო"
    assert not any(way.may_be_in(Text(others)) for way in meant._any)


def test_letters_that_the_patterns_take_for_the_same_are_folded_to_the_same() -> None:
    letters = [chr(code) for code in range(sys.maxunicode + 1)]
    cased = "".join(each for each in letters if not each == each.lower() == each.upper() == each.casefold())
    for letter in cased:
        for alike in re.findall(re.escape(letter), cased, re.IGNORECASE):
            assert _folded(alike) == _folded(letter), (alike, letter)
