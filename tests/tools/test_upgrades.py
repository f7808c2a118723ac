"""Which migrations would break the release that still serves while they run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import upgrades


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(upgrades, "ROOT", tmp_path)
    monkeypatch.setattr(upgrades, "_PACKAGE", tmp_path)
    made = tmp_path / "reach" / "migrations"
    made.mkdir(parents=True)
    (made / "0001_initial.py").write_text("migrations.RemoveField('a', 'b')\n")
    (made / "released.txt").write_text("0001_initial\n")
    return made


@pytest.mark.parametrize(
    "operation",
    [
        "RemoveField('a', 'b')", "RenameField('a', 'b', 'c')", "DeleteModel('a')", "RenameModel('a', 'b')",
        "AlterModelTable('a', 'b')", "RunPython(go)", "RunSQL('x')",
        "AlterField(model_name='a', name='b', field=models.TextField())",
        "AddField(model_name='a', name='b', field=models.TextField(default=''))",
        "AddField(model_name='a', name='b', field=models.TextField(null=False))",
    ],
)  # fmt: skip
def test_what_breaks_old_code_is_named_with_its_place_until_it_says_why_it_is_safe(
    folder: Path, operation: str
) -> None:
    path = folder / "0002_change.py"
    path.write_text(f"operations = [\n    migrations.{operation},\n]\n")
    (complaint,) = upgrades.breaking()
    assert complaint.startswith("reach/migrations/0002_change.py:2: ")
    path.write_text(f"# zero-downtime: no\noperations = [migrations.{operation}]\n")
    assert len(list(upgrades.breaking())) == 1
    path.write_text(f"# zero-downtime: no released code reads it\noperations = [migrations.{operation}]\n")
    assert list(upgrades.breaking()) == []


@pytest.mark.parametrize(
    "operation",
    [
        "AddField(model_name='a', name='b', field=models.TextField(null=True))",
        "AddField(model_name='a', name='b', field=models.TextField(db_default=''))",
        "AddField(model_name='a', name='b', field=models.ManyToManyField('c'))",
        "CreateModel('a', fields=[])", "AddIndex('a', index=x)", "AddConstraint('a', constraint=x)",
    ],
)  # fmt: skip
def test_what_only_adds_passes(folder: Path, operation: str) -> None:
    (folder / "0002_change.py").write_text(f"operations = [migrations.{operation}]\n")
    assert list(upgrades.breaking()) == []


def test_before_a_release_nothing_is_held_and_a_wrong_name_of_a_release_is_told(folder: Path) -> None:
    (folder / "0002_change.py").write_text("operations = [migrations.DeleteModel('a')]\n")
    (folder / "released.txt").write_text("0009_gone\n")
    (complaint,) = upgrades.breaking()
    assert "no migration “0009_gone”" in complaint
    (folder / "released.txt").unlink()
    assert list(upgrades.breaking()) == []
