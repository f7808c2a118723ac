"""The law beside a sheet of ratings: what serves the article with its words, and passages that may be the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from capacita.evidence.queries import citation_lines
from capacita.kernel.moment import Moment
from capacita.legislation.models import ProvisionText
from capacita.legislation.queries.law import LawLine, law_on
from capacita.legislation.queries.laws import texts_by_key, texts_of
from capacita.legislation.queries.terms import CandidatePassage, candidate_passages
from capacita.legislation.rules.paragraphs import paragraphs
from capacita.legislation.rules.sheets import Sheet
from capacita.people.rules import Standing

_MOST_CANDIDATES = 8


@dataclass(frozen=True)
class Suggested:
    """A passage that may be the place, the provision that is cited with it, and its text where it is one."""

    passage: CandidatePassage
    provision: str
    text: ProvisionText | None


def law_beside(what: Sheet, at: Moment) -> dict[str, Any]:
    """The law of the article on the date, each provision with its words in every language in which they are recorded."""
    law = law_on(what.iso2, what.number, at=at)
    held = texts_of((line.provision.key for line in (*law.lines, *law.beside)), at=at)
    cited = citation_lines(each.citation_id for rows in held.values() for each in rows)

    def told(lines: Iterable[LawLine]) -> list[tuple[LawLine, list[Any]]]:
        return [
            (
                line,
                [
                    (each, paragraphs(each.text), cited.get(each.citation_id))
                    for each in held.get(line.provision.key, ())
                ],
            )
            for line in lines
        ]

    return {"lines": told(law.lines), "beside": told(law.beside)}


def candidates(what: Sheet, user: Standing, at: Moment) -> list[Suggested]:
    """Passages of the country's law that may be the place, without those that serve the article already."""
    known = {line.provision.key for line in law_on(what.iso2, what.number, at=at).lines}
    found = candidate_passages(what.article_key, country=what.iso2, user=user, at=at, most=2 * _MOST_CANDIDATES)
    words = texts_by_key((each.key for each in found), at=at)
    suggested = [
        Suggested(
            each, text.provision_key if (text := words.get(each.key)) is not None else each.key, words.get(each.key)
        )
        for each in found
    ]
    held = (each for each in suggested if each.text is None or each.text.holds_on(at.as_of))
    return [each for each in held if each.provision not in known][:_MOST_CANDIDATES]
