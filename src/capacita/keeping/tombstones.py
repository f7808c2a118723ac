"""The list of erased persons (opaque keys only) that outlives a backup: kept beside it, put together, replayed.

A line is {"person": key, "erased_at": time, "receipt": digest}.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from capacita.keeping.manifest import ERASED
from capacita.kernel.errors import InputError, Problem
from capacita.people.erasure import replay_tombstones
from capacita.people.rules import Standing


def tombstones_in(*paths: Path) -> list[str]:
    """The lines of these files, each once, in the order of erasure. A file that is absent has none."""
    found: dict[str, str] = {}
    for path in paths:
        if not path.exists():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                found.setdefault(line.strip(), _erased_at(line, path, number))
    return sorted(found, key=lambda line: (found[line], line))


def write_tombstones(path: Path, lines: list[str]) -> None:
    """The file holds these lines, whole: written aside first, then moved into place."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in lines)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def keep_beside(home: Path, folder: Path) -> Path | None:
    """The list of this installation, added to the one in a folder of backups; None where nobody was erased."""
    beside = folder / ERASED
    lines = tombstones_in(beside, home / ERASED)
    if not lines:
        return None
    write_tombstones(beside, lines)
    return beside


def replay(lines: list[str], *, by: Standing) -> int:
    """Whoever was erased and came back is erased again; how many."""
    return replay_tombstones(lines, by=by.key) if lines else 0


def _erased_at(line: str, path: Path, number: int) -> str:
    try:
        told = json.loads(line)
        if told["person"]:
            return str(told["erased_at"])
    except (ValueError, KeyError, TypeError):
        pass
    raise InputError(Problem("is no line of an erased person", str(path), row=number))
