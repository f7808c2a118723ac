"""Ratings, their flags and the causes of a change, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from capacita.countries.queries import names
from capacita.evidence.words import RecordWords, current_language
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words
from capacita.legislation.choices import Cause, Flag, Rating, Readers
from capacita.legislation.models import LawRating


def rating_in_words(rating: Rating) -> str:
    """What the code says of one element."""
    match rating:
        case Rating.MET:
            return pgettext("rating", "Met")
        case Rating.MET_G:
            return pgettext("rating", "Met by general law")
        case Rating.PART:
            return pgettext("rating", "Partly")
        case Rating.NOT:
            return pgettext("rating", "Not met")
        case Rating.RES:
            return pgettext("rating", "Reserved")
        case Rating.UNK:
            return pgettext("rating", "Not assessed")
        case Rating.NA:
            return pgettext("rating", "Cannot apply")


def flag_in_words(flag: Flag) -> str:
    match flag:
        case Flag.DRAFT:
            return _("a draft bill would change it")
        case Flag.CONTESTED:
            return _("contested")
        case Flag.STALE:
            return _("to be looked at again")
        case Flag.WEAK:
            return _("rests on secondary sources alone")


def shown_flags(row: LawRating, readers: Readers) -> list[Flag]:
    """The flags of a rating that its readers see: that a bill is being drafted is not told in public."""
    flags = (Flag(each) for each in row.flags)
    return [each for each in flags if not (readers.is_public and each is Flag.DRAFT)]


def cause_in_words(cause: Cause) -> str:
    """Why a rating differs from the one before."""
    match cause:
        case Cause.LAW_CHANGED:
            return _("the law changed")
        case Cause.EVIDENCE_FOUND:
            return _("evidence was found")
        case Cause.ERROR_CORRECTED:
            return _("an error was corrected")
        case Cause.RULE_CHANGED:
            return _("the rule changed")


def ratings_in_words(rows: Sequence[LawRating], at: Moment) -> list[RecordWords]:
    """Romania: Article 16, e1, Met (law of 2 March 2024)."""
    named, language = names(current_language(), at=at), current_language()
    return [
        RecordWords(
            _("%(country)s: Article %(article)s, %(element)s, %(rating)s (law of %(day)s)")
            % {
                "country": named[row.iso2], "article": row.article_key.rpartition("art_")[2],
                "element": row.element_key.removeprefix(row.article_key).strip("/"),
                "rating": rating_in_words(Rating(row.code)), "day": day_in_words(row.holds_from, language),
            },
            f"/legislation/{row.iso2}/",
        )
        for row in rows
    ]  # fmt: skip
