"""The tags of the product's templates. `figure` is the only way in which a number reaches a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from capacita.countries.models import Footnote
from capacita.countries.queries import footnote_callers
from capacita.evidence.words import current_language
from capacita.figures.models import Claim
from capacita.figures.registry import definition
from capacita.figures.values import FigureValue, Named, Unit
from capacita.figures.wording import organisation_in_words
from capacita.kernel.dates import StatedDate, last_day_before, parse_earliest
from capacita.kernel.money import Money
from capacita.kernel.wording import (
    day_in_words,
    moment_in_words,
    money_in_words,
    names_in_words,
    number_in_words,
    span_in_words,
    stated_date_in_words,
)
from capacita.people.choices import ScopeKind
from capacita.people.models import User
from capacita.people.permissions import may_see_access
from capacita.people.printed_codes import PrintedCodes, printed_codes_of
from capacita.people.rules import Scope
from capacita.portfolio.choices import StatementKind
from capacita.portfolio.wording import amount_in_words, kind_in_words, sum_in_words
from capacita.web.account.browsers import browser_in_words
from capacita.web.asking import moment_query, same_page
from capacita.web.paging import Shown

register = template.Library()
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def figure_address(value: FigureValue) -> str:
    """The address of the figure's receipt, for its parameters and moment."""
    defaults = {parameter.name: parameter.default for parameter in definition(value.id).parameters}
    chosen = {name: each for name, each in value.parameters.items() if each != defaults.get(name)}
    return f"/figures/{value.id}/{moment_query(value.at, **chosen)}"


def figure_text(value: FigureValue) -> str:
    """The figure's value in words of the language; what is not recorded says so."""
    if value.value is None:
        if value.low is not None:
            return _("at least %s") % number_in_words(value.low, current_language())
        return value.missing or _("not recorded")
    if value.unit == Unit.EUR:
        return amount_in_words(value)
    if value.unit == Unit.SHARE:
        return _("%(n)s of %(all)s") % {
            "n": number_in_words(value.numerator or 0, current_language()),
            "all": number_in_words(value.denominator or 0, current_language()),
        }
    return number_in_words(value.value, current_language())


def sourced_text(value: FigureValue) -> str:
    """“as far as sourced (to 14 January 2026)” where the date asked about lies beyond the sources."""
    return beyond_text(value.sourced_to, value.at.as_of)


def beyond_text(sourced_to: date | None, as_of: date) -> str:
    """The same for records that are shown and not counted."""
    if sourced_to is None or as_of <= sourced_to:
        return ""
    return _("as far as sourced (to %s)") % day_in_words(sourced_to, current_language(), short=True)


@register.simple_tag
def figure(value: FigureValue, text: str = "", quiet: bool = False) -> SafeString:
    """The number as a link to its receipt. `text` prints it as somebody stated it. `quiet` leaves the words on
    sources to the link's description, where a block of figures says them once beside."""
    shown = text or figure_text(value)
    sourced = sourced_text(value)
    describes = definition(value.id).question()
    if value.is_counted and value.high is not None and value.high != value.value and not text:
        describes += " " + _("Between %(low)s and %(high)s.") % {
            "low": number_in_words(value.low or 0, current_language()),
            "high": number_in_words(value.high, current_language()),
        }
    if value.is_floor and value.is_counted:
        describes += " " + _("At least, as far as recorded.")
    link = format_html(
        '<a class="fig num{}" href="{}" title="{}">{}</a>',
        " fig-missing" if value.value is None and not text else "",
        figure_address(value),
        f"{describes} {sourced}".strip(),
        shown,
    )
    if sourced and not quiet:
        return format_html('{} <small class="sourced">{}</small>', link, sourced)
    return link


@register.filter
def bounds(value: FigureValue) -> str:
    """Between which numbers a count or an amount lies, where it is not exact; open upwards where nobody can say."""
    if value.is_exact or not value.is_counted or value.low is None:
        return ""
    ends = [
        "" if end is None
        else sum_in_words(Decimal(end), value.step, current_language()) if value.unit == Unit.EUR
        else number_in_words(end, current_language())
        for end in (value.low, value.high)
    ]  # fmt: skip
    return _("%(low)s to %(high)s") % {"low": ends[0], "high": ends[1]} if ends[1] else _("%s and more") % ends[0]


@register.filter
def stated(value: StatedDate | None) -> str:
    """A date as stated, in words, short."""
    return stated_date_in_words(value, current_language(), short=True) if value else ""


@register.simple_tag
def span(start: StatedDate | str | None, end: str = "") -> str:
    """A period of a record in words; `end` is the first day outside, as the record holds it."""
    begun = StatedDate(start) if isinstance(start, str) and start else start
    return span_in_words(begun or None, parse_earliest(end) if end else None, current_language())


@register.simple_tag(takes_context=True)
def called_by(context: Context, footnote: Footnote) -> str:
    """The names that call a footnote on the page's date."""
    return footnote_callers(footnote.footnote_key, current_language(), at=context["at"])


@register.simple_tag(takes_context=True)
def who_can_see(context: Context, kind: str, key: str) -> SafeString:
    """The way to who can see a project or country, for whoever may ask about it."""
    scope = Scope(ScopeKind(kind), key)
    if not may_see_access(context["who"], scope):
        return mark_safe("")
    return format_html(
        '<a class="chip" href="{}">{}</a>', reverse(f"web:access-{kind}", args=[key]), _("Who can see this?")
    )


@register.simple_tag
def printed_codes(person: User) -> PrintedCodes | None:
    """What is left of the printed list of whoever is signed in."""
    return printed_codes_of(person)


@register.filter
def day(value: date | None) -> str:
    return day_in_words(value, current_language(), short=True) if value else ""


@register.filter
def long_day(value: date | None) -> str:
    return day_in_words(value, current_language()) if value else ""


@register.filter
def last_day(value: date | None) -> date | None:
    """The last day of what ends before this one."""
    return last_day_before(value)


@register.filter
def sourced(value: FigureValue) -> str:
    return sourced_text(value)


@register.filter
def drawn(markup: str) -> SafeString:
    """Markup that the drawing floor made: every text in it was escaped there."""
    return mark_safe(markup)  # noqa: S308 - drawing.svg escapes all text; no other markup passes here


@register.filter
def words_of(record: Any, name: str) -> str:
    """A text that a record holds in several languages, in the reader's; in English where theirs is lacking."""
    return str(getattr(record, f"{name}_{current_language()}", "") or getattr(record, f"{name}_en"))


@register.filter
def as_stated(claim: Claim) -> str:
    """A published statement in the reader's language, or else as it was made, marked with that language."""
    language = claim.text_language(current_language())
    if language == current_language():
        return claim.text(language)
    return format_html('<span lang="{}">{}</span>', language, claim.text(language))


@register.filter
def kind_words(kind: str) -> str:
    """What a statement does to a project's terms."""
    return kind_in_words(StatementKind(kind))


@register.filter
def known_name(name: str) -> str:
    """An organisation's name in the reader's language, where it is one that the interface knows."""
    return organisation_in_words(name)


@register.filter
def prose(text: str) -> SafeString:
    """Markdown of the product's own documentation as HTML; HTML in it stays text."""
    return mark_safe(str(_MARKDOWN.render(text)))  # noqa: S308 - the renderer escapes what it is given


@register.filter
def shortened(text: str, most: int) -> str:
    """The text, cut where it is longer. Most are not, and what does the cutting takes its time with each."""
    return text if len(text) <= most else Truncator(text).chars(most)


@register.filter
def field(record: Any, name: str) -> Any:
    """An attribute by its name."""
    return getattr(record, name, "")


@register.filter
def money(value: Money | None) -> str:
    """An amount as one source stated it; the row that prints it cites that source."""
    return money_in_words(value, current_language()) if value else ""


@register.filter
def join_names(values: Sequence[Named]) -> str:
    """The names of several, in the manner of the language."""
    return names_in_words([each.name for each in values], current_language())


@register.filter
def question_of(value: FigureValue) -> str:
    """What a figure answers."""
    return definition(value.id).question()


@register.filter
def would_be(value: FigureValue) -> str:
    """A figure as it would be once a change is recorded: it has no receipt before that."""
    return figure_text(value)


@register.filter
def besides(after: FigureValue, before: FigureValue) -> str:
    """What changes about a figure whose value stays: how far it is sourced, who is undetermined."""
    if after.sourced_to != before.sourced_to and after.sourced_to:
        return _("sourced to %s") % day_in_words(after.sourced_to, current_language())
    if after.undetermined != before.undetermined:
        named = names_in_words([each.name for each in after.undetermined], current_language())
        return _("undetermined: %s") % (named or _("nobody"))
    return _("what is known about it changes")


@register.filter
def moment_words(value: datetime) -> str:
    return moment_in_words(value, current_language())


@register.filter
def browser_words(user_agent: str) -> str:
    return browser_in_words(user_agent)


@register.filter
def local_path(path: str) -> str:
    """A path of this site that somebody sent; the overview where it leads elsewhere."""
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) and path.startswith("/") else "/"


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: Context, shown: Shown[Any]) -> dict[str, str]:
    """The way to the page before and the one behind, with all else that was asked for kept; blank where there is none."""

    def way(number: int) -> str:
        return same_page(context["request"], **{shown.name: str(number)})

    return {
        "previous": way(shown.previous_page_number) if shown.has_previous else "",
        "next": way(shown.next_page_number) if shown.has_next else "",
    }
