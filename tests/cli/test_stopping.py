"""The server, told to stop while it works: what is in work is answered whole, then it ends by itself."""

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


def test_a_stop_lets_the_request_in_work_end_and_takes_no_other(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = tmp_path / "begun"
    words = serving.server_words(f"127.0.0.1:{port}", 1, "tests.cli.slow:slow")
    server = subprocess.Popen(words, env={**os.environ, "CAPACITA_TEST_BEGUN": str(begun)}, stderr=subprocess.PIPE)
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
