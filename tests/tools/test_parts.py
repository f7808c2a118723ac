"""What is not ours: its licence is allowed, the page on it is current, and a release carries its list."""

from __future__ import annotations

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tools import parts, sbom
from tools.parts import Part


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


def test_the_list_of_parts_is_the_same_again_and_keeps_to_its_schema(found: list[Part]) -> None:
    text = sbom.bill()
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
