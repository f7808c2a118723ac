"""The figures of reach, registered: those that follow from treaty actions, and those that go beyond them."""

from __future__ import annotations

from capacita.reach import support_figures, treaty_figures


def register() -> None:
    """Make every figure of reach known to the registry."""
    treaty_figures.register()
    support_figures.register()
