"""What a person gives to be printed in a brief: stripped, held to its limit and checked here, for every door alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields

from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said
from capacita.publishing.brief import TitleSlide

TITLE_FIELDS = tuple(each.name for each in fields(TitleSlide))
# The most characters of each text, counted once it is stripped.
MOST_CHARACTERS: Mapping[str, int] = {
    **dict.fromkeys(TITLE_FIELDS, 300),
    "funding_statement": 1000,
    "disclaimer": 2000,
}
# What neither a slide nor a document can hold: controls, overrides of direction, halves of pairs, what is no character.
_CONTROLS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u206f\ud800-\udfff\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + r"\U000e0000-\U000e0fff]"
)
# What copying brings along and nobody sees: marks of byte order, breaks that have no width.
_UNSEEN = re.compile(r"[\ufeff\u200b\u2060\u00ad]")
_BREAKS = re.compile(r" *(?:[\t\n\v\f\r\x85\u2028\u2029] *)+")


def printable(given: Mapping[str, str]) -> dict[str, str]:
    """The texts as they are printed: on one line, without spaces at their ends and without what cannot be seen.

    Refuses a text that is longer than its limit or holds what cannot be printed, naming the field.
    """
    texts = {name: _BREAKS.sub(" ", _UNSEEN.sub("", text)).strip() for name, text in given.items()}
    problems = [problem for name, text in texts.items() for problem in _wrong(name, text)]
    if problems:
        raise InputError(*problems)
    return texts


def _wrong(name: str, text: str) -> list[Problem]:
    most = MOST_CHARACTERS[name]
    found = []
    if len(text) > most:
        long = said("has %(n)s characters; at most %(most)s are printed", n=len(text), most=most)
        found.append(Problem(long, column=name, remedy=said("Shorten the text.")))
    if _CONTROLS.search(text):
        remedy = said("Type the text again.")
        found.append(Problem(said("contains a control character"), column=name, remedy=remedy))
    return found
