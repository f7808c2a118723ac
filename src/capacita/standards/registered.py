"""Makes versions of the catalogue known to review: who may draft one, what is complete, what a step means, how it is called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from capacita.evidence.words import current_language
from capacita.people.choices import Verb
from capacita.people.inbox import WorkWords
from capacita.review.models import Review
from capacita.review.reviewed import Reviewed, register_reviewed
from capacita.standards.actions.releasing import check_version, settle_version
from capacita.standards.drafts import draft_of
from capacita.standards.models import CATALOGUE
from capacita.standards.queries import instrument


def register() -> None:
    register_reviewed(CATALOGUE, Reviewed(Verb.ASSESS_LAW, check_version, settle_version, version_in_words))


def version_in_words(review: Review) -> WorkWords:
    """Requirement catalogue of the Budapest Convention, version 2."""
    subject = draft_of(review)
    words = {"instrument": instrument(subject.instrument).short(current_language()), "number": subject.number}
    return WorkWords(
        _("Requirement catalogue of the %(instrument)s, version %(number)s") % words,
        f"/legislation/catalogue/drafts/{review.key}/",
    )
