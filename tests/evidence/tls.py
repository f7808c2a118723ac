"""A real server with TLS on this machine, a name server that says what a test wants, and a way out that leads here only."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from capacita.evidence.fetching import Network

PUBLIC = "93.184.216.34"
HOST, OTHER = "documents.example.org", "archive.example.org"
Serve = Callable[[ssl.SSLSocket, str], None]


@dataclass
class Server:
    """What was asked of the server, of the name server and of the network, in order."""

    port: int
    trust: ssl.SSLContext
    names: dict[str, list[Sequence[str]]]
    asked: list[str] = field(default_factory=list)
    indicated: list[str | None] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)

    def network(self) -> Network:
        """Names answer as `names` says, one answer after another; whatever is connected to is this server."""
        return Network(self._resolve, self._connect, lambda: self.trust)

    def _resolve(self, host: str) -> Sequence[str]:
        self.resolved.append(host)
        answers = self.names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _connect(self, address: tuple[str, int], seconds: float) -> socket.socket:
        self.connected.append(address)
        return socket.create_connection(("127.0.0.1", self.port), seconds)


@contextmanager
def server(folder: Path, answer: Serve, *, name: str = HOST) -> Iterator[Server]:
    """A server that answers each request with `answer(connection, path)`, with a certificate for `name` and OTHER."""
    certificate, key = _certificate(folder, name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    trust = ssl.create_default_context(cafile=str(certificate))
    listening = socket.create_server(("127.0.0.1", 0))
    found = Server(listening.getsockname()[1], trust, {HOST: [[PUBLIC]], OTHER: [[PUBLIC]]})
    context.sni_callback = lambda _connection, indicated, _context: found.indicated.append(indicated)

    def serve() -> None:
        while True:
            try:
                plain, _peer = listening.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(plain,), daemon=True).start()

    def one(plain: socket.socket) -> None:
        try:
            with context.wrap_socket(plain, server_side=True) as connection:
                head = connection.recv(65_536).decode()
                found.asked.append(head)
                answer(connection, head.split(" ")[1])
        except (OSError, IndexError):
            return

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield found
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def plainly(content: bytes, *heads: str, status: str = "200 OK") -> bytes:
    """An answer as it goes over the wire, with its length."""
    told = "".join(f"{each}\r\n" for each in (f"Content-Length: {len(content)}", *heads))
    return f"HTTP/1.1 {status}\r\n{told}\r\n".encode() + content


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(1))
        .not_valid_after(now + dt.timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name), x509.DNSName(OTHER)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths
