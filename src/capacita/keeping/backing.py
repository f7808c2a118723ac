"""Making a backup while the installation is in use, and checking one without restoring it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

import capacita
from capacita.keeping import databases
from capacita.keeping.actions import record_backup
from capacita.keeping.claiming import claimed, emptied
from capacita.keeping.kept import faults, kept_files
from capacita.keeping.keys import BackupKey, closing_key, key_path, opening_key
from capacita.keeping.manifest import ERASED, SECRET, Manifest, PackedFile, Source
from capacita.keeping.packing import digest_of_file, packed, unpacked
from capacita.keeping.queries import END, backup_name, backups_in, last_backup
from capacita.keeping.sealing import opened, seal
from capacita.keeping.tombstones import keep_beside
from capacita.kernel.disk import settle
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.people.erased_list import in_order, keep_erased, listed_in, write_list
from capacita.people.rules import Standing

FOLDER = "backups"
WORK = "backing-up"
_BUSY = "Another backup of this installation is being made. Wait until it has ended."


@dataclass(frozen=True)
class Made:
    """A backup that was made. `faults` are those of the installation, seen on the way; the backup itself is whole.

    `erased` is the list of erased persons beside it, `made_key` the key where it was made just now.
    """

    path: Path
    size: int
    sha256: str
    manifest: Manifest
    faults: tuple[str, ...]
    erased: Path | None
    made_key: Path | None
    removed: tuple[Path, ...]


def how_to_restore(path: Path) -> str:
    """The command that brings the backup back into a place beside this one, as it is typed here.

    The key is named where it lies here; where only its public half does, its copy is wherever it was kept.
    """
    home = Path(settings.CAPACITA_HOME)
    return databases.restore_command(f"{home}-restored", restore_arguments(home, path))


def restore_arguments(home: Path, path: Path, *, key: Path | None = None) -> str:
    """What stands behind the command on this machine, which knows the latest list of who was erased."""
    erased = f"--erased {home / ERASED}" if (home / ERASED).exists() else "--without-later-erasures"
    opening = key or (key_path(home) if key_path(home).is_file() else "/…/backup.key")
    return f"{path} --key {opening} {erased}"


def make_backup(*, folder: Path, at: datetime, keep: int | None, by: Standing, new_key: bool = False) -> Made:
    """A new file in `folder` with all that the installation is: database, kept bytes, secret key, digests.

    Writers go on meanwhile: the database is as of one moment. Old backups in the folder are removed only where `keep`
    says how many stay, and only after one without fault. Nothing is left of one that fails.
    """
    home = Path(settings.CAPACITA_HOME)
    target = _target(folder, at)
    with claimed(home / WORK, _BUSY) as work:
        emptied(work)
        key, is_new = closing_key(home, earlier=_closed_by(), may_be_new=new_key)
        try:
            manifest = _written(target, key, work, at)
        except OSError as error:
            raise RefusedError(
                f"No backup was made: {error.filename or folder}: {error.strerror or error}. Nothing is left of it."
            ) from error
        finally:
            emptied(work)
    sha256, size = digest_of_file(target), target.stat().st_size
    found = manifest.faults
    try:
        record_backup(
            name=target.name, folder=str(folder), sha256=sha256, size=size, head=manifest.held.head,
            faults=len(found), by=by.key, recipient=str(key.recipient),
        )  # fmt: skip
    except DatabaseError as error:
        found += (f"the backup is not on record ({error}): run “capacita load”",)
    removed = _removed_old(folder, keep) if keep and not found else ()
    # Last: the backup is whole and on record, whatever becomes of the list.
    erased, of_list = _kept_beside(home, folder)
    return Made(target, size, sha256, manifest, found + of_list, erased, key_path(home) if is_new else None, removed)


def _kept_beside(home: Path, folder: Path) -> tuple[Path | None, tuple[str, ...]]:
    """The list of the erased beside the backup, and why it could not be kept."""
    try:
        # Tables of an earlier version may lack what is asked of them: then the list is as it lies there.
        with suppress(DatabaseError):
            keep_erased()
        return keep_beside(home, folder), ()
    except (OSError, InputError) as error:
        return None, (f"the list of the erased could not be kept beside it ({error}): see “capacita doctor”",)


def _closed_by() -> str:
    """The public half of the key that closed the last backup; blank where none is on record, or nothing can be read."""
    try:
        last = last_backup()
    except DatabaseError:
        return ""
    return last.recipient if last else ""


def cleared_away() -> bool:
    """Nothing is left of a backup that was killed, which holds a copy of the database. False while one is being made."""
    work = Path(settings.CAPACITA_HOME) / WORK
    if not work.exists():
        return True
    try:
        with claimed(work, _BUSY):
            return True
    except RefusedError:
        return False


def verified(path: Path, *, key: Path | None) -> Manifest:
    """What the backup says of itself, after it was opened to its end and every digest in it was compared."""
    identity = opening_key(Path(settings.CAPACITA_HOME), key).identity
    assert identity is not None
    with opened(path, identity) as stream:
        return unpacked(stream, None, path.name)


def _target(folder: Path, at: datetime) -> Path:
    target = folder / backup_name(at)
    try:
        # Not the folders above: a disk that is not there, or a slip in its name, would go unnoticed for months.
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        remedy = "Make the folder in which it is to lie, or name another one with --to."
        raise InputError(Problem(f"cannot be made ({error.strerror})", str(folder), remedy=remedy)) from error
    if not os.access(folder, os.W_OK):
        raise InputError(Problem("cannot be written to", str(folder), remedy="Name another folder with --to."))
    if target.exists():
        raise InputError(Problem("is there already", str(target), remedy="Wait a second and try again."))
    return target


def _written(target: Path, key: BackupKey, work: Path, at: datetime) -> Manifest:
    """The backup lies at `target`, whole and on disk: it was written aside first, then moved into place."""
    home = Path(settings.CAPACITA_HOME)
    manifests: list[Manifest] = []

    def close(files: list[PackedFile], gone: list[str]) -> Manifest:
        held, found = copied.told()
        told = [*found, *(f"{each} went while the backup was made" for each in gone), *faults(held.named, files)]
        manifests.append(
            Manifest(
                capacita.__version__,
                at.isoformat(timespec="seconds"),
                databases.kind(),
                held,
                tuple(files),
                tuple(told),
            )
        )
        return manifests[0]

    aside = target.with_name(f"{target.name}.part")
    _clear_abandoned(target.parent)
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with databases.copied(work / databases.copy_name()) as copied:
                seal(packed(_files(home, work, copied.files), close), stream, key.recipient)
            stream.flush()
            os.fsync(stream.fileno())
        aside.rename(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    settle(target.parent)
    return manifests[0]


def _files(home: Path, work: Path, database: Iterable[tuple[str, Source]]) -> Iterator[tuple[str, Source]]:
    """What a backup is made of, in order. The key is the one in use, wherever it came from."""
    # First the database, then the bytes that it names: they are only ever added.
    yield from database
    secret, erased = work / SECRET, work / ERASED
    secret.write_text(settings.SECRET_KEY, encoding="utf-8")
    yield SECRET, secret
    # What can be read of it: the rows of the database tell the same.
    if lines := in_order(listed_in(home / ERASED).lines):
        write_list(erased, lines)
        yield ERASED, erased
    yield from kept_files(home)


def _clear_abandoned(folder: Path) -> None:
    """Remove what backups that were killed left in the folder: unfinished files whose writer is gone."""
    for each in folder.glob(f"capacita-*{END}.part"):
        with suppress(OSError), each.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            each.unlink()


def _removed_old(folder: Path, keep: int) -> tuple[Path, ...]:
    old = tuple(backups_in(folder)[keep:])
    for each in old:
        each.unlink()
    return old
