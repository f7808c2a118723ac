"""What a program is to know of disks."""

from __future__ import annotations

import os
from pathlib import Path


def settle(folder: Path) -> None:
    """The names in the folder are on disk, and survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
