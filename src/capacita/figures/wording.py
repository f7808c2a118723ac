"""Words for published statements and those who publish them in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from capacita.evidence.words import RecordWords, current_language
from capacita.figures.models import Claim
from capacita.kernel.moment import Moment
from capacita.kernel.wording import stated_date_in_words


def organisation_in_words(name: str) -> str:
    """An organisation's name in the reader's language; one that has no words of ours stands as it is."""
    words = {
        "European Union": _("European Union"),
        "Council of Europe": _("Council of Europe"),
        "United Nations": _("United Nations"),
        "End Violence against Children Fund": _("End Violence against Children Fund"),
    }
    return words.get(name, name)


def claims_in_words(rows: Sequence[Claim], _at: Moment) -> list[RecordWords]:
    """64 Parties, 21 Feb 2020."""
    language = current_language()
    return [
        RecordWords(
            f"{row.text(language)}, {stated_date_in_words(row.valid_for, language, short=True)}", "/statements/"
        )
        for row in rows
    ]
