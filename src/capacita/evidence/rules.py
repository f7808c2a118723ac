"""How a source cell is read: several sources in one cell, each with what it is cited for. What a given file is called.

A cell keeps its own words; `unverified` in a part of it marks the fact, or that part, wherever it shows.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from capacita.evidence.choices import Sourcing
from capacita.kernel.digests import short_digest

_ADDRESS = re.compile(r"https?://\S+")
_WHOLE_ADDRESS = re.compile(r"https?://[!-~]{4,1990}")
_SEPARATOR = re.compile(r"\s+\|\s+|\s+;\s+")
UNVERIFIED = "unverified"
MOST_OF_A_NAME = 120
_RESERVED = re.compile(r'[<>:"|?*]')
# Names that mean a device to some systems, whatever comes after the dot.
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_PIECE = 1_048_576


@dataclass(frozen=True)
class CitedPart:
    """One source in a cell: its web address (or none), the words around it, whether it says that it is unverified."""

    address: str
    words: str
    is_unverified: bool

    @property
    def source_key(self) -> str:
        """A stable key: the address, or the words where there is no address."""
        return short_digest(self.address or self.words)


def cited_parts(cell: str) -> tuple[CitedPart, ...]:
    """The sources named in a cell, in order, separated by “ | ” or “ ; ”."""
    return tuple(_part(text.strip()) for text in _SEPARATOR.split(cell) if text.strip())


def sourcing(cell: str) -> Sourcing:
    """How far the cell is verified. Only what has no sourced part at all counts as unverified in figures."""
    unverified = [part.is_unverified for part in cited_parts(cell)]
    if all(unverified):
        return Sourcing.UNVERIFIED
    return Sourcing.PARTLY_UNVERIFIED if any(unverified) else Sourcing.SOURCED


def publisher_of(address: str) -> str:
    """The host of an address without its leading www, as the shortest honest name of who published it."""
    match = re.match(r"https?://(?:www\.)?([^/:]+)", address)
    return match.group(1) if match else ""


def is_web_address(text: str) -> bool:
    """Whether the text is one address of the web, written whole, of signs that show."""
    return bool(_WHOLE_ADDRESS.fullmatch(text))


def _part(text: str) -> CitedPart:
    match = _ADDRESS.search(text)
    address = match.group(0).rstrip(",;") if match else ""
    if address.endswith(")") and address.count("(") < address.count(")"):
        address = address[:-1]
    words = text.replace(address, "").strip(" :,;") if address else text
    return CitedPart(address, words, UNVERIFIED in text.lower())


def file_name(given: str) -> str:
    """The name under which a given file is kept and handed out again.

    Without path, signs that do not show or turn the direction of writing, and signs that some system reserves; at most
    120 characters, of which the ending stays. A name of which nothing is left is “file”.
    """
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", given)[-1])
    shown = (" " if each.isspace() else each for each in name if unicodedata.category(each)[0] != "C" or each.isspace())
    name = _RESERVED.sub("_", " ".join("".join(shown).split())).strip(" .")
    if _DEVICE.match(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if len(name) > MOST_OF_A_NAME and dot and len(ending) <= 10:
        name = f"{stem[: MOST_OF_A_NAME - len(ending) - 1].rstrip(' .')}.{ending}"
    return name[:MOST_OF_A_NAME].strip(" .") or "file"


def file_ending(name: str) -> str:
    """The ending of a name in lower case, with its dot; blank where it has none."""
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem else ""


def is_utf8(content: bytes) -> bool:
    """Whether all of `content` is UTF-8, read in pieces, since a text may take four times its bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _PIECE):
            decoder.decode(content[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
