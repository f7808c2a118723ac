"""Lines that begin a provision or a part of a law, told from sentences that only name one.

Words of the languages in which laws come to the office: Article, Section, Стаття, მუხლი, Հոդված, المادة and their like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from capacita.legislation.rules.numbering import NUMBER

LONGEST_TITLE = 160


class Unit(StrEnum):
    """Words of one kind: a law is divided by one of them, and the others then stand for something else."""

    ARTICLE = "article"
    SECTION = "section"
    SIGN = "sign"  # §
    FASL = "fasl"  # الفصل: an article in some countries, a chapter in others


_UNITS = {
    Unit.ARTICLE: (
        r"articles?|art[íi]culos?|artigos?|articolul|articol(?:ele)?|artikel|artikull|neni|maddə|madde|artykuł|straipsnis"
        r"|pants|článe?k|článok|čl\.|член|члан|član|άρθρο|статья|статті|стаття|артыкул|ст\.|бап|მუხლი|հոդված|المادة|مادة"
        r"|(?:art|арт)\.?"
    ),
    Unit.SECTION: r"sections?|clause|rule|regulation|sect?\.|s\.",
    Unit.SIGN: r"§{1,2}",
    Unit.FASL: r"الفصل",
}
_HEADINGS = {
    unit: re.compile(rf"(?P<word>{words})\s*(?P<number>{NUMBER})(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
    for unit, words in _UNITS.items()
}
_PART = re.compile(
    r"(?:chapter|part|title|book|division|schedule|annex|appendix|chapitre|partie|titre|livre|annexe|cap[íi]tulo|parte"
    r"|t[íi]tulo|libro|anexo|capitolul|partea|titlul|cartea|anexa|глава|часть|раздел|книга|приложение|розділ|частина|книга"
    r"|додаток|თავი|კარი|დანართი|գլուխ|բաժին|հավելված|الباب|القسم|الكتاب|الملحق)\s+"
    rf"(?:the\s+)?(?:{NUMBER}|[A-Z](?!\w)|[IVXLC]+(?!\w)|\w+(?=\W|$))",
    re.IGNORECASE,
)
# What follows the number of a provision that a sentence only names: of, and, or, above, to, that.
_GOES_ON = frozenset("من و أو إلى أعلاه المذكورة المذكور منه السابقة كما والمادة من, և ու կամ და ან სსკ".split())
_DIVIDES = ".:;)]-–—―،؛"
_REFERRED = re.compile(r"\([\w.]{1,5}\)(?:\([\w.]{1,5}\))*\s*(?P<next>\w?)")


@dataclass(frozen=True, slots=True)
class Heading:
    """The beginning of a provision: its reference as the law writes it, and what stands behind it on the line."""

    unit: Unit
    reference: str
    rest: str


def heading_of(line: str) -> Heading | None:
    """The heading that a line is, or begins with; nothing for a sentence that begins by naming a provision."""
    for unit, pattern in _HEADINGS.items():
        found = pattern.match(line)
        if found is not None and not _goes_on(found.group("rest")):
            word = found.group("word")
            word = word.capitalize() if word.isupper() and len(word) > 1 else word
            number = " ".join(found.group("number").split())
            rest = found.group("rest").strip().lstrip(_DIVIDES + " \u00a0").strip()
            return Heading(unit, f"{word} {number}", rest)
    return None


def is_part(line: str) -> bool:
    """Whether the line names a chapter, part, title, book or annex of the law."""
    return len(line) <= LONGEST_TITLE and _PART.match(line) is not None


def _goes_on(rest: str) -> bool:
    """Whether what stands behind the number goes on with a sentence, so that the line is no heading."""
    if rest.startswith("("):
        referred = _REFERRED.match(rest)
        return referred is not None and (not referred.group("next") or referred.group("next").islower())
    after = rest.lstrip(" \u00a0\t")
    if not after or after[0] in _DIVIDES or after[0] in "([«“\"'„":
        return False
    if not after[0].isalpha():
        return True
    if after[0].lower() != after[0].upper():
        return after[0].islower()
    # Writing without capitals: the first word tells.
    first = after.split(maxsplit=1)[0]
    return first in _GOES_ON or (first.startswith("و") and first[1:].startswith("ال"))
