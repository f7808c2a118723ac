"""Words for evidence's own records, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from capacita.evidence.models import Dataset
from capacita.evidence.words import RecordWords, current_language
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words


def datasets_in_words(rows: Sequence[Dataset], _at: Moment) -> list[RecordWords]:
    """Treaty actions, Convention on Cybercrime (ETS 185): sourced to 14 January 2026."""
    language = current_language()
    return [
        RecordWords(
            _("%(dataset)s: sourced to %(day)s")
            % {
                "dataset": row.title_fr if language == "fr" else row.title_en,
                "day": day_in_words(row.sourced_to, language),
            },
            "/about/",
        )
        for row in rows
    ]
