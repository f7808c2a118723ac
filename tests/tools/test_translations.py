"""Messages are gathered from code and templates, and come back translated."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from tools import translations


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "views.py").write_text(
        "from django.utils.translation import gettext as _, ngettext\n"
        "_('Reach')\nngettext('%(n)s State', '%(n)s States', 3)\n"
    )
    (tmp_path / "page.html").write_text(
        '{% load i18n %}{% translate "Portfolio" %}{% blocktranslate %}At {{ x }}{% endblocktranslate %}'
    )
    monkeypatch.setattr(translations, "_PACKAGE", tmp_path)
    monkeypatch.setattr(translations, "_LOCALE", tmp_path / "locale")
    return tmp_path


def say_portfolio(package: Path, french: str) -> None:
    """The French of “Portfolio”, in the file that was gathered."""
    path = package / "locale/fr/LC_MESSAGES/django.po"
    path.write_text(path.read_text().replace('msgid "Portfolio"\nmsgstr ""', f'msgid "Portfolio"\nmsgstr "{french}"'))


def test_what_is_gathered_is_listed_as_lacking_until_it_is_translated(package: Path) -> None:
    translations._gather()
    assert set(translations.missing()["fr"]) == {"Reach", "%(n)s State", "Portfolio", "At %(x)s"}
    say_portfolio(package, "Portefeuille")
    translations._gather()
    assert "Portfolio" not in translations.missing()["fr"]


def test_compiled_messages_are_read_by_gettext(package: Path) -> None:
    translations._gather()
    say_portfolio(package, "Portefeuille")
    translations._compile()
    spoken = gettext.translation("django", package / "locale", ["fr"])
    assert spoken.gettext("Portfolio") == "Portefeuille"
    assert spoken.gettext("Reach") == "Reach"


def test_no_line_of_french_begins_with_a_mark_of_punctuation(package: Path) -> None:
    translations._gather()
    say_portfolio(package, "« Oui » : a:b ; quoi ?")
    translations._compile()
    spoken = gettext.translation("django", package / "locale", ["fr"])
    assert spoken.gettext("Portfolio") == "«\u00a0Oui\u00a0»\u00a0: a:b\u00a0; quoi\u00a0?"


def test_a_sentence_said_in_the_kernel_is_gathered(package: Path) -> None:
    (package / "rules.py").write_text("said('“%(text)s” is not a day', text=text)\n")
    translations._gather()
    assert "“%(text)s” is not a day" in translations.missing()["fr"]


def test_a_call_inside_an_f_string_is_refused(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "ROOT", package)
    assert translations.hidden() == []
    (package / "page.py").write_text("x = 1\nprint(f'<p>{_(\"Receipts\")}</p>')\n")
    (found,) = translations.hidden()
    assert found.startswith("page.py:2: ")


def test_gathering_twice_changes_no_byte(package: Path) -> None:
    translations._gather()
    path = package / "locale/fr/LC_MESSAGES/django.po"
    first = path.read_bytes()
    translations._gather()
    assert path.read_bytes() == first
