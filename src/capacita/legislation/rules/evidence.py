"""What a rating of one requirement element must bring along, and what its evidence allows.

The scale and the evidence rule of the office's assessment model: every code but UNK and NA rests on law that was in force on
the date, or on a search that found none. What the rule says of a class of source: 1 official gazette or portal, 2 government
or court copy, 3 recognised legal database, 4 secondary, 5 statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from capacita.kernel.errors import Problem
from capacita.kernel.said import Said, said
from capacita.legislation.choices import Rating, Reason

_WEAK_FROM = 4
# These say that law is there; the others that it is not, or that nobody knows.
_RESTS_ON_LAW = frozenset({Rating.MET, Rating.MET_G, Rating.PART})


@dataclass(frozen=True)
class Cited:
    """One passage that a rating rests on: the provision and paragraph, the words, the class of its source.

    `is_in_force` on the date of the rating: None where that cannot be told. `why` it is or is not, and the date of which
    that speaks, where it is known. `source` is what the provision cites.
    """

    provision: str
    paragraph: str = ""
    words: str = ""
    source_class: int = _WEAK_FROM
    is_in_force: bool | None = True
    is_unverified: bool = False
    source: str = ""
    why: Reason | None = None
    since: str = ""


@dataclass(frozen=True)
class Rated:
    """One element as an assessor rates it. `text` is what the code needs to say: see `needed_text`."""

    element: str
    code: Rating
    text: str = ""
    cited: tuple[Cited, ...] = ()


def needed_text(code: Rating) -> str:
    """What a rating with the code says in words; blank where it may say nothing."""
    return {
        Rating.MET_G: said("the judgment or official statement by which general law meets the test"),
        Rating.PART: said("the part that is missing"),
        Rating.NOT: said("what was searched, where and when"),
        Rating.RES: said("the reservation or declaration"),
        Rating.UNK: said("why it was not assessed"),
        Rating.NA: said("why it cannot apply"),
    }.get(code, "")


def is_weak(cited: Sequence[Cited]) -> bool:
    """Whether the evidence is of class 4 or 5 alone."""
    return bool(cited) and all(each.source_class >= _WEAK_FROM for each in cited)


def rests_on_unverified(cited: Iterable[Cited]) -> bool:
    """Whether some of it nobody verified: such a rating is a demonstration, and counts nowhere."""
    return any(each.is_unverified for each in cited)


def problems_of(rated: Rated) -> list[Problem]:
    """Why the rating cannot be handed in; nothing where it can."""
    found = []
    needed = needed_text(rated.code)
    if needed and not rated.text.strip():
        found.append(_problem(rated, "text", said("%(code)s says %(what)s", code=rated.code, what=needed)))
    if rated.code in _RESTS_ON_LAW and not rated.cited:
        found.append(_problem(rated, "cited", said("%(code)s rests on a passage of law: cite one", code=rated.code)))
    for each in rated.cited:
        if rated.code in _RESTS_ON_LAW and each.is_in_force is False:
            remedy = said("Cite the law that was, or rate otherwise.")
            found.append(_problem(rated, "cited", _not_in_force(each), remedy))
        elif rated.code in _RESTS_ON_LAW and each.is_in_force is None:
            message = said("whether %(provision)s was in force on the date is not known", provision=each.provision)
            found.append(_problem(rated, "cited", message, said("Rate it UNK until its commencement is known.")))
    if rated.code is Rating.MET and is_weak(rated.cited):
        found.append(
            _problem(
                rated, "code", said("secondary sources and statements alone allow PART, or MET-G with its authority"),
                said("Cite the official text, or rate PART."),
            )
        )  # fmt: skip
    return found


def _not_in_force(cited: Cited) -> Said:
    """Which provision was not in force on the date, and why."""
    words = {"provision": cited.provision, "day": cited.since or "?"}
    match cited.why:
        case Reason.REPEALED:
            return said("%(provision)s was not in force on the date: repealed on %(day)s", **words)
        case Reason.STRUCK_DOWN:
            return said("%(provision)s was not in force on the date: struck down on %(day)s", **words)
        case Reason.SUSPENDED:
            return said("%(provision)s was not in force on the date: suspended since %(day)s", **words)
        case Reason.REPLACED:
            return said("%(provision)s was not in force on the date: replaced on %(day)s", **words)
        case Reason.NOT_YET_ADOPTED:
            return said("%(provision)s was not in force on the date: adopted only on %(day)s", **words)
        case Reason.NOT_YET_COMMENCED:
            return said("%(provision)s was not in force on the date: not yet commenced", provision=cited.provision)
        case Reason.NO_SUCH_POWER:
            return said("%(provision)s records that no such provision was found", provision=cited.provision)
    return said("%(provision)s was not in force on the date", provision=cited.provision)


def _problem(rated: Rated, column: str, message: str, remedy: str = "") -> Problem:
    return Problem(message, column=f"{rated.element}/{column}", remedy=remedy)
