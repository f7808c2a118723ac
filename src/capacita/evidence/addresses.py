"""Which addresses of the web may be asked at all, by their text and by the machine that a name leads to. Pure.

After OWASP's sheet on server-side request forgery and the special-purpose registries for IPv4 and IPv6 (RFC 6890).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network
from urllib.parse import urljoin, urlsplit

from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

MOST_OF_AN_ADDRESS = 2_000
_SHOWN = re.compile(r"[!-~]+")
# Of letters, digits and hyphens, with a last part that begins with a letter: no number in any notation is one.
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_PRIVATE_4 = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        # Whoever is nearest answers: AS112 (RFC 7535, RFC 7534) and multicast tunnels (RFC 7450).
        "192.31.196.0/24", "192.175.48.0/24", "192.52.193.0/24",
        # The machine's own host in Azure, which hands out certificates and settings, though the address is public:
        # https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
        "168.63.129.16/32",
    )
)  # fmt: skip
_GLOBAL_6 = ip_network("2000::/3")
# Of the global ones: those that carry an IPv4 address or another network inside, those of documentation, and AS112
# (RFC 7534).
_PRIVATE_6 = tuple(
    ip_network(each) for each in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
# What stands before the IPv4 address in the last half of an address of ISATAP (RFC 5214, 6.1); the bit that the mask
# leaves out says whether that one is unique in the world.
_ISATAP, _ISATAP_MASK = 0x0000_5EFE, 0xFDFF_FFFF


@dataclass(frozen=True)
class WebAddress:
    """A host, and what is asked of it: path and query. Always https on port 443."""

    host: str
    target: str

    def __str__(self) -> str:
        return f"https://{self.host}{self.target}"


def web_address(text: str, *, hosts: Collection[str], after: WebAddress | None = None) -> WebAddress:
    """The address in `text`, which may be relative to the one `after` which it comes.

    Refused: all but https on its own port at one of the named `hosts`, a name or password in it, numbers in place of a
    name in any notation, names in other letters than a to z, and signs that some programs read as others.
    """
    text = text.strip()
    if len(text) > MOST_OF_AN_ADDRESS or not _SHOWN.fullmatch(text) or "\\" in text:
        raise _refused(
            said("This is no web address"), said("Write it whole, in plain letters, with https:// before it.")
        )
    try:
        parts = urlsplit(urljoin(str(after), text) if after else text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _refused(said("This is no web address"), said("Write it whole, with https:// before it.")) from None
    if parts.scheme != "https":
        raise _refused(said("The address does not begin with https://"), said("Only encrypted addresses are fetched."))
    if "@" in parts.netloc:
        raise _refused(said("The address holds a name or password"), said("Take out what stands before the @."))
    if (port is not None and port != 443) or parts.netloc.endswith(":"):
        raise _refused(said("The address names a port"), said("Take out the colon and the number."))
    if not _HOST.fullmatch(host):
        raise _refused(
            said("The address has no plain name of a site"),
            said("Write the name in letters, without a dot at its end."),
        )
    if host not in hosts:
        message = said("%(host)s is not among the sites that are fetched from", host=host)
        raise _refused(message, said("Download the document and give the file, or ask the administrator."))
    return WebAddress(host, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def is_public(address: str) -> bool:
    """Whether an IP address is of the public internet, and not of one machine, one office or one network.

    False as well for every form in which an IPv6 address carries another one: mapped, 6to4, Teredo, NAT64, ISATAP.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return not any(found in each for each in _PRIVATE_4)
    is_isatap = int(found) >> 32 & _ISATAP_MASK == _ISATAP
    return found in _GLOBAL_6 and not is_isatap and not any(found in each for each in _PRIVATE_6)


def _refused(message: str, remedy: str) -> InputError:
    return InputError(Problem(message, column="address", remedy=remedy))
