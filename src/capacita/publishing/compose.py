"""From queries to a brief: its sections for a moment, in a language. What the sections say is written beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from capacita.countries.queries import country as country_of
from capacita.countries.queries import names
from capacita.kernel.errors import InputError, Problem, UnknownKeyError
from capacita.kernel.moment import Moment
from capacita.kernel.once import reading_once
from capacita.kernel.said import said
from capacita.publishing.brief import Brief, Section, TitleSlide
from capacita.publishing.country_slides import (
    country_support_section,
    country_title_section,
    offences_section,
    powers_section,
    treaties_section,
)
from capacita.publishing.facts import FactsUsed
from capacita.publishing.programme_slides import (
    approach_section,
    divider_section,
    impact_section,
    is_right_to_left,
    portfolio_section,
    rationale_section,
    title_section,
)
from capacita.publishing.reach_slides import key_section, reach_section
from capacita.publishing.templates import OF_A_COUNTRY, SECTIONS
from capacita.publishing.texts import TITLE_FIELDS, printable
from capacita.publishing.uploads import checked_logo
from capacita.publishing.wording import dated

LANGUAGES = ("en", "fr", "ar")
# In the other languages the words are English still, in the direction of the language.
_TRANSLATED = ("en", "fr")

_WRITTEN: Mapping[str, Callable[[FactsUsed, TitleSlide], Section]] = {
    "title": title_section,
    "divider": divider_section,
    "rationale": rationale_section,
    "approach": approach_section,
    "portfolio": portfolio_section,
    "reach": reach_section,
    "impact": impact_section,
    "key-figures": key_section,
    "country-title": country_title_section,
    "country-treaties": treaties_section,
    "country-offences": offences_section,
    "country-powers": powers_section,
    "country-support": country_support_section,
}


def compose_brief(
    template: str,
    *,
    at: Moment,
    language: str,
    title: TitleSlide,
    country: str = "",
    sections: Sequence[str] | None = None,
    funding_statement: str = "",
    disclaimer: str = "",
    logo: bytes | None = None,
) -> Brief:
    """A brief of the template's sections, all of them unless some are named, with the texts as they are printed.

    `country` is the alpha-2 code that a brief about one country needs; any other leaves it aside.
    Refuses unknown templates, languages, countries and sections, texts that cannot be printed, a logo that is no picture.
    """
    if template not in SECTIONS:
        raise UnknownKeyError(said("template"), template, tuple(SECTIONS))
    if language not in LANGUAGES:
        raise InputError(
            Problem(
                said("“%(language)s” is not a language of briefs", language=language),
                column="language",
                remedy=said("One of %(keys)s.", keys=", ".join(_TRANSLATED)),
            )
        )
    unknown = [key for key in sections or () if key not in SECTIONS[template]]
    if unknown:
        raise InputError(
            Problem(
                said("the template %(template)s has no section “%(key)s”", template=template, key=unknown[0]),
                column="sections",
                remedy=said("It has: %(keys)s.", keys=", ".join(SECTIONS[template])),
            )
        )
    about = _country_of(template, country, at)
    texts = printable({**vars(title), "funding_statement": funding_statement, "disclaimer": disclaimer})
    title = TitleSlide(**{name: texts[name] for name in TITLE_FIELDS})
    picture = checked_logo(logo) if logo is not None else None
    words = language if language in _TRANSLATED else "en"
    with translation.override(words), reading_once():
        used = FactsUsed(at, words, about)
        written = tuple(_WRITTEN[key](used, title) for key in SECTIONS[template] if not sections or key in sections)
        return Brief(
            template=template,
            language=words,
            direction="rtl" if is_right_to_left(language) else "ltr",
            at=at,
            heading=title.session or title.event or _heading(about, words, at),
            title=title,
            sections=written,
            facts_digest=used.digest,
            dated=dated(at),
            funding_statement=texts["funding_statement"],
            disclaimer=texts["disclaimer"],
            logo=picture,
            site=settings.CAPACITA_ADDRESS,
        )


def _country_of(template: str, country: str, at: Moment) -> str:
    """The code of the country that the brief is about; blank for a brief about none."""
    if template not in OF_A_COUNTRY:
        return ""
    if not country:
        raise InputError(
            Problem(
                said("the template %(template)s is about one country", template=template),
                column="country",
                remedy=said("Give its two-letter code, such as RO."),
            )
        )
    return country_of(country, at=at).iso2


def _heading(about: str, language: str, at: Moment) -> str:
    if about:
        return _("%(name)s: country brief") % {"name": names(language, at=at)[about]}
    return _("Capacity building on cybercrime and electronic evidence")
