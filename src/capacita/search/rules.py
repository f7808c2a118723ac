"""How texts are folded into words, so that spellings, accents and scripts of one word meet. Pure; nothing is looked up.

The same folding serves the index, what somebody types, and the search terms of domestic law. Change of it is a new
`VERSION`, at which the index is made anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

VERSION = 1
_APOSTROPHES = "'’‘ʼʹ`´＇"
_MARKS = "\u0300-\u036f\u0483-\u0489\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
# What stands within a word and is not seen: soft hyphen, joiners, marks of direction.
_UNSEEN = "\u00ad\u200b-\u200f\u2060"
_CYRILLIC = "\u0400-\u052f"
# Letters and digits; not the modifier letters that are written for apostrophes.
_LETTER = r"[^\W_\u02b9-\u02bf]"
_WORD = re.compile(
    rf"{_LETTER}(?:{_LETTER}|[{_MARKS}{_UNSEEN}]|(?<=[{_CYRILLIC}iI])[{_APOSTROPHES}](?=[{_CYRILLIC}iI]))*"
)
_HAS_CYRILLIC = re.compile(rf"[{_CYRILLIC}]")
_HAS_ARABIC = re.compile(r"[\u0620-\u064a\u0671-\u06d3]")
_IN_CYRILLIC = str.maketrans("i", "і")
_IN_ARABIC = str.maketrans("أإآٱىیةک", "اااايي" + "هك", "ـ")
_IN_LATIN = str.maketrans({"œ": "oe", "æ": "ae"})
# intercepção, interceção and interceptação occur side by side in Portuguese.
_INTERCEPTION = re.compile(r"^interce(?:p|pta)?(cao|coes)$")
_ARTICLE = re.compile(r"^[وف]?(?:[بكل]?ال|لل)(?=.{3})")
_SHORTEST = 3
# No word of a language is longer, and PostgreSQL keeps none of more than 2,046 bytes.
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, in characters, and its folded forms; more than one in Arabic script alone."""

    start: int
    end: int
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it is one of the words that were asked for."""

    text: str
    is_hit: bool = False


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order, each with its span in it."""
    return tuple(
        Word(match.start(), match.end(), forms) for match in _WORD.finditer(text) if (forms := forms_of(match.group()))
    )


def folded(text: str) -> str:
    """The words of a text as the index keeps them: joined by spaces, the forms of one word by “|”."""
    return " ".join("|".join(each.forms) for each in words_of(text))


def asked_words(text: str) -> tuple[str, ...]:
    """Words that somebody looks for, each in the one form in which it meets all its forms in a text."""
    return tuple(_without_article(each.forms[0]) for each in words_of(text))


@lru_cache(maxsize=32_768)
def forms_of(word: str) -> tuple[str, ...]:
    """One word folded: case, width, accents, apostrophes and what is not seen make no difference.

    An Arabic word stands first as it is, then without the prefixes (wa, fa, bi, ka, li, al-) that it may carry.
    Nothing where no letter is left.
    """
    plain = _plain(word)
    if not plain:
        return ()
    return tuple(_without_prefixes(plain)) if _HAS_ARABIC.search(plain) else (plain,)


def is_hit(forms: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether a word begins with one of those asked for."""
    return any(form.startswith(each) for form in forms for each in asked)


def passage(text: str, asked: Sequence[str], *, longest: int = 260) -> tuple[Piece, ...]:
    """About `longest` characters of the text around the first word asked for, in pieces; cut between words, with “…”."""
    words = words_of(text)
    hits = [each for each in words if is_hit(each.forms, asked)]
    begin, end = 0, len(text)
    if len(text) > longest:
        first = hits[0].start if hits else 0
        begin = max(0, min(first - longest // 3, len(text) - longest))
        begin = next((each.start for each in words if each.start >= begin), begin) if begin else 0
        end = max((each.end for each in words if each.end <= begin + longest), default=begin + longest)
        end = len(text) if end >= words[-1].end else end
    return tuple(_pieces(text, [each for each in hits if begin <= each.start and each.end <= end], begin, end))


def _pieces(text: str, hits: Sequence[Word], begin: int, end: int) -> Iterator[Piece]:
    at = begin
    lead = "…" if begin else ""
    for each in hits:
        if lead or at < each.start:
            yield Piece(lead + text[at : each.start])
        yield Piece(text[each.start : each.end], is_hit=True)
        at, lead = each.end, ""
    rest = lead + text[at:end] + ("…" if end < len(text) else "")
    if rest:
        yield Piece(rest)


def _plain(word: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold()).casefold()
    if _HAS_CYRILLIC.search(text):
        text = text.translate(_IN_CYRILLIC)
    elif _HAS_ARABIC.search(text):
        text = text.translate(_IN_ARABIC)
    else:
        text = unicodedata.normalize("NFKD", text).translate(_IN_LATIN)
    text = "".join(each for each in text if each.isalnum() and not "\u02b9" <= each <= "\u02bf")
    return _INTERCEPTION.sub(r"intercepta\1", text[:_LONGEST])


def _without_prefixes(word: str) -> list[str]:
    found = [word]
    for prefixes in (("و", "ف"), ("ب", "ك", "لل", "ل"), ("ال",)):
        for each in list(found):
            prefix = next((one for one in prefixes if each.startswith(one)), "")
            if prefix and len(each) - len(prefix) >= _SHORTEST:
                found.append(each[len(prefix) :])
    return list(dict.fromkeys(found))


def _without_article(word: str) -> str:
    return _ARTICLE.sub("", word) if _HAS_ARABIC.search(word) else word
