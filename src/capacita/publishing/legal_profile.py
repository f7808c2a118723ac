"""A country's legal profile as it goes out: provisions of the Convention on one side, the domestic law on the other.

The form is that of the legal profiles of the Octopus Cybercrime Community: two columns, no grade. Where ratings may be
told, the status of an article stands under its heading, marked with whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from capacita.countries.queries import footnotes, names
from capacita.evidence.words import current_language
from capacita.kernel.characters import NOT_TEXT
from capacita.kernel.moment import Moment
from capacita.legislation.alignment_wording import article_in_words, article_sign, bounds_in_words, label_in_words
from capacita.legislation.choices import Readers, Verified
from capacita.legislation.queries.law import LawLine
from capacita.legislation.queries.profile_text import ProfileArticle, profile_articles
from capacita.legislation.queries.status import rated_or_blank
from capacita.legislation.rules.articles import ArticleResult
from capacita.legislation.wording import provision_name, standing_in_words, verified_in_words
from capacita.publishing.wording import dated

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "dv", "ps"})


@dataclass(frozen=True)
class Passage:
    """A text in its own language; blank is the language of the document."""

    text: str
    language: str = ""

    @property
    def is_rtl(self) -> bool:
        return self.language in RIGHT_TO_LEFT


@dataclass(frozen=True)
class LawCell:
    """One provision of domestic law: its name, whether it is in force, its words or ours, and what it cites."""

    name: Passage
    standing: str
    words: Passage
    is_original: bool
    source: str


@dataclass(frozen=True)
class ProfileRow:
    """One article: its number, heading and summary, its status where it may be told, the law that answers it."""

    number: str
    heading: str
    summary: str
    status: str
    laws: tuple[LawCell, ...]

    @property
    def title(self) -> str:
        return _("Article %(article)s") % {"article": self.number}


@dataclass(frozen=True)
class LegalProfile:
    """The whole profile in one language for one moment; `direction` is that of the language."""

    iso2: str
    name: str
    heading: str
    language: str
    direction: str
    on: date
    lines: tuple[str, ...]
    header: tuple[str, str]
    rows: tuple[ProfileRow, ...]
    notes: tuple[str, ...]


def legal_profile(iso2: str, *, at: Moment, readers: Readers = Readers.PUBLIC) -> LegalProfile:
    """The profile of a country in the active language."""
    language = current_language()
    name = names(language, at=at)[iso2]
    status = rated_or_blank(iso2, at=at, public_only=readers.is_public)
    lowest = status.lowest
    is_assessed = any(each.is_assessed for each in lowest.articles.values())
    lines = [dated(at)]
    if is_assessed:
        powers = bounds_in_words(lowest.powers.status.low, lowest.powers.status.high)
        if lowest.label:
            powers = f"{powers}, {label_in_words(lowest.label)}"
        lines.append(
            _("Substantive law: %(substantive)s. Powers: %(powers)s. Rule %(rule)s, version %(version)s.")
            % {
                "substantive": bounds_in_words(lowest.substantive.status.low, lowest.substantive.status.high),
                "powers": powers, "rule": lowest.rule.id, "version": lowest.rule.version,
            }
        )  # fmt: skip
    if not readers.is_public:
        lines.append(_("Holds ratings of the office that are not public. Do not pass it on."))
    address = f"{settings.CAPACITA_ADDRESS}/legislation/{iso2}/?as_of={at.as_of}&known_on={at.known_on}"
    return LegalProfile(
        iso2,
        name,
        _("Legal profile: %(name)s") % {"name": name},
        language,
        "rtl" if get_language_bidi() else "ltr",
        at.as_of,
        tuple(lines),
        (_("Budapest Convention"), _("Domestic law")),
        tuple(
            _row(each, lowest.articles.get(each.article.article) if is_assessed else None)
            for each in profile_articles(iso2, at=at)
        ),
        (
            _(
                "What the Convention asks is said in our own words; the authentic text is that of the depositary (ETS 185)."
            ),
            _("That no provision is recorded says nothing about the law."),
            *((f"Capacita, {address}",) if settings.CAPACITA_ADDRESS else ("Capacita",)),
            *(each.text for each in footnotes([iso2], language, at=at)),
        ),
    )


def _row(each: ProfileArticle, result: ArticleResult | None) -> ProfileRow:
    article = each.article
    said = f"{article_sign(result)} {article_in_words(result)}" if result else ""
    return ProfileRow(
        article.article, article.heading, article.summary, said, tuple(_cell(line, each) for line in each.lines)
    )


def _cell(line: LawLine, each: ProfileArticle) -> LawCell:
    provision, original = line.provision, each.texts.get(line.provision.key)
    if provision.absent_as_of:
        name = Passage(_("No such provision was found"))
    else:
        title = provision_name(line.work.title, provision.ref)
        name = Passage(f"{title} ({line.work.official_citation})", "en")
    standing = standing_in_words(line)
    if line.territory:
        standing = f"{line.territory}: {standing}"
    if original is None and provision.verified != Verified.TEXT:
        standing = f"{standing}; {verified_in_words(Verified(provision.verified))}"
    text, spoken = (original.text, original.language) if original else (provision.gist, "en")
    words = Passage(printable("\n".join(text.splitlines())), spoken)
    return LawCell(name, standing, words, original is not None, (original or provision).citation.text)


def printable(text: str) -> str:
    """Without what no document holds: control characters, and what is no character."""
    return NOT_TEXT.sub("", text)
