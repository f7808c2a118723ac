"""Errors written for the person who can act: what is wrong, where, what to do.

Doors turn them into a message or a 4xx answer, in the reader's language; nothing here knows how they are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from capacita.kernel.said import again, said

# A file in another layout has as many problems as rows: more than these help nobody.
MOST_TOLD = 50


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with the place where it stands. Rows count from 1; the header is row 1.

    `kept` is the key of the row in the database that stands against it, `at_command` what to do about that one at the
    command line: a page leads to the row instead.
    """

    message: str
    file: str = ""
    row: int | None = None
    column: str = ""
    remedy: str = ""
    kept: str = ""
    at_command: str = ""

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
        text = f"{place}: {self.message}" if place else str(self.message)
        text += f" (kept in the database: {self.kept})" if self.kept else ""
        remedy = " ".join(filter(None, (self.remedy, self.at_command)))
        return f"{text}. {remedy}" if remedy else text

    def worded(self, translate: Callable[[str], str]) -> Problem:
        """The same problem with message and remedy in the language of `translate`."""
        return replace(self, message=again(self.message, translate), remedy=again(self.remedy, translate))


@dataclass(frozen=True)
class CodedProblem(Problem):
    """A problem at a path of what was sent, which `column` holds, with a word for programs."""

    code: str = ""

    def __str__(self) -> str:
        place = f"{self.column}: {self.code}" if self.column else self.code
        text = f"{place}: {self.message}"
        return f"{text}. {self.remedy}" if self.remedy else text


class CapacitaError(Exception):
    """The root of what the product refuses on purpose. Its text may be shown to the person who asked."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, one thing each."""
        return (Problem(self.args[0] if self.args else ""),)


class InputError(CapacitaError):
    """Input that was refused whole; nothing of it was kept."""

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("an input error names at least one problem")
        self._problems = problems
        told = [str(problem) for problem in problems[:MOST_TOLD]]
        if len(problems) > MOST_TOLD:
            told.append(f"and {len(problems) - MOST_TOLD:,} more")
        super().__init__("\n".join(told))

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems


class UnknownKeyError(CapacitaError):
    """A code, figure or record that is not there. Carries what was asked for and what exists nearby."""

    def __init__(self, kind: str, key: str, near: tuple[str, ...] = ()) -> None:
        self.kind, self.key, self.near = kind, key, near
        (problem,) = self.problems
        super().__init__(f"{problem.message}.{' ' if problem.remedy else ''}{problem.remedy}")

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The remedy is blank where nothing is near: a door knows where the list is."""
        message = said("No %(kind)s has the key “%(key)s”", kind=self.kind, key=self.key)
        return (
            Problem(message, remedy=said("Did you mean %(near)s?", near=", ".join(self.near)) if self.near else ""),
        )


class RefusedError(CapacitaError):
    """An action that may not be done as asked: who, what, why."""
