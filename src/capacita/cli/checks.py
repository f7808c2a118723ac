"""What `capacita check` looks at: the chain, the triggers, facts that contradict each other or what is computed."""

from __future__ import annotations

from dataclasses import dataclass

from capacita.audit import immutability
from capacita.audit.queries import verification
from capacita.evidence.loading import rows_beside_release, standing_problems
from capacita.figures.queries import claims, claims_beside
from capacita.kernel.clock import today
from capacita.kernel.moment import Moment
from capacita.standards.queries import computed_in_force_on, force_comparisons, instruments


@dataclass(frozen=True)
class Finding:
    """One thing found. A fault needs mending; a note needs a look at a source."""

    kind: str
    message: str
    is_fault: bool = False


def findings() -> list[Finding]:
    """All findings, faults first."""
    at = Moment(today(), today())
    found = [Finding("audit", f"entry {each.seq}: {each.reason}", is_fault=True) for each in verification().breaks]
    found += [
        Finding("triggers", f"{table} can be changed: run “capacita load” to make its triggers again", is_fault=True)
        for table in immutability.unprotected()
    ]
    found += [Finding("catalogue", str(each), is_fault=True) for each in standing_problems()]
    found += [Finding("recorded here", f"{name}, {row.text}") for name, row in rows_beside_release()]
    for instrument in instruments():
        computed = computed_in_force_on(instrument, at=at)
        if computed is not None and computed != instrument.in_force_on:
            found.append(
                Finding(
                    "entry into force",
                    f"{instrument.number}: by its deposit number {instrument.deposits_needed} it enters into force on "
                    f"{computed}; its record says {instrument.in_force_on or 'nothing'}",
                )
            )
        found += [
            Finding(
                "entry into force",
                f"{instrument.number}, {each.iso2}: deposited {each.deposited_on}, computed {each.computed}, "
                f"sourced {each.sourced}",
            )
            for each in force_comparisons(instrument, at=at)
            if not each.agrees
        ]
    found += [
        Finding(
            "published statement",
            f"{each.claim.key}: stated {each.claim.printed}, computed {each.computed.value if each.computed else '?'}"
            f" ({each.claim.reason('en') or 'no reason recorded'})",
        )
        for each in claims_beside(claims(at=at), at=at)
        if each.differs
    ]
    return found
