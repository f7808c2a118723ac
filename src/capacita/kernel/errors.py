"""Errors written for the person who can act: what is wrong, where, what to do.

Doors turn them into a message or a 4xx answer; nothing here knows how they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass

# A file in another layout has as many problems as rows: more than these help nobody.
MOST_TOLD = 50


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with the place where it stands. Rows count from 1; the header is row 1."""

    message: str
    file: str = ""
    row: int | None = None
    column: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row is not None else "",
                f"column {self.column}" if self.column else "",
            )
            if part
        )
        text = f"{place}: {self.message}" if place else self.message
        return f"{text}. {self.remedy}" if self.remedy else text


class CapacitaError(Exception):
    """The root of what the product refuses on purpose. Its text may be shown to the person who asked."""


class InputError(CapacitaError):
    """Input that was refused whole; nothing of it was kept."""

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("an input error names at least one problem")
        self.problems = problems
        told = [str(problem) for problem in problems[:MOST_TOLD]]
        if len(problems) > MOST_TOLD:
            told.append(f"and {len(problems) - MOST_TOLD:,} more")
        super().__init__("\n".join(told))


class UnknownKeyError(CapacitaError):
    """A code, figure or record that is not there. Carries what was asked for and what exists nearby."""

    def __init__(self, kind: str, key: str, near: tuple[str, ...] = ()) -> None:
        self.kind, self.key, self.near = kind, key, near
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        super().__init__(f"No {kind} has the key “{key}”.{hint}")


class RefusedError(CapacitaError):
    """An action that may not be done as asked: who, what, why."""
