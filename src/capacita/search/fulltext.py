"""How each database looks words up: FTS5 beside the table on SQLite, a GIN index over a tsvector on PostgreSQL.

Words come folded, so that neither database folds them again: `ascii` and lexemes made from the words themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet

from capacita.search.models import Document

# As the migration made its index.
_VECTOR = "array_to_tsvector(string_to_array(translate(words, '|', ' '), ' '))"


def holding(rows: QuerySet[Document], alternatives: Sequence[Sequence[str]]) -> QuerySet[Document]:
    """The documents that hold all words of at least one alternative, in any order. A word that ends in “*” is a prefix."""
    wanted = [each for each in alternatives if each]
    if not wanted:
        return rows.none()
    if connection.vendor == "postgresql":
        asked = " | ".join("(" + " & ".join(map(_lexeme, words)) + ")" for words in wanted)
        return rows.extra(where=[f"{_VECTOR} @@ %s::tsquery"], params=[asked])  # noqa: S610 - no word in it
    asked = " OR ".join("(" + " AND ".join(map(_phrase, words)) + ")" for words in wanted)
    found = '"search_document"."id" IN (SELECT rowid FROM search_words WHERE search_words MATCH %s)'
    return rows.extra(where=[found], params=[asked])  # noqa: S610 - no word in it


def put(kind: str, keys: Sequence[str]) -> None:
    """The words of these documents, just written, can be looked up. PostgreSQL does so by itself."""
    _each_batch("INSERT INTO search_words(rowid, words) SELECT id, words", kind, keys)


def take(kind: str, keys: Sequence[str]) -> None:
    """The words of these documents, about to go, can be looked up no longer."""
    _each_batch("INSERT INTO search_words(search_words, rowid, words) SELECT 'delete', id, words", kind, keys)


def make_anew() -> None:
    """Exactly the words of the table's rows can be looked up."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('rebuild')")


def _each_batch(statement: str, kind: str, keys: Sequence[str]) -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for start in range(0, len(keys), 500):
            batch = keys[start : start + 500]
            places = ", ".join(["%s"] * len(batch))
            cursor.execute(
                f"{statement} FROM search_document WHERE kind = %s AND key IN ({places})",
                [kind, *batch],
            )


def _lexeme(word: str) -> str:
    return f"'{word.removesuffix('*')}'" + (":*" if word.endswith("*") else "")


def _phrase(word: str) -> str:
    return f'"{word.removesuffix("*")}"' + ("*" if word.endswith("*") else "")
