"""Putting a backup back into an empty place: checked before anything is put there, and checked again afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from capacita.audit import immutability
from capacita.audit.queries import verification
from capacita.keeping import databases
from capacita.keeping.actions import record_restore
from capacita.keeping.backing import FOLDER, WORK, restore_arguments
from capacita.keeping.claiming import claimed, emptied
from capacita.keeping.keys import keep_key, opening_key
from capacita.keeping.manifest import DATABASES, ERASED, KEPT, SECRET, Manifest
from capacita.keeping.packing import reach_disk, unpacked
from capacita.keeping.queries import made_at
from capacita.keeping.sealing import opened
from capacita.keeping.tombstones import last_erased_at, replay, tombstones_in
from capacita.keeping.upgrading import bring_up_to_date
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.people.erased_list import listed_in, unread_beside, write_list
from capacita.people.erasure import is_cleaning_due
from capacita.people.rules import Standing

# While this folder is there, a restore has not been finished.
UNFINISHED = "restoring"
_PLACING = "placing"
_BUSY = "Another restore into this place is running. Wait until it has ended."
# What may lie in an empty place: keys, backups, what a disk of its own brings along.
_NOTHING = {SECRET, "backup.key", FOLDER, WORK, UNFINISHED, "lost+found"}
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Restored:
    """An installation that came back; `erased` counts the persons who are on the list of the erased."""

    manifest: Manifest
    head: str
    erased: int


def restore_backup(
    path: Path,
    *,
    key: Path | None,
    erased: Path | None,
    by: Standing,
    tell: Tell,
    without_later_erasures: bool = False,
) -> Restored:
    """The empty place holds what the backup holds, brought up to date, checked, and erased again who was erased.

    `erased` is the latest list of who was erased; where there is none later than that of the backup, it must be said so
    by `without_later_erasures`: nobody who was erased comes back without a word. Refused otherwise, and: a place that is
    not empty, a backup that was changed, of a newer version or of the other kind of database.
    Whatever fails, the place is empty again. `tell` is given each check as a sentence.
    """
    home = Path(settings.CAPACITA_HOME)
    found_key = opening_key(home, key)
    assert found_key.identity is not None
    if erased is not None and not erased.exists():
        raise InputError(Problem("is not there", str(erased)))
    if erased is None and not without_later_erasures:
        raise _whose_list(path)
    with claimed(home / UNFINISHED, _BUSY) as work:
        try:
            if (work / _PLACING).exists():
                _require_same_database(work / _PLACING)
                tell("A restore that was cut off is cleared away.")
                _clear(home, work)
            emptied(work)
            require_empty(home, path, key)
            with opened(path, found_key.identity) as stream:
                manifest = unpacked(stream, work / "unpacked", path.name)
            tell(f"Opened {path.name}: {len(manifest.files)} files, every digest as the manifest says.")
            _require_fitting(manifest, work / "unpacked" / SECRET, path.name)
            lines = _listed(work / "unpacked" / ERASED, path.parent / ERASED, *([erased] if erased else []), tell=tell)
            (work / _PLACING).write_text(databases.address(), encoding="utf-8")
            try:
                head = _placed(home, work / "unpacked", manifest, lines, path.name, by, tell)
            except BaseException:
                _clear(home, work)
                raise
            (work / "unpacked" / SECRET).replace(home / SECRET)
            keep_key(found_key, home)
        except BaseException:
            # What could not be cleared away is known by the mark that stays, and is cleared by the next restore.
            if not (work / _PLACING).exists():
                shutil.rmtree(work)
            raise
    return Restored(manifest, head, len(lines))


def _listed(inside: Path, *others: Path, tell: Tell) -> list[str]:
    """The lines of all lists. What cannot be read in the one inside the backup, which nobody can mend, is told."""
    held = listed_in(inside)
    if held.unread:
        tell(
            f"Erasures: {len(held.unread)} lines of the list inside the backup cannot be read; who was erased stands in"
            " its database as well."
        )
    for each in (each for path in others for each in unread_beside(path)):
        tell(f"Erasures: {each} could not be read when its list was made anew: whoever it alone names is back.")
    return tombstones_in(*others, also=held.lines)


def _whose_list(path: Path) -> InputError:
    """Asks for a later list of who was erased than the one that lies with the backup, and says how old that one is."""
    lines = tombstones_in(path.parent / ERASED)
    known = max(filter(None, (made_at(path), last_erased_at(lines))), default=None)
    until = f"of {known:%Y-%m-%d %H:%M} UTC" if known else "as old as the backup"
    return InputError(
        Problem(
            f"the list of erased persons that lies with it is {until}, with {len(lines)} beside the backup: whoever was"
            " erased after that would come back",
            path.name,
            remedy="Name the latest list with --erased FILE: erased.jsonl of the installation, or of the folder that its"
            " backups went to. If there is no later one, say --without-later-erasures.",
        )
    )


def is_unfinished(home: Path) -> bool:
    """True while a restore runs, and after one that was cut off."""
    return (home / UNFINISHED).exists()


def require_empty(home: Path, path: Path, key: Path | None) -> None:
    """Refuses a folder or a database with anything in it, and says what to type for an empty one."""
    database = Path(databases.place())
    ignored = {*_NOTHING, *(f"{database.name}{end}" for end in ("", "-wal", "-shm"))}
    there = sorted(each.name for each in home.iterdir() if each.name not in ignored and not _is_hollow(each))
    if there or not databases.is_empty():
        what = "the database holds tables" if not there else f"{home} holds {', '.join(there[:3])}"
        raise InputError(
            Problem(
                f"a backup goes into an empty place, and {what}",
                remedy="Nothing is overwritten here. "
                + databases.how_to_be_empty(f"{home}-restored", restore_arguments(home, path, key=key)),
            )
        )


def _require_same_database(mark: Path) -> None:
    """Refuses to clear another database than the one that was being filled: it was not empty before."""
    begun = mark.read_text(encoding="utf-8")
    if begun != databases.address():
        raise InputError(
            Problem(
                f"a restore into the database {begun} was cut off, and this is {databases.address()}",
                remedy="Set DATABASE_URL as it was then, or name a new folder in CAPACITA_HOME.",
            )
        )


def _require_fitting(manifest: Manifest, secret: Path, file: str) -> None:
    if manifest.database != databases.kind():
        raise InputError(
            Problem(
                f"is of an installation on {manifest.database}, and this one is on {databases.kind()}",
                file,
                remedy="Set DATABASE_URL to an empty database of PostgreSQL."
                if manifest.database == "postgresql"
                else "Unset DATABASE_URL: SQLite lies in CAPACITA_HOME.",
            )
        )
    later = sorted(set(manifest.held.migrations) - _known_migrations())
    if later:
        raise InputError(
            Problem(
                f"is of a later version, {manifest.product} (it has {later[0]})",
                file,
                remedy="Install that version or a later one, then restore.",
            )
        )
    given = os.environ.get("CAPACITA_SECRET_KEY")
    if given is not None and given != secret.read_text(encoding="utf-8"):
        raise InputError(
            Problem(
                "CAPACITA_SECRET_KEY is another key than that of the installation in the backup",
                remedy="Unset it: the backup brings its own, without which second factors cannot be read.",
            )
        )


def _known_migrations() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}


def _placed(
    home: Path, unpacked_in: Path, manifest: Manifest, lines: list[str], name: str, by: Standing, tell: Tell
) -> str:
    """Everything but the secret key is in place, up to date and checked; the head of the chain after that."""
    for folder in KEPT:
        if (unpacked_in / folder).exists():
            (unpacked_in / folder).rename(home / folder)
    copied = unpacked_in / DATABASES[manifest.database]
    held = databases.put_back(copied)
    # Its gigabytes need not reach the disk any more.
    copied.unlink(missing_ok=True)
    if (held.rows, held.head, held.migrations) != (manifest.held.rows, manifest.held.head, manifest.held.migrations):
        raise RefusedError("The database that came back is not the one that the manifest describes.")
    tell(f"Database: {sum(held.rows.values())} rows in {len(held.rows)} tables, as many as the manifest says.")
    # What is enciphered in it, and digests made with the key, are of the installation that comes back.
    settings.SECRET_KEY = (unpacked_in / SECRET).read_text(encoding="utf-8")
    if set(held.migrations) != _known_migrations():
        bring_up_to_date()
        tell("Tables: brought up to date from an earlier version.")
    else:
        tell("Tables: of this version.")
    immutability.install()
    if unprotected := immutability.unprotected():
        raise RefusedError(f"The triggers of {', '.join(unprotected)} could not be made.")
    tell(f"Triggers: facts and the audit chain cannot be changed, in {len(immutability.expected())} tables.")
    if lines:
        write_list(home / ERASED, lines)
    again = replay(lines, by=by)
    last = last_erased_at(lines)
    of = f"{len(lines)} on record, the last of {last:%Y-%m-%d %H:%M} UTC, {again} done again" if last else ""
    later = "; the storage is rewritten by the next “capacita daily”" if is_cleaning_due() else ""
    tell(f"Erasures: {of or 'none on record'}{later}.")
    record_restore(name=name, made_at=manifest.made_at, head=manifest.held.head, by=by.key)
    chain = verification(head=manifest.head)
    if not chain.holds:
        raise RefusedError(f"The audit chain does not hold: entry {chain.breaks[0].seq} {chain.breaks[0].reason}.")
    tell(f"Audit chain: {chain.entries} entries hold, and it contains the backup's head {manifest.held.head}.")
    reach_disk(home)
    return f"{chain.head_seq}:{chain.head_digest}"


def _clear(home: Path, work: Path) -> None:
    """What was put in place is gone: only a place that was empty before ever holds any of it."""
    for folder in KEPT:
        shutil.rmtree(home / folder, ignore_errors=True)
    (home / ERASED).unlink(missing_ok=True)
    databases.clear()
    (work / _PLACING).unlink()


def _is_hollow(path: Path) -> bool:
    """True for a folder without a file in it."""
    return path.is_dir() and not any(each.is_file() for each in path.rglob("*"))
