"""Who may be the same person: names compared across scripts and spellings, with a score and a reason. Decides nothing.

Names are brought into Latin letters (anyascii, after the habits of each script), and their consonants are compared:
vowels differ most between spellings, and Arabic script seldom writes them. Yuriy, Yury, Iurii and Юрій are one, as are
Mohammed, Muhammad and محمد.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler

from capacita.people.personal.choices import Likeness, Script

PROPOSED_FROM = 0.8
_WORD_FROM = 0.69
_WITH_Y, _WITH_Y_FROM = "~", 0.7
# The same words come again and again. Single words are remembered, never whose they are, and few of them.
_WORDS_REMEMBERED = 4_096
_RANGES = (
    (Script.CYRILLIC, "\u0400", "\u052f"),
    (Script.ARMENIAN, "\u0530", "\u058f"),
    (Script.ARABIC, "\u0600", "\u06ff"),
    (Script.ARABIC, "\u0750", "\u077f"),
    (Script.GEORGIAN, "\u10a0", "\u10ff"),
    (Script.GEORGIAN, "\u1c90", "\u1cbf"),
)
# Letters that spellings exchange, the longest first, each as the consonant that it is heard as; vowels go.
_HEARD = (
    ("schtsch", "s"), ("chtch", "s"), ("shch", "s"), ("tsch", "c"), ("sch", "s"), ("tch", "c"), ("dzh", "j"),
    ("cqu", "k"), ("kh", "h"), ("gh", "g"), ("sh", "s"), ("ch", "c"), ("xh", "j"), ("zh", "j"), ("ts", "c"), ("tz", "c"),
    ("dj", "j"), ("gj", "j"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("ck", "k"), ("qu", "k"), ("x", "ks"), ("q", "k"),
    ("w", "v"), ("z", "s"),
)  # fmt: skip
# Pairs that are told apart in one language and not in the next: only for gathering what is then compared.
_NEAR = str.maketrans("ghdbjv", "kktpcf")
# An article written as part of the word, as it is or taking the sound of what follows: Abderrahmane, Ezzahra, Alamine.
_ARTICLES = (
    (re.compile(r"^abd[aeiou](?:l|r(?=r))?(?=[a-z]{3})"), "abd"), (re.compile(r"^[ae](?=([b-df-hj-np-tv-z])\1)"), ""),
    (re.compile(r"^[aeu]l(?=[a-z]{4})"), ""), (re.compile(r"^ju"), "u"), (re.compile(r"[iy]j$"), "i"),
    (re.compile(r"(?<=[aeiou])h$"), ""),
)  # fmt: skip
# The same name in two languages: Mykola is Nikolai, Mykyta is Nikita.
_SAME = (re.compile(r"^m[iy](?=kola|k[iy]ta$)"), "ni")
# As a word may be said otherwise: in French, and where ž has lost its sign beside a d.
_SAID = (
    (re.compile(r"^geo(?=rg)"), "jo"), (re.compile(r"(?<=r)ges?$"), "j"), (re.compile(r"(?<=cqu)es$"), ""),
    (re.compile(r"dz(?!h)"), "j"),
)  # fmt: skip
# Scholars write й, ю and я with j, where others write y or nothing: Marija, Mariya and Maria.
_J_FOR_Y = re.compile(r"(?<!d)j")
_UNWRITTEN_Y = re.compile(r"(?<=i)(?=[aeou])")
_VOWELS = re.compile(r"[aeiouy]")
_VOWELS_BUT_Y = re.compile(r"[aeiou]")
_TWICE = re.compile(r"(.)\1+")
# Particles that are written apart, joined or not at all.
_SERVANTS = frozenset(("abd", "abdul", "abdel", "abdal", "bad"))
_PARTICLES = frozenset(("al", "el", "ul", "ould", "bin", "ben", "ibn", "de", "van", "von", "der"))


@dataclass(frozen=True)
class Spelled:
    """A name as it is compared: its words in Latin letters, and the script in which it was written."""

    words: tuple[str, ...]
    script: Script


@dataclass(frozen=True)
class Known:
    """What is compared of one record: its key, all spellings of the name, address and number."""

    key: str
    names: tuple[str, ...]
    email: str = ""
    phone: str = ""

    @cached_property
    def spelled(self) -> tuple[Spelled, ...]:
        return tuple(Spelled(latin(each), script_of(each)) for each in _written(self.names))


@dataclass(frozen=True)
class Proposal:
    """Two records that may be of one person: how alike from 0 to 1, and why. `first` sorts before `second`."""

    first: str
    second: str
    score: float
    reason: Likeness


def script_of(name: str) -> Script:
    """The script in which most letters of the name are written; Latin where none is told otherwise."""
    if name.isascii():
        return Script.LATIN
    counts: dict[Script, int] = defaultdict(int)
    for letter in name:
        for script, first, last in _RANGES:
            if first <= letter <= last:
                counts[script] += 1
    return max(counts, key=lambda each: counts[each]) if counts else Script.LATIN


def latin(name: str) -> tuple[str, ...]:
    """The words of the name in plain lower-case Latin letters, particles left out."""
    script = script_of(name)
    spelled = _from_arabic(name) if script is Script.ARABIC else anyascii(name.replace("đ", "dj").replace("Đ", "Dj"))
    plain = re.sub(r"['’`ʼ]", "", spelled.lower())
    words = re.findall(r"[a-z]+", plain.replace("ow", "u") if script is Script.ARMENIAN else plain)
    kept = [word for word in words if word not in _PARTICLES] or words
    return tuple(_joined(kept))


def _from_arabic(name: str) -> str:
    """Arabic script names consonants and long vowels: a short one is put between, the article left out."""
    words = []
    for word in name.split():
        letters = [anyascii(letter).lower().strip("'`") for letter in word.removeprefix("ال")]
        heard_as = [
            ("u" if each == "w" else "i" if each == "y" else each) if at else each for at, each in enumerate(letters)
        ]
        words.append("a".join(each for each in heard_as if each))
    return " ".join(words)


def _joined(words: list[str]) -> Iterator[str]:
    """The words, “Abd” with what follows it: it is half of a name."""
    rest = iter(words)
    for word in rest:
        following = next(rest, "") if word in _SERVANTS else ""
        yield f"abd{following}" if following else word


def near(sound: str) -> str:
    """The sound with one letter for each pair that is told apart in one language and not in the next."""
    return sound.translate(_NEAR)


@lru_cache(_WORDS_REMEMBERED)
def heard(word: str) -> str:
    """The consonants of a Latin word as they are heard; the word itself where it has none, such as Aya."""
    return _consonants(_SAME[0].sub(_SAME[1], word), _VOWELS) or word


@lru_cache(_WORDS_REMEMBERED)
def readings(word: str) -> frozenset[str]:
    """How a Latin word may be heard: as it is written, as French has it, and with y as a consonant, for which j may stand."""
    found, said = {heard(word)}, word
    for pattern, instead in _SAID:
        said = pattern.sub(instead, said)
    if said != word:
        found.add(heard(said))
    voiced = _UNWRITTEN_Y.sub("y", _J_FOR_Y.sub("y", word))
    with_y = _consonants(voiced, _VOWELS_BUT_Y)
    if "y" in with_y and len(with_y) > 1:
        # Marked, so that it is compared with such readings alone: Jamal is not Amal.
        found.add(f"{_WITH_Y}{with_y}")
    return frozenset(found)


def _consonants(sound: str, vowels: re.Pattern[str]) -> str:
    for pattern, instead in _ARTICLES:
        sound = pattern.sub(instead, sound)
    for spelled, said in _HEARD:
        sound = sound.replace(spelled, said)
    return _TWICE.sub(r"\1", vowels.sub("", sound))


def _written(names: Iterable[str]) -> Iterator[str]:
    """Each name, and with zh where it has ž: often the sign is left out, and often it is written so."""
    for name in names:
        yield name
        if "ž" in name.lower():
            yield name.replace("ž", "zh").replace("Ž", "Zh")


def compared(one: Known, other: Known) -> Proposal | None:
    """How alike two records are and why; none where they are not alike enough to ask."""
    first, second = sorted((one, other), key=lambda each: each.key)
    likeness = max((_likeness(a, b) for a, b in product(one.spelled, other.spelled)), default=(0.0, Likeness.SPELLING))
    if one.email and one.email.lower() == other.email.lower():
        return Proposal(first.key, second.key, 1.0, Likeness.EMAIL)
    if digits(one.phone) and digits(one.phone) == digits(other.phone):
        return Proposal(first.key, second.key, max(likeness[0], 0.9), Likeness.PHONE)
    if likeness[0] < PROPOSED_FROM:
        return None
    return Proposal(first.key, second.key, round(likeness[0], 3), likeness[1])


def _likeness(one: Spelled, other: Spelled) -> tuple[float, Likeness]:
    """How alike two spellings are: words are matched whatever their order, and all of the shorter name must be found."""
    ours, theirs = one.words, other.words
    if not ours or not theirs:
        return 0.0, Likeness.SPELLING
    if sorted(ours) == sorted(theirs):
        reason = Likeness.SPELLING if one.script is other.script else Likeness.OTHER_SCRIPT
        return 1.0, reason
    reason = Likeness.OTHER_SPELLING if one.script is other.script else Likeness.OTHER_SCRIPT
    if heard("".join(ours)) == heard("".join(theirs)):
        return 0.9, reason
    shorter, longer = sorted((ours, theirs), key=len)
    left = list(longer)
    total = 0.0
    for word in shorter:
        closest, best = max((_word_likeness(word, each), each) for each in left)
        if closest < _WORD_FROM:
            # One name of two that agrees is how relatives and namesakes are called.
            return 0.0, reason
        total += closest
        left.remove(best)
    # A word that only one of them has makes them less alike; a single word against several says little.
    missing = len(left) * 0.04 + (0.25 if len(shorter) == 1 and left else 0.0)
    return max(0.0, total / len(shorter) - missing), reason


def _word_likeness(one: str, other: str) -> float:
    letters = JaroWinkler.normalized_similarity(one, other)
    same = readings(one) & readings(other)
    # By a reading with y alone Arjan and Iryna would be one.
    if any(letters >= _WITH_Y_FROM or not each.startswith(_WITH_Y) for each in same):
        return 0.8 + 0.2 * letters
    is_near = near(heard(one)) == near(heard(other))
    return 0.7 + 0.2 * letters if is_near else 0.75 * letters


def digits(phone: str) -> str:
    """The last nine digits: the same number with and without the country's code."""
    found = re.sub(r"\D", "", phone)
    return found[-9:] if len(found) >= 7 else ""
