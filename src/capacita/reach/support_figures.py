"""The figures of reach that go beyond treaty actions: support in projects, crossed with the tiers, and law."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacita.evidence.words import current_language
from capacita.figures.registry import Definition, Parameters, register_figure
from capacita.figures.values import FigureValue, Rule, Unit
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words
from capacita.reach.law_counts import LAW_RULE, aligned, drawing, is_by_ratings
from capacita.reach.queries import partition
from capacita.reach.support_counts import SUPPORT_RULE, parties_not_supported, supported, supported_non_parties
from capacita.standards.queries import CONVENTION, instrument
from capacita.standards.wording import has_parties


def register() -> None:
    def add(
        id: str,
        unit: str,
        rule: Rule,
        question: Callable[[], str],
        rule_text: Callable[[], str],
        sentence: Callable[[FigureValue], str],
        compute: Callable[[Moment], FigureValue],
    ) -> None:
        def each(sets: Sequence[Parameters], at: Moment) -> list[FigureValue]:
            return [compute(at)] * len(sets)

        register_figure(Definition(id, question, unit, rule, rule_text, sentence, each))

    add(
        "reach.supported",
        Unit.COUNTRIES,
        SUPPORT_RULE,
        lambda: _("Which countries and areas were in a project under way, global projects apart?"),
        _support_text,
        lambda value: (
            _lead(value)
            + ngettext(
                "%(n)s country or area was in a project",
                "%(n)s countries and areas were in projects",
                int(value.value or 0),
            )
            % {"n": _number(value)}
        ),
        supported,
    )
    add(
        "reach.supported_non_parties",
        Unit.COUNTRIES,
        SUPPORT_RULE,
        lambda: _("Which countries and areas in projects were not Parties to the Convention?"),
        _support_text,
        lambda value: (
            _lead(value)
            + ngettext(
                "%(n)s country or area in projects was not a Party",
                "%(n)s countries and areas in projects were not Parties",
                int(value.value or 0),
            )
            % {"n": _number(value)}
            if value.value is not None
            else _nothing_said(value, _("Countries and areas in projects that were not Parties"))
        ),
        supported_non_parties,
    )
    add(
        "reach.parties_not_supported",
        Unit.STATES,
        SUPPORT_RULE,
        lambda: _("Which Parties to the Convention were in no project, global projects apart?"),
        _support_text,
        _without_support,
        parties_not_supported,
    )
    add(
        "reach.aligned",
        Unit.STATES,
        LAW_RULE,
        lambda: _("Which other States had laws largely in line with the Convention?"),
        lambda: _(
            "States outside the treaty tiers whose substantive law was assessed, element by element, as largely in line. "
            "Until States are assessed only a lower bound follows: a survey's count of States with such law, less the "
            "States counted as Parties, signatories or invited. A survey speaks from its day on; one that is stated to "
            "the month speaks for that month."
        ),
        lambda value: (
            _nothing_said(value, _("Other States with laws largely in line"))
            if value.low is None
            else _lead(value) + _("%s other States had laws largely in line, by their ratings") % value.value
            if value.value is not None
            else _lead(value) + _("at least %s other States had laws largely in line, by their ratings") % value.low
            if is_by_ratings(value)
            else _lead(value)
            + _("at least %s other States had laws largely in line, as far as a survey shows") % value.low
        ),
        lambda at: aligned(partition(at=at, code=CONVENTION)),
    )
    add(
        "reach.drawing",
        Unit.STATES,
        LAW_RULE,
        lambda: _("Which further States drew on the Convention for their legislation?"),
        lambda: _(
            "Dated facts that a State drew on the Convention: an explanatory memorandum, a statement in parliament, "
            "a legal opinion used. A State in a closer tier is not counted again; nobody looked for such facts "
            "everywhere, so that the count is a floor."
        ),
        lambda value: (
            _nothing_said(value, _("States drawing on the Convention for their legislation"))
            if value.value is None
            else _lead(value) + _("at least %s further States drew on the Convention for legislation") % value.value
        ),
        lambda at: drawing(partition(at=at, code=CONVENTION)),
    )


def _support_text() -> str:
    return _(
        "A country or area is supported when the terms of a project under way on the date name it, or it had joined the "
        "project by then. Projects with global scope name no countries and are listed apart. A day of joining only "
        "known as a bound leaves the country undetermined. A project whose countries are not recorded may be in any: "
        "the count of supported ones then has no upper bound, and the count of Parties in no project no lower one."
    )


def _without_support(value: FigureValue) -> str:
    """Parties in no project, or States that ratified or acceded; as far as recorded where that is not certain."""
    if value.value is None:
        return _lead(value) + value.reason
    n = int(value.value)
    if has_parties(instrument(CONVENTION, at=value.at), value.at.as_of):
        words = ngettext("%(n)s Party was in no project", "%(n)s Parties were in no project", n)
    else:
        words = ngettext(
            "%(n)s State that had ratified or acceded was in no project",
            "%(n)s States that had ratified or acceded were in no project",
            n,
        )
    said = _lead(value) + words % {"n": n}
    return said if value.low == value.value else _("%s, as far as recorded") % said


def _nothing_said(value: FigureValue, subject: str) -> str:
    return _("%(subject)s, on %(day)s: %(reason)s") % {
        "subject": subject,
        "day": day_in_words(value.at.as_of, current_language()),
        "reason": value.reason,
    }


def _lead(value: FigureValue) -> str:
    return _("On %s, ") % day_in_words(value.at.as_of, current_language())


def _number(value: FigureValue) -> str:
    return _("at least %s") % value.value if value.is_floor else str(value.value)
