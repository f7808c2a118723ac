"""Which passwords are refused besides short and common ones: those that a guesser would try among the first."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from capacita.people.models import User

# Words of this office and field that its people would think of first; docs/reference/passwords.md lists them too.
WORDS = (
    "capacita", "cybercrime", "cybercriminalite", "budapest", "convention", "strasbourg", "bucharest", "council",
    "europe", "c-proc", "cproc", "t-cy", "octopus", "glacy", "cybersouth", "cybereast", "iproceeds", "electronic",
    "evidence", "justice", "prosecutor", "procureur", "police", "training", "administrator", "reviewer",
)  # fmt: skip
_LOOKED_AT = 72  # characters; the estimate takes long for more, and so many are not guessed
_LEAST_SCORE = 3  # of 4: more than 100 million guesses
_LEAST_BESIDE = 8  # characters that are no word of the office or of one's own


class GuessedAtOnceValidator:
    """Refuses what an estimate by lists of broken passwords, names, dates and keyboards finds within 100 million guesses,
    and what consists of words of the office and of the person's own name and address but for a few characters.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        own = re.split(r"[\s@._-]+", f"{user.name} {user.email}".lower()) if user else []
        known = [*WORDS, *(word for word in own if len(word) > 2)]
        looked_at = password[:_LOOKED_AT]
        if (
            len(_beside(password.lower(), known)) < _LEAST_BESIDE
            or zxcvbn(looked_at, user_inputs=known, max_length=_LOOKED_AT)["score"] < _LEAST_SCORE
        ):
            raise ValidationError(
                _("This password would soon be guessed. Take a few words that have nothing to do with each other."),
                code="password_guessed",
            )

    def get_help_text(self) -> str:
        return _("It must not be guessed from common passwords, your name or words of the office.")


def _beside(text: str, known: list[str]) -> str:
    """What is left of the text without the known words, the longest first."""
    for word in sorted(known, key=len, reverse=True):
        text = text.replace(word, "")
    return text
