"""Every parser under bytes that look for a way through it: five minutes each, or HARDEN_SECONDS."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.hardening.targets import targets

pytestmark = pytest.mark.hardening
_SECONDS = int(os.environ.get("HARDEN_SECONDS", "300"))


@pytest.mark.parametrize("name", sorted(targets()))
def test_a_parser_answers_any_bytes_with_a_value_or_its_own_refusal(name: str) -> None:
    pytest.importorskip("atheris", reason="atheris has no wheel for this machine")
    # A busy machine takes its time to begin; what hangs is found by the fuzzer itself, after five seconds.
    done = subprocess.run(
        [sys.executable, "-m", "tests.hardening.fuzzing", name, str(_SECONDS)],
        capture_output=True, text=True, check=False, timeout=_SECONDS + 600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-6_000:]
    runs = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
    assert runs is not None
    print(f"{name}: {int(runs.group(1)):,} runs")
    assert int(runs.group(1)) > _SECONDS
