"""What the checks on the tree complain about, and what they let pass."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools import tree


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "src" / "capacita"
    package.mkdir(parents=True)
    (tmp_path / "frontend").mkdir()
    monkeypatch.setattr(tree, "ROOT", tmp_path)
    monkeypatch.setattr(tree, "_PACKAGE", package)
    return tmp_path


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color:red">',
        "<div\n  style='x'>",
        "<style>p{}</style>",
        '<a onclick="go()">',
        '<b hx-on:click="go()">',
        "<script>go()</script>",
        '<a href="javascript:go()">',
    ],
)
def test_template_that_the_policy_would_break_is_named_with_its_line(checkout: Path, markup: str) -> None:
    (checkout / "src/capacita/page.html").write_text(f"<h1>Reach</h1>\n{markup}\n")
    complaints = list(tree.inline_in_templates())
    assert len(complaints) == 1
    assert complaints[0].startswith("src/capacita/page.html:2: ")


def test_template_with_outside_script_and_data_as_json_passes(checkout: Path) -> None:
    (checkout / "src/capacita/page.html").write_text(
        '<script src="/static/site.js" defer></script><script type="application/json">{}</script><td class="style">'
    )
    assert list(tree.inline_in_templates()) == []


def test_style_sheet_that_says_left_is_named_and_its_comments_are_not_read(checkout: Path) -> None:
    (checkout / "frontend/theme.css").write_text("/* left: as in the mock */\np { margin-left: 1px }\nb { inset: 0 }\n")
    assert [each.split(": ")[0] for each in tree.directions_in_styles()] == ["frontend/theme.css:2"]


def test_migrations_that_are_not_one_line_are_named(checkout: Path) -> None:
    folder = checkout / "src/capacita/reach/migrations"
    folder.mkdir(parents=True)
    (folder / "0001_initial.py").write_text("")
    (folder / "0002_terms.py").write_text('dependencies = [("reach", "0001_initial")]')
    assert list(tree.forked_migrations()) == []
    (folder / "0002_tiers.py").write_text('dependencies = [("reach", "0001_initial")]')
    assert len(list(tree.forked_migrations())) == 1


def test_committed_path_of_a_machine_or_address_of_a_registry_is_named(checkout: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=checkout, check=True)
    (checkout / "notes.md").write_text("seen in /" + "home/ana/x\nfrom https://" + "pypi" + ".org/simple\nplain\n")
    assert [each.split(": ")[0] for each in tree.unclean_words()] == ["notes.md:1", "notes.md:2"]
