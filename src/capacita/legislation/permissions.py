"""Who may read ratings that the office approved and did not publish, and whatever is made from them."""

from __future__ import annotations

from collections.abc import Iterable

from capacita.people.choices import ScopeKind, Verb
from capacita.people.rules import Scope, Standing


def may_read_office_ratings(user: Standing, iso2: str) -> bool:
    """Whoever reads what is not published of everything, or of the country.

    Who states on the country's behalf reads no rating of the office before it is shared: its comment comes after.
    """
    if user.is_public:
        return False
    scope = Scope(ScopeKind.COUNTRY, iso2)
    return user.may(Verb.READ_INTERNAL) or (
        user.may(Verb.READ_INTERNAL, scope) and not user.may(Verb.STATE_COUNTRY, scope)
    )


def may_compare_countries(user: Standing) -> bool:
    """Whoever may read the office's ratings of every country: no country is set beside another for anybody else."""
    return not user.is_public and user.may(Verb.READ_INTERNAL)


def readable_of(user: Standing, countries: Iterable[str]) -> list[str]:
    """Those of the countries whose ratings by the office `user` may read."""
    return [each for each in countries if may_read_office_ratings(user, each)]
