"""Figures and receipts in words, as a brief prints them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.utils import translation
from django.utils.translation import gettext as _

from capacita.evidence.queries import citation_lines
from capacita.figures.registry import definition
from capacita.figures.values import FigureValue, Unit
from capacita.kernel.wording import day_in_words, number_in_words
from capacita.portfolio.wording import amount_in_words
from capacita.publishing.brief import (
    Run,
)


def printed(value: FigureValue, text: str = "", *, is_strong: bool = False) -> Run:
    """A figure as a run: its printed value and the address of its receipt, which always names both dates."""
    defaults = {parameter.name: parameter.default for parameter in definition(value.id).parameters}
    chosen = {name: each for name, each in value.parameters.items() if each != defaults.get(name)}
    query = urlencode({**chosen, "as_of": value.at.as_of.isoformat(), "known_on": value.at.known_on.isoformat()})
    return Run(text or _words(value), f"/figures/{value.id}/?{query}", is_strong)


def _words(value: FigureValue) -> str:
    language = translation.get_language() or "en"
    if value.value is None:
        return _("at least %s") % value.low if value.low is not None else value.missing or _("not recorded")
    return amount_in_words(value) if value.unit == Unit.EUR else number_in_words(value.value, language)


def sourced_note(*values: FigureValue) -> str:
    """“as far as sourced (to …)” for the earliest date among figures that lie beyond their sources."""
    beyond = [value.sourced_to for value in values if value.is_beyond_sources and value.sourced_to]
    language = translation.get_language() or "en"
    return _("as far as sourced (to %s)") % day_in_words(min(beyond), language) if beyond else ""


def receipt_text(value: FigureValue) -> str:
    """A receipt in words, for speaker notes: sentence, rule, dates, digest, and the names counted."""
    language = translation.get_language() or "en"
    parts = [
        f"{definition(value.id).sentence(value)}.",
        _("Figure %(id)s, rule %(rule)s, known on %(known_on)s, facts %(facts)s.")
        % {
            "id": value.id,
            "rule": value.rule,
            "known_on": day_in_words(value.at.known_on, language),
            "facts": value.facts_digest[:16],
        },
    ]
    if value.is_beyond_sources:
        parts.append(sourced_note(value) + ".")
    if value.names:
        parts.append(_("Counted: %s.") % ", ".join(value.names))
    citations = citation_lines(record.citation for record in value.records)
    unverified = sum(citations[record.citation].is_unverified for record in value.records)
    if unverified:
        parts.append(
            _("%(n)s of %(all)s records rest on what nobody verified.") % {"n": unverified, "all": len(value.records)}
        )
    if value.undetermined:
        parts.append(_("Undetermined: %s.") % ", ".join(each.name for each in value.undetermined))
    if value.uncertain:
        parts.append(_("Not certain: %s.") % ", ".join(each.name for each in value.uncertain))
    parts += value.notes
    return " ".join(parts)
