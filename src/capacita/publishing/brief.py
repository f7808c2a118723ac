"""What a brief is: a declarative list of sections made of plain values, ready for any renderer."""

from __future__ import annotations

from dataclasses import dataclass, field

from capacita.drawing.palette import letter
from capacita.drawing.spec import Columns, Cycle, WorldMap
from capacita.kernel.moment import Moment

Drawing = WorldMap | Cycle | Columns


@dataclass(frozen=True)
class TitleSlide:
    """What the title slide says; every field may be blank."""

    event: str = ""
    session: str = ""
    place: str = ""
    date: str = ""
    speaker: str = ""
    function: str = ""
    organisation: str = ""
    link: str = ""


@dataclass(frozen=True)
class Run:
    """A piece of text. A figure carries the address of its receipt, from the root of the site."""

    text: str
    receipt: str = ""
    is_strong: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """A line of running text; `kind` is lead, text, note or missing."""

    line: Line
    kind: str = "text"


@dataclass(frozen=True)
class Bullets:
    """Items with their level, 0 or 1; a heading may stand over them."""

    items: tuple[tuple[int, Line], ...]
    heading: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its header. `aligns` holds l or r for each column; `widths` are shares of the whole."""

    header: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    aligns: str
    widths: tuple[float, ...]
    summary: str = ""


@dataclass(frozen=True)
class TierRow:
    """One tier beside the map: class of colour, words, count, and a remark under it."""

    kind: str
    label: str
    count: Run
    remark: str = ""
    is_sum: bool = False

    @property
    def named(self) -> str:
        """The words with the letter by which the map shows the tier beside its colour."""
        mark = letter(self.kind)
        return f"{self.label}\N{NO-BREAK SPACE}({mark})" if mark else self.label


@dataclass(frozen=True)
class Tiers:
    """The tiers beside the map."""

    rows: tuple[TierRow, ...]


@dataclass(frozen=True)
class Picture:
    """A drawing in its place."""

    spec: Drawing


Block = Paragraph | Bullets | Table | Tiers | Picture


@dataclass(frozen=True)
class Section:
    """One slide or page: layout (title, divider, text, drawing, table, map, key), heading, the sentence under it, blocks.

    `receipts` go into the speaker notes, `footnotes` under the blocks.
    """

    key: str
    layout: str
    heading: str
    headline: Line = ()
    blocks: tuple[Block, ...] = ()
    receipts: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Brief:
    """A brief in one language for one moment. `language` is that of its words: English where no translation is there.

    `facts_digest` stands for all facts used; `site` is the public address of the receipts, blank while none is set.
    """

    template: str
    language: str
    direction: str
    at: Moment
    heading: str
    title: TitleSlide
    sections: tuple[Section, ...]
    facts_digest: str
    dated: str
    funding_statement: str = ""
    disclaimer: str = ""
    logo: bytes | None = field(default=None, repr=False)
    site: str = ""
