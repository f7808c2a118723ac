"""How many articles of a country, and for how many States one article, are at least largely in line: public ratings alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacita.countries.queries import country_codes as all_codes
from capacita.countries.queries import in_order, names, state_codes
from capacita.evidence.words import current_language
from capacita.figures.registry import Definition, Parameter, ParameterKind, Parameters, register_figure
from capacita.figures.values import FigureValue, Named, Unit
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words, number_in_words
from capacita.legislation.alignment import requirements
from capacita.legislation.alignment_wording import (
    article_in_words,
    articles_in_words,
    bounds_in_words,
    label_in_words,
)
from capacita.legislation.choices import ArticleStatus
from capacita.legislation.queries.status import article_statuses, country_status, ratings_behind
from capacita.legislation.rules.articles import ArticleResult
from capacita.legislation.rules.countries import RULE, GroupResult
from capacita.legislation.status_figures import ALIGNMENT_RULE, rating_record, without_weak

GROUPS = ("substantive", "powers")
_REACHED = ArticleStatus.LARGELY


def register() -> None:
    """Make both figures known to the registry."""
    register_figure(
        Definition(
            "legislation.articles",
            lambda: _("How many articles of a country's law are at least largely in line?"),
            Unit.ARTICLES,
            ALIGNMENT_RULE,
            lambda: _(
                "Counted are Articles 2 to 11 (substantive law) or 16 to 21 (powers) that are at least largely in line "
                "whatever is not assessed; with what may turn out so, the high. Where law differs by territory, the "
                "lowest counts. Public ratings alone."
            ),
            _articles_sentence,
            lambda sets, at: [_articles(each, at) for each in sets],
            (
                Parameter(
                    "country", ParameterKind.COUNTRY, "", lambda at: all_codes(at=at), lambda: _("Country or area"),
                    lambda code, at: names(current_language(), at=at)[code], required=True,
                ),
                Parameter(
                    "group", ParameterKind.WORD, GROUPS[0], lambda at: GROUPS, lambda: _("Articles"),
                    lambda name, at: group_in_words(name),
                ),
            ),
        )
    )  # fmt: skip
    register_figure(
        Definition(
            "legislation.article",
            lambda: _("In which States is an article at least largely in line?"),
            Unit.STATES,
            ALIGNMENT_RULE,
            lambda: _(
                "A State counts where the article is at least largely in line whatever is not assessed; where law differs "
                "by territory, by the lowest. Public ratings alone; a State that is not assessed leaves the count open."
            ),
            _article_sentence,
            lambda sets, at: [_article(each["article"], at) for each in sets],
            (
                Parameter(
                    "article", ParameterKind.WORD, "", lambda at: tuple(requirements().articles), lambda: _("Article"),
                    required=True,
                ),
            ),
        )
    )  # fmt: skip


def group_in_words(name: str) -> str:
    return (
        _("Substantive law, Articles 2 to 11") if name == "substantive" else _("Procedural powers, Articles 16 to 21")
    )


def _articles(asked: Parameters, at: Moment) -> FigureValue:
    iso2, group = asked["country"], asked["group"]
    status = country_status(iso2, at=at)
    given: dict[str, Any] = {
        "id": "legislation.articles", "parameters": dict(asked), "at": at, "unit": Unit.ARTICLES, "rule": ALIGNMENT_RULE,
    }  # fmt: skip
    if status is None or not status.is_assessed(group):
        reason = _("no rating of its law is public")
        return FigureValue(**given, value=None, low=None, high=None, reason=reason, missing=_("not assessed"))
    result = status.lowest
    numbers: Sequence[str] = getattr(RULE, group).articles
    counted: GroupResult[Any] = getattr(result, group)
    named = names(current_language(), at=at)[iso2]
    keys = {requirements().articles[each].key for each in numbers if result.articles[each].low >= _REACHED}
    behind = [row for row in ratings_behind([iso2], at=at)[iso2] if row.article_key in keys]
    low, high = counted.count_low, counted.count_high
    return FigureValue(
        **given,
        value=low if low == high else None,
        low=low,
        high=high,
        records=tuple(rating_record(row, named) for row in behind),
        undetermined=tuple(_named(number, result.articles) for number in numbers if _is_open(result.articles[number])),
        left_out=tuple(
            _named(number, result.articles) for number in numbers if result.articles[number].high < _REACHED
        ),
        notes=(
            *_notes(counted, label_in_words(result.label) if group == "powers" and result.label else ""),
            *without_weak(
                {iso2: behind},
                lambda status: sum(status.lowest.articles[each].low >= _REACHED for each in numbers),
                at,
            ),
        ),
        reason="" if low == high else _("what is not assessed decides"),
    )


def _notes(counted: GroupResult[Any], label: str) -> tuple[str, ...]:
    said = bounds_in_words(counted.status.low, counted.status.high)
    result = _("Result of the group: %(result)s.") % {"result": f"{said}, {label}" if label else said}
    sensitivity = _("With at least %(less)s articles it would be %(a)s, with %(more)s it would be %(b)s.") % {
        "less": counted.minimum - 1,
        "more": counted.minimum + 1,
        "a": bounds_in_words(counted.one_less.low, counted.one_less.high),
        "b": bounds_in_words(counted.one_more.low, counted.one_more.high),
    }
    return result, sensitivity


def _named(number: str, articles: Mapping[str, ArticleResult]) -> Named:
    return Named(number, _("Article %(article)s") % {"article": number}, article_in_words(articles[number]))


def _is_open(result: ArticleResult) -> bool:
    return result.low < _REACHED <= result.high


def _articles_sentence(value: FigureValue) -> str:
    counted = int(value.value if value.value is not None else value.low or 0)
    return ngettext(
        "On %(day)s, %(n)s article of the law of %(country)s was at least largely in line (%(group)s)",
        "On %(day)s, %(n)s articles of the law of %(country)s were at least largely in line (%(group)s)",
        counted,
    ) % {
        **_said(value, counted),
        "country": names(current_language(), at=value.at)[value.parameters["country"]],
        "group": group_in_words(value.parameters["group"]),
    }


def article_count(number: str, *, at: Moment) -> FigureValue:
    """The figure of an article without what it rests on, for a page that shows the count and links to the receipt."""
    states, found = state_codes(at.as_of, at=at), _assessed(number, at)
    certain = sum(each.low >= _REACHED for each in found.values())
    missing, open_ones = len(states) - len(found), sum(map(_is_open, found.values()))
    reason = _("cannot be computed: %(n)s of %(m)s States not assessed") % {"n": missing, "m": len(states)}
    return FigureValue(
        id="legislation.article",
        parameters={"article": number},
        at=at,
        unit=Unit.STATES,
        rule=ALIGNMENT_RULE,
        value=None if missing else certain,
        low=certain if found else None,
        high=certain + open_ones + missing if found else None,
        reason=reason if missing else "",
    )


def _article(number: str, at: Moment) -> FigureValue:
    """The same with every rating of the States that count, and with those that are open or do not count."""
    found, key = _assessed(number, at), requirements().articles[number].key
    named, words = names(current_language(), at=at), articles_in_words(found)

    def in_names(reaches: Callable[[ArticleResult], bool]) -> list[tuple[str, str]]:
        return in_order((named[iso2], iso2) for iso2, each in found.items() if reaches(each))

    def named_of(reaches: Callable[[ArticleResult], bool]) -> tuple[Named, ...]:
        return tuple(Named(iso2, name, words[iso2]) for name, iso2 in in_names(reaches))

    certain = in_names(lambda each: each.low >= _REACHED)
    behind = ratings_behind([iso2 for _name, iso2 in certain], at=at, article_key=key)
    return replace(
        article_count(number, at=at),
        records=tuple(rating_record(row, name) for name, iso2 in certain for row in behind[iso2]),
        undetermined=named_of(_is_open),
        left_out=named_of(lambda each: each.high < _REACHED),
        notes=without_weak(behind, lambda status: status.lowest.articles[number].low >= _REACHED, at),
    )


def _assessed(number: str, at: Moment) -> dict[str, ArticleResult]:
    """How the article stands in the States of which it is assessed in public."""
    states, key = state_codes(at.as_of, at=at), requirements().articles[number].key
    found = article_statuses(key, at=at, public_only=True)
    return {iso2: each for iso2, each in found.items() if iso2 in states and each.is_assessed}


def _article_sentence(value: FigureValue) -> str:
    counted = int(value.value if value.value is not None else value.low or 0)
    return ngettext(
        "On %(day)s, Article %(article)s was at least largely in line in %(n)s State",
        "On %(day)s, Article %(article)s was at least largely in line in %(n)s States",
        counted,
    ) % {**_said(value, counted), "article": value.parameters["article"]}


def _said(value: FigureValue, counted: int) -> dict[str, str]:
    language = current_language()
    return {"day": day_in_words(value.at.as_of, language), "n": number_in_words(counted, language)}
