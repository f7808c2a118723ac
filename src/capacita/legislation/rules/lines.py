"""Lines of a page put together into paragraphs, as the law has them: a page breaks its lines anywhere.

What is only of the page, its number and what is printed on top of every one, is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from capacita.legislation.rules.headings import heading_of, is_part

_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:(?:page|p\.|стор\.|стр\.|էջ|გვ\.|ص)\s*)?[0-9٠-٩]{1,4}(?:\s*(?:/|of|de|din|з)\s*[0-9]{1,4})?[-–—\s]*",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?:\(?(?:[0-9٠-٩]{1,3}(?:[-.][0-9]{1,3})*|[a-zA-Zа-яіїєґА-ЯІЇЄҐա-ֆა-ჰ]|[ivxIVX]{1,5})[.)]|[-–—•])(?=\s|$)"
)
_ENDS = re.compile(r"[.;:!?։؛][»”\"’)]*$")
_BROKEN_WORD = re.compile(r"[^\W\d_]{2,}[-\u00ad]$")
_FULL_LINE = 0.72
_FEWEST_PAGES = 3


def without_page_furniture(pages: Sequence[str]) -> list[str]:
    """The pages without their numbers, and without a first or last line that most of them share."""
    split = [[each.strip() for each in page.splitlines() if each.strip()] for page in pages]
    counted: Counter[str] = Counter()
    for lines in split:
        counted.update({_shape(each) for each in (*lines[:2], *lines[-2:])})
    most = len(split) * 0.6
    repeated = {shape for shape, count in counted.items() if len(split) >= _FEWEST_PAGES and count > most}
    return ["\n".join(_kept(lines, repeated)) for lines in split]


def paragraphs_of(lines: Sequence[str]) -> list[str]:
    """The paragraphs of lines that were broken to the width of a page. Lines that were not broken stay as they are."""
    width = _width(lines)
    found: list[str] = []
    last = ""
    for line in (each.strip() for each in lines):
        if found and line and _continues(found[-1], last, line, width):
            found[-1] = _joined(found[-1], line)
        elif line:
            found.append(line)
        last = line
    return found


def _kept(lines: Sequence[str], repeated: set[str]) -> Iterator[str]:
    for place, line in enumerate(lines):
        at_edge = place < 2 or place >= len(lines) - 2
        is_of_law = heading_of(line) is not None or _BEGINS.match(line)
        if not at_edge or not (_PAGE_NUMBER.fullmatch(line) or (_shape(line) in repeated and not is_of_law)):
            yield line


def _shape(line: str) -> str:
    """A line whatever number it holds: what is printed on every page differs by the number of the page."""
    return re.sub(r"[0-9٠-٩]+", "#", line)


def _width(lines: Sequence[str]) -> int:
    """The length of a full line; 0 where lines are as long as their paragraphs."""
    lengths = sorted(len(each.strip()) for each in lines if each.strip())
    if len(lengths) < 4:
        return 0
    full = lengths[int(len(lengths) * 0.9)]
    return full if full <= 140 else 0


def _continues(paragraph: str, last: str, line: str, width: int) -> bool:
    """Whether the line goes on with the paragraph whose last line was `last`; blank after an empty line."""
    if not width or not last or _BEGINS.match(line) or heading_of(line) is not None or is_part(line):
        return False
    if _BROKEN_WORD.search(last) and line[0].islower():
        return True
    above = heading_of(last)
    if above is not None and not above.rest:
        return False
    return len(last) >= width * _FULL_LINE and not (_ENDS.search(last) and not line[0].islower())


def _joined(paragraph: str, line: str) -> str:
    if _BROKEN_WORD.search(paragraph) and line[0].islower():
        return paragraph.rstrip("-\u00ad") + line
    return f"{paragraph} {line}"
