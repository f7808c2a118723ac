"""Who may be the same person: names compared across scripts and spellings, with a score and a reason. Decides nothing.

Names are brought into Latin letters (anyascii, after the habits of each script), and their consonants are compared:
vowels differ most between spellings, and Arabic script seldom writes them. Yuriy, Yury, Iurii and Юрій are one, as are
Mohammed, Muhammad and محمد.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product

from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler

from capacita.people.personal.choices import Likeness, Script
from capacita.people.personal.rules.sounds import heard, near, near_readings, readings

PROPOSED_FROM = 0.8
_WORD_FROM = 0.69
# What two words have in common by a further reading tells only where they are also alike in letters, so said.
_SAID_FROM = 0.77
_RANGES = (
    (Script.CYRILLIC, "\u0400", "\u052f"),
    (Script.ARMENIAN, "\u0530", "\u058f"),
    (Script.ARABIC, "\u0600", "\u06ff"),
    (Script.ARABIC, "\u0750", "\u077f"),
    (Script.GEORGIAN, "\u10a0", "\u10ff"),
    (Script.GEORGIAN, "\u1c90", "\u1cbf"),
)
# Particles that are written apart, joined or not at all.
_SERVANTS = frozenset(("abd", "abdul", "abdel", "abdal", "abad"))
_PARTICLES = frozenset(("al", "el", "ul", "ould", "bin", "ben", "ibn", "de", "van", "von", "der"))
# The second half of a name, written apart; and an article that takes the sound of what follows, as in ar-Rahman.
_WRITTEN_APART = (
    (re.compile(r" +[aeiu](?:[ld] +|d)d(?:ine?|een)\b"), "din"), (re.compile(r" +(?:al|u)lah\b"), "allah"),
    (re.compile(r"\b[aeu](ch|sh|th|dh|[dnrstz]) +(?=\1)"), ""),
)  # fmt: skip
# The same in Arabic, without the marks of short vowels: “Abd” may be joined to what follows, “son of” is a particle.
_APART_IN_ARABIC = (
    (re.compile("[\u0640\u064b-\u0652]"), ""), (re.compile(r"\bعبد ?ال"), "عبد "), (re.compile(r"(?<=\w) ?الدين\b"), "دين"),
    (re.compile(r" الله\b"), "الله"), (re.compile(r"\bا?بن "), ""),
)  # fmt: skip
_ARABIC_VOWELS = str.maketrans("اأإع", "aaia")
_LONG, _VOWELS = {"w": "u", "y": "i"}, frozenset("aiu")
# Signs that are left out or written as letters, letters that neighbours write otherwise, and “Ben”, joined or left out.
_WRITTEN = (
    ("ž", "zh"), ("đ", "dj"), ("ț", "ts"), ("ţ", "ts"), ("šč", "shch"), ("ђ", "д"), ("ѓ", "ђ"), ("ќ", "ћ"),
    (" ben ", " ben"), (" بن ", " بن"),
)  # fmt: skip
# Names of real people come to four; each pair of forms is compared, and no name typed by somebody holds up the rest.
_MOST_FORMS = 16


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
        return tuple({Spelled(latin(each), script_of(each)): None for each in _written(self.names)})


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
    spelled = _from_arabic(name) if script is Script.ARABIC else anyascii(name)
    plain = re.sub(r"['’`ʼ]", "", spelled.lower())
    for pattern, instead in _WRITTEN_APART:
        plain = pattern.sub(instead, plain)
    words = re.findall(r"[a-z]+", plain.replace("ow", "u") if script is Script.ARMENIAN else plain)
    kept = [word for word in words if word not in _PARTICLES] or words
    return tuple(_joined(kept))


def _from_arabic(name: str) -> str:
    """The name in Latin letters, the article left out."""
    for pattern, instead in _APART_IN_ARABIC:
        name = pattern.sub(instead, name)
    return " ".join(_word_from_arabic(word.removeprefix("ال")) for word in name.split())


def _word_from_arabic(word: str) -> str:
    """Arabic script names consonants and long vowels: a short one is put between two consonants."""
    spelled = (anyascii(letter).lower().strip("'`") for letter in word.translate(_ARABIC_VOWELS))
    letters = [each for each in spelled if each]
    said = letters[:1] + [_LONG.get(each, each) for each in letters[1:]]
    return "".join(
        each if each in _VOWELS or following in _VOWELS else f"{each}a" for each, following in pairwise([*said, "a"])
    )


def _joined(words: list[str]) -> Iterator[str]:
    """The words, “Abd” with what follows it: it is half of a name."""
    rest = iter(words)
    for word in rest:
        following = next(rest, "") if word in _SERVANTS else ""
        yield f"abd{following}" if following else word


def _written(names: Iterable[str]) -> Iterator[str]:
    """Each name in small letters, and each way in which it is often written instead, as far as there are not too many."""
    for name in names:
        forms = [f" {name.lower()}".replace("-", " ")]
        for part, instead in _WRITTEN:
            if part in forms[0] and len(forms) < _MOST_FORMS:
                forms += [each.replace(part, instead) for each in forms]
        yield from forms


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
    if near_readings(one).keys().isdisjoint(near_readings(other)):
        return 0.75 * letters
    ours, theirs = heard(one), heard(other)
    if ours == theirs or _is_told(readings(one), readings(other)):
        return 0.8 + 0.2 * letters
    is_near = near(ours) == near(theirs) or _is_told(near_readings(one), near_readings(other))
    return 0.7 + 0.2 * letters if is_near else 0.75 * letters


def _is_told(ours: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    """Whether two words are one by a reading, so that their letters are alike as well: else Arjan and Iryna would be."""
    return any(
        JaroWinkler.normalized_similarity(ours[sound], theirs[sound]) >= _SAID_FROM
        for sound in ours.keys() & theirs.keys()
    )


def digits(phone: str) -> str:
    """The last nine digits: the same number with and without the country's code."""
    found = re.sub(r"\D", "", phone)
    return found[-9:] if len(found) >= 7 else ""
