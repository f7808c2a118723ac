"""The reference of roles says what the classes say."""

from __future__ import annotations

from capacita.people.choices import MEANING, Verb
from tools.roles import DOCUMENT, document


def test_the_reference_of_roles_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "Run `python -m tools.roles`."


def test_every_verb_is_explained() -> None:
    assert set(MEANING) == set(Verb)
