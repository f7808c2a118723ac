"""The server as it is started: told to stop it answers what is in work, and it knows where a message ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from capacita.cli import serving


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found


def started(port: int, begun: Path) -> subprocess.Popen[bytes]:
    words = serving.server_words(f"127.0.0.1:{port}", 1, "tests.cli.slow:slow")
    return subprocess.Popen(words, env={**os.environ, "CAPACITA_TEST_BEGUN": str(begun)}, stderr=subprocess.PIPE)


def test_a_message_that_ends_in_two_ways_is_refused_and_nothing_behind_it_is_answered(
    tmp_path: Path, port: int
) -> None:
    hidden = b"GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n"
    chunked, length = b"Transfer-Encoding: chunked\r\n", b"Content-Length: 5\r\n"
    server = started(port, tmp_path / "begun")
    try:
        _wait(lambda: socket.create_connection(("127.0.0.1", port), 1).close())
        for heads, answer in (
            (b"", b"HTTP/1.1 200"),
            (length + chunked, b"HTTP/1.1 400"),
            (chunked + length, b"HTTP/1.1 400"),
            (length + b"Content-Length: 50\r\n", b"HTTP/1.1 400"),
            (b"Content-Length: +5\r\n", b"HTTP/1.1 400"),
            (b"Transfer-Encoding: chunked, identity\r\n", b"HTTP/1.1 400"),
            (b"Transfer-Encoding : chunked\r\n", b"HTTP/1.1 400"),
        ):
            with socket.create_connection(("127.0.0.1", port), 10) as line:
                line.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\n" + heads + b"\r\n0\r\n\r\n" + hidden)
                said = b"".join(iter(lambda line=line: _heard(line), b""))  # type: ignore[misc]
            assert said.startswith(answer), (heads, said)
            assert said.count(b"HTTP/1.1 ") == 1, (heads, said)
    finally:
        server.kill()
        server.communicate()


def test_a_stop_lets_the_request_in_work_end_and_takes_no_other(tmp_path: Path, port: int) -> None:
    begun = tmp_path / "begun"
    server = started(port, begun)
    answers: list[bytes] = []

    def ask() -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        answers.append(opener.open(f"http://127.0.0.1:{port}/", timeout=10).read())

    try:
        _wait(lambda: socket.create_connection(("127.0.0.1", port), 1).close())
        asking = threading.Thread(target=ask)
        asking.start()
        _wait(lambda: begun.stat())
        server.send_signal(signal.SIGTERM)
        asking.join(10)
        assert answers == [b"whole"]
        assert server.wait(10) == 0
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 1)
    finally:
        server.kill()
        _, said = server.communicate()
    assert all(json.loads(line)["level"] for line in said.decode().splitlines())


def _heard(line: socket.socket) -> bytes:
    try:
        return line.recv(65_536)
    except ConnectionResetError:
        return b""


def _wait(does: Callable[[], object]) -> None:
    ends = time.monotonic() + 20
    while True:
        try:
            does()
        except OSError:
            assert time.monotonic() < ends
            time.sleep(0.02)
        else:
            return
