"""Who may record the words of a law, who sees what is on its way in, and who may see which ratings."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from capacita.kernel.errors import RefusedError
from capacita.kernel.said import said
from capacita.legislation.choices import Publication
from capacita.legislation.models import LawRating, TextImport
from capacita.people.choices import ScopeKind, Verb
from capacita.people.rules import Scope, Standing


def may_record_law(user: Standing, iso2: str) -> bool:
    """Whoever may rate the law of the country may record what it says."""
    return not user.is_public and user.may(Verb.ASSESS_LAW, Scope(ScopeKind.COUNTRY, iso2))


def require_record_law(user: Standing, iso2: str) -> None:
    if not may_record_law(user, iso2):
        raise RefusedError(said("You may not do this: ask for a role that may, for this country."))


def visible_to(rows: QuerySet[TextImport], user: Standing) -> QuerySet[TextImport]:
    """One's own, as long as one may record the law of a country at all."""
    reach = user.reaches(Verb.ASSESS_LAW)
    if user.is_public or not (reach.everything or reach.countries):
        return rows.none()
    own = rows.filter(author=user.key)
    return own if reach.everything else own.filter(iso2__in=reach.countries)


def ratings_visible_to(rows: QuerySet[LawRating], user: Standing) -> QuerySet[LawRating]:
    """The rows that `user` may see: the office all, a country's focal points what was shared with it, others public ones.

    What only the office may see is shown to no focal point, whatever else was shared.
    """
    reach = user.reaches_as_staff(Verb.READ_INTERNAL)
    if reach.everything:
        return rows
    spoken = user.reaches(Verb.STATE_COUNTRY).countries
    return rows.filter(
        Q(publication=Publication.PUBLIC)
        | Q(iso2__in=reach.countries)
        | Q(publication=Publication.SHARED, iso2__in=spoken)
    )


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


def may_read_shared_ratings(user: Standing, iso2: str) -> bool:
    """A focal point of the country, of what was shared with it."""
    return not user.is_public and user.may(Verb.STATE_COUNTRY, Scope(ScopeKind.COUNTRY, iso2))


def may_compare_countries(user: Standing) -> bool:
    """Whoever may read the office's ratings of every country: no country is set beside another for anybody else."""
    return not user.is_public and user.may(Verb.READ_INTERNAL)
