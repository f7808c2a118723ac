"""Fetching a document by its address, from hosts that the office has named, and from nowhere else.

A name is looked up once, and the connection goes to the very address that was found harmless. Off unless hosts are named.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

from capacita import __version__
from capacita.evidence.addresses import WebAddress, is_public, web_address
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

MAX_SECONDS = 30.0
MAX_BYTES = 20 * 1024 * 1024
MAX_REDIRECTS = 3
_MAX_CONNECT = 8.0
_CHUNK = 64 * 1024
_MOVED = (301, 302, 303, 307, 308)
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,50}/[a-z0-9.+-]{1,80}")
_REMEDY = said("Download the document in a browser and give the file.")

_Result = TypeVar("_Result")
Resolve = Callable[[str], Sequence[str]]
Connect = Callable[[tuple[str, int], float], socket.socket]


@dataclass(frozen=True)
class Fetched:
    """The bytes as received, what the host says that they are, and where they were found in the end."""

    content: bytes
    media_type: str
    address: str


@dataclass(frozen=True)
class Network:
    """The ways out. Tests give their own; the product has one.

    `resolve` gives the IP addresses of a name, `connect` a connection to one of them within seconds; `trust` says whose
    certificates count.
    """

    resolve: Resolve
    connect: Connect
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context


def fetch_document(
    text: str,
    *,
    hosts: Collection[str],
    network: Network | None = None,
    progress: Callable[[int, int | None], None] = lambda received, total: None,
    seconds: float = MAX_SECONDS,
    max_bytes: int = MAX_BYTES,
) -> Fetched:
    """The document at the address. `progress` hears the bytes received so far, and how many are announced.

    Refuses, before anything is connected: whatever `addresses` refuses, and names that lead to a machine that is not of
    the public internet. Each redirect is asked the same; more than three are refused, as are more bytes or seconds
    than the limits, and packed answers.
    """
    network = network or Network(_resolved, socket.create_connection)
    until = time.monotonic() + seconds
    address = web_address(text, hosts=hosts)
    for _ in range(MAX_REDIRECTS + 1):
        with _Asked(address, network, until) as asked:
            response = asked.answer()
            if response.status not in _MOVED:
                return _received(address, response, asked, progress, max_bytes)
            address = web_address(response.headers.get("Location", ""), hosts=hosts, after=address)
    raise _refused(said("leads from one address to another more than %(n)s times", n=MAX_REDIRECTS))


def _received(
    address: WebAddress,
    response: http.client.HTTPResponse,
    asked: _Asked,
    progress: Callable[[int, int | None], None],
    max_bytes: int,
) -> Fetched:
    if response.status != 200:
        raise _refused(said("the host answers %(status)s", status=response.status))
    if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise _refused(said("the host sends the document packed"))
    total = response.length
    too_large = said("the document is larger than %(n)s MB", n=max_bytes // 1_048_576)
    if total is not None and total > max_bytes:
        raise _refused(too_large)
    pieces: list[bytes] = []
    received = 0
    while piece := asked.guarded(lambda: response.read1(_CHUNK)):
        received += len(piece)
        if received > max_bytes:
            raise _refused(too_large)
        pieces.append(piece)
        progress(received, total)
    if total is not None and received != total:
        raise _refused(said("the connection ended before the document did"))
    media_type = response.headers.get_content_type()
    return Fetched(
        b"".join(pieces),
        media_type if _MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream",
        str(address),
    )


class _Asked:
    """One request to one host, at an address that was checked, and over when its time is."""

    def __init__(self, address: WebAddress, network: Network, until: float) -> None:
        self._address, self._network, self._until = address, network, until
        self._connection = http.client.HTTPConnection(address.host, 443)
        self._socket: ssl.SSLSocket | None = None
        self._is_over = threading.Event()
        # A host that sends a byte now and then would never run into a limit on one reading.
        self._clock = threading.Timer(max(until - time.monotonic(), 0), self._end)
        self._clock.daemon = True

    def __enter__(self) -> Self:
        self._clock.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._clock.cancel()
        self._connection.close()

    def answer(self) -> http.client.HTTPResponse:
        """The head of the answer."""
        return self.guarded(self._answer)

    def guarded(self, step: Callable[[], _Result]) -> _Result:
        """What a step over the network gives, with whatever goes wrong in it said in the product's own words."""
        try:
            found = step()
        except InputError:
            raise
        except ssl.SSLCertVerificationError:
            raise _refused(said("the host cannot prove that it is %(host)s", host=self._address.host)) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            if not self._is_over.is_set():
                raise _refused(said("the host does not answer (%(kind)s)", kind=type(error).__name__)) from None
        if self._is_over.is_set():
            raise _refused(said("the document takes too long to arrive"))
        return found

    def _answer(self) -> http.client.HTTPResponse:
        self._socket = self._connected()
        self._connection.sock = self._socket
        headers = {
            "User-Agent": f"Capacita/{__version__}", "Accept": "*/*", "Accept-Encoding": "identity",
            "Connection": "close", "Host": self._address.host,
        }  # fmt: skip
        self._connection.request("GET", self._address.target, headers=headers)
        return self._connection.getresponse()

    def _connected(self) -> ssl.SSLSocket:
        """Connected to one of the addresses that the name has now, all of which are public, and sure of the name."""
        found = self._network.resolve(self._address.host)
        if not found:
            raise _refused(said("the name %(host)s leads nowhere", host=self._address.host))
        if not all(is_public(each) for each in found):
            raise _refused(said("the name %(host)s leads into a private network", host=self._address.host))
        trust = self._network.trust()
        for last, each in enumerate(found[:3], start=1):
            left = min(_MAX_CONNECT, self._until - time.monotonic())
            try:
                plain = self._network.connect((each, 443), max(left, 0.001))
            except OSError:
                if last == min(len(found), 3):
                    raise
                continue
            break
        # The clock ends it, and says why; the socket's own limit comes after that.
        plain.settimeout(max(self._until - time.monotonic(), 0) + 1)
        wrapped = trust.wrap_socket(
            plain, server_hostname=self._address.host, do_handshake_on_connect=False, suppress_ragged_eofs=False
        )
        self._socket = wrapped
        wrapped.do_handshake()
        return wrapped

    def _end(self) -> None:
        self._is_over.set()
        if self._socket is not None:
            try:
                # Below the encryption, so that the thread that reads wakes up.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                return


def _resolved(host: str) -> list[str]:
    """The addresses of a name, looked up once, within seconds."""
    found: list[str] = []

    def look_up() -> None:
        try:
            found.extend(str(each[4][0]) for each in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM))
        except OSError:
            return

    asking = threading.Thread(target=look_up, daemon=True)
    asking.start()
    asking.join(_MAX_CONNECT)
    return [] if asking.is_alive() else list(dict.fromkeys(found))


def _refused(message: str) -> InputError:
    return InputError(Problem(message, column="address", remedy=_REMEDY))
