"""From the file of a law to its provisions as they were found: what a person then corrects."""

from __future__ import annotations

from dataclasses import dataclass

from capacita.kernel.said import Said, said
from capacita.legislation.rules.lines import paragraphs_of, without_page_furniture
from capacita.legislation.rules.splitting import Piece, divided
from capacita.legislation.sources.law_files import LawFile


@dataclass(frozen=True)
class LawText:
    """The provisions of a law in the order of its text, and what a reader should look at."""

    pieces: tuple[Piece, ...]
    warnings: tuple[Said, ...]

    @property
    def words(self) -> str:
        """All of the text, for telling its language."""
        return "\n".join(each.text for each in self.pieces)


def law_text(read: LawFile) -> LawText:
    """The law divided into provisions. Where none was found, it is one piece, and a warning says so."""
    paragraphs = list(read.paragraphs)
    if read.pages:
        paragraphs = paragraphs_of("\n".join(without_page_furniture(read.pages)).splitlines())
    pieces = divided(paragraphs)
    warnings = list(read.warnings)
    if not any(each.reference for each in pieces):
        warnings.append(said("No heading of a provision was found: give the text its reference, or divide it."))
    return LawText(pieces, tuple(warnings))
