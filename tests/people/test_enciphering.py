"""Secrets that lie in the database: unreadable, unchangeable, and readable again after the secret key was changed."""

from __future__ import annotations

import base64

import pytest
from django.test import override_settings

from capacita.people.enciphering import decipher, encipher


def test_what_was_enciphered_comes_back_and_is_another_text_each_time() -> None:
    first, second = encipher("JBSWY3DP", purpose="second-factor"), encipher("JBSWY3DP", purpose="second-factor")
    assert first != second
    assert "JBSWY3DP" not in first
    assert decipher(first, purpose="second-factor") == "JBSWY3DP" == decipher(second, purpose="second-factor")


def test_a_changed_byte_or_another_purpose_is_refused() -> None:
    sealed = encipher("JBSWY3DP", purpose="second-factor")
    kept = bytearray(base64.urlsafe_b64decode(sealed))
    for place in range(len(kept)):
        changed = bytes(kept[:place]) + bytes([kept[place] ^ 1]) + bytes(kept[place + 1 :])
        with pytest.raises(ValueError, match="changed since"):
            decipher(base64.urlsafe_b64encode(changed).decode(), purpose="second-factor")
    with pytest.raises(ValueError, match="changed since"):
        decipher(sealed, purpose="another")


def test_after_a_change_of_the_secret_key_the_one_before_still_reads() -> None:
    sealed = encipher("JBSWY3DP", purpose="second-factor")
    with override_settings(SECRET_KEY="another key", SECRET_KEY_FALLBACKS=["only for tests"]):
        assert decipher(sealed, purpose="second-factor") == "JBSWY3DP"
    with override_settings(SECRET_KEY="another key"), pytest.raises(ValueError, match="not known here"):
        decipher(sealed, purpose="second-factor")
