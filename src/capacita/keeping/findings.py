"""What is wrong with an installation, one thing each, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Finding:
    """One thing found. A fault needs mending now; a note is for whoever operates the installation to weigh.

    `mend` sets it right without losing anything; where there is none, `remedy` is for a person to do.
    """

    kind: str
    message: str
    remedy: str
    is_fault: bool = True
    mend: Callable[[], object] | None = None
    is_mended: bool = False

    def mended(self) -> Finding:
        """The same finding after its mending, where it has one."""
        if self.mend is None:
            return self
        self.mend()
        return replace(self, is_mended=True)
