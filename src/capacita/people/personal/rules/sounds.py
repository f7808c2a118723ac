"""How a word in Latin letters may be heard: its consonants, as it is written and as one language or another has it.

Vowels differ most between spellings, and Arabic script seldom writes them. A letter that languages say in several ways
gives further readings, never another one instead: ch is heard in Chirtoacă as k, in Cherif as sh, in Chobanu as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

# The same words come again and again. Single words are remembered, never whose they are, and few of them.
_WORDS_REMEMBERED = 4_096
# Letters that spellings exchange, the longest first, each as the consonant that it is heard as; vowels go.
_HEARD = {
    "schtsch": "s", "chtch": "s", "shch": "s", "tsch": "c", "dsch": "j", "sch": "s", "tch": "c", "dzh": "j", "cqu": "k",
    "kh": "h", "gh": "g", "sh": "s", "ch": "c", "xh": "j", "zh": "j", "ts": "c", "tz": "c", "cz": "c", "dj": "j",
    "gj": "j", "kj": "k", "ph": "f", "th": "t", "dh": "d", "ck": "k", "qu": "k", "x": "ks", "q": "k", "w": "v", "z": "s",
    "a": "", "e": "", "i": "", "o": "", "u": "",
}  # fmt: skip
_LETTERS = re.compile("|".join((*_HEARD, "y")))
_LETTERS_BUT_Y = re.compile("|".join(_HEARD))
_TWICE = re.compile(r"(.)\1+")
# Pairs that are told apart in one language and not in the next: they tell less.
_NEAR = str.maketrans("ghdbjv", "kktpcf")
Exchanges = tuple[tuple[re.Pattern[str], str], ...]


def _exchanges(*pairs: tuple[str, str]) -> Exchanges:
    return tuple((re.compile(pattern), instead) for pattern, instead in pairs)


# However a word is read: “Abd” without the article, Nikolaj as Nikolai, Sarah as Sara.
_ALWAYS = _exchanges(
    (r"^abd[aeiou](?:l|r(?=r))?(?=[a-z]{3})", "abd"), (r"[iy]j$", "i"), (r"(?<=[aeiou])h$", ""),
)  # fmt: skip
# The same name in two languages: Mykola is Nikolai, Mykyta is Nikita.
_SAME = _exchanges((r"^m[iy](?=kola|k[iy]ta$)", "ni"))
# But Anica is not Anka.
_HARD_C = (r"c(?![eiyhz]|(?<=ic)a$)", "k")
_W_IS_A_VOWEL = (r"w(?=[aeiou])|(?<=[ae])w", "u")
_HABITS = (
    # French, and of c English as well: Cherif is Sharif, Nacer Nasser, Georges George. A last -ic is a name in -ić.
    _exchanges(
        (r"^geo(?=rg)", "jo"),
        (r"(?<=r)ges?$", "j"),
        (r"(?<=cqu)es$", ""),
        (r"(?<![ts])ch(?!tch)", "sh"),
        (r"c(?=e|[iy](?!ch?$))", "s"),
        _HARD_C,
    ),
    # Romanian, Italian and what comes from Greek: Chirtoacă is Kirtoake, Christina Kristina, Gicu Jiku.
    _exchanges((r"(?<![st])ch(?=[ei]|[^aeiouyh]|$)", "k"), _HARD_C),
    # Arabic: a w between vowels is one, and what is said as in “this” is often said as in “zoo”: Osman is Othman.
    _exchanges((r"th", "s"), (r"dh", "z"), _W_IS_A_VOWEL),
    # Egyptian, and Romanian before e and i: Naguib is Najib.
    _exchanges((r"g(?=[aei]|u[ei])", "j")),
    # An article written as part of the word.
    _exchanges((r"^[aeu]l(?=[a-z]{4})", "")),
    # Azerbaijani: Xəlilov is Khalilov.
    _exchanges((r"(?<!e)x(?!h)", "kh")),
    # Albanian and Macedonian: Krasniqi is Krasnići, Kjiro is Ćiro.
    _exchanges((r"q(?=[eij])|kj", "ch")),
    # Where ž, đ and ț have lost their signs.
    _exchanges((r"dz(?!h)", "j")),
    _exchanges((r"(?<!d)zh", "z"), (r"dj", "d"), (r"ts(?!h)", "t")),
    # Jurij is Yuri.
    _exchanges((r"^ju", "u")),
    # Ukrainian: the h of Oleh is heard, it is a g elsewhere.
    _exchanges((r"(?<=[eiou])h$", "kh")),
)
# Armenian h is not written in Russian: Vahagn is Ваагн, Hakobyan Акопян. Of a short word too little would be left.
_H = re.compile(r"(?<![^aeiouyv])h(?=[aeiouy])")
_WITHOUT_H_FROM = 3
# Scholars write й, ю and я with j, where others write y or nothing: Marija, Mariya and Maria.
_J_FOR_Y = re.compile(r"(?<!d)j")
_UNWRITTEN_Y = re.compile(r"(?<=i)(?=[aeou])")
_WITH_Y = "~"


@lru_cache(_WORDS_REMEMBERED)
def heard(word: str) -> str:
    """The consonants of a Latin word as they are heard; the word itself where it has none, such as Aya."""
    return _consonants(_exchanged(word, _SAME)) or word


@lru_cache(_WORDS_REMEMBERED)
def readings(word: str) -> Mapping[str, str]:
    """How a Latin word may be heard, each with the word as it is then said or written; first as it is written.

    The others are by the habits of languages, without h, and with y as a consonant, for which j may stand.
    """
    written = _exchanged(word, _SAME)
    found = {heard(word): _plain(word)}
    for said in dict.fromkeys(_exchanged(written, habit) for habit in _HABITS):
        found.setdefault(_consonants(said), _plain(said))
    without_h = _H.sub("", written)
    if len(sound := _consonants(without_h)) >= _WITHOUT_H_FROM:
        found.setdefault(sound, _plain(without_h))
    with_y = _UNWRITTEN_Y.sub("y", _J_FOR_Y.sub("y", written))
    sound = _consonants(with_y, _LETTERS_BUT_Y)
    if "y" in sound and len(sound) > 1:
        # Marked, so that it is compared with such readings alone: Jamal is not Amal.
        found[f"{_WITH_Y}{sound}"] = _plain(word)
    found.pop("", None)
    return found


@lru_cache(_WORDS_REMEMBERED)
def near_readings(word: str) -> Mapping[str, str]:
    """The readings of the word, with one letter for each pair that is told apart in one language and not in the next."""
    found: dict[str, str] = {}
    for sound, said in readings(word).items():
        found.setdefault(near(sound), said)
    return found


def near(sound: str) -> str:
    """The sound with one letter for each pair that is told apart in one language and not in the next."""
    return sound.translate(_NEAR)


def _exchanged(word: str, exchanges: Exchanges) -> str:
    for pattern, instead in exchanges:
        word = pattern.sub(instead, word)
    return word


def _plain(word: str) -> str:
    """The word with one letter for each vowel that French or English writes with two."""
    return word.replace("ou", "u").replace("oo", "u").replace("ee", "i")


def _consonants(word: str, letters: re.Pattern[str] = _LETTERS) -> str:
    spoken = letters.sub(lambda found: _HEARD.get(found.group(), ""), _exchanged(word, _ALWAYS))
    return _TWICE.sub(r"\1", spoken)
