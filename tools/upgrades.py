"""Whether a migration that is not released yet would break the release before it, which serves while it runs.

The rule and its reasons: docs/explanation/upgrades.md.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.steps import ROOT

_PACKAGE = ROOT / "src" / "capacita"
_BREAKING = {
    "RemoveField": "old code still reads the column",
    "RenameField": "old code knows it by its old name",
    "DeleteModel": "old code still reads the table",
    "RenameModel": "old code knows it by its old name",
    "AlterModelTable": "old code knows it by its old name",
    "AlterField": "it may refuse what old code writes",
    "RunPython": "it may hold or change rows that old code writes",
    "RunSQL": "it may hold or change rows that old code writes",
}
_MARK = "# zero-downtime: "


def breaking() -> Iterator[str]:
    """What migrations after the last released ones do in one step, without a comment that says why it is safe.

    Only apps with a file migrations/released.txt, which names the last released migration, are held to it.
    """
    for released in sorted(_PACKAGE.glob("*/migrations/released.txt")):
        last = released.read_text(encoding="utf-8").strip()
        known = {path.stem for path in released.parent.glob("[0-9]*.py")}
        if last not in known:
            yield f"{released.relative_to(ROOT)}: there is no migration “{last}”"
            continue
        for path in sorted(released.parent.glob("[0-9]*.py")):
            if path.stem > last:
                yield from _breaking_in(path)


def _breaking_in(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if any(len(line.split(_MARK, 1)[1].strip()) > 10 for line in text.splitlines() if _MARK in line):
        return
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        reason = _BREAKING.get(node.func.attr)
        if node.func.attr == "AddField" and _refuses_rows(node):
            reason = "old code writes rows without it: let it be null, or give it db_default"
        if reason:
            place = f"{path.relative_to(ROOT)}:{node.lineno}"
            yield f"{place}: {node.func.attr}: {reason}. See docs/explanation/upgrades.md; if safe, say why: {_MARK}…"


def _refuses_rows(add: ast.Call) -> bool:
    field = next((each.value for each in add.keywords if each.arg == "field"), None)
    if not isinstance(field, ast.Call):
        return True
    if isinstance(field.func, ast.Attribute) and field.func.attr == "ManyToManyField":
        return False
    given = {each.arg: each.value for each in field.keywords}
    null = given.get("null")
    return "db_default" not in given and not (isinstance(null, ast.Constant) and null.value is True)
