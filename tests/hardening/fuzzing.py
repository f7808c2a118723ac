"""`python -m tests.hardening.fuzzing TARGET SECONDS`: changes bytes, guided by what they reach, until something breaks.

Fails for any exception but the product's own, and for whatever takes longer than five seconds or two gigabytes. What
was found to reach something new lies in .cache/fuzzing and is gone on from.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import atheris

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
_FOLDER = Path(__file__).parents[2] / ".cache" / "fuzzing"

with atheris.instrument_imports(include=["capacita", "pypdf", "openpyxl"]):
    import django

    django.setup()
    from capacita.kernel.errors import CapacitaError
    from tests.hardening.targets import targets


def main(name: str, seconds: int) -> None:
    target = targets()[name]
    held, found = _FOLDER / name, _FOLDER / "found" / name
    for folder in (held, found):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (held / f"seed-{number}").write_bytes(seed)

    def once(content: bytes) -> None:
        with contextlib.suppress(CapacitaError):
            target.run(content)

    most = max(4 * max(map(len, target.seeds)), 2_000)
    options = [f"-max_total_time={seconds}", "-timeout=5", "-rss_limit_mb=2048", f"-max_len={most}", "-verbosity=0"]
    atheris.Setup([sys.argv[0], str(held), f"-artifact_prefix={found}/", *options, "-print_final_stats=1"], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
