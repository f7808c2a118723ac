"""Translations: messages gathered from code and templates, and compiled for the product, without the gettext tools.

`python -m tools.translations` gathers into every django.po; `--check` lists what a language still lacks.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeGuard

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.steps import ROOT, Step

_PACKAGE = ROOT / "src" / "capacita"
_LOCALE = _PACKAGE / "locale"
_FIRST_GATHERED = datetime(2026, 11, 1, tzinfo=UTC)
# French sets a space before these marks: they are typed with a plain one, and keep to their line by what is compiled.
_BREAKABLE = re.compile(r"(?<=«) | (?=[:;?!»](?:[\s»).]|$))")
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "said": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def _catalogues() -> list[Path]:
    return sorted(_LOCALE.glob("*/LC_MESSAGES/django.po"))


def _compile() -> None:
    for path in _catalogues():
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parts[-3])
        if path.parts[-3] == "fr":
            for message in catalog:
                if message.id and message.string:
                    forms = [_unbroken(form) for form in _forms(message.string)]
                    message.string = forms if message.pluralizable else forms[0]
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)


def _unbroken(string: str) -> str:
    """The French words, no line of which begins with a mark of punctuation or ends with an opening quotation mark."""
    return _BREAKABLE.sub("\u00a0", string)


def _sources() -> Iterator[tuple[Path, bytes]]:
    # Imported here: only gathering needs Django, and compiling must work before the product is installed.
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    for path in sorted(_PACKAGE.rglob("*")):
        if {"__pycache__", "served", "static"} & set(path.parts):
            continue
        if path.suffix == ".py":
            yield path, path.read_bytes()
        elif path.suffix in (".html", ".svg", ".txt") and path.is_file():
            yield path, templatize(path.read_text(encoding="utf-8"), origin=str(path)).encode()


def _gathered() -> Catalog:
    catalog = Catalog(project="Capacita", version="", charset="utf-8", fuzzy=False)
    for path, code in _sources():
        found = extract("python", io.BytesIO(code), _KEYWORDS, ("Translators:",), {"encoding": "utf-8"})
        for line, message, comments, context in found:
            catalog.add(
                message,
                None,
                [(str(path.relative_to(_PACKAGE)), line)],
                context=context,
                auto_comments=comments,
                flags=["python-format"] if "%(" in str(message) else [],
            )
    return catalog


def hidden() -> list[str]:
    """Calls that gathering does not see, because they stand inside an f-string: where, and what to do."""
    found = []
    for path in sorted(_PACKAGE.rglob("*.py")):
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            calls = ast.walk(text) if isinstance(text, ast.JoinedStr) else ()
            found += [
                f"{path.relative_to(ROOT)}:{each.lineno}: a message inside an f-string is not gathered: take it out of it"
                for each in calls
                if _is_gathered(each)
            ]
    return found


def _is_gathered(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _KEYWORDS


def _gather() -> None:
    template = _gathered()
    for path in _catalogues() or [_LOCALE / "fr" / "LC_MESSAGES" / "django.po"]:
        language = path.parts[-3]
        if path.is_file():
            with path.open("rb") as file:
                catalog = read_po(file, locale=language)
        else:
            path.parent.mkdir(parents=True)
            catalog = Catalog(
                locale=language,
                project="Capacita",
                version="1",
                charset="utf-8",
                fuzzy=False,
                msgid_bugs_address="-",
                last_translator="-",
                language_team="-",
                revision_date=_FIRST_GATHERED,
                creation_date=_FIRST_GATHERED,
            )
            catalog.header_comment = "# Strings of the interface; gathered by `make messages`."
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        # Places carry no line number, and the header no time: a file changes only when a message does.
        with path.open("wb") as file:
            write_po(file, catalog, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False)


def missing() -> dict[str, list[str]]:
    """By language, the messages that code and templates use and its translation lacks."""
    template = _gathered()
    lacking: dict[str, list[str]] = {}
    for path in _catalogues():
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parts[-3])
        for message in template:
            if not message.id:
                continue
            held = catalog.get(message.id[0] if message.pluralizable else message.id, message.context)
            # A fuzzy one is a guess, and is not compiled.
            strings = [] if held is None or held.fuzzy or held.string is None else _forms(held.string)
            if not strings or not all(strings):
                first = message.id[0] if message.pluralizable else message.id
                lacking.setdefault(path.parts[-3], []).append(str(first))
    return lacking


def _forms(string: str | list[str] | tuple[str, ...]) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


def main() -> int:
    """Gather messages, or with --check exit 1 when a language lacks one."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    if not arguments.parse_args().check:
        _gather()
        return 0
    unseen, lacking = hidden(), missing()
    for place in unseen:
        print(place)
    for language, messages in lacking.items():
        print(f"{language} lacks {len(messages)} messages:")
        print("\n".join(f"  {message!r}" for message in messages))
    return 1 if lacking or unseen else 0


COMPILED = Step(
    name="translations",
    made_from=("src/capacita/locale/*/LC_MESSAGES/*.po", "tools/translations.py"),
    makes=(),
    make=_compile,
)

if __name__ == "__main__":
    sys.exit(main())
