"""Everything that is built from this checkout, in order: `python -m tools.build_assets`, called by `make setup`.

To add a step, append a `Step` to STEPS; steps run from first to last, and a fresh one is passed over.
"""

from __future__ import annotations

import argparse
import sys
import time

from tools import collected, fonts, frontend, geometry, letters, translations
from tools.steps import Step

STEPS: tuple[Step, ...] = (
    frontend.PACKAGES,
    fonts.DOCUMENT_FONTS,
    letters.LETTERS,
    translations.COMPILED,
    frontend.SITE,
    geometry.GEOMETRY,
    # Last: it collects, hashes and compresses what the steps before it made.
    collected.COLLECTED,
)


def main() -> int:
    """Bring every step up to date; exit 1 at the first that fails."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--again", action="store_true", help="make every step again, fresh or not")
    again = arguments.parse_args().again
    for step in STEPS:
        if step.is_fresh() and not again:
            continue
        begun = time.monotonic()
        print(f"  {step.name} …", flush=True)
        try:
            step.run()
        except Exception as error:
            print(f"The step “{step.name}” failed: {error}", file=sys.stderr)
            return 1
        print(f"  {step.name}: {time.monotonic() - begun:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
