"""Fetching by address: what must not be asked is refused before a socket opens; the rest goes where it was checked to go."""

from __future__ import annotations

import ssl
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from capacita.evidence.addresses import is_public, web_address
from capacita.evidence.fetching import Network, fetch_document
from capacita.kernel.errors import InputError
from tests.evidence import tls
from tests.evidence.hostile_addresses import ADDRESSES, HOSTS, PRIVATE
from tests.evidence.sockets import watched

BOTH = (tls.HOST, tls.OTHER)
ADDRESS = f"https://{tls.HOST}/report.pdf?page=1"


def refused(*args: object, **kwargs: object) -> str:
    """What is said of it. Without a server to wait for, it takes no second of the machine's time."""
    begun, worked = time.monotonic(), time.process_time()
    with pytest.raises(InputError) as caught:
        fetch_document(*args, **kwargs)  # type: ignore[arg-type]
    assert time.process_time() - worked < 1
    assert time.monotonic() - begun < 8
    assert caught.value.problems[0].column == "address"
    assert caught.value.problems[0].remedy
    return str(caught.value)


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES.keys())
def test_an_address_that_leads_elsewhere_is_refused_before_a_socket_opens(address: str) -> None:
    with watched() as opened:
        assert refused(address, hosts=HOSTS)
    assert opened == []


def test_the_watch_on_sockets_sees_a_fetch_that_is_allowed() -> None:
    with watched() as opened, pytest.raises(InputError):
        fetch_document(ADDRESS, hosts=BOTH)
    assert opened


def test_nothing_is_fetched_while_no_host_is_named() -> None:
    with watched() as opened:
        assert "not among the sites" in refused(ADDRESS, hosts=())
    assert opened == []


@pytest.mark.parametrize("private", PRIVATE)
def test_a_name_that_leads_into_a_private_network_is_refused_before_anything_is_connected(private: str) -> None:
    connected: list[object] = []

    def connect(address: tuple[str, int], seconds: float) -> object:
        connected.append(address)
        raise OSError

    for answers in ([private], [tls.PUBLIC, private]):

        def resolve(host: str, answers: Sequence[str] = answers) -> Sequence[str]:
            return answers

        with watched() as opened:
            words = refused(ADDRESS, hosts=BOTH, network=Network(resolve, connect))  # type: ignore[arg-type]
        assert "leads into a private network" in words
        assert opened == connected == []


def test_addresses_of_the_public_internet_are_known() -> None:
    for address in ("1.1.1.1", "93.184.216.34", "193.164.229.1", "2606:4700::1111", "2a00:1450::1", "172.32.0.1"):
        assert is_public(address)


def test_an_address_is_kept_with_its_query_and_without_its_fragment() -> None:
    assert str(web_address(" HTTPS://Documents.Example.ORG:443/a/../b?c=%20d#e ", hosts=BOTH)) == (
        "https://documents.example.org/a/../b?c=%20d"
    )
    assert web_address("https://documents.example.org", hosts=BOTH).target == "/"


def test_a_document_comes_whole_from_the_address_that_was_checked(tmp_path: Path) -> None:
    content = bytes(range(256)) * 2_000
    heard = []
    with tls.server(
        tmp_path,
        lambda to, path: to.sendall(tls.plainly(content, "Content-Type: Application/PDF; x=y", "Set-Cookie: a=b")),
    ) as server:
        # Asked a second time, the name would lead to this machine: rebinding.
        server.names[tls.HOST] = [[tls.PUBLIC], ["127.0.0.1"]]
        found = fetch_document(
            ADDRESS,
            hosts=BOTH,
            network=server.network(),
            progress=lambda received, total: heard.append((received, total)),
        )
    assert (found.content, found.media_type, found.address) == (content, "application/pdf", ADDRESS)
    assert server.resolved == [tls.HOST]
    assert server.connected == [(tls.PUBLIC, 443)]
    assert server.indicated == [tls.HOST]
    (asked,) = server.asked
    assert asked.startswith("GET /report.pdf?page=1 HTTP/1.1\r\n")
    assert f"Host: {tls.HOST}\r\n" in asked
    assert "cookie" not in asked.lower()
    assert asked.lower().count("host:") == 1
    assert heard[-1] == (len(content), len(content))
    assert [received for received, _ in heard] == sorted(received for received, _ in heard)


def test_a_proxy_in_the_environment_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with tls.server(tmp_path, lambda to, path: to.sendall(tls.plainly(b"x"))) as server:
        assert fetch_document(ADDRESS, hosts=BOTH, network=server.network()).content == b"x"
    assert server.connected == [(tls.PUBLIC, 443)]


def moved(to: str, status: str = "302 Found") -> bytes:
    return tls.plainly(b"", f"Location: {to}", status=status)


@pytest.mark.parametrize("status", ["301 x", "302 x", "303 x", "307 x", "308 x"])
def test_a_redirect_to_a_named_host_is_followed_and_carries_no_cookie(tmp_path: Path, status: str) -> None:
    def answer(to: ssl.SSLSocket, path: str) -> None:
        to.sendall(
            tls.plainly(b"here")
            if path == "/there"
            else tls.plainly(b"", f"Location: https://{tls.OTHER}/there", "Set-Cookie: a=b", status=status)
        )

    with tls.server(tmp_path, answer) as server:
        found = fetch_document(ADDRESS, hosts=BOTH, network=server.network())
    assert (found.content, found.address) == (b"here", f"https://{tls.OTHER}/there")
    assert server.resolved == [tls.HOST, tls.OTHER]
    assert "cookie" not in "".join(server.asked).lower()


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("http://documents.example.org/", "does not begin with https"),
        ("https://169.254.169.254/latest/meta-data/", "no plain name"),
        ("https://[::1]/", "no plain name"),
        ("https://elsewhere.example.org/", "not among the sites"),
        ("//127.0.0.1/", "no plain name"),
        ("https://a:b@documents.example.org/", "name or password"),
        ("file:///etc/passwd", "does not begin with https"),
        ("https://documents.example.org:22/", "names a port"),
        ("", "is no web address"),
    ],
)
def test_a_redirect_is_asked_the_same_as_the_first_address(tmp_path: Path, target: str, words: str) -> None:
    with tls.server(tmp_path, lambda to, path: to.sendall(moved(target))) as server:
        assert words in refused(ADDRESS, hosts=BOTH, network=server.network())
    assert server.connected == [(tls.PUBLIC, 443)]


def test_a_redirect_to_a_name_that_now_leads_inside_is_refused(tmp_path: Path) -> None:
    with tls.server(tmp_path, lambda to, path: to.sendall(moved("/again"))) as server:
        server.names[tls.HOST] = [[tls.PUBLIC], ["10.0.0.1"]]
        assert "private network" in refused(ADDRESS, hosts=BOTH, network=server.network())
    assert server.connected == [(tls.PUBLIC, 443)]


def test_more_than_three_redirects_are_refused(tmp_path: Path) -> None:
    with tls.server(tmp_path, lambda to, path: to.sendall(moved("/on"))) as server:
        assert "more than 3 times" in refused(ADDRESS, hosts=BOTH, network=server.network())
    assert len(server.asked) == 4


def dripping(to: ssl.SSLSocket, path: str) -> None:
    to.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(200):
        to.sendall(b"x")
        time.sleep(0.05)


def endless_head(to: ssl.SSLSocket, path: str) -> None:
    for _ in range(200):
        to.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.05)


def silent(to: ssl.SSLSocket, path: str) -> None:
    time.sleep(10)


@pytest.mark.parametrize("answer", [dripping, endless_head, silent])
def test_a_host_that_takes_its_time_runs_into_one_limit_for_all(tmp_path: Path, answer: tls.Serve) -> None:
    with tls.server(tmp_path, answer) as server:
        assert "takes too long" in refused(ADDRESS, hosts=BOTH, network=server.network(), seconds=0.4)


def chunked(to: ssl.SSLSocket, path: str) -> None:
    to.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + bytes(65_536) + b"\r\n")
    to.sendall(b"10000\r\n" + bytes(65_536) + b"\r\n0\r\n\r\n")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (tls.plainly(b"x" * 200_000), "larger than"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000, "larger than"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\nshort", "does not answer|ended before"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n", "larger than"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx" + b"y" * 200_000, "larger than"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzzz\r\nx\r\n", "does not answer"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffff\r\nx", "does not answer"),
        (tls.plainly(b"x", "Content-Encoding: gzip"), "packed"),
        (tls.plainly(b"x", "Content-Encoding: br"), "packed"),
        (tls.plainly(b"", status="404 Not Found"), "answers 404"),
        (tls.plainly(b"", status="500 x"), "answers 500"),
        (tls.plainly(b"", status="204 x"), "answers 204"),
        (b"no answer at all\r\n\r\n", "does not answer"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500 + b"\r\n", "does not answer"),
        (b"HTTP/1.1 200 OK\r\nA: " + b"b" * 100_000 + b"\r\n\r\n", "does not answer"),
        (b"", "does not answer"),
    ],
)
def test_an_answer_that_is_too_large_packed_broken_or_no_document_is_refused(
    tmp_path: Path, answer: bytes, words: str
) -> None:
    with tls.server(tmp_path, lambda to, path: to.sendall(answer)) as server:
        begun = time.monotonic()
        with pytest.raises(InputError, match=words):
            fetch_document(ADDRESS, hosts=BOTH, network=server.network(), max_bytes=100_000, seconds=5)
        assert time.monotonic() - begun < 4


def test_chunks_are_put_together_up_to_the_limit(tmp_path: Path) -> None:
    with tls.server(tmp_path, chunked) as server:
        assert len(fetch_document(ADDRESS, hosts=BOTH, network=server.network()).content) == 131_072
        assert "larger than" in refused(ADDRESS, hosts=BOTH, network=server.network(), max_bytes=100_000)


def test_a_host_that_cannot_prove_its_name_is_refused(tmp_path: Path) -> None:
    with tls.server(tmp_path, lambda to, path: to.sendall(tls.plainly(b"x")), name="evil.example") as server:
        assert "cannot prove that it is documents.example.org" in refused(ADDRESS, hosts=BOTH, network=server.network())
    assert server.asked == []


def test_a_name_that_leads_nowhere_and_a_host_that_is_away_are_told(tmp_path: Path) -> None:
    with tls.server(tmp_path, silent) as server:
        server.names[tls.HOST] = [[]]
        assert "leads nowhere" in refused(ADDRESS, hosts=BOTH, network=server.network())
    server.names[tls.HOST] = [[tls.PUBLIC, "1.1.1.1"]]
    assert "does not answer (ConnectionRefusedError)" in refused(ADDRESS, hosts=BOTH, network=server.network())
    assert server.connected == [(tls.PUBLIC, 443), ("1.1.1.1", 443)]
