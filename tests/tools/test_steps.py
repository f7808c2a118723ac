"""A step of the build is made again when, and only when, what it is made from has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import steps


def test_step_is_stale_until_run_and_after_its_input_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    monkeypatch.setattr(steps, "STAMPS", tmp_path / ".stamps")
    source, made = tmp_path / "source.txt", tmp_path / "made.txt"
    source.write_text("one")
    step = steps.Step("copy", ("*.txt.in", "source.txt"), ("made.txt",), lambda: _copy(source, made))
    assert not step.is_fresh()
    step.run()
    assert step.is_fresh()
    source.write_text("two")
    assert not step.is_fresh()
    step.run()
    assert made.read_text() == "two"
    made.unlink()
    assert not step.is_fresh()


def test_step_that_failed_stays_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    monkeypatch.setattr(steps, "STAMPS", tmp_path / ".stamps")

    def fail() -> None:
        raise RuntimeError("no")

    step = steps.Step("broken", (), (), fail)
    with pytest.raises(RuntimeError, match="no"):
        step.run()
    assert not step.is_fresh()


def _copy(source: Path, made: Path) -> None:
    made.write_text(source.read_text())
