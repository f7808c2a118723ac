"""The table of OWASP ASVS 5.0: docs/reference/asvs.csv is written by hand, docs/reference/asvs.md is made from it.

Requirements are named by id and a few words of ours; their texts are the standard's own.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from dataclasses import dataclass

from tools.steps import ROOT

TABLE = ROOT / "docs" / "reference" / "asvs.csv"
PAGE = ROOT / "docs" / "reference" / "asvs.md"
STATUSES = ("met", "not applicable", "partly", "planned")
_CHAPTERS = {
    1: "Encoding and sanitising", 2: "Validation and logic", 3: "Pages", 4: "API", 5: "Files", 6: "Signing in",
    7: "Sessions", 8: "Access", 9: "Tokens that carry their contents", 10: "OAuth and OpenID Connect", 11: "Cryptography",
    12: "Connections", 13: "Configuration", 14: "Data protection", 15: "Code and architecture", 16: "Logs and errors",
    17: "WebRTC",
}  # fmt: skip


@dataclass(frozen=True)
class Requirement:
    """One row. `where` are files of this repository, `tests` ids of tests, `reason` says what neither shows."""

    id: str
    level: int
    subject: str
    status: str
    where: tuple[str, ...]
    tests: tuple[str, ...]
    reason: str

    @property
    def chapter(self) -> int:
        return int(self.id.split(".")[0])


def requirements() -> list[Requirement]:
    """All rows in their order."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Requirement(
                row["id"], int(row["level"]), row["subject"], row["status"], _listed(row["where"]), _listed(row["test"]),
                row["reason"],
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in cell.split(";") if each.strip())


def satisfied(rows: list[Requirement], level: int) -> tuple[int, int]:
    """How many of a level's requirements are met or do not apply, and how many there are."""
    chosen = [each for each in rows if each.level == level]
    return sum(each.status in ("met", "not applicable") for each in chosen), len(chosen)


def page(rows: list[Requirement]) -> str:
    """The reference page."""
    lines = [
        "# OWASP ASVS 5.0, levels 1 and 2",
        "",
        "Each requirement by its id and a few words of ours; the texts are in the standard (owasp.org/asvs, 5.0.0). Made from",
        "`asvs.csv` by `python -m tools.asvs`; a test holds every named file and test to be there, and no row to be missing.",
        "Of level 3 some were chosen.",
        "",
        "| level | requirements | met | not applicable | partly | planned | met or not applicable |",
        "|---|---|---|---|---|---|---|",
    ]
    for level in (1, 2, 3):
        counted = Counter(each.status for each in rows if each.level == level)
        held, of = satisfied(rows, level)
        cells = " | ".join(str(counted[status]) for status in STATUSES)
        lines.append(f"| {level} | {of} | {cells} | {100 * held / of:.1f} % |")
    open_rows = [each for each in rows if each.status in ("partly", "planned")]
    lines += [
        "",
        "## What is not wholly met",
        "",
        "| id | level | subject | status | why, and until when |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {each.id} | {each.level} | {each.subject} | {each.status} | {each.reason} |" for each in open_rows]
    for chapter, heading in _CHAPTERS.items():
        lines += [
            "",
            f"## {chapter}. {heading}",
            "",
            "| id | level | subject | status | where | test | note |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {each.id} | {each.level} | {each.subject} | {each.status} | {_code(each.where)} | {_code(each.tests)} "
            f"| {each.reason} |"
            for each in rows
            if each.chapter == chapter
        ]
    return "\n".join(lines) + "\n"


def _code(names: tuple[str, ...]) -> str:
    return "<br>".join(f"`{name}`" for name in names)


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(requirements()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
