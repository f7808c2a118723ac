"""Which passwords are taken: long ones of any signs, and none that a guesser would try first."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from capacita.people.models import User
from capacita.people.passwords import WORDS

ANA = User(email="ana.silvestre@ministry.example", name="Ana Silvestre-Moreira")
DOCUMENTED = Path(__file__).resolve().parents[2] / "docs" / "reference" / "passwords.md"


def refused(password: str) -> list[str]:
    try:
        password_validation.validate_password(password, ANA)
    except ValidationError as refusal:
        return [str(each.code) for each in refusal.error_list]
    return []


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "лампа река вторник",
        "مصباح نهر الثلاثاء غيمة",
        "lamp river tuesday",
        "aaaa river aaaa cloud",
        "   spaces   count as they are  ",
        "x7" * 4 + "the quick owl of " + "длинный" * 20,
        "v" + "9f-Q,2m_w8" * 13,
    ],
)
def test_any_signs_are_taken_and_no_kind_is_asked_for(password: str) -> None:
    assert refused(password) == []


@pytest.mark.parametrize("password", ["lamp river", "Tr0ub4dor&3", ""])
def test_short_ones_are_refused_whatever_they_are_made_of(password: str) -> None:
    assert "password_too_short" in refused(password)


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "qwertyuiop12", "passwordpassword", "123456789012", "aaaaaaaaaaaaaaaa", "Strasbourg2026",
        "Capacita2026!!", "budapest convention", "GLACY-CYBERSOUTH-1", "AnaSilvestre1984", "Silvestre-Moreira",
    ],
)  # fmt: skip
def test_what_is_guessed_first_is_refused_words_of_the_office_and_ones_own_name_too(password: str) -> None:
    assert "password_guessed" in refused(password)


def common() -> list[str]:
    path = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
    return gzip.decompress(path.read_bytes()).decode().split()


def test_more_than_three_thousand_common_passwords_of_the_length_asked_for_are_refused() -> None:
    """All common ones that are long enough; of the short ones drawn out as people do, every tenth is tried here."""
    long = [word for word in common() if len(word) >= 12]
    assert len(long) > 150
    assert [each for each in long if not refused(each)] == []
    short = [word for word in common() if 6 <= len(word) < 12][:1000]
    drawn = [made for word in short for made in (word * 2, f"{word}123456", f"{word}{word[::-1]}", f"{word}111111")]
    tried = [each for each in drawn if len(each) >= 12][::10]
    assert 10 * sum(bool(refused(each)) for each in tried) > 3000


def test_the_words_of_the_office_are_documented() -> None:
    text = DOCUMENTED.read_text(encoding="utf-8")
    assert [word for word in WORDS if f"`{word}`" not in text] == []
