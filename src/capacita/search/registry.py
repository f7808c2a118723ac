"""What can be found: each app registers the texts of its own tables, and search keeps them in step.

A table with fields about persons is refused: names of persons are never indexed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model

from capacita.kernel.moment import Moment
from capacita.people.declarations import personal_fields
from capacita.people.rules import Scope

# What is said beside each of these records, in the reader's language: a country's present name, an article's treaty.
Beside = Callable[[Sequence[str], Moment], list[str]]
# From the keys of rows to the keys of the texts that say something of these rows: a law's title stands in its provisions.
Resting = Callable[[Collection[str]], Collection[str]]
# The keys of the records whose texts are wanted; None for all.
Keys = Collection[str] | None


@dataclass(frozen=True)
class Text:
    """A record as it can be found. `title` and `text` are searched; `address` is the page that shows it.

    With a `scope` it is not published, and only those find it who may read what is not published there.
    """

    key: str
    title: str
    text: str
    address: str
    language: str = ""
    country: str = ""
    stated_on: date | None = None
    valid_from: str = ""
    valid_to: str = ""
    scope: Scope | None = None


@dataclass(frozen=True)
class Indexed:
    """A kind of what can be found: its heading, its texts as recorded now, and the tables whose rows change them.

    A row changes the texts that have its key; one of a table in `resting`, those whose keys it finds from the row's key.
    Kinds are told in the order of their `place`.
    """

    kind: str
    place: int
    title: Callable[[], str]
    texts: Callable[[Keys], Iterable[Text]]
    tables: tuple[type[Model], ...]
    beside: Beside | None = None
    resting: Mapping[type[Model], Resting] = field(default_factory=dict)

    def changed_by(self, table: type[Model], keys: Collection[str]) -> set[str]:
        """The keys of the texts that rows of the table with these keys change."""
        found = set(keys) if table in self.tables else set()
        return found | set(self.resting[table](keys)) if table in self.resting else found


_indexed: dict[str, Indexed] = {}


def register_texts(
    kind: str,
    place: int,
    title: Callable[[], str],
    texts: Callable[[Keys], Iterable[Text]],
    tables: Sequence[type[Model]],
    *,
    beside: Beside | None = None,
    resting: Mapping[type[Model], Resting] | None = None,
) -> None:
    """Have the texts of `kind` found. A row of one of the `tables` changes the texts that have its key; a row of a table in
    `resting`, those that say something of it as well."""
    labels = {table._meta.label for table in (*tables, *(resting or {}))}
    personal = [f"{label}.{field}" for label, field, _ in personal_fields() if label in labels]
    if personal:
        raise ValueError(f"{kind}: {', '.join(personal)} is about persons, and never indexed")
    _indexed[kind] = Indexed(kind, place, title, texts, tuple(tables), beside, resting or {})


def indexed() -> tuple[Indexed, ...]:
    """Every kind, in the order in which they are told."""
    return tuple(sorted(_indexed.values(), key=lambda each: (each.place, each.kind)))


def indexed_from(table: type[Model]) -> tuple[Indexed, ...]:
    """The kinds whose texts a row of the table changes."""
    return tuple(each for each in _indexed.values() if table in each.tables or table in each.resting)
