"""What is not ours: its licence is allowed, the page on it is current, and a release carries its list."""

from __future__ import annotations

import json
import re
import subprocess
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from capacita import __version__
from tools import parts, sbom
from tools.parts import Part
from tools.steps import ROOT


@pytest.fixture(scope="module")
def text() -> str:
    return sbom.bill()


@pytest.fixture(scope="module")
def found() -> list[Part]:
    return parts.parts()


def test_every_licence_is_allowed(found: list[Part]) -> None:
    assert len(found) > 100
    assert parts.refused(found) == []


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only", "LicenseRef-Other"])
def test_another_licence_is_refused_and_of_two_to_choose_from_one_is_enough(licence: str) -> None:
    part = Part("pypi", "x", "1", licence, "runtime", "", ())
    assert parts.refused([part]) == [f"x: {licence}"]
    assert parts.refused([Part("pypi", "x", "1", "GPL-3.0-only OR MIT", "runtime", "", ())]) == []


def test_every_part_that_was_asked_for_says_where_and_why_and_every_other_for_what(found: list[Part]) -> None:
    assert [each.name for each in found if not each.why and not each.needed_by] == []


def test_the_page_is_current(found: list[Part]) -> None:
    assert parts.PAGE.read_text(encoding="utf-8") == parts.page(found), "run: python -m tools.parts"


def test_every_part_has_the_digests_that_its_locked_file_allows(text: str) -> None:
    components: list[dict[str, Any]] = json.loads(text)["components"]
    held = {each["purl"]: {one["content"] for one in each.get("hashes", ())} for each in components}
    locked = (ROOT / "requirements" / "runtime.lock").read_text(encoding="utf-8")
    pinned = dict[str, set[str]]()
    for line in locked.splitlines():
        if found := re.match(r"([\w.-]+)==([^\s;\\]+)", line):
            name = f"pkg:pypi/{re.sub('[-_.]+', '-', found[1]).lower()}@{found[2]}"
        pinned.setdefault(name, set()).update(re.findall(r"sha256:(\w+)", line))
    assert len(pinned) > 50
    assert {name: each for name, each in held.items() if name.startswith("pkg:pypi/")} == pinned
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"].values()
    integrity = {b64decode(each["integrity"].removeprefix("sha512-")).hex() for each in packages if "integrity" in each}
    built_in = [each for name, each in held.items() if name.startswith("pkg:npm/")]
    assert len(built_in) > 5
    assert all(len(each) == 1 and each <= integrity for each in built_in)


def test_the_wheel_of_a_release_has_its_list_of_parts_beside_it(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = subprocess.run(["make", "--dry-run", "wheel"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.search(r"pip wheel .* -w dist \.\n(.*\n)*.*python -m tools\.sbom\b", made)
    monkeypatch.setattr(sbom, "ROOT", tmp_path)
    assert sbom.main() == 0
    assert (tmp_path / capsys.readouterr().out.strip()).read_text(encoding="utf-8") == text
    assert [each.name for each in (tmp_path / "dist").iterdir()] == [f"capacita-{__version__}.cdx.json"]


def test_the_list_of_parts_is_the_same_again_and_keeps_to_its_schema(text: str, found: list[Part]) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert sbom.bill() == text
    told = json.loads(text)
    listed = {each["purl"] for each in told["components"]}
    runtime = [each for each in found if each.used == "runtime"]
    assert len(listed) == len(runtime)
    assert any(each.startswith("pkg:pypi/django@5.2.") for each in listed)
    assert any(each.startswith("pkg:npm/htmx.org@2.") for each in listed)
    assert not any("pytest" in each or "esbuild" in each for each in listed)
    assert all(each["licenses"] for each in told["components"])
    assert "timestamp" not in told["metadata"]
