"""Names of countries and areas for one answer, and the status footnotes that the names in it call."""

from __future__ import annotations

from collections.abc import Iterable

from capacita.api.shapes import Named, NameFootnote
from capacita.countries.queries import countries, footnotes
from capacita.kernel.moment import Moment


class Names:
    """The names on a moment's date; it keeps which were used, for the footnotes. Two queries, and two for footnotes."""

    def __init__(self, language: str, *, at: Moment) -> None:
        self._lines = {line.iso2: line for line in countries(language, at=at)}
        self._language, self._at = language, at
        self._used: set[str] = set()

    def of(self, iso2: str) -> Named:
        """The country or area as it is named; one that has no record is named by its code."""
        line = self._lines.get(iso2)
        if line is None:
            return Named(iso2=iso2, name=iso2, footnote=None)
        self._used.add(iso2)
        return Named(iso2=iso2, name=line.name, footnote=line.footnote_key or None)

    def all_of(self, codes: Iterable[str]) -> list[Named]:
        """Those with the given codes, in the order of the codes."""
        return [self.of(iso2) for iso2 in sorted(codes)]

    def footnotes(self) -> list[NameFootnote]:
        """The footnotes that the names used so far call."""
        return name_footnotes(self._used, self._language, at=self._at)


def name_footnotes(codes: Iterable[str], language: str, *, at: Moment) -> list[NameFootnote]:
    rows = footnotes(codes, language, at=at)
    return [NameFootnote(key=row.footnote_key, text=row.text) for row in rows]
