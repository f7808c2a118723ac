"""What every page shows: the date asked about, the way back to today, the menu, the languages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from capacita import __version__
from capacita.evidence.words import current_language
from capacita.kernel.clock import today
from capacita.kernel.errors import InputError
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words, moment_in_words
from capacita.people.choices import Verb
from capacita.people.mail import has_mail_server
from capacita.people.permissions import may_manage_access
from capacita.people.personal.permissions import keeps_contacts, may_care
from capacita.review.permissions import may_record_some
from capacita.web.asking import kept_query, moment_of, same_page
from capacita.web.standing import MOST_COUNTED, standing_of, waiting_of


def site(request: HttpRequest) -> dict[str, Any]:
    """The context of the frame around every page. A date that cannot be read falls back to today in the frame only."""
    now = today()
    try:
        at = moment_of(request)
        kept = kept_query(request)
    except InputError:
        at, kept = Moment(now, now), ""
    language = current_language()
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
        "is_today": at.as_of == now and at.known_on == now and at.recorded_at is None,
        "is_future": at.as_of > now,
        "is_known_then": at.known_on == at.as_of and at.as_of != now,
        "is_known_today": at.known_on == now,
        "today_address": same_page(request, as_of=None, known_on=None, recorded_at=None),
        "known_then_address": same_page(request, known_on=at.as_of.isoformat()),
        "known_today_address": same_page(request, known_on=None),
        "today": now,
        "presets": [
            (_("Today"), same_page(request, as_of=None, known_on=None, recorded_at=None)),
            (
                _("A year ago"),
                same_page(request, as_of=now.replace(year=now.year - 1, day=min(now.day, 28)).isoformat()),
            ),
            (_("End of last year"), same_page(request, as_of=date(now.year - 1, 12, 31).isoformat())),
            (_("As known then"), same_page(request, known_on=at.as_of.isoformat())),
        ],
        "recorded_now_address": same_page(request, recorded_at=None),
        "recorded_words": moment_in_words(at.recorded_at, language) if at.recorded_at else "",
        # Looked up when the frame asks for it: a page about a broken database must not.
        "who": SimpleLazyObject(lambda: standing_of(request)),
        "records_facts": SimpleLazyObject(lambda: standing_of(request).may(Verb.RECORD_FACTS)),
        "records": SimpleLazyObject(lambda: may_record_some(standing_of(request))),
        "manages_access": SimpleLazyObject(lambda: standing_of(request).may(Verb.SEE_PEOPLE)),
        "administers": SimpleLazyObject(lambda: may_manage_access(standing_of(request))),
        "waiting_words": SimpleLazyObject(lambda: _waiting(request)),
        "has_mail_server": has_mail_server(),
        "organisation": settings.CAPACITA_OIDC.name if settings.CAPACITA_OIDC else "",
        "cares_for_persons": SimpleLazyObject(lambda: may_care(standing_of(request))),
        "keeps_contacts": SimpleLazyObject(lambda: keeps_contacts(standing_of(request))),
        "here": _address(request),
        "version": __version__,
        "section": section,
        "menu": [
            ("", _("Overview")),
            ("reach", _("Reach")),
            ("countries", _("Countries")),
            ("legislation", _("Legislation")),
            ("portfolio", _("Portfolio")),
            ("instruments", _("Instruments")),
            ("sources", _("Sources")),
        ],
    }


def _waiting(request: HttpRequest) -> str:
    """How many things wait for whoever asks, as the bar says it; blank where nothing does."""
    count = waiting_of(request)
    return "" if not count else f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def _address(request: HttpRequest) -> str:
    """The page's own address, which is printed with it; blank where it was asked for by a name that is not allowed."""
    try:
        return request.build_absolute_uri()
    except DisallowedHost:
        return ""
