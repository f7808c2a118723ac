"""Numbers of provisions as laws of many languages write them, and when two references mean the same one."""

from __future__ import annotations

import re

# Digits of Latin, Arabic and Persian writing; small raised ones stand for what was inserted later.
_DIGIT = "0-9٠-٩۰-۹"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_AGAIN = "bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies|مكررا|مكرر"
_FEMININE = "الأولى الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة".split()
_MASCULINE = "الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر".split()
_TEENS = "الحادية الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة".split()
_ORDINALS = {
    **{f"{word} عشرة": number for number, word in enumerate(_TEENS, start=11)},
    **{f"{word} عشر": number for number, word in enumerate(_MASCULINE[:9], start=11)},
    "العشرون": 20,
    "العشرين": 20,
    **{word: number for number, word in enumerate(_FEMININE, start=1)},
    **{word: number for number, word in enumerate(_MASCULINE, start=1)},
    **dict.fromkeys(("premier", "première", "first", "unique", "único", "unic", "único"), 1),
}
_WORDS = "|".join(sorted(map(re.escape, _ORDINALS), key=len, reverse=True))
_ONE = (
    rf"(?:[{_DIGIT}]{{1,5}}(?:er|re|º|°|ª)?(?:[{_RAISED}]+|[-^][{_DIGIT}]{{1,3}}(?![{_DIGIT}]))?"
    rf"(?:[ -]?(?:{_AGAIN})(?!\w))?(?:-?[^\W\d_]{{1,2}}(?!\w))?"
    rf"|[IVXLC]{{1,8}}(?!\w)|(?:{_WORDS})(?!\w))"
)
# One number, or a range of them. It brings no group of its own.
NUMBER = rf"{_ONE}(?:\s*(?:[-–—]|to|à|al|до|إلى)\s*{_ONE})?"
_NUMBERED = re.compile(rf"[^\W\d_]*[.\s§]*(?P<number>{NUMBER})[\s.:]*", re.IGNORECASE)
_LATIN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
_LOWERED = str.maketrans(_RAISED, "0123456789")


def number_of(reference: str) -> str:
    """The number of a reference, the same however it is written; blank where it names more or less than one provision.

    Article 5 bis, art. 5bis and Art. 5-bis are one; art. 361¹ and Art. 361-1; المادة الخامسة and Art. 5.
    """
    found = _NUMBERED.fullmatch(reference.strip())
    return plain_number(found.group("number")) if found else ""


def plain_number(number: str) -> str:
    """A number in Latin digits and small letters, without what only adorns it."""
    text = " ".join(number.split())
    if text.casefold() in _BY_WORD:
        return str(_BY_WORD[text.casefold()])
    raised = re.sub(rf"[{_RAISED}]+", lambda each: f"-{each.group().translate(_LOWERED)}", text)
    plain = raised.translate(_LATIN).replace("^", "-").replace("مكررا", "bis").replace("مكرر", "bis").casefold()
    plain = re.sub(r"(?<=\d)(?:er|re|º|°|ª)(?!\w)", "", plain)
    return re.sub(rf"[ -]+(?=(?:{_AGAIN}|[^\W\d_]{{1,2}})(?!\w))", "", plain).replace(" ", "")


_BY_WORD = {word.casefold(): number for word, number in _ORDINALS.items()}
