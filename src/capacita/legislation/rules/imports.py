"""The provisions of a law's text on their way in: as a person corrects them, before any is recorded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from capacita.kernel.identifiers import slug
from capacita.legislation.rules.numbering import number_of
from capacita.legislation.rules.splitting import Piece, divided

LONGEST_TEXT = 20_000
_DIVISION = re.compile(r"^\s*-{3,}\s*$", re.MULTILINE)
_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9._]+")


@dataclass(frozen=True)
class Incoming:
    """One provision on its way in: as the law writes it, the interval of these words, and the provision that it is.

    `match` is the key of a provision recorded; blank, it becomes a new one, with `gist` in our own words. One that is
    `dropped` is not recorded.
    """

    reference: str = ""
    heading: str = ""
    text: str = ""
    part: str = ""
    valid_from: str = ""
    valid_to: str = ""
    match: str = ""
    gist: str = ""
    dropped: bool = False

    @property
    def words(self) -> str:
        """What is recorded: the heading, and the text below it."""
        return "\n".join(each for each in (self.heading, self.text) if each.strip())


@dataclass(frozen=True)
class Held:
    """A provision that is recorded, as far as it tells which of the incoming ones it is."""

    key: str
    reference: str
    valid_from: str = ""
    valid_to: str = ""


def incoming(
    pieces: Iterable[Piece], held: Sequence[Held], *, valid_from: str, valid_to: str, language: str
) -> list[Incoming]:
    """The pieces as they were found: each with its provision where exactly one has its number and may hold then.

    What has no reference is dropped until somebody gives it one: it stands before the first provision.
    """
    return [
        Incoming(
            each.reference, each.heading, each.text, each.part, valid_from, valid_to,
            _match(each.reference, held, valid_from, valid_to), each.heading if language == "en" else "",
            not each.reference,
        )
        for each in pieces
    ]  # fmt: skip


def corrected(
    listed: Sequence[Incoming], typed: Mapping[int, Mapping[str, object]], *, merge: int | None = None
) -> list[Incoming]:
    """With what was typed, by place; then the one at `merge` joined to the one above it.

    A line of three hyphens in a text begins another provision, which is a new one.
    """
    now = [replace(each, **typed.get(place, {})) for place, each in enumerate(listed)]  # type: ignore[arg-type]
    found: list[Incoming] = []
    for each in merged(now, merge) if merge is not None else now:
        first, *others = _DIVISION.split(each.text)
        found.append(replace(each, text=first.strip()))
        found += [
            Incoming(piece.reference, piece.heading, piece.text, each.part, each.valid_from, each.valid_to)
            for text in others
            for piece in divided(text.splitlines())
        ]
    return found


def merged(listed: Sequence[Incoming], place: int) -> list[Incoming]:
    """With the provision at `place` as the end of the text of the one above it."""
    if not 0 < place < len(listed):
        return list(listed)
    above, each = listed[place - 1], listed[place]
    lines = (above.text, " ".join(filter(None, (each.reference, each.heading))), each.text)
    joined = replace(above, text="\n".join(filter(None, lines)), dropped=above.dropped and each.dropped)
    return [*listed[: place - 1], joined, *listed[place + 1 :]]


def provision_key(work_key: str, reference: str, taken: Iterable[str]) -> str:
    """A key for a new provision: its law's, and its number; counted where that is taken."""
    number = _NOT_IN_KEYS.sub("-", number_of(reference)).strip("-") or slug(reference) or "p"
    stem, known = f"{work_key}-{number}"[:90], frozenset(taken)
    return next(
        each for count in range(1, len(known) + 2) if (each := stem if count == 1 else f"{stem}.{count}") not in known
    )


def as_kept(listed: Iterable[Incoming]) -> list[dict[str, object]]:
    return [asdict(each) for each in listed]


def from_kept(kept: Iterable[Mapping[str, object]]) -> list[Incoming]:
    return [Incoming(**each) for each in kept]  # type: ignore[arg-type]


def _match(reference: str, held: Sequence[Held], valid_from: str, valid_to: str) -> str:
    number = number_of(reference) if reference else ""
    alike = [each for each in held if number and number_of(each.reference) == number]
    if len(alike) > 1:
        alike = [each for each in alike if _may_hold(each, valid_from, valid_to)]
    return alike[0].key if len(alike) == 1 else ""


def _may_hold(held: Held, valid_from: str, valid_to: str) -> bool:
    """Dates are compared as they are written: to the year, month or day."""
    begins_in_time = not held.valid_from or not valid_to or held.valid_from < valid_to
    return begins_in_time and (not held.valid_to or not valid_from or valid_from < held.valid_to)
