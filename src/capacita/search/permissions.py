"""Who finds what: everybody what is published, and whoever may read what is not published what lies in their scope."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from capacita.people.choices import Verb
from capacita.people.permissions import within_scopes
from capacita.people.rules import Standing
from capacita.search.models import Document


def visible_to(documents: QuerySet[Document], user: Standing) -> QuerySet[Document]:
    published = Q(scope_kind="")
    return documents.filter(
        published if user.is_public else published | within_scopes(user.reaches(Verb.READ_INTERNAL))
    )
