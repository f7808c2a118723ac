"""Whether texts are in the languages that somebody states. The languages are told by a program beside this one.

Where it cannot be asked, nothing is refused: the reader is told that nobody looked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from capacita.kernel.errors import Problem
from capacita.kernel.said import Said, said
from capacita.legislation.rules.languages import Language, Verdict, language_of, parts_to_tell

_TELLER = Path(__file__).with_name("language_teller.py")
_SECONDS = 30
_MOST_KEPT = 4_000
# What the program can tell; the letters of each language have a code of two letters.
TOLD = frozenset(
    "af ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gu he hi hr hu hy id is it ja ka kk ko la lg lt lv mi"
    " mk mn mr ms nb nl nn pa pl pt ro ru sk sl sn so sq sr st sv sw ta te th tl tn tr ts uk ur vi xh yo zh zu".split()
)
_known: OrderedDict[str, str] = OrderedDict()


def languages_of(texts: Sequence[tuple[str, str]]) -> list[Language]:
    """For each language stated and text, what can be said of it. The program is asked once for all."""
    parts = [parts_to_tell(text) for _stated, text in texts]
    told = _told([part for each in parts for part in each])
    return [
        language_of(
            stated, [(told.get(part, ""), len(part)) for part in each], known=TOLD if told or not each else NONE
        )
        for (stated, _text), each in zip(texts, parts, strict=True)
    ]


NONE: frozenset[str] = frozenset()


def wrong_language(stated: str, found: str) -> Said:
    return said("is said to be in %(stated)s and seems to be in %(found)s", stated=stated.upper(), found=found.upper())


def other_language(stated: str, language: Language, *, file: str = "", row: int | None = None) -> list[Problem]:
    """The refusal of a text in another language than stated; none for one that fits or may fit."""
    if language.verdict is not Verdict.OTHER:
        return []
    remedy = said("State the language of the text, or give the text in the language stated.")
    return [Problem(wrong_language(stated, language.found), file, row, "language", remedy)]


def warning_of(stated: str, language: Language) -> Said | None:
    """What a reader should look at where the language is not certain."""
    match language.verdict:
        case Verdict.MIXED:
            words = said("Parts of the text seem to be in %(found)s: check that it is in %(stated)s.",
                         found=language.found.upper(), stated=stated.upper())  # fmt: skip
        case Verdict.SHORT:
            words = said("The text is too short to tell its language: check that it is in %(s)s.", s=stated.upper())
        case Verdict.UNTOLD:
            words = said("Nobody could tell whether the text is in %(stated)s: check it.", stated=stated.upper())
        case _:
            return None
    return words


def _told(parts: Sequence[str]) -> dict[str, str]:
    """The language of each part. Empty where the program could not be asked."""
    wanted = [each for each in dict.fromkeys(parts) if each not in _known]
    if wanted:
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-I", str(_TELLER)], input=json.dumps(wanted), capture_output=True, text=True,
                check=True, timeout=_SECONDS, encoding="utf-8",
            )  # fmt: skip
            answers = json.loads(done.stdout)
        except (OSError, subprocess.SubprocessError, ValueError):
            return {}
        _known.update(zip(wanted, answers, strict=True))
    told = {each: _known[each] for each in parts}
    while len(_known) > _MOST_KEPT:
        _known.popitem(last=False)
    return told
