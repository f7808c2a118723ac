"""What the tests of domestic law share: the packaged file with its own as-of tests, and moments."""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml

from capacita.evidence.catalogue import catalogues
from capacita.evidence.reading import read_yaml
from capacita.kernel.moment import Moment

PATH = next(each.path for each in catalogues() if each.name == "laws")
FILE: dict[str, Any] = read_yaml(PATH.read_bytes(), file=PATH.name)
TODAY = date(2026, 11, 28)


def on(day: str, *, known_on: str = "") -> Moment:
    """The day as it is known today, or as it was known on another."""
    return Moment(date.fromisoformat(day), date.fromisoformat(known_on) if known_on else TODAY)


class _Plain(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes every value out, since the loader takes no references; the C one where built, which takes a tenth."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(held: Any) -> str:
    """The value as the file of a catalogue."""
    return str(yaml.dump(held, Dumper=_Plain, allow_unicode=True, sort_keys=False))
