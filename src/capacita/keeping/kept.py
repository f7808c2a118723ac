"""The bytes that an installation keeps on disk under their digest: which lie there, which are missing or altered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from capacita.keeping.manifest import KEPT, PackedFile

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
# How the writers of kept bytes name what they have not finished.
_UNFINISHED = re.compile(r"tmp[a-z0-9_]{8}\Z")


def kept_files(home: Path) -> Iterator[tuple[str, Path]]:
    """Every kept file, as its name in a backup and its path, in order of names."""
    for folder in KEPT:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and not _UNFINISHED.match(path.name):
                yield path.relative_to(home).as_posix(), path


def faults(named: Iterable[str], there: Iterable[PackedFile]) -> list[str]:
    """What is wrong with kept bytes: named by a row as folder/digest and not there, or no longer of their digest."""
    by_name = {each.name: each for each in there}
    found = [
        f"{each.name} was altered: its digest is {each.sha256}"
        for each in by_name.values()
        if is_under_its_digest(each.name) and not each.name.endswith(each.sha256)
    ]
    return found + [f"{each} is missing" for each in named if name_on_disk(each) not in by_name]


def name_on_disk(named: str) -> str:
    """Where folder/digest lies: folder/<the first two digits>/digest."""
    folder, _, digest = named.rpartition("/")
    return f"{folder}/{digest[:2]}/{digest}"


def is_under_its_digest(name: str) -> bool:
    return bool(_DIGEST.match(name.rpartition("/")[2]))
