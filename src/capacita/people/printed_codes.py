"""The printed list of one-time codes: how many of it are left, and when a new one is to be made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from capacita.people.models import User

# With so few left whoever has the list is told to make a new one: making it may take one, and signing in another.
_FEW = 5


@dataclass(frozen=True)
class PrintedCodes:
    """How many codes of a person's list still work, and whether one was used."""

    left: int
    is_used: bool

    @property
    def is_few(self) -> bool:
        return self.left < _FEW


def second_factors_of(person: User) -> list[Authenticator]:
    """Every second factor of the person."""
    return list(Authenticator.objects.filter(user_id=person.pk))


def printed_codes_of(person: User) -> PrintedCodes | None:
    """What is left of the person's list; None for whoever has none."""
    return printed_codes_among(second_factors_of(person))


def printed_codes_among(factors: Iterable[Authenticator]) -> PrintedCodes | None:
    """The same, where the person's second factors have been read."""
    for each in factors:
        if each.type == Authenticator.Type.RECOVERY_CODES:
            return PrintedCodes(len(each.wrap().get_unused_codes()), bool(each.data.get("used_mask")))
    return None
