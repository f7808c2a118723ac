"""The portfolio's catalogues: what a row cites is what its own file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from capacita.evidence.catalogue import catalogues
from capacita.evidence.loading import load_catalogues
from capacita.people.models import LOADER
from capacita.portfolio.models import SdgTarget

pytestmark = pytest.mark.django_db

TARGETS = next(each.path for each in catalogues() if each.name == "sdg_targets")


def test_a_target_cites_the_source_of_its_own_row(tmp_path: Path) -> None:
    kept = SdgTarget.objects.recorded().get(key="16.3")
    assert kept.citation.text.startswith("https://github.com/open-sdg/sdg-translations")
    path = tmp_path / "sdg_targets.csv"
    lines = TARGETS.read_text(encoding="utf-8").splitlines()
    own = [
        line.rsplit(",https://github.com/open-sdg", 1)[0].rsplit(',"https://github.com/open-sdg', 1)[0]
        for line in lines[1:]
    ]
    path.write_text("\n".join([lines[0], *(f"{line},our own reading" for line in own)]) + "\n", encoding="utf-8")
    load_catalogues(by=LOADER, files={"sdg_targets": path})
    assert {row.citation.text for row in SdgTarget.objects.recorded().select_related("citation")} == {"our own reading"}
