"""Words of briefs: a figure as a run of text, its receipt for the speaker notes, and what a slide says beside a count."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from capacita.evidence.queries import citation_lines
from capacita.evidence.words import current_language
from capacita.figures.registry import definition, figure_in_words
from capacita.figures.values import FigureValue, Unit
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words, names_in_words, number_in_words
from capacita.portfolio.wording import amount_in_words
from capacita.publishing.brief import Line, Run
from capacita.reach.treaty_counts import TREATY_RULE

_MOST_NAMES = 4  # a slide names so many; its notes and the receipt name all
_PLACE = re.compile(r"%\((\w+)\)s")


def plain(text: str) -> Line:
    return (Run(text),)


def woven(sentence: str, **runs: Run) -> Line:
    """A sentence with named places, %(n)s, as runs: each place takes its run, so that a figure in it stays a link."""
    parts = _PLACE.split(sentence)
    found = [runs[part] if index % 2 else Run(part) for index, part in enumerate(parts)]
    return tuple(run for run in found if run.text)


def printed(value: FigureValue, text: str = "", *, is_strong: bool = False) -> Run:
    """A figure as a run: its printed value and the address of its receipt, which always names both dates."""
    defaults = {parameter.name: parameter.default for parameter in definition(value.id).parameters}
    chosen = {name: each for name, each in value.parameters.items() if each != defaults.get(name)}
    query = urlencode({**chosen, "as_of": value.at.as_of.isoformat(), "known_on": value.at.known_on.isoformat()})
    return Run(text or value_in_words(value), f"/figures/{value.id}/?{query}", is_strong)


def moment_query(at: Moment) -> str:
    """The part of an address that asks for the brief's moment; it always names both dates."""
    return f"?{urlencode({'as_of': at.as_of.isoformat(), 'known_on': at.known_on.isoformat()})}"


def value_in_words(value: FigureValue) -> str:
    if value.value is None:
        return _("at least %s") % value.low if value.low is not None else value.missing or _("not recorded")
    return amount_in_words(value) if value.unit == Unit.EUR else number_in_words(value.value, current_language())


def dated(at: Moment) -> str:
    return _("As of %(as_of)s, known on %(known_on)s") % {
        "as_of": day_in_words(at.as_of, current_language()),
        "known_on": day_in_words(at.known_on, current_language()),
    }


def sourced_note(*values: FigureValue) -> str:
    """“as far as sourced (to …)” for the earliest date among figures that lie beyond their sources."""
    beyond = [value.sourced_to for value in values if value.is_beyond_sources and value.sourced_to]
    return _("as far as sourced (to %s)") % day_in_words(min(beyond), current_language()) if beyond else ""


def remark(value: FigureValue) -> str:
    """What a slide says beside a count: who is undetermined or may have lapsed, and how far it is sourced."""
    parts = []
    if value.undetermined:
        parts.append(_("undetermined: %s") % _some([each.name for each in value.undetermined]))
    if value.is_floor and value.unit != Unit.EUR:
        parts.append(_("at least, as far as recorded"))
    if value.uncertain:
        words = _("may have lapsed: %s") if value.rule == TREATY_RULE else _("not certain: %s")
        parts.append(words % _some([each.name for each in value.uncertain]))
    if value.value is None and value.reason:
        parts.append(value.reason)
    if note := sourced_note(value):
        parts.append(note)
    return "; ".join(parts)


def _some(names: list[str]) -> str:
    return names_in_words(names, current_language()) if len(names) <= _MOST_NAMES else str(len(names))


def receipt_text(value: FigureValue) -> str:
    """A receipt in words, for speaker notes: sentence, rule, dates, digest, and the names counted."""
    said = definition(value.id).sentence(value) if value.value is not None or value.low is not None else value.reason
    parts = [
        f"{said}.",
        _("Capacita, %(id)s as of %(as_of)s, known on %(known_on)s, receipt %(receipt)s, rule %(rule)s.")
        % {
            "id": figure_in_words(value),
            "as_of": day_in_words(value.at.as_of, current_language()),
            "known_on": day_in_words(value.at.known_on, current_language()),
            "receipt": value.receipt_digest[:16],
            "rule": value.rule,
        },
    ]
    if value.sourced_to:
        parts.append(_("Sourced to %s.") % day_in_words(value.sourced_to, current_language()))
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
