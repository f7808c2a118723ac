"""From a template's sections to a brief, for a moment, in a language."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from capacita.kernel.digests import digest_of
from capacita.kernel.errors import InputError, Problem, UnknownKeyError
from capacita.kernel.moment import Moment
from capacita.kernel.once import reading_once
from capacita.kernel.wording import day_in_words
from capacita.publishing.brief import (
    Brief,
    TitleSlide,
)
from capacita.publishing.sections import BUILDERS, Made
from capacita.publishing.templates import SECTIONS

LANGUAGES = ("en", "fr", "ar")


def compose_brief(
    template: str,
    *,
    at: Moment,
    language: str,
    title: TitleSlide,
    sections: Sequence[str] | None = None,
    funding_statement: str = "",
    disclaimer: str = "",
    logo: bytes | None = None,
) -> Brief:
    """A brief of the template's sections, all of them unless some are named. Refuses unknown templates and sections."""
    if template not in SECTIONS:
        raise UnknownKeyError("template", template, tuple(SECTIONS))
    if language not in LANGUAGES:
        raise InputError(
            Problem(f"“{language}” is not a language of briefs", column="language", remedy="Use en or fr.")
        )
    wanted = [key for key in SECTIONS[template] if not sections or key in sections]
    unknown = [key for key in sections or () if key not in SECTIONS[template]]
    if unknown:
        raise InputError(
            Problem(
                f"the template {template} has no section “{unknown[0]}”",
                column="sections",
                remedy=f"It has: {', '.join(SECTIONS[template])}.",
            )
        )
    with translation.override(language), reading_once():
        made = Made(at, language)
        done = tuple(BUILDERS[key](made, title) for key in wanted)
        direction = "rtl" if translation.get_language_bidi() else "ltr"
        return Brief(
            template,
            language,
            direction,
            at,
            title.session or title.event or _("Capacity building on cybercrime and electronic evidence"),
            title,
            done,
            digest_of(sorted(set(made.digests)))[:16],
            _dated(at, language),
            funding_statement,
            disclaimer,
            logo,
            settings.CAPACITA_ADDRESS,
        )


def _dated(at: Moment, language: str) -> str:
    return _("As of %(as_of)s, known on %(known_on)s") % {
        "as_of": day_in_words(at.as_of, language),
        "known_on": day_in_words(at.known_on, language),
    }
