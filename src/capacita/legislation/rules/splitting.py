"""The text of a law divided into its provisions, for a person to correct. No word of it is lost.

Which word divides a law is told by the law itself: sections where there are sections, articles where there are articles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from capacita.legislation.rules.headings import LONGEST_TITLE, Heading, Unit, heading_of, is_part

_BARE = re.compile(r"(?P<number>\d{1,3})(?P<letter>[A-Z]{0,2})(?:\s*[.—–-]+\s*|\s+)(?P<rest>\S.*)", re.DOTALL)
_BEGINS_TEXT = re.compile(r"\(?(?:[0-9٠-٩]{1,3}|[a-zа-я])[.)]|[-–—•]\s")
_ENDS_SENTENCE = (".", ";", ":", "؛", "։")
_FEWEST_BARE = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A provision as it was found: its reference, its heading, its paragraphs one a line, the part of the law it is in.

    One without a reference stands before the first provision, or between parts.
    """

    reference: str
    heading: str
    text: str
    part: str = ""


@dataclass
class _Open:
    """A provision that is being read."""

    reference: str = ""
    heading: str = ""
    part: str = ""
    lines: list[str] = field(default_factory=list)

    def closed(self) -> Piece:
        return Piece(self.reference, self.heading, "\n".join(self.lines), self.part)


def divided(paragraphs: Sequence[str]) -> tuple[Piece, ...]:
    """The provisions of a law in order, from its paragraphs as they stand in the file."""
    lines = [" ".join(each.split()) for each in paragraphs if each.strip()]
    headings = [heading_of(each) for each in lines]
    unit = _unit(each for each in headings if each is not None)
    if unit is None:
        headings, lines = _numbered(lines)
        unit = Unit.SECTION
    return tuple(_pieces(lines, headings, unit))


def _unit(headings: Iterator[Heading]) -> Unit | None:
    """The word that divides the law: the most frequent one; of equals the first in the order of the units."""
    counted = Counter(each.unit for each in headings)
    return max(Unit, key=lambda each: counted[each]) if counted else None


def _numbered(lines: list[str]) -> tuple[list[Heading | None], list[str]]:
    """Headings of a law that numbers its provisions and says no word for them: 1, 2, 2A, 3, each the next."""
    found: list[Heading | None] = [None] * len(lines)
    last, count = 0, 0
    for place, line in enumerate(lines):
        bare = _BARE.match(line)
        if bare is None:
            continue
        number = int(bare.group("number"))
        if number == last + 1 or (number == last and bare.group("letter")):
            reference, rest = f"{number}{bare.group('letter')}", bare.group("rest")
            if place and found[place - 1] is None and rest.startswith("(") and _is_heading(lines[place - 1], [rest]):
                # The title stands above the number: 3 and its text follow it.
                found[place - 1], lines[place] = Heading(Unit.SECTION, reference, lines[place - 1]), rest
            else:
                found[place] = Heading(Unit.SECTION, reference, rest)
            last, count = number, count + 1
    return (found, lines) if count >= _FEWEST_BARE else ([None] * len(lines), lines)


def _pieces(lines: Sequence[str], headings: Sequence[Heading | None], unit: Unit) -> Iterator[Piece]:
    held, part, in_title = _Open(), "", False
    for place, (line, heading) in enumerate(zip(lines, headings, strict=True)):
        if heading is not None and heading.unit is unit:
            if held.reference or held.lines:
                yield held.closed()
            held, in_title = _begun(heading, part, lines[place + 1 : place + 2]), False
        elif is_part(line) or (heading is not None and heading.unit in (Unit.SECTION, Unit.FASL)):
            if held.reference or held.lines:
                yield held.closed()
                part = line
            else:
                # Directly below another: Part I, Chapter 2.
                part = f"{held.part} · {line}" if held.part else line
            held, in_title = _Open(part=part), True
        elif in_title and len(line) <= LONGEST_TITLE and not line.endswith(_ENDS_SENTENCE):
            part = f"{part} · {line}"
            held.part = part
        else:
            in_title = False
            _add(held, line, lines[place + 1 : place + 2])
    if held.reference or held.lines:
        yield held.closed()
    elif held.part:
        yield Piece("", "", held.part)


def _begun(heading: Heading, part: str, following: Sequence[str]) -> _Open:
    """What stands behind the reference is its heading, or the beginning of its text."""
    rest = heading.rest
    if rest and _is_heading(rest, following):
        return _Open(heading.reference, rest.rstrip(". "), part)
    return _Open(heading.reference, "", part, [rest] if rest else [])


def _add(held: _Open, line: str, following: Sequence[str]) -> None:
    """A line of the provision; the first one below a reference that stands alone may be its heading."""
    if held.reference and not held.heading and not held.lines and _is_heading(line, following):
        held.heading = line.rstrip(". ")
    else:
        held.lines.append(line)


def _is_heading(line: str, following: Sequence[str]) -> bool:
    """Short, no sentence, with a text below it that begins: a numbered paragraph below allows a full stop."""
    if not following or len(line) > LONGEST_TITLE or _BEGINS_TEXT.match(line) or heading_of(following[0]) is not None:
        return False
    if line.endswith("."):
        return len(line) <= LONGEST_TITLE // 2 and _BEGINS_TEXT.match(following[0]) is not None
    return not line.endswith(_ENDS_SENTENCE)
