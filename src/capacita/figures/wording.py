"""Words for published statements and those who publish them in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from capacita.evidence.words import RecordWords, current_language
from capacita.figures.models import Claim
from capacita.kernel.moment import Moment
from capacita.kernel.wording import stated_date_in_words

_ORGANISATIONS = frozenset(
    {
        gettext_noop("European Union"),
        gettext_noop("Council of Europe"),
        gettext_noop("United Nations"),
        gettext_noop("End Violence against Children Fund"),
    }
)


def organisation_in_words(name: str) -> str:
    """An organisation's name in the reader's language; one that has no words of ours stands as it is."""
    return _(name) if name in _ORGANISATIONS else name


def claims_in_words(rows: Sequence[Claim], _at: Moment) -> list[RecordWords]:
    """64 Parties, 21 Feb 2020."""
    language = current_language()
    return [
        RecordWords(
            f"{row.text(language)}, {stated_date_in_words(row.valid_for, language, short=True)}", "/statements/"
        )
        for row in rows
    ]
