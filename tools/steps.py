"""A step of the build: made again only when what it is made from has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STAMPS = ROOT / ".stamps"


@dataclass(frozen=True)
class Step:
    """What is made, from which files (glob patterns from the root of the checkout), into which paths, and how.

    The script itself need not be named among `made_from`: name the tools/*.py that the step depends on.
    """

    name: str
    made_from: tuple[str, ...]
    makes: tuple[str, ...]
    make: Callable[[], None]

    def is_fresh(self) -> bool:
        """True when the outputs are there and were made from these very inputs."""
        stamp = STAMPS / self.name
        return (
            stamp.is_file()
            and stamp.read_text(encoding="ascii") == self.digest()
            and all((ROOT / path).exists() for path in self.makes)
        )

    def digest(self) -> str:
        """SHA-256 over names and contents of the inputs."""
        seen = hashlib.sha256()
        for path in _files(self.made_from):
            seen.update(str(path.relative_to(ROOT)).encode())
            seen.update(hashlib.sha256(path.read_bytes()).digest())
        return seen.hexdigest()

    def run(self) -> None:
        """The outputs are there and fresh afterwards; a failure leaves the step stale."""
        stamp = STAMPS / self.name
        stamp.unlink(missing_ok=True)
        self.make()
        STAMPS.mkdir(exist_ok=True)
        stamp.write_text(self.digest(), encoding="ascii")


def _files(patterns: Iterable[str]) -> list[Path]:
    found = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    return sorted(path for path in found if "__pycache__" not in path.parts)
