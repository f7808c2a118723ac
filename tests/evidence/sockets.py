"""Watches for any connection or look-up of a name: what is refused must not have touched the network."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_WATCHED = ("socket", "create_connection", "getaddrinfo", "gethostbyname", "socketpair")


@contextmanager
def watched() -> Iterator[list[str]]:
    """What is asked of the network inside; each call is refused as well."""
    opened: list[str] = []
    held = {name: getattr(socket, name) for name in _WATCHED}

    def refusing(name: str) -> Any:
        def called(*args: object, **kwargs: object) -> None:
            opened.append(name)
            raise OSError(f"{name} was called")

        return called

    class Refused(socket.socket):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            opened.append("socket")
            raise OSError("a socket was opened")

    for name in _WATCHED:
        setattr(socket, name, Refused if name == "socket" else refusing(name))
    try:
        yield opened
    finally:
        for name, kept in held.items():
            setattr(socket, name, kept)
