"""Whether the tests that a document names are there."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tools.steps import ROOT


def absent(named: Iterable[str]) -> set[str]:
    """Of what is named (a path from the root of the checkout, or path::test) that which is not there."""
    named = set(named)
    paths = {name.split("::")[0] for name in named if (ROOT / name.split("::")[0]).exists()}
    held = paths | {
        f"{path}::{node.name}"
        for path in paths
        if path.endswith(".py")
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    return named - held
