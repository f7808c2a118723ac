"""`python -m tools.present PATH`: says so and fails when a script or folder that a target calls is not there."""

from __future__ import annotations

import sys

from tools.steps import ROOT


def main() -> int:
    """0 when every path named is there (a package counts for its .py name), else 1 with a message."""
    absent = [
        name for name in sys.argv[1:] if not (ROOT / name).exists() and not (ROOT / name.removesuffix(".py")).is_dir()
    ]
    for name in absent:
        print(f"{name} is not written yet: this target can do nothing.", file=sys.stderr)
    return 1 if absent else 0


if __name__ == "__main__":
    sys.exit(main())
