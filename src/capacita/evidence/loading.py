"""Loading the catalogues: reference tables that lie beside the apps, each row with its source.

One transaction for all: either every row of every catalogue is in, or the database is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from capacita.audit.actions import record_entry
from capacita.evidence.limits import misfitting
from capacita.evidence.models import Citation, CitedSource, Fact, Snapshot, Source
from capacita.evidence.reading import Table, read_bytes, read_csv
from capacita.evidence.rules import cited_parts, is_unverified, publisher_of
from capacita.evidence.snapshots import keep_bytes
from capacita.kernel.clock import now
from capacita.kernel.digests import digest_of, sha256_hex, short_digest
from capacita.kernel.errors import InputError, Problem, UnknownKeyError
from capacita.kernel.identifiers import near


@dataclass(frozen=True)
class Draft:
    """One row, parsed and not yet a fact: its natural key, its values by column, what it cites, where it stands."""

    key: str
    values: dict[str, Any]
    citation: str
    stated_on: date | None
    note: str = ""
    file: str = ""
    row: int | None = None

    @property
    def digest(self) -> str:
        return digest_of(
            {"values": self.values, "citation": self.citation, "stated_on": self.stated_on, "note": self.note}
        )

    def problem(self, column: str, message: str, remedy: str = "") -> Problem:
        return Problem(message, self.file, self.row, column, remedy)


@dataclass(frozen=True)
class Catalogue:
    """A reference table: where it lies, how its bytes become drafts, which table of facts it fills.

    `check` sees all drafts of the catalogue after the catalogues before it are in, and returns what is wrong.
    """

    name: str
    path: Path
    model: type[Fact]
    parse: Callable[[bytes, str], Sequence[Draft]]
    check: Callable[[Sequence[Draft]], Iterable[Problem]] = lambda drafts: ()


@dataclass(frozen=True)
class Loaded:
    """What one catalogue brought. `removed` names current rows that the file no longer holds; they stay."""

    name: str
    rows: int
    added: int
    superseded: int
    unchanged: int
    removed: tuple[str, ...] = ()
    changes: tuple[dict[str, str], ...] = field(default=(), repr=False)


_catalogues: dict[str, Catalogue] = {}


def register_catalogue(catalogue: Catalogue) -> None:
    """Have `catalogue` loaded after those registered before it."""
    _catalogues[catalogue.name] = catalogue


def catalogues() -> tuple[Catalogue, ...]:
    return tuple(_catalogues.values())


def register_csv(
    name: str,
    folder: Path,
    model: type[Fact],
    columns: Sequence[str],
    parse: Callable[[Table], Sequence[dict[str, Any]]],
    check: Callable[[Sequence[Draft]], Iterable[Problem]] = lambda drafts: (),
) -> None:
    """Have `folder`/`name`.csv loaded: `parse` turns its table into the fields of drafts."""

    def drafts(content: bytes, file: str) -> Sequence[Draft]:
        return [Draft(**fields) for fields in parse(read_csv(content, file=file, columns=columns))]

    register_catalogue(Catalogue(name, folder / f"{name}.csv", model, drafts, check))


def load_catalogues(
    *,
    by: str,
    files: Mapping[str, Path] | None = None,
    only_new: bool = False,
    progress: Callable[[Loaded], None] = lambda loaded: None,
) -> list[Loaded]:
    """Afterwards every catalogue's rows are current facts: new rows added, changed rows superseding, removed ones reported.

    `files` replaces the product's own file of a catalogue; only the named ones are then loaded. With `only_new`, files
    of the product that were loaded before are passed over, so that what an office corrected since stays corrected.
    The bytes of each file are kept as a snapshot. Refuses the whole load with every problem, by file, row and column.
    """
    contents = []
    for catalogue in _chosen(files):
        path = (files or {}).get(catalogue.name) or catalogue.path
        content = read_bytes(path)
        source = _FileSource(catalogue.name, is_own=bool(files))
        if not (only_new and source.holds(content)):
            contents.append((catalogue, source, content, _read(catalogue, content, path.name)))
    if not contents:
        return []
    results: list[Loaded] = []
    with transaction.atomic():
        at = now()
        for catalogue, source, content, drafts in contents:
            result = _load_one(catalogue, drafts, at)
            source.keep(content, at)
            results.append(result)
            progress(result)
        record_entry(
            by=by,
            verb="load_catalogues",
            subject_kind="catalogues",
            subject_key=",".join(result.name for result in results)[:200],
            after={
                result.name: {
                    "rows": result.rows,
                    "added": result.added,
                    "superseded": result.superseded,
                    "removed": list(result.removed),
                    "changes": list(result.changes),
                }
                for result in results
            },
        )
    return results


def _chosen(files: Mapping[str, Path] | None) -> list[Catalogue]:
    if not files:
        return list(_catalogues.values())
    for name in files:
        if name not in _catalogues:
            raise UnknownKeyError("catalogue", name, near(name, _catalogues))
    return [catalogue for name, catalogue in _catalogues.items() if name in files]


@dataclass(frozen=True)
class _FileSource:
    """The file of a catalogue as a source: as it came with the product, or an office's own."""

    name: str
    is_own: bool

    @property
    def key(self) -> str:
        return short_digest(f"catalogue:{self.name}:{'own' if self.is_own else 'product'}")

    def holds(self, content: bytes) -> bool:
        """Whether these very bytes were loaded before."""
        return Snapshot.objects.filter(source__key=self.key, sha256=sha256_hex(content)).exists()

    def keep(self, content: bytes, at: datetime) -> None:
        """The bytes lie on disk under their digest, and the source names them."""
        whose = "an office's own file" if self.is_own else "as it came with the product"
        source, _ = Source.objects.get_or_create(
            key=self.key, defaults={"title": f"Catalogue {self.name}, {whose}", "recorded_at": at}
        )
        Snapshot.objects.get_or_create(
            source=source,
            sha256=keep_bytes(content),
            defaults={"media_type": "text/plain", "size": len(content), "received_at": at},
        )


def _read(catalogue: Catalogue, content: bytes, file: str) -> Sequence[Draft]:
    drafts = catalogue.parse(content, file)
    seen: dict[str, Draft] = {}
    problems = []
    for draft in drafts:
        if draft.key in seen:
            problems.append(
                draft.problem(
                    "",
                    f"says again what row {seen[draft.key].row} says ({draft.key})",
                    "Keep one of the two rows.",
                )
            )
        seen[draft.key] = draft
        if not draft.citation:
            problems.append(draft.problem("source", "names no source", "Every row cites where it comes from."))
        problems += [
            draft.problem("" if column == "key" else column, complaint)
            for column, complaint in misfitting(catalogue.model, {"key": draft.key, **draft.values})
        ]
    if problems:
        raise InputError(*problems)
    return drafts


def _load_one(catalogue: Catalogue, drafts: Sequence[Draft], at: datetime) -> Loaded:
    problems = tuple(catalogue.check(drafts))
    if problems:
        raise InputError(*problems)
    current = {fact.key: fact for fact in catalogue.model.objects.recorded()}
    new = [draft for draft in drafts if draft.key not in current]
    changed = [draft for draft in drafts if draft.key in current and current[draft.key].digest != draft.digest]
    citations = cite({draft.citation for draft in (*new, *changed)}, at=at)
    for draft in changed:
        catalogue.model.objects.filter(pk=current[draft.key].pk).update(superseded_at=at)
    catalogue.model.objects.bulk_create(
        (
            catalogue.model(
                key=draft.key,
                digest=draft.digest,
                citation=citations[draft.citation],
                stated_on=draft.stated_on,
                note=draft.note,
                recorded_at=at,
                **{"supersedes": current.get(draft.key), **draft.values},
            )
            for draft in (*new, *changed)
        ),
        batch_size=500,
    )
    keys = {draft.key for draft in drafts}
    return Loaded(
        catalogue.name,
        len(drafts),
        len(new),
        len(changed),
        len(drafts) - len(new) - len(changed),
        tuple(sorted(set(current) - keys)),
        tuple({"key": draft.key, "from": current[draft.key].digest, "to": draft.digest} for draft in changed),
    )


def cite(texts: Iterable[str], *, at: datetime) -> dict[str, Citation]:
    """The citation of each text, made with its sources where it was not known yet."""
    keyed = {sha256_hex(text.encode()): text for text in texts}
    found = {citation.key: citation for citation in _in_batches(Citation, list(keyed))}
    missing = {key: text for key, text in keyed.items() if key not in found}
    parts = {key: cited_parts(text) for key, text in missing.items()}
    sources = _sources({part.source_key: part for each in parts.values() for part in each}, at)
    made = Citation.objects.bulk_create(
        [Citation(key=key, text=text, is_unverified=is_unverified(text)) for key, text in sorted(missing.items())],
        batch_size=500,
    )
    CitedSource.objects.bulk_create(
        [
            CitedSource(citation=citation, source=sources[part.source_key], locator=part.words, position=position)
            for citation in made
            for position, part in enumerate(parts[citation.key])
        ],
        batch_size=500,
    )
    found.update({citation.key: citation for citation in made})
    return {text: found[key] for key, text in keyed.items()}


def _sources(parts: Mapping[str, Any], at: datetime) -> dict[str, Source]:
    found = {source.key: source for source in _in_batches(Source, list(parts))}
    made = Source.objects.bulk_create(
        [
            Source(
                key=key,
                title=part.address or part.words,
                publisher=publisher_of(part.address),
                address=part.address,
                recorded_at=at,
            )
            for key, part in sorted(parts.items())
            if key not in found
        ],
        batch_size=500,
    )
    found.update({source.key: source for source in made})
    return found


def _in_batches(model: Any, keys: list[str]) -> Iterable[Any]:
    for start in range(0, len(keys), 500):
        yield from model.objects.filter(key__in=keys[start : start + 500])
