"""`capacita backup`, `restore` and `doctor`: arguments in, one call, plain words out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import DatabaseError

from capacita.cli.output import AsJson, print_json
from capacita.keeping import backing, databases, restoring
from capacita.keeping import doctor as diagnosis
from capacita.keeping.manifest import Manifest
from capacita.keeping.queries import backups_in, last_backup, recorded_backups
from capacita.kernel.clock import now, today
from capacita.kernel.errors import InputError, Problem
from capacita.people.erasure import is_cleaning_due
from capacita.people.queries import command_standing

Key = Annotated[
    Path | None,
    typer.Option("--key", help="The copy of backup.key that you kept; else CAPACITA_BACKUP_KEY or that of this place."),
]


def require_whole(context: typer.Context) -> None:
    """Refuses every command but `restore` in a place that a restore has filled in part."""
    if context.invoked_subcommand not in ("restore", "doctor") and restoring.is_unfinished(
        Path(settings.CAPACITA_HOME)
    ):
        raise InputError(
            Problem(
                "a restore into this place runs, or was cut off",
                remedy="Wait until it has ended, or run it again: it clears away what it had put here.",
            )
        )


def backup(
    to: Annotated[
        Path | None, typer.Option("--to", help="The folder for the backup; best one on another disk or machine.")
    ] = None,
    keep: Annotated[
        int | None, typer.Option(min=1, help="How many backups stay in the folder; the older ones are removed.")
    ] = None,
    new_key: Annotated[
        bool,
        typer.Option("--new-key", help="Close it with another key than the backups before, which it opens none of."),
    ] = False,
    verify: Annotated[
        Path | None, typer.Option("--verify", help="Make none: open this one and check every digest in it.")
    ] = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Put the whole installation into one enciphered file, while it is in use. `capacita restore` brings it back."""
    if verify is not None:
        _print_verified(verify, backing.verified(verify, key=key), as_json=as_json)
        return
    home = Path(settings.CAPACITA_HOME)
    folder = (to or home / backing.FOLDER).expanduser().absolute()
    made = backing.make_backup(folder=folder, at=now(), keep=keep, new_key=new_key, by=command_standing(on=today()))
    if as_json:
        print_json(
            {
                "file": str(made.path), "size": made.size, "sha256": made.sha256, "head": made.manifest.held.head,
                "rows": sum(made.manifest.held.rows.values()), "files": len(made.manifest.files),
                "faults": list(made.faults), "erased": str(made.erased) if made.erased else None,
                "removed": [str(each) for each in made.removed],
            }
        )  # fmt: skip
    else:
        _print_made(made)
    if made.made_key is not None:
        typer.echo(
            f"\nKEEP A COPY OF {made.made_key} SOMEWHERE ELSE, NOW. It was made just now, and nothing else opens the"
            " backups: without it they are lost with this machine.",
            err=True,
        )
    if to is None:
        typer.echo("It lies on the disk of the installation: copy it elsewhere, or name a folder with --to.", err=True)
    for fault in made.faults:
        typer.echo(f"fault: {fault}", err=True)
    if made.faults:
        raise typer.Exit(3)


def restore(
    file: Annotated[Path | None, typer.Argument(help="The backup; left out, those of this place are listed.")] = None,
    key: Key = None,
    erased: Annotated[
        Path | None,
        typer.Option(
            "--erased",
            help="The latest list of erased persons: erased.jsonl of the lost installation, or of its folder of backups.",
        ),
    ] = None,
    without_later_erasures: Annotated[
        bool,
        typer.Option("--without-later-erasures", help="There is no later list: whoever was erased since then is back."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a backup back into an empty place: a new CAPACITA_HOME, and with PostgreSQL a new database as well."""
    home = Path(settings.CAPACITA_HOME)
    if file is None:
        raise InputError(_which(home))
    done = restoring.restore_backup(
        file.absolute(),
        key=key,
        erased=erased,
        without_later_erasures=without_later_erasures,
        by=command_standing(on=today()),
        tell=(lambda sentence: None) if as_json else typer.echo,
    )
    if as_json:
        print_json(
            {
                "from": done.manifest.made_at, "head": done.head, "backup_head": done.manifest.held.head,
                "rows": sum(done.manifest.held.rows.values()), "files": len(done.manifest.files), "erased": done.erased,
                "faults": list(done.manifest.faults), "cleaning_due": is_cleaning_due(),
            }
        )  # fmt: skip
        return
    typer.echo(f"\n{home} is as it was at {done.manifest.made_at}. Everybody signs in again.")
    typer.echo(
        "What was done since then is not in it: access given or taken away, records, uploads. Take away again what was."
    )
    if erased is None:
        typer.echo(
            "No later list of erased persons was named: whoever was erased since then is back in it. Erase them again."
        )
    typer.echo(f"To look at it, beside the one that is served: {databases.command('run --port 8001')}")
    for fault in done.manifest.faults:
        typer.echo(f"fault when the backup was made: {fault}", err=True)


def doctor(
    mend: Annotated[
        bool,
        typer.Option(
            "--mend",
            help="Set right what can be without loss: permissions of files, missing triggers, lists of the erased.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell what is wrong with this installation, and how to mend it. Of what the records say, `check` tells."""
    found = diagnosis.findings(at=now(), mend=mend)
    if as_json:
        print_json(
            [
                {
                    "kind": each.kind, "message": each.message, "remedy": each.remedy, "is_fault": each.is_fault,
                    "is_mended": each.is_mended,
                }
                for each in found
            ]
        )  # fmt: skip
    else:
        for each in found:
            verdict = "mended" if each.is_mended else "fault" if each.is_fault else "note"
            typer.echo(f"{verdict:<7} {each.kind}: {each.message}")
            if not each.is_mended:
                typer.echo(f"        {each.remedy}")
        if not found:
            last = last_backup()
            typer.echo(
                "Nothing is wrong with this installation."
                + (f" The last backup: {last.at:%Y-%m-%d %H:%M} UTC, {last.path}" if last else "")
            )
    if any(each.is_fault and not each.is_mended for each in found):
        raise typer.Exit(3)


def _elsewhere() -> list[Path]:
    """Backups on record that lie elsewhere and are still there; none where this place has no database yet."""
    try:
        paths = [Path(each.path) for each in recorded_backups(most=20)]
    except DatabaseError:
        return []
    return [each for each in paths if each.is_file()]


def _print_made(made: backing.Made) -> None:
    rows, files = sum(made.manifest.held.rows.values()), len(made.manifest.files)
    typer.echo(f"{made.path}  {made.size / 1e6:,.1f} MB  SHA-256 {made.sha256[:12]}…")
    typer.echo(f"{rows:,} rows, {files:,} files, audit head {made.manifest.held.head}")
    if made.erased is not None:
        typer.echo(f"{made.erased} lists who was erased (no names): keep it beside the backups.")
    for each in made.removed:
        typer.echo(f"removed: {each}")
    typer.echo(f"To bring it back into an empty place: {backing.how_to_restore(made.path)}")


def _print_verified(path: Path, manifest: Manifest, *, as_json: bool) -> None:
    rows = sum(manifest.held.rows.values())
    if as_json:
        print_json(
            {
                "file": str(path), "made_at": manifest.made_at, "product": manifest.product,
                "database": manifest.database, "head": manifest.held.head, "rows": rows, "files": len(manifest.files),
                "faults": list(manifest.faults),
            }
        )  # fmt: skip
        return
    typer.echo(f"{path.name} is whole: made at {manifest.made_at} by Capacita {manifest.product}, {manifest.database}")
    typer.echo(f"{rows:,} rows, {len(manifest.files):,} files, every digest holds, audit head {manifest.held.head}")
    for fault in manifest.faults:
        typer.echo(f"fault when it was made: {fault}")


def _which(home: Path) -> Problem:
    found = sorted({*backups_in(home / backing.FOLDER), *_elsewhere()}, key=lambda each: each.name, reverse=True)
    if not found:
        return Problem(
            "no backup was named, and none lies here",
            remedy=f"Name its file: capacita restore FILE. “capacita backup” makes one; without --to it lies in"
            f" {home / backing.FOLDER}.",
        )
    lines = "\n".join(f"  {backing.how_to_restore(each)}" for each in found[:10])
    return Problem(f"which backup? The newest first:\n{lines}\nA backup goes into an empty place",
                   remedy="Name a new folder in CAPACITA_HOME, and the key with --key.")  # fmt: skip
