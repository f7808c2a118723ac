"""Checks on committed text that no linter makes: templates, styles, migrations in line, words that name a machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.steps import ROOT

_PACKAGE = ROOT / "src" / "capacita"
# Written in pieces, so that this file does not name what it looks for.
_REGISTRIES = (
    "registry" + r"\.npmjs",
    "pypi" + r"\.org",
    "python" + r"hosted\.org",
    "yarn" + r"pkg\.com",
    "proxy" + r"\.golang",
    "deb" + r"\.debian\.org",
)
_MACHINE = (r"(?<![\w.<])/(?:" + "wo" + "rk|ro" + "ot" + r")/", r"(?<![\w.])/(?:home|Users)/[a-z]")
_UNCLEAN = re.compile("|".join((*_REGISTRIES, *_MACHINE)))
_INLINE = (
    (re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE), "style= on an element: use a class, or an SVG attribute"),
    (re.compile(r"<style\b", re.IGNORECASE), "<style>: write it in the app's style sheet"),
    (re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE), "an event handler in an attribute: write it in the script"),
    (re.compile(r"<[^>]*\shx-on\b", re.IGNORECASE), "hx-on needs evaluated code: write it in the script"),
    (re.compile(r"javascript:", re.IGNORECASE), "a javascript: address"),
)
_SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LITERAL_DIRECTION = re.compile(
    r"(?<![\w-])(?:margin|padding|border)-(?:left|right)(?![\w])|(?<![\w-])(?:left|right)\s*:|text-align\s*:\s*(?:left|right)"
)


def _committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        return []
    names = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in names if path.is_file()]


def unclean_words() -> Iterator[str]:
    """Committed text that names a package registry or a path of somebody's machine."""
    for path in _committed():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            found = _UNCLEAN.search(line)
            if found:
                yield f"{path.relative_to(ROOT)}:{number}: “{found.group()}” must not be committed"


def inline_in_templates() -> Iterator[str]:
    """Templates that the content security policy would break."""
    for path in sorted(_PACKAGE.rglob("*")):
        if path.suffix not in (".html", ".svg") or {"served", "static"} & set(path.parts):
            continue
        text = path.read_text(encoding="utf-8")
        for pattern, reason in _INLINE:
            for found in pattern.finditer(text):
                yield f"{_place(path, text, found)}: {reason}"
        for found in _SCRIPT.finditer(text):
            kind = re.search(r"type\s*=\s*[\"']application/json", found.group(1))
            if "src=" not in found.group(1) and not kind:
                yield f"{_place(path, text, found)}: inline <script>: write it in the script"


def directions_in_styles() -> Iterator[str]:
    """Style sheets of ours that say left or right instead of start and end."""
    sheets = [*(ROOT / "frontend").rglob("*.css"), *_PACKAGE.glob("*/**/*.css")]
    for path in sorted(sheets):
        if {"served", "static"} & set(path.parts):
            continue
        text = _COMMENT.sub(lambda said: re.sub(r"[^\n]", " ", said.group()), path.read_text(encoding="utf-8"))
        for found in _LITERAL_DIRECTION.finditer(text):
            yield f"{_place(path, text, found)}: “{found.group()}”: write a logical property"


def forked_migrations() -> Iterator[str]:
    """Apps whose migrations are not one line: each number once, each naming the one before."""
    for folder in sorted(_PACKAGE.glob("*/migrations")):
        files = sorted(path for path in folder.glob("[0-9]*.py"))
        for number, path in enumerate(files, 1):
            if not path.name.startswith(f"{number:04d}_"):
                yield f"{path.relative_to(ROOT)}: expected number {number:04d}: rebase it on the last migration"
            elif number > 1 and f'"{files[number - 2].stem}"' not in path.read_text(encoding="utf-8"):
                yield f"{path.relative_to(ROOT)}: does not depend on {files[number - 2].stem}"


def _place(path: Path, text: str, found: re.Match[str]) -> str:
    return f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1}"


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "templates": inline_in_templates,
    "styles": directions_in_styles,
    "migrations in line": forked_migrations,
    "words": unclean_words,
}
