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
from itertools import combinations

from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler

from capacita.people.personal.choices import Likeness, Script

PROPOSED_FROM = 0.8
_WORD_FROM = 0.69
# Beyond this size a group of alike names tells nothing: only those with the same address or number are compared.
MOST_IN_GROUP = 200
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
    ("kh", "h"), ("gh", "g"), ("sh", "s"), ("ch", "c"), ("zh", "j"), ("ts", "c"), ("tz", "c"), ("dj", "j"),
    ("ph", "f"), ("th", "t"), ("dh", "d"), ("ck", "k"), ("qu", "k"), ("x", "ks"), ("q", "k"), ("w", "v"), ("z", "s"),
)  # fmt: skip
# Pairs that are told apart in one language and not in the next: only for gathering what is then compared.
_NEAR = str.maketrans("ghdbjv", "kktpcf")
# An article written as part of the word, as it is or taking the sound of what follows: Abderrahmane, Ezzahra, Alamine.
_ARTICLES = (
    (re.compile(r"^abd[aeiou](?:l|r(?=r))?(?=[a-z]{3})"), "abd"), (re.compile(r"^[ae](?=([b-df-hj-np-tv-z])\1)"), ""),
    (re.compile(r"^[aeu]l(?=[a-z]{4})"), ""), (re.compile(r"^ju"), "u"), (re.compile(r"[iy]j$"), "i"),
    (re.compile(r"(?<=[aeiou])h$"), ""),
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouy]")
_TWICE = re.compile(r"(.)\1+")
# Particles that are written apart, joined or not at all.
_SERVANTS = frozenset(("abd", "abdul", "abdel", "abdal", "bad"))
_PARTICLES = frozenset(("al", "el", "ul", "ould", "bin", "ben", "ibn", "de", "van", "von", "der"))


@dataclass(frozen=True)
class Known:
    """What is compared of one record: its key, all spellings of the name, address and number."""

    key: str
    names: tuple[str, ...]
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Proposal:
    """Two records that may be of one person: how alike from 0 to 1, and why. `first` sorts before `second`."""

    first: str
    second: str
    score: float
    reason: Likeness


def script_of(name: str) -> Script:
    """The script in which most letters of the name are written; Latin where none is told otherwise."""
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


def heard(word: str) -> str:
    """The consonants of a Latin word as they are heard; the word itself where it has none, such as Aya."""
    sound = word
    for pattern, instead in _ARTICLES:
        sound = pattern.sub(instead, sound)
    for spelled, said in _HEARD:
        sound = sound.replace(spelled, said)
    return _TWICE.sub(r"\1", _VOWELS.sub("", sound)) or word


def proposals(records: Iterable[Known], *, apart: Mapping[str, frozenset[str]] | None = None) -> list[Proposal]:
    """Pairs that may be one person, the most alike first; `apart` gives by key those found to be somebody else.

    Only records that share a group are compared, so that the work grows with the records and not with their square.
    """
    known = {each.key: each for each in records}
    parted = apart or {}
    found: dict[tuple[str, str], Proposal] = {}
    for pair in _candidates(known.values()):
        if pair[1] in parted.get(pair[0], frozenset()) or pair in found:
            continue
        proposal = compared(known[pair[0]], known[pair[1]])
        if proposal is not None:
            found[pair] = proposal
    return sorted(found.values(), key=lambda each: (-each.score, each.first, each.second))


def _candidates(records: Iterable[Known]) -> Iterator[tuple[str, str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for each in records:
        for group in groups_of(each):
            groups[group].add(each.key)
    for group, keys in groups.items():
        if len(keys) <= MOST_IN_GROUP or group.startswith("="):
            # More than so many under one address is a mailbox that is shared, not a person.
            yield from combinations(sorted(keys)[:MOST_IN_GROUP], 2)


def groups_of(record: Known) -> set[str]:
    """The groups in which a record is compared: its address, its number, each two words as heard, all words joined."""
    groups = {f"={each}" for each in (record.email.lower(), _digits(record.phone)) if each}
    for name in record.names:
        sounds = sorted({heard(word).translate(_NEAR) for word in latin(name)})
        groups.update(" ".join(two) for two in combinations(sounds, 2))
        if len(sounds) == 1:
            groups.add(sounds[0])
        groups.add(f"+{heard(''.join(latin(name))).translate(_NEAR)}")
    return groups


def compared(one: Known, other: Known) -> Proposal | None:
    """How alike two records are and why; none where they are not alike enough to ask."""
    first, second = sorted((one, other), key=lambda each: each.key)
    likeness = max((_likeness(a, b) for a in one.names for b in other.names), default=(0.0, Likeness.SPELLING))
    if one.email and one.email.lower() == other.email.lower():
        return Proposal(first.key, second.key, 1.0, Likeness.EMAIL)
    if _digits(one.phone) and _digits(one.phone) == _digits(other.phone):
        return Proposal(first.key, second.key, max(likeness[0], 0.9), Likeness.PHONE)
    if likeness[0] < PROPOSED_FROM:
        return None
    return Proposal(first.key, second.key, round(likeness[0], 3), likeness[1])


def _likeness(one: str, other: str) -> tuple[float, Likeness]:
    """How alike two spellings are: words are matched whatever their order, and all of the shorter name must be found."""
    ours, theirs = latin(one), latin(other)
    if not ours or not theirs:
        return 0.0, Likeness.SPELLING
    if sorted(ours) == sorted(theirs):
        reason = Likeness.SPELLING if script_of(one) is script_of(other) else Likeness.OTHER_SCRIPT
        return 1.0, reason
    reason = Likeness.OTHER_SPELLING if script_of(one) is script_of(other) else Likeness.OTHER_SCRIPT
    if heard("".join(ours)) == heard("".join(theirs)):
        return 0.9, reason
    shorter, longer = sorted((ours, theirs), key=len)
    left = list(longer)
    total = 0.0
    for word in shorter:
        near, best = max((_word_likeness(word, each), each) for each in left)
        if near < _WORD_FROM:
            # One name of two that agrees is how relatives and namesakes are called.
            return 0.0, reason
        total += near
        left.remove(best)
    # A word that only one of them has makes them less alike; a single word against several says little.
    missing = len(left) * 0.04 + (0.25 if len(shorter) == 1 and left else 0.0)
    return max(0.0, total / len(shorter) - missing), reason


def _word_likeness(one: str, other: str) -> float:
    near = JaroWinkler.normalized_similarity(one, other)
    ours, theirs = heard(one), heard(other)
    if ours == theirs:
        return 0.8 + 0.2 * near
    return 0.7 + 0.2 * near if ours.translate(_NEAR) == theirs.translate(_NEAR) else 0.75 * near


def _digits(phone: str) -> str:
    """The last nine digits: the same number with and without the country's code."""
    found = re.sub(r"\D", "", phone)
    return found[-9:] if len(found) >= 7 else ""
