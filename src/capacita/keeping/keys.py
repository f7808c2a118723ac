"""The key that closes and opens backups: an identity of the age format, from the environment, a file, or made once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac
from pyrage import IdentityError, RecipientError, x25519

from capacita.kernel.errors import InputError, Problem

VARIABLE = "CAPACITA_BACKUP_KEY"
_SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - how every such key begins


@dataclass(frozen=True)
class BackupKey:
    """What closes a backup, and what opens it: none where only the public half is kept here."""

    recipient: x25519.Recipient
    identity: x25519.Identity | None

    @property
    def text(self) -> str:
        """The key as the file of an age identity has it."""
        return f"# public key: {self.recipient}\n{self.identity}\n"


def key_path(home: Path) -> Path:
    return home / "backup.key"


def closing_key(home: Path, *, earlier: str = "", may_be_new: bool = False) -> tuple[BackupKey, bool]:
    """The key for a new backup, and whether it was made just now: then it lies in `home`, readable by its owner alone.

    `earlier` is the public half that closed the last backup: where it is not at hand, no other takes its place unless
    `may_be_new`, since whoever kept a copy of it believes that it opens every backup.
    """
    found = _at_hand(home)
    if earlier and not may_be_new and (found is None or str(found.recipient) != earlier):
        raise InputError(
            Problem(
                "the key that closed the backups before is not here",
                str(key_path(home)),
                remedy="Bring it back from the copy that you kept. Only where another is wanted from now on: --new-key;"
                " it opens none of the earlier backups.",
            )
        )
    if found is not None:
        return found, False
    identity = x25519.Identity.generate()
    made = BackupKey(identity.to_public(), identity)
    keep_key(made, home)
    return made, True


def recipient_at_hand(home: Path) -> str:
    """The public half of the key for backups; blank where there is none."""
    found = _at_hand(home)
    return str(found.recipient) if found else ""


def secrets_in_use() -> list[str]:
    """What tells the secret keys in use from others, the present one first, without telling anything of them."""
    return [
        salted_hmac("capacita.keeping.secret", "which", secret=each, algorithm="sha256").hexdigest()
        for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def _at_hand(home: Path) -> BackupKey | None:
    given = os.environ.get(VARIABLE)
    if given:
        return _parsed(given, VARIABLE)
    kept = key_path(home)
    return _read(kept) if kept.exists() else None


def opening_key(home: Path, named: Path | None) -> BackupKey:
    """The key that opens backups. Refused where there is none, or only its public half."""
    given = os.environ.get(VARIABLE)
    if named is not None:
        key = _read(named)
    elif given:
        key = _parsed(given, VARIABLE)
    elif key_path(home).exists():
        key = _read(key_path(home))
    else:
        raise InputError(
            Problem(
                "the key that opens the backup is not here",
                remedy=f"Give the copy of backup.key that you kept with --key FILE, or set {VARIABLE}.",
            )
        )
    if key.identity is None:
        raise InputError(
            Problem(
                "the key at hand only closes backups",
                remedy=f"Give the one that begins with {_SECRET} with --key FILE.",
            )
        )
    return key


def keep_key(key: BackupKey, home: Path) -> None:
    """The key lies in `home` from now on, readable by its owner alone. One that lies there is left."""
    try:
        descriptor = os.open(key_path(home), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(key.text)
        stream.flush()
        os.fsync(stream.fileno())


def _read(path: Path) -> BackupKey:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        text = ""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return _parsed(lines[0] if len(lines) == 1 else "", str(path))


def _parsed(text: str, place: str) -> BackupKey:
    text = text.strip()
    try:
        if text.startswith(_SECRET):
            identity = x25519.Identity.from_str(text)
            return BackupKey(identity.to_public(), identity)
        return BackupKey(x25519.Recipient.from_str(text), None)
    except (IdentityError, RecipientError):
        raise InputError(
            Problem(
                "is no key for backups",
                place,
                remedy=f"It is one line that begins with {_SECRET}, or with age1 for its public half; "
                "“capacita backup” makes one where none is given.",
            )
        ) from None
