"""How many States have substantive law largely in line, and powers largely in place, from public ratings alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacita.countries.queries import in_order, names, state_codes
from capacita.evidence.words import current_language
from capacita.figures.registry import Definition, Parameters, register_figure
from capacita.figures.values import FigureValue, Named, Record, Rule, Unit
from capacita.kernel.dates import StatedDate
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words, number_in_words
from capacita.legislation.choices import ArticleStatus, Flag, Rating, SafeguardsLabel, Scale
from capacita.legislation.models import LawRating
from capacita.legislation.queries.status import CountryStatus, country_statuses, ratings_behind, status_without
from capacita.legislation.rating_words import rating_in_words
from capacita.legislation.rules.countries import RULE, Bounds, CountryResult
from capacita.standards.queries import CONVENTION
from capacita.standards.versions import version_at

ALIGNMENT_RULE = Rule(RULE.id, RULE.version)


@dataclass(frozen=True)
class _Group:
    """One of the two groups of articles: the figure's id, its words, and the status that it counts."""

    id: str
    name: str
    top: Scale
    question: Callable[[], str]
    text: Callable[[], str]
    said: Callable[[int], str]


_GROUPS = (
    _Group(
        "legislation.substantive", "substantive", RULE.substantive.words[2],
        lambda: _("Which States have substantive law largely in line with the Convention?"),
        lambda: _(
            "A State counts where at least 8 of Articles 2 to 11 are at least largely in line, Article 2 among them, and "
            "none of 2, 4, 5, 8 and 9 below partly, whatever is not assessed; where law differs by territory, by the "
            "lowest. Only public ratings count, each looked at by a second person and published by a third."
        ),
        lambda n: ngettext(
            "%(n)s State had substantive law largely in line", "%(n)s States had substantive law largely in line", n
        ),
    ),
    _Group(
        "legislation.powers", "powers", RULE.powers.words[2],
        lambda: _("Which States have procedural powers largely in place?"),
        lambda: _(
            "A State counts where at least 5 of Articles 16 to 21 are at least largely in line, 16, 18 and 19 among them, "
            "and Article 15 is, whatever is not assessed. Powers without the safeguards of Article 15 are counted apart. "
            "Only public ratings count, each looked at by a second person and published by a third."
        ),
        lambda n: ngettext(
            "%(n)s State had procedural powers largely in place", "%(n)s States had procedural powers largely in place", n
        ),
    ),
)  # fmt: skip


def register() -> None:
    """Make both figures known to the registry."""
    for group in _GROUPS:
        register_figure(
            Definition(
                group.id, group.question, Unit.STATES, ALIGNMENT_RULE, group.text, _sentence(group),
                lambda sets, at, group=group: _values(group, sets, at),  # type: ignore[misc]
            )
        )  # fmt: skip


def _sentence(group: _Group) -> Callable[[FigureValue], str]:
    def say(value: FigureValue) -> str:
        counted = int(value.value if value.value is not None else value.low or 0)
        words = group.said(counted) % {"n": number_in_words(counted, current_language())}
        return _("On %(day)s, %(words)s") % {"day": day_in_words(value.at.as_of, current_language()), "words": words}

    return say


def _values(group: _Group, sets: Sequence[Parameters], at: Moment) -> list[FigureValue]:
    return [_value(group, at)] * len(sets)


def _value(group: _Group, at: Moment) -> FigureValue:
    states, named = state_codes(at.as_of, at=at), names(current_language(), at=at)
    assessed = {
        iso2: each for iso2, each in country_statuses(at=at).items() if iso2 in states and each.is_assessed(group.name)
    }
    reached = {iso2: _reaches(group, each) for iso2, each in assessed.items()}
    certain = [iso2 for iso2, found in reached.items() if found is True]
    open_ones = [iso2 for iso2, found in reached.items() if found is None]
    behind = ratings_behind(certain, at=at)
    missing = len(states) - len(assessed)
    reason = _("cannot be computed: %(n)s of %(m)s States not assessed") % {"n": missing, "m": len(states)}
    return FigureValue(
        id=group.id,
        parameters={},
        at=at,
        unit=Unit.STATES,
        rule=ALIGNMENT_RULE,
        value=None if missing else len(certain),
        low=len(certain) if assessed else None,
        high=len(certain) + len(open_ones) + missing if assessed else None,
        records=tuple(rating_record(row, named[iso2]) for iso2 in _by_name(certain, named) for row in behind[iso2]),
        undetermined=tuple(
            Named(iso2, named[iso2], _("what is not assessed decides")) for iso2 in _by_name(open_ones, named)
        ),
        left_out=tuple(
            Named(iso2, named[iso2], _why_not(group, assessed[iso2]))
            for iso2 in _by_name([each for each, found in reached.items() if found is False], named)
        ),
        notes=(
            *_sensitivity(group, assessed),
            *without_weak(behind, lambda status: _reaches(group, status) is True, at),
            _catalogue_in_words(at),
        ),
        reason=reason if missing else "",
        missing=_("not assessed") if missing else "",
    )


def _reaches(group: _Group, status: CountryStatus) -> bool | None:
    """Whether the State counts for certain, certainly not, or (None) as what is not assessed turns out."""
    counted = status.counted(group.name)
    if counted.high != group.top or (group.name == "powers" and status.label is SafeguardsLabel.DEFICIENT):
        return False
    if counted.low != group.top or (group.name == "powers" and status.label is SafeguardsLabel.NOT_ASSESSED):
        return None
    return True


def _why_not(group: _Group, status: CountryStatus) -> str:
    if group.name == "powers" and status.counted("powers").high == group.top:
        return _("powers in place, safeguards deficient: counted apart")
    return _("below the threshold")


def rating_record(row: LawRating, name: str) -> Record:
    """A rating as a record of a receipt."""
    article, element = row.article_key.rpartition("art_")[2], row.element_key.rpartition("/")[2]
    what = _("Article %(article)s, %(element)s: %(rating)s") % {
        "article": article, "element": element, "rating": rating_in_words(Rating(row.code)),
    }  # fmt: skip
    return Record(
        row.key, row.digest, row.iso2, name, what, StatedDate(row.holds_from.isoformat()), row.citation_id, row.text
    )


def _sensitivity(group: _Group, assessed: dict[str, CountryStatus]) -> tuple[str, ...]:
    """The certain count with the minimum of articles one lower and one higher."""
    if not assessed:
        return ()
    counts = {}
    for name in ("one_less", "one_more"):
        counts[name] = sum(
            all(
                _is_top(group, getattr(getattr(result, group.name), name)) and _is_whole(group, result)
                for result in each.results.values()
            )
            for each in assessed.values()
        )
    minimum = getattr(RULE, group.name).minimum
    said = _(
        "With at least %(less)s articles instead of %(minimum)s it would be %(a)s, with %(more)s it would be %(b)s."
    )
    return (
        said
        % {
            "less": minimum - 1,
            "minimum": minimum,
            "more": minimum + 1,
            "a": counts["one_less"],
            "b": counts["one_more"],
        },
    )


def without_weak(
    behind: Mapping[str, Sequence[LawRating]], counts: Callable[[CountryStatus], int], at: Moment
) -> tuple[str, ...]:
    """The certain count without the ratings that rest on evidence of class 4 or 5 alone; nothing where there are none."""
    if not any(Flag.WEAK in row.flags for rows in behind.values() for row in rows):
        return ()
    left = sum(counts(status_without(Flag.WEAK, iso2, rows, at=at)) for iso2, rows in behind.items())
    return (_("Without the ratings that rest on secondary sources alone it would be %(n)s.") % {"n": left},)


def _catalogue_in_words(at: Moment) -> str:
    """By version 1 of the requirement catalogue (3f2a…)."""
    held = version_at(CONVENTION, at=at)
    return _("By version %(number)s of the requirement catalogue (%(digest)s).") % {
        "number": held.number, "digest": held.digest[:12],
    }  # fmt: skip


def _is_whole(group: _Group, result: CountryResult) -> bool:
    """Whether nothing is counted apart: powers count with the safeguards of Article 15."""
    return group.name != "powers" or result.articles[RULE.safeguards].low >= ArticleStatus.LARGELY


def _is_top(group: _Group, bounds: Bounds[Scale]) -> bool:
    return bounds.low == group.top


def _by_name(codes: Sequence[str], named: Mapping[str, str]) -> list[str]:
    return [iso2 for _name, iso2 in in_order((named[each], each) for each in codes)]
