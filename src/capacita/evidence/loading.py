"""Loading the catalogues: reference tables that lie beside the apps, each row with its source.

One transaction for all: either every row of every catalogue is in, or the database is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from capacita.audit.actions import in_turn, record_entry
from capacita.evidence.catalogue import Catalogue, Draft, catalogues, kept_draft
from capacita.evidence.limits import misfitting
from capacita.evidence.models import Snapshot, Source
from capacita.evidence.office_rows import OfficeRow, catalogue_source_key, office_rows
from capacita.evidence.reading import read_bytes
from capacita.evidence.receiving import keep_snapshot
from capacita.evidence.workbooks import MEDIA_TYPE
from capacita.evidence.writing import write_rows
from capacita.kernel.clock import now, today
from capacita.kernel.digests import sha256_hex
from capacita.kernel.errors import InputError, Problem, UnknownKeyError
from capacita.kernel.identifiers import near
from capacita.kernel.once import reading_once
from capacita.search.writing import refresh


@dataclass(frozen=True)
class Loaded:
    """What one catalogue brought. `removed` names current rows that the file no longer holds; they stay.

    `withdrawn` names those of them that hold no longer, since the load withdrew them. `kept` are the rows that stay as the
    office has them though the product's file says otherwise.
    """

    name: str
    rows: int
    added: int
    superseded: int
    unchanged: int
    removed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    kept: tuple[OfficeRow, ...] = ()
    changes: tuple[dict[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class _File:
    """The file of one catalogue, read: its bytes, its rows, and whether it is an office's own."""

    catalogue: Catalogue
    name: str
    content: bytes
    is_own: bool
    drafts: Sequence[Draft]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(draft.key for draft in self.drafts)


def load_catalogues(
    *,
    by: str,
    files: Mapping[str, Path] | None = None,
    only_new: bool = False,
    withdraw: Sequence[str] = (),
    reason: str = "",
    begun: Callable[[str], None] = lambda name: None,
    progress: Callable[[Loaded], None] = lambda loaded: None,
) -> list[Loaded]:
    """Afterwards every catalogue's rows are current facts: new rows added, changed rows superseding, removed ones reported.

    `files` replaces the product's own file of a catalogue; only the named ones are then loaded. Without it, the product's
    files supersede rows alone that came from such a file: what the office recorded, corrected or withdrew stays, and is
    told as `kept`. With `only_new`, files of the product that were loaded before are passed over.
    `withdraw` names, by key, rows which the loaded files no longer hold and which hold no longer, for the `reason`.
    The bytes of each file are kept as a snapshot. Refuses the whole load with every problem, by file, row and column;
    `begun` hears the name of each catalogue before its rows are written, `progress` what it brought once nothing is
    refused.
    """
    read = (_read(each, files or {}, only_new=only_new) for each in _chosen(files))
    chosen = [each for each in read if each is not None]
    if not chosen:
        return []
    withdrawn = _withdrawn(chosen, withdraw, reason)
    with in_turn():
        at = now()
        before = frozenset(standing_problems()) if withdraw else frozenset()
        results = []
        for each in chosen:
            begun(each.catalogue.name)
            results.append(_load_one(each, withdrawn[each.catalogue.name], at))
        _refuse(_contradictions(chosen, results))
        if withdraw:
            _refuse(each for each in standing_problems() if each not in before)
        for each in chosen:
            _keep(each, at)
        record_entry(
            by=by,
            verb="load_catalogues",
            subject_kind="catalogues",
            subject_key=",".join(result.name for result in results)[:200],
            after={result.name: _told(result, reason) for result in results},
        )
    for result in results:
        progress(result)
    return results


def standing_problems() -> list[Problem]:
    """What the catalogues' checks find among the current rows of the database, whichever file brought them."""
    with reading_once():
        return [
            problem
            for catalogue in catalogues()
            for problem in catalogue.check(
                [kept_draft(catalogue, fact) for fact in catalogue.current().values()], (), today()
            )
        ]


def rows_beside_release() -> list[tuple[str, OfficeRow]]:
    """Catalogue and row of everything that stays as the office has it though the product's files say otherwise."""
    read = (_read(each, {}, only_new=False) for each in catalogues())
    return [
        (each.catalogue.name, row)
        for each in read
        if each is not None
        for row in office_rows(each.catalogue, each.drafts, each.catalogue.current())
    ]


def _contradictions(chosen: Sequence[_File], results: Sequence[Loaded]) -> Iterable[Problem]:
    """What the checks find in the files beside the rows which hold in their place, once all rows are written."""
    with reading_once():
        for each, result in zip(chosen, results, strict=True):
            left = frozenset(row.key for row in result.kept)
            beside = (*result.removed, *sorted(left))
            current = each.catalogue.current() if beside else {}
            kept = [kept_draft(each.catalogue, current[key]) for key in beside if key in current]
            yield from each.catalogue.check([one for one in each.drafts if one.key not in left], kept, today())


def _refuse(problems: Iterable[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise InputError(*found)


def _chosen(files: Mapping[str, Path] | None) -> list[Catalogue]:
    if not files:
        return list(catalogues())
    names = [each.name for each in catalogues()]
    for name in files:
        if name not in names:
            raise UnknownKeyError("catalogue", name, near(name, names))
    return [each for each in catalogues() if each.name in files]


def _read(catalogue: Catalogue, files: Mapping[str, Path], *, only_new: bool) -> _File | None:
    """The catalogue's file with its rows; None where only new files are asked for and these very bytes were loaded.

    None as well for the product's own file where the office is ahead of it.
    """
    if not files and catalogue.is_ahead():
        return None
    path = files.get(catalogue.name, catalogue.path)
    content = read_bytes(path)
    source = catalogue_source_key(catalogue, is_own=bool(files))
    if only_new and Snapshot.objects.filter(source__key=source, sha256=sha256_hex(content)).exists():
        return None
    drafts = catalogue.parse(content, path.name)
    seen: dict[str, Draft] = {}
    problems = []
    for draft in drafts:
        if draft.key in seen:
            problems.append(
                draft.problem(
                    "", f"says again what row {seen[draft.key].row} says ({draft.key})", "Keep one of the two rows."
                )
            )
        seen[draft.key] = draft
        if not draft.citation:
            problems.append(draft.problem("source", "names no source", "Every row cites where it comes from."))
        problems += [
            draft.problem("" if column == "key" else column, complaint)
            for column, complaint in misfitting(catalogue.model, {"key": draft.key, **draft.values})
        ]
    _refuse(problems)
    return _File(catalogue, path.name, content, bool(files), drafts)


def _keep(file: _File, at: datetime) -> None:
    """The bytes lie on disk under their digest, and the source names them."""
    whose = "an office's own file" if file.is_own else "as it came with the product"
    source, made = Source.objects.get_or_create(
        key=catalogue_source_key(file.catalogue, is_own=file.is_own),
        defaults={"title": f"Catalogue {file.catalogue.name}, {whose}", "recorded_at": at},
    )
    if made:
        refresh(Source, {source.key})
    media_type = MEDIA_TYPE if file.name.lower().endswith(".xlsx") else "text/plain"
    keep_snapshot(source, file.content, media_type=media_type, at=at)


def _withdrawn(chosen: Sequence[_File], withdraw: Sequence[str], reason: str) -> Mapping[str, frozenset[str]]:
    """The keys to withdraw by catalogue. Refuses a key that is no current row, or that a file still holds; no reason."""
    found: dict[str, set[str]] = {each.catalogue.name: set() for each in chosen}
    if withdraw and not reason.strip():
        raise InputError(Problem("a row is withdrawn for a reason", column="reason", remedy="Say why it was wrong."))
    for named in withdraw:
        file, key = _withdrawable(chosen, named)
        for draft in file.drafts:
            if draft.key == key:
                raise InputError(
                    draft.problem("", f"still holds {key}, which is to be withdrawn", "Take the row out of the file.")
                )
        found[file.catalogue.name].add(key)
    return {name: frozenset(keys) for name, keys in found.items()}


def _withdrawable(chosen: Sequence[_File], named: str) -> tuple[_File, str]:
    prefix, _, rest = named.partition(":")
    asked = [each for each in chosen if each.catalogue.name == prefix]
    key = rest if asked else named
    holding = [each for each in asked or chosen if each.catalogue.current(key)]
    if not holding:
        raise UnknownKeyError(
            "current row", named, near(key, (key for each in chosen for key in each.catalogue.current()))
        )
    if len(holding) > 1:
        names = ", ".join(f"{each.catalogue.name}:{key}" for each in holding)
        raise InputError(Problem(f"“{key}” is a row of several catalogues", remedy=f"Name one: {names}."))
    return holding[0], key


def _load_one(file: _File, withdrawn: frozenset[str], at: datetime) -> Loaded:
    catalogue, current = file.catalogue, file.catalogue.current()
    kept = () if file.is_own else tuple(office_rows(catalogue, file.drafts, current))
    left = frozenset(each.key for each in kept)
    drafts = [draft for draft in file.drafts if draft.key not in left]
    new = [draft for draft in drafts if draft.key not in current]
    changed = [draft for draft in drafts if draft.key in current and current[draft.key].digest != draft.digest]
    ended = [current[key] for key in withdrawn]
    write_rows(catalogue, [*new, *changed], replaced=current, ended=ended, at=at)
    return Loaded(
        catalogue.name,
        len(file.drafts),
        len(new),
        len(changed),
        len(drafts) - len(new) - len(changed),
        tuple(sorted(current.keys() - file.keys - withdrawn)),
        tuple(sorted(withdrawn)),
        kept,
        tuple(
            [{"key": draft.key, "from": current[draft.key].digest, "to": draft.digest} for draft in changed]
            + [{"key": key, "from": current[key].digest, "to": ""} for key in sorted(withdrawn)]
        ),
    )


def _told(result: Loaded, reason: str) -> dict[str, object]:
    """What the audit entry says of one catalogue."""
    told: dict[str, object] = {
        "rows": result.rows,
        "added": result.added,
        "superseded": result.superseded,
        "removed": list(result.removed),
        "changes": list(result.changes),
        **({"kept": [row.key for row in result.kept]} if result.kept else {}),
    }
    return {**told, "withdrawn": list(result.withdrawn), "reason": reason} if result.withdrawn else told
