"""What is counted about people without naming anybody, for whoever watches the installation (/metrics/)."""

from __future__ import annotations

from prometheus_client import Counter

FAILED_SIGN_INS = Counter("capacita_sign_ins_failed", "Tries to sign in that were refused.")
REFUSED_LETTERS = Counter("capacita_letters_refused", "Letters that the mail server refused.")
