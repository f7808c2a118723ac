"""What must not be: settings with which an installation that serves others would be open. Reads what it is given only."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

_SHORTEST_KEY = 50
_FEWEST_SIGNS = 5
_SHORTEST_TOKEN = 32
_THIS_MACHINE = ("", "localhost", "127.0.0.1", "::1")
_ENCIPHERED = ("verify-ca", "verify-full")  # less does not tell the server from another
# As documentation and images have them: whoever reads these knows them.
_KNOWN_PASSWORDS = ("capacita", "postgres", "password", "changeme", "secret", "example")
_KNOWN_KEYS = ("django-insecure-", "changeme", "change-me")


def unsafe_settings(given: Mapping[str, str], folder: Path) -> list[str]:
    """One sentence for each setting that is not safe for serving others, with what to do; empty where all are.

    `given` is the environment, `folder` the installation's.
    """
    return [*_names(given), *_ways(given), *_secrets(given, folder), *_connections(given)]


def _names(given: Mapping[str, str]) -> Iterator[str]:
    names = [name.strip() for name in given.get("CAPACITA_HOSTS", "").split(",") if name.strip()]
    for name in names:
        if "*" in name or name.startswith(".") or "/" in name or ":" in name:
            yield f"CAPACITA_HOSTS has “{name}”, which is not one name: list each name, such as capacita.example.org."
    address = urlsplit(given.get("CAPACITA_ADDRESS", ""))
    if given.get("CAPACITA_ADDRESS") and (address.scheme not in ("http", "https") or not address.hostname):
        yield "CAPACITA_ADDRESS is no whole address: write it with https://, such as https://capacita.example.org."
    if names and address.hostname and address.hostname not in names:
        yield f"CAPACITA_ADDRESS names {address.hostname}, which CAPACITA_HOSTS lacks: add it there."


def _ways(given: Mapping[str, str]) -> Iterator[str]:
    is_https = given.get("CAPACITA_HTTPS") == "1"
    if given.get("CAPACITA_DEBUG", "0") not in ("", "0"):
        yield "CAPACITA_DEBUG=1 shows settings and code to whoever meets an error: unset it."
    if not is_https and given.get("CAPACITA_PLAIN_HTTP") != "1":
        yield (
            "CAPACITA_HTTPS is not set, so that passwords would travel in the clear: put a proxy that ends TLS in front"
            " and set CAPACITA_HTTPS=1; on a closed test network set CAPACITA_PLAIN_HTTP=1."
        )
    if is_https and given.get("CAPACITA_PLAIN_HTTP") == "1":
        yield "CAPACITA_HTTPS and CAPACITA_PLAIN_HTTP contradict each other: unset one."
    if is_https and urlsplit(given.get("CAPACITA_ADDRESS", "")).scheme == "http":
        yield "CAPACITA_ADDRESS begins with http:// while CAPACITA_HTTPS=1: write https://."


def _secrets(given: Mapping[str, str], folder: Path) -> Iterator[str]:
    secret = folder / "secret.key"
    keys = {"CAPACITA_SECRET_KEY": given.get("CAPACITA_SECRET_KEY", "")}
    if not keys["CAPACITA_SECRET_KEY"]:
        with suppress(OSError, UnicodeDecodeError):
            keys = {str(secret): secret.read_text(encoding="utf-8").strip()}
    before = given.get("CAPACITA_SECRET_KEYS_BEFORE", "").split()
    for place, key in [*keys.items(), *(("CAPACITA_SECRET_KEYS_BEFORE", each) for each in before)]:
        if key and (len(key) < _SHORTEST_KEY or len(set(key)) < _FEWEST_SIGNS or key.startswith(_KNOWN_KEYS)):
            yield (
                f"{place} is shorter than {_SHORTEST_KEY} characters or no random text: give one made by a generator, or"
                " for a new installation none, so that one is made and kept in its folder."
            )
    token = given.get("CAPACITA_METRICS_TOKEN")
    if token and len(token) < _SHORTEST_TOKEN:
        yield f"CAPACITA_METRICS_TOKEN is shorter than {_SHORTEST_TOKEN} characters: make one with a generator."
    if _mode(folder) & 0o007:
        yield f"{folder} can be entered by everybody on this machine: chmod 700 {folder}"
    # Everything else in the folder is guarded by the folder.
    if _mode(secret) & 0o077:
        yield f"{secret} can be read by others on this machine: chmod 600 {secret}"


def _connections(given: Mapping[str, str]) -> Iterator[str]:
    database = urlsplit(given.get("DATABASE_URL", ""))
    asked = parse_qs(database.query)
    # As libpq reads it: what the query names comes before the host, and there may be several.
    named = asked.get("host", [database.hostname or ""])[-1].split(",")
    places = [*named, *(each for told in asked.get("hostaddr", []) for each in told.split(","))]
    far = [each for each in places if not each.startswith("/") and each not in _THIS_MACHINE]
    if database.scheme and far and asked.get("sslmode", [""])[-1] not in _ENCIPHERED:
        yield (
            f"DATABASE_URL reaches {far[0]} in the clear: add ?sslmode=verify-full (or use a socket,"
            " ?host=/run/postgresql)."
        )
    password = unquote(database.password or "")
    if password and password.lower() in (*_KNOWN_PASSWORDS, unquote(database.username or "").lower()):
        yield "DATABASE_URL has a password that anybody guesses: give the account one made by a generator."
    mail = urlsplit(given.get("CAPACITA_SMTP", ""))
    if mail.scheme and not given.get("CAPACITA_ADDRESS"):
        yield (
            "CAPACITA_SMTP is set and CAPACITA_ADDRESS is not, so that the links in letters would lead nowhere: set it to"
            " the address that people reach, such as https://capacita.example.org."
        )
    if mail.scheme == "smtp+plain" and (mail.hostname or "") not in _THIS_MACHINE:
        yield f"CAPACITA_SMTP hands letters to {mail.hostname} in the clear: write smtp:// or smtps://."


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0
