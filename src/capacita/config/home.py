"""Where this installation keeps what it owns: the database, snapshots, the secret key. Reads the environment only."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from capacita.people.issuer import Issuer, issuer_from

_SOURCE = Path(__file__).resolve().parents[2]


def home() -> Path:
    """The folder of this installation, made with mode 0700 when it is new.

    `CAPACITA_HOME` if set; `var/` of a checkout; else `capacita` in the person's data folder.
    """
    named = os.environ.get("CAPACITA_HOME")
    if named:
        chosen = Path(named).expanduser().absolute()
    elif _is_checkout(_SOURCE.parent):
        chosen = _SOURCE.parent / "var"
    else:
        held = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
        chosen = Path(held).expanduser() / "capacita"
    try:
        chosen.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The folder {chosen} cannot be made ({error.strerror}). Set CAPACITA_HOME to one that can."
        ) from error
    return chosen


def _is_checkout(folder: Path) -> bool:
    described = folder / "pyproject.toml"
    if _SOURCE.name != "src" or not described.is_file():
        return False
    project = tomllib.loads(described.read_text(encoding="utf-8")).get("project", {})
    return bool(project.get("name") == "capacita")


def secret_key(folder: Path) -> str:
    """`CAPACITA_SECRET_KEY` if set, else the key kept in `folder`, made once and readable by its owner alone."""
    given = os.environ.get("CAPACITA_SECRET_KEY")
    if given:
        return given
    kept = folder / "secret.key"
    if not kept.is_file():
        if (folder / "capacita.sqlite3").is_file():
            raise ImproperlyConfigured(
                f"{kept} is missing, and the database in {folder} was written with it: bring it back from a backup"
                " (capacita restore into another folder has it). Another key would open no second factor that was set up."
            )
        # Written whole under another name, then linked: two processes that start together agree on one key.
        fresh = folder / f"secret.{os.getpid()}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(fresh, kept)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    key = kept.read_text(encoding="utf-8").strip()
    if not key:
        raise ImproperlyConfigured(f"{kept} is empty: bring it back from a backup.")
    return key


def database(folder: Path, address: str) -> dict[str, object]:
    """Django's settings of the one database: SQLite in `folder`, or PostgreSQL at `address` (`DATABASE_URL`)."""
    if not address:
        # A file that is rewritten grows beside the old one. SQLite reads this once, when it is first used.
        os.environ.setdefault("SQLITE_TMPDIR", str(folder))
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "capacita.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                # A connection forgets its cache whenever another process commits: a larger one only takes memory.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA secure_delete=ON; PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;",
            },
        }
    try:
        parts = urlsplit(address)
        port = str(parts.port or "")
    except ValueError:
        # Not the library's words: they quote what stands where the port should, the beginning of a password.
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read: in user and password write / as %2F, # as %23, ? as %3F, @ as %40, : as %3A."
        ) from None
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with “{parts.scheme}”. It must be postgresql://user:password@host:port/name,"
            " or unset for SQLite."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "capacita",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket's folder is given as ?host=/run/postgresql, as libpq does.
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def mail(folder: Path, address: str) -> dict[str, object]:
    """Django's settings for mail: the server at `address` (`CAPACITA_SMTP`), or files in `folder`/mail.

    smtp:// turns to TLS on the way (STARTTLS), smtps:// begins with it; smtp+plain:// never does, for a local relay.
    """
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": folder / "mail"}
    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps", "smtp+plain") or not parts.hostname:
        raise ImproperlyConfigured(
            f"CAPACITA_SMTP begins with “{parts.scheme}”. It must be smtp://user:password@host:port, or unset."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 587, "smtps": 465}.get(parts.scheme, 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
    }


def provider(environment: Mapping[str, str]) -> Issuer | None:
    """The organisation's own provider of sign-in (`CAPACITA_OIDC_…`), refused where it would be unsafe."""
    try:
        return issuer_from(environment)
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from error


def megabytes(name: str, unset: int) -> int:
    """The whole number in the variable `name`, or `unset`."""
    given = os.environ.get(name) or str(unset)
    if not (given.isascii() and given.isdecimal()):
        raise ImproperlyConfigured(f"{name} is “{given}”. It must be a whole number of megabytes, such as {unset}.")
    return int(given)
