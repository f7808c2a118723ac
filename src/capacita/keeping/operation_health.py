"""How the installation is operated: backups, mail, what it needs to serve others, what is built."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from smtplib import SMTPException

from django.conf import settings
from django.core import mail
from django.core.checks import WARNING, run_checks

from capacita.keeping import databases
from capacita.keeping.findings import Finding
from capacita.keeping.keys import key_path, recipient_at_hand, secrets_in_use
from capacita.keeping.queries import RecordedBackup, last_backup, restore_to_tell
from capacita.keeping.tombstones import keep_beside_backups, lists_behind
from capacita.people.choices import Verb
from capacita.people.daily import last_run, missed
from capacita.people.erasure import cleaning_due_since
from capacita.people.queries import administrators, persons_who_may, was_ever_administered
from capacita.people.rules import EVERYTHING

_BACKUPS_EVERY = timedelta(days=1)
_GRACE = timedelta(hours=2)
_CLEANED_WITHIN = timedelta(days=2)


def settings_findings() -> Iterator[Finding]:
    """What can be told without the database."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not settings.DEBUG and not manifest.exists():
        remedy = "In a checkout: make setup. Otherwise install the wheel, which has them."
        yield Finding("pages", "styles and scripts are not built", remedy)
    if settings.CAPACITA_SERVES_OTHERS:
        yield from _for_others()
    yield from _mail()


def key_findings(home: Path) -> Iterator[Finding]:
    """Keys that are no longer those with which the last backup was made: another one opens nothing of before."""
    last = last_backup()
    if last is None:
        return
    if last.secret and last.secret not in secrets_in_use():
        yield Finding(
            "secret key",
            "it is another than when the last backup was made: second factors that were set up are not opened by it",
            f"Bring {home / 'secret.key'} back from the backup (it holds it), or name the old key in"
            " CAPACITA_SECRET_KEYS_BEFORE.",
        )
    if last.recipient and last.recipient != (at_hand := recipient_at_hand(home)):
        yield Finding(
            "backup key",
            "it is another than the one that closed the last backup" if at_hand else "the key for backups is not here",
            f"Bring {key_path(home)} back from the copy that you kept; only where it is lost for good: capacita backup"
            " --new-key, which opens none of the earlier ones.",
        )


def backup_findings(home: Path, at: datetime) -> Iterator[Finding]:
    """No backup, an old one, one with faults, one that is not as it was made; and nobody who administers for others."""
    last = last_backup()
    if last is None:
        yield Finding("backup", "there is no backup", _make_one())
    elif at - last.at > _BACKUPS_EVERY + _GRACE:
        yield Finding(
            "backup",
            f"the last backup is of {last.at:%Y-%m-%d %H:%M} UTC, {last.path}",
            _make_one(),
        )
    elif last.faults:
        yield Finding(
            "backup", f"the last backup told of {last.faults} faults", "Mend what is listed here, then back up."
        )
    if last is not None:
        yield from _file_findings(last)
    if last is not None and Path(last.path).parent.is_relative_to(home):
        yield Finding(
            "backup",
            f"the last backup lies in {home}, and is lost with it",
            "Name a folder on another disk or machine with --to.",
            is_fault=False,
        )
    if settings.CAPACITA_SERVES_OTHERS and not administrators(on=at.date()).exists():
        yield Finding("access", "there is no administrator", "capacita admin create --email name@example.org")


def _file_findings(last: RecordedBackup) -> Iterator[Finding]:
    """Whether the file of the last backup is where it was put, and as long. It is not read."""
    path = Path(last.path)
    try:
        is_reachable, size = path.parent.is_dir(), path.stat().st_size if path.is_file() else None
    except OSError as error:
        is_reachable, size = False, None
        because = error.strerror or type(error).__name__
    else:
        because = "it is not there, or its disk is not"
    if not is_reachable:
        yield Finding(
            "backup",
            f"the folder of the last backup, {path.parent}, cannot be reached: {because}",
            "Make it reachable and ask again: until then nothing tells whether that backup is whole.",
            is_fault=False,
        )
    elif size is None:
        yield Finding("backup", f"the last backup is no longer where it was put: {path}", _find_it())
    elif last.size is not None and size != last.size:
        yield Finding(
            "backup",
            f"the last backup is not as it was made: {path} has {size:,} bytes, and {last.size:,} are on record",
            _find_it(),
        )


def _find_it() -> str:
    return (
        "It cannot be restored. See that its disk is mounted there, or put back a copy that is whole (capacita backup"
        f" --verify FILE); otherwise make another: {databases.command('backup --to FOLDER')}"
    )


def _make_one() -> str:
    return f"Make one, and one every night: {databases.command('backup --to FOLDER')}"


def daily_findings(at: datetime) -> Iterator[Finding]:
    """That the daily work does not come, or that a part of it failed when it last did."""
    last = last_run()
    late = missed(last, at=at)
    if late is not None:
        yield Finding(
            "daily",
            f"the daily work was last done on {late.last:%Y-%m-%d %H:%M} UTC"
            if late.last
            else "no run of the daily work is on record",
            "Until it is, no reminder goes out and nothing goes by itself. Now, and every night:"
            f" {databases.command('daily')}",
        )
    if last is not None and last.failed:
        told = ", ".join(f"{name} ({error})" for name, error in last.failed.items())
        yield Finding(
            "daily",
            f"of the daily work of {last.at:%Y-%m-%d %H:%M} UTC this failed: {told}",
            f"Its log says where. Mend it, then run it again: {databases.command('daily')}",
        )


def erased_findings(at: datetime) -> Iterator[Finding]:
    """Folders of backups that do not know of everybody who was erased since."""
    for each in lists_behind(on=at.date()):
        yield Finding(
            "erased",
            f"{each.folder} received backups, and its erased.jsonl lacks somebody who was erased"
            + (f": {each.reason}" if each.reason else ""),
            "Make it reachable, then run “capacita daily”: a restore from there would bring these persons back.",
            is_fault=not each.reason,
            mend=None if each.reason else partial(_tell_lists, at.date()),
        )


def cleaning_findings(at: datetime) -> Iterator[Finding]:
    """That the storage was not rewritten since somebody was erased, though the daily run has had time for it."""
    since = cleaning_due_since()
    if since is not None and at - since > _CLEANED_WITHIN:
        yield Finding(
            "erased",
            f"somebody was erased on {since:%Y-%m-%d}, and freed space of the storage may still hold the details",
            "Run “capacita daily”, and every night: it rewrites the storage. Where it did and this stays, its log says"
            " what is in the way: no room for a second copy, or somebody who reads for days.",
        )


def restore_findings() -> Iterator[Finding]:
    """That the installation came back from a backup, until an administrator has acknowledged it."""
    restored = restore_to_tell()
    if restored is not None:
        yield Finding(
            "restored",
            f"this installation came back on {restored.at:%Y-%m-%d %H:%M} UTC from {restored.name}, and is as it was at"
            f" {restored.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC: what was done between is not in it",
            "Take away again what was, record again what is missing; then an administrator says so on the page"
            " “Installation”.",
            is_fault=False,
        )


def receiving_findings(on: date) -> Iterator[Finding]:
    """Whether what readers report reaches whoever can correct it, once somebody administers."""
    if not was_ever_administered() or persons_who_may(Verb.RECORD_FACTS, EVERYTHING, on=on):
        return
    administered = administrators(on=on).exists()
    whom = "the administrators alone" if administered else "nobody"
    yield Finding(
        "reports",
        f"nobody records facts: what readers report waits for {whom}",
        "Give somebody the role of a programme manager, for everything.",
        is_fault=not administered,
    )


def _tell_lists(on: date) -> None:
    keep_beside_backups(on=on)


def _for_others() -> Iterator[Finding]:
    """What Django asks of a site that serves others, and what the product asks besides."""
    if not settings.SESSION_COOKIE_SECURE:
        yield Finding(
            "settings",
            "passwords travel unencrypted between the browser and this site",
            "Put a proxy that ends TLS in front, and set CAPACITA_HTTPS=1.",
        )
    else:
        for each in run_checks(include_deployment_checks=True):
            # What the settings silence has its reason there.
            if each.level >= WARNING and not each.is_silenced():
                yield Finding(
                    "settings", f"{each.id}: {each.msg}".splitlines()[0], str(each.hint or "See the settings.")
                )
    if not settings.CAPACITA_ADDRESS:
        yield Finding(
            "settings",
            "letters and files cannot link to this site",
            "Set CAPACITA_ADDRESS to its public address, such as https://capacita.example.org.",
            is_fault=False,
        )


def _mail() -> Iterator[Finding]:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        if settings.CAPACITA_SERVES_OTHERS:
            yield Finding(
                "mail",
                "no letter is sent: there is no mail server",
                "Set CAPACITA_SMTP to smtp://user:password@host:port.",
            )
        return
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        connection = mail.get_connection()
        connection.open()
        connection.close()
    except (SMTPException, OSError) as error:
        yield Finding(
            "mail",
            f"the mail server {server} does not answer as it should: {type(error).__name__}",
            "Look at CAPACITA_SMTP.",
        )
