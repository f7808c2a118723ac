"""Published statements for a moment, each beside the figure computed for the day for which it was valid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from capacita.evidence.queries import CitationLine, citation_lines
from capacita.figures.models import Claim
from capacita.figures.registry import definition, definitions, figure
from capacita.figures.rules import Agreement, Comparison, compare
from capacita.figures.values import FigureValue
from capacita.kernel.moment import Moment


@dataclass(frozen=True)
class ClaimBeside:
    """A published statement, what is computed for the same day, and how the two relate."""

    claim: Claim
    computed: FigureValue | None
    comparison: Comparison

    @property
    def differs(self) -> bool:
        return self.comparison.agreement is Agreement.DIFFERS


def claims(*, at: Moment, kind: str | None = None) -> list[Claim]:
    """The statements published by the moment's date and by its known-on date, in catalogue order."""
    rows = Claim.objects.recorded(at).filter(stated_on__lte=min(at.as_of, at.known_on)).select_related("citation")
    if kind is not None:
        rows = rows.filter(kind=kind)
    return list(rows.order_by("position"))


def surveys(*, at: Moment) -> list[tuple[ClaimBeside, CitationLine | None]]:
    """What surveys of legislation had counted by the moment, each beside what is computed, with what it cites."""
    found = claims_beside(claims(at=at, kind="survey"), at=at)
    cited = citation_lines(each.claim.citation_id for each in found)
    return [(each, cited.get(each.claim.citation_id)) for each in found]


def claims_valid_for(value: FigureValue) -> list[ClaimBeside]:
    """The statements published of this very figure, parameters and day, by the known-on date."""
    rows = (
        Claim.objects.recorded(value.at)
        .filter(figure=value.id, valid_on=value.at.as_of, stated_on__lte=value.at.known_on)
        .select_related("citation")
    )
    fitting = [
        row for row in rows.order_by("position")
        if all(value.parameters.get(name) == given for name, given in row.parameters.items())
    ]  # fmt: skip
    return [beside(row, at=value.at, computed=value) for row in fitting]


def claims_beside(rows: Iterable[Claim], *, at: Moment) -> list[ClaimBeside]:
    return [beside(row, at=at) for row in rows]


def beside(claim: Claim, *, at: Moment, computed: FigureValue | None = None) -> ClaimBeside:
    """The claim with its computed figure for the day for which it was valid, from what was known at the moment."""
    if claim.stated_value is None:
        return ClaimBeside(claim, None, Comparison(Agreement.NOT_COMPUTABLE))
    if computed is None and claim.figure in {each.id for each in definitions()}:
        moment = replace(at, as_of=claim.valid_on)
        computed = figure(definition(claim.figure).id, at=moment, **claim.parameters)
    return ClaimBeside(claim, computed, compare(claim.stated_value, is_floor=claim.is_floor, computed=computed))
