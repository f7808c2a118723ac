"""A WSGI application that takes its time, for the test of stopping; it loads nothing of the product."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path


def slow(environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    Path(os.environ["CAPACITA_TEST_BEGUN"]).touch()
    time.sleep(0.6)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"whole"]
