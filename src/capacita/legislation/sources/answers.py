"""The rows of a document of questions that a country filled in. Knows no database."""

from __future__ import annotations

import re
from dataclasses import dataclass

from capacita.evidence.reading import Row, Table
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

ANSWER_COLUMNS = ("number", "article", "question", "answer")
# The beginning of the key of the questions, and the question's place among them.
_NUMBER = re.compile(r"([0-9a-f]{8})-([1-9][0-9]{0,3})\Z")
MOST_OF_AN_ANSWER = 5_000


@dataclass(frozen=True)
class AnswerRow:
    """One filled row: its place in the file, which questions it belongs to, which of them it answers, and how."""

    number: int
    questions: str
    place: int
    text: str


def question_number(key: str, place: int) -> str:
    """What stands before a question in the documents, so that its answer is known whatever was sorted or cut."""
    return f"{key[:8]}-{place}"


def parse_answer_rows(table: Table) -> list[AnswerRow]:
    """The rows that hold an answer. Refuses with every fault, each by its row and column."""
    problems: list[Problem] = []
    rows = [_row(row, problems) for row in table.rows]
    seen: dict[int, int] = {}
    for each in rows:
        if each is not None and each.place in seen:
            message = said("stands in row %(row)s already", row=seen[each.place])
            problems.append(Problem(message, table.file, each.number, "number", said("Keep one of the two.")))
        elif each is not None:
            seen[each.place] = each.number
    if problems:
        raise InputError(*problems)
    return [each for each in rows if each is not None and each.text]


def _row(row: Row, problems: list[Problem]) -> AnswerRow | None:
    found = _NUMBER.match(row["number"])
    if found is None:
        message = said("“%(value)s” is no number of a question", value=row["number"][:40])
        problems.append(row.problem("number", message, said("Keep the numbers as they were sent.")))
        return None
    if len(row["answer"]) > MOST_OF_AN_ANSWER:
        message = said("is longer than %(n)s characters", n=MOST_OF_AN_ANSWER)
        problems.append(row.problem("answer", message, said("Send what is longer as a document of its own.")))
        return None
    return AnswerRow(row.number, found[1], int(found[2]), row["answer"])
