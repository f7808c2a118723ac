"""What every page shows: the date asked about, the way back to today, the menu, the languages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from capacita import __version__
from capacita.kernel.clock import today
from capacita.kernel.errors import InputError
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words
from capacita.web.asking import kept_query, moment_of


def site(request: HttpRequest) -> dict[str, Any]:
    """The context of the frame around every page. A date that cannot be read falls back to today in the frame only."""
    now = today()
    try:
        at = moment_of(request)
        kept = kept_query(request)
    except InputError:
        at, kept = Moment(now, now), ""
    language = get_language() or "en"
    section = request.path.strip("/").split("/")[0]
    return {
        "at": at,
        "kept": kept,
        "language": language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "languages": [(code, code.upper()) for code in settings.LANGUAGES_OFFERED],
        "as_of_words": day_in_words(at.as_of, language, short=True),
        "as_of_long": day_in_words(at.as_of, language),
        "known_on_long": day_in_words(at.known_on, language),
        "is_today": at.as_of == now and at.known_on == now,
        "is_future": at.as_of > now,
        "is_known_then": at.known_on == at.as_of and at.as_of != now,
        "is_known_today": at.known_on == now,
        "known_then_query": kept_query(request, known_on=at.as_of.isoformat()),
        "known_today_query": kept_query(request, known_on=None),
        "version": __version__,
        "section": section,
        "menu": [
            ("", _("Overview")),
            ("reach", _("Reach")),
            ("countries", _("Countries")),
            ("portfolio", _("Portfolio")),
            ("instruments", _("Instruments")),
            ("sources", _("Sources")),
        ],
    }
