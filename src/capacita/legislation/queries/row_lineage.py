"""Rows of a workbook that was filled under an earlier version of the catalogue, carried to the elements of now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from capacita.kernel.errors import Problem
from capacita.kernel.said import said
from capacita.legislation.choices import Flag
from capacita.legislation.sources.rating_rows import RatedRow
from capacita.standards.choices import Lineage
from capacita.standards.lineage import Step
from capacita.standards.queries import CONVENTION
from capacita.standards.versions import become, version_number, versions


@dataclass(frozen=True)
class Carried:
    """A row as it is taken in, and the key that its element had in the file, where it was reworded since."""

    row: RatedRow
    reworded_from: str = ""


def carried(rows: Sequence[RatedRow], file: str) -> tuple[list[Carried], list[Problem]]:
    """The rows by the elements of now, and what is wrong with those that cannot be carried.

    The same element is taken as it is; a reworded one is taken and flagged to be looked at. One that was split, merged or
    withdrawn is refused by its row, unless nothing was typed. A row that names no version known here is left as it is.
    """
    numbers = {each.name: each.number for each in versions(CONVENTION)}
    latest = version_number(CONVENTION)
    taken: list[Carried] = []
    problems: list[Problem] = []
    for row in rows:
        number = numbers.get(row.catalogue, latest)
        step = become(row.element, CONVENTION, number) if number < latest else None
        if step is None or step.kind is Lineage.SAME:
            taken.append(Carried(row))
        elif step.kind is Lineage.REWORDED:
            flags = row.flags if row.is_blank else tuple(dict.fromkeys((*row.flags, Flag.STALE)))
            taken.append(Carried(replace(row, element=step.keys[0], flags=flags), row.element))
        elif not row.is_blank:
            problems.append(_refused(row, step, number, file))
    problems += _twice(taken, file)
    return taken, problems


def _refused(row: RatedRow, step: Step, number: int, file: str) -> Problem:
    keys = ", ".join(step.keys)
    match step.kind:
        case Lineage.SPLIT:
            message = said("was split since version %(number)s of the catalogue", number=number)
            remedy = said("Rate each part by itself: %(keys)s.", keys=keys)
        case Lineage.MERGED:
            message = said("was merged with others since version %(number)s of the catalogue", number=number)
            remedy = said("Rate the whole: %(keys)s.", keys=keys)
        case _:
            message = said("was withdrawn since version %(number)s of the catalogue", number=number)
            remedy = said("Leave the row blank: it is asked no longer.")
    return Problem(message, file, row.number, "element", remedy)


def _twice(taken: Sequence[Carried], file: str) -> list[Problem]:
    """Rows of two versions that answer one element."""
    seen: dict[object, int] = {}
    problems = []
    for each in taken:
        row = each.row
        place = row.iso2, row.territory, row.on, row.element
        if place in seen:
            message = said("stands in row %(row)s already", row=seen[place])
            problems.append(Problem(message, file, row.number, "element", said("Keep one of the two.")))
        seen.setdefault(place, row.number)
    return problems
