"""Who may see which ratings: the office all, a country's focal points what was shared with it, all others the public ones."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from capacita.legislation.choices import Publication
from capacita.legislation.models import LawRating
from capacita.people.choices import Verb
from capacita.people.rules import Standing


def ratings_visible_to(rows: QuerySet[LawRating], user: Standing) -> QuerySet[LawRating]:
    """The rows that `user` may see. What only the office may see is shown to no focal point, whatever else was shared."""
    reach = user.reaches_as_staff(Verb.READ_INTERNAL)
    if reach.everything:
        return rows
    spoken = user.reaches(Verb.STATE_COUNTRY).countries
    return rows.filter(
        Q(publication=Publication.PUBLIC)
        | Q(iso2__in=reach.countries)
        | Q(publication=Publication.SHARED, iso2__in=spoken)
    )
