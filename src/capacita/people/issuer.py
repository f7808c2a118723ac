"""The organisation's own OpenID Connect provider, as the environment names it, and what of its answers counts.

Pure: nothing here asks the provider. That does `provider.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

PREFIX = "CAPACITA_OIDC_"
# What a session remembers of the provider that it began with: the connection, and what was said of the sign-in.
BEGUN_BY = "capacita_begun_by"
_MOST_SUBJECT = 191  # characters, of 255 that OpenID Connect allows: what the library's table holds
_MOST_ADDRESS = 200  # characters, for the key under which connections are kept
# RFC 8176, section 2: several factors were used.
_COUNTED = "mfa"


@dataclass(frozen=True)
class Issuer:
    """One provider. `address` is the issuer exactly as the provider names itself; `counted` are the values of `amr` and
    `acr` that tell of a second factor; for `domains` an address counts as verified where the provider is silent on it."""

    address: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    counted: frozenset[str] = frozenset({_COUNTED})
    domains: frozenset[str] = frozenset()

    @property
    def origin(self) -> str:
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def configuration_address(self) -> str:
        return f"{self.address.rstrip('/')}/.well-known/openid-configuration"

    def may_be_asked(self, address: object) -> bool:
        """True for an address that is safe to send a secret to: HTTPS, or this machine where the issuer is on it."""
        parts = urlsplit(address) if isinstance(address, str) else SplitResult("", "", "", "", "")
        return _is_https(parts) or (_is_here(parts) and _is_here(urlsplit(self.address)))

    def counts(self, said: object) -> bool:
        """True where what the provider said of a sign-in tells of a second factor."""
        return isinstance(said, list) and not self.counted.isdisjoint(each for each in said if isinstance(each, str))

    def verifies(self, claims: Mapping[str, Any]) -> bool:
        """True where the provider states the address as verified, or its domain is known and the provider is silent."""
        stated = claims.get("email_verified")
        if stated is None:
            return str(claims.get("email", "")).rpartition("@")[2].lower() in self.domains
        return stated is True or stated == "true"


@dataclass(frozen=True)
class Identity:
    """Whom the provider speaks of: its own unchanging name for a person, and an address that it states as verified."""

    issuer: str
    subject: str
    verified_address: str = ""


def issuer_from(environment: Mapping[str, str]) -> Issuer | None:
    """The provider that the environment names, or None where it names none.

    ValueError for settings that are unsafe or lack something.
    """
    given = {name.removeprefix(PREFIX): value.strip() for name, value in environment.items() if name.startswith(PREFIX)}
    address = given.get("ISSUER", "")
    if not address:
        stray = sorted(name for name, value in given.items() if value)
        if stray:
            raise ValueError(f"{PREFIX}{stray[0]} is set and {PREFIX}ISSUER is not. Set both, or none.")
        return None
    _require_safe(address)
    for name in ("CLIENT_ID", "CLIENT_SECRET"):
        if not given.get(name):
            raise ValueError(f"{PREFIX}ISSUER is set and {PREFIX}{name} is not. The provider gives it with the client.")
    return Issuer(
        address,
        given["CLIENT_ID"],
        given["CLIENT_SECRET"],
        given.get("NAME") or str(urlsplit(address).hostname),
        _listed(given.get("MFA", _COUNTED)),
        frozenset(each.lower().removeprefix("@") for each in _listed(given.get("DOMAINS", ""))),
    )


def what_was_said(claims: Mapping[str, Any]) -> list[str]:
    """How somebody signed in at the provider: the values of `amr` and the `acr` of an ID token."""
    methods = claims.get("amr")
    found = [*(methods if isinstance(methods, list) else [methods]), claims.get("acr")]
    return [each for each in found if isinstance(each, str) and each]


def subject_of(claims: Mapping[str, Any]) -> str:
    """The provider's own name for a person. ValueError where there is none, or one longer than can be kept."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _MOST_SUBJECT:
        raise ValueError("the ID token names no subject")
    return subject


def _require_safe(address: str) -> None:
    parts = urlsplit(address)
    if not (_is_https(parts) or _is_here(parts)):
        raise ValueError(
            f"{PREFIX}ISSUER must begin with https://. Plain http:// is taken for this machine alone (127.0.0.1), to"
            " try things out: elsewhere whoever listens could sign in as anybody."
        )
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"{PREFIX}ISSUER must be a plain address, without name, password, “?” or “#”.")
    if len(address) > _MOST_ADDRESS:
        raise ValueError(f"{PREFIX}ISSUER is longer than {_MOST_ADDRESS} characters.")


def _is_https(parts: SplitResult) -> bool:
    return parts.scheme == "https" and bool(parts.hostname)


def _is_here(parts: SplitResult) -> bool:
    if parts.scheme != "http" or not parts.hostname:
        return False
    try:
        return ip_address(parts.hostname).is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.replace(",", " ").split())
