"""Sentences with named places, said in English here and in the reader's language at a door. Knows no translations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self


class Said(str):
    """An English sentence that remembers its template and the values in it, so that a door can say it again."""

    template: str
    values: dict[str, object]

    __slots__ = ("template", "values")

    def __new__(cls, template: str, /, **values: object) -> Self:
        found = super().__new__(cls, template % values if values else template)
        found.template, found.values = template, values
        return found


def said(template: str, /, **values: object) -> Said:
    """The sentence in English. `tools/translations.py` gathers the templates given here, so they are written out."""
    return Said(template, **values)


def again(text: str, translate: Callable[[str], str]) -> str:
    """The sentence in the language of `translate`, with those among its values that are sentences; other text as it is."""
    if not isinstance(text, Said):
        return text
    template = translate(text.template)
    values = {name: again(each, translate) if isinstance(each, str) else each for name, each in text.values.items()}
    return template % values if values else template
