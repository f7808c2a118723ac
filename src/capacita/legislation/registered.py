"""Makes ratings known to review: who may rate, what is complete, what a step means, how the work is called."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from capacita.audit import immutability
from capacita.countries.queries import names
from capacita.evidence.recording import recordable
from capacita.evidence.words import current_language
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words
from capacita.legislation.actions.questions import ANSWERED, TO_ANSWER
from capacita.legislation.actions.rating import check_rating, settle_rating
from capacita.legislation.models import RATINGS, CountryQuestions
from capacita.legislation.queries.questions import questions_by_key
from capacita.legislation.queries.rating import codes_of, sheet_of
from capacita.people.choices import Verb
from capacita.people.inbox import Key, WorkWords, register_work
from capacita.people.queries import binding_interests
from capacita.review.guards import guard_confirmations
from capacita.review.models import Review
from capacita.review.permissions import is_of_law
from capacita.review.reviewed import Reviewed, register_reviewed


def register() -> None:
    register_reviewed(RATINGS, Reviewed(Verb.ASSESS_LAW, check_rating, settle_rating, work_in_words, codes_of))
    register_work(TO_ANSWER, questions_to_answer)
    register_work(ANSWERED, questions_answered, bar=serves_country)
    immutability.protect(CountryQuestions, may_strike=("lines",))
    guard_confirmations(each for each in recordable() if is_of_law(each))


def serves_country(person: Key) -> Q:
    """Answers of a country in which the person has an interest now: then nobody reads them for the office."""
    bound = binding_interests(person).filter(country=OuterRef("iso2"))
    return Q(Exists(CountryQuestions.objects.filter(Exists(bound), key=OuterRef("subject_key"))))


def work_in_words(review: Review) -> WorkWords:
    """Article 16, Romania, law of 2 March 2024."""
    sheet = sheet_of(review)
    language = current_language()
    named = names(language, at=Moment(sheet.on, review.changed_at.date()))
    words = {"article": sheet.number, "country": named[sheet.iso2], "day": day_in_words(sheet.on, language)}
    return WorkWords(
        _("Article %(article)s, %(country)s, law of %(day)s") % words, f"/legislation/ratings/{review.key}/"
    )


def questions_to_answer(key: str, _on: date) -> WorkWords | None:
    return _questions(key, _("Questions about your country's law: %s"))


def questions_answered(key: str, _on: date) -> WorkWords | None:
    return _questions(key, _("Your questions were answered: %s"))


def _questions(key: str, said: str) -> WorkWords | None:
    found = questions_by_key(key)
    if found is None:
        return None
    on = found.asked_at.date()
    named = names(current_language(), at=Moment(on, on))
    return WorkWords(said % named[found.iso2], f"/legislation/questions/{key}/")
