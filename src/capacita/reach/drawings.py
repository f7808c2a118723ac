"""Reach and the approach as specs to be drawn: the same for page, deck and document."""

from __future__ import annotations

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from capacita.countries.queries import footnotes, names
from capacita.drawing.geometry import roles
from capacita.drawing.spec import AreaMark, Column, Columns, Cycle, LegendItem, Node, Words, WorldMap
from capacita.figures.values import FigureValue
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words, names_in_words
from capacita.reach.choices import LAW_TIERS, Tier
from capacita.reach.queries import Partition, Support, partition, series, support, year_ends
from capacita.reach.wording import parties_in_words, place_in_words, tier_in_words
from capacita.standards.choices import Basis
from capacita.standards.queries import CONVENTION, instrument
from capacita.standards.wording import has_parties

_ACTED = (Tier.PARTY, Tier.CONSENTED, Tier.SIGNED, Tier.INVITED)
_COLOURED = (*_ACTED, *LAW_TIERS)


def boundary_note() -> str:
    """What every map says of its lines and names."""
    return _(
        "Boundaries and names shown imply no opinion on the status of any territory. Hatched: territories to which no "
        "declaration extending the instrument is recorded. White: areas shown without status."
    )


def reach_map(
    *,
    at: Moment,
    language: str,
    kept: str = "",
    found: Partition | None = None,
    covered: Support | None = None,
    code: str = CONVENTION,
) -> WorldMap:
    """The partition as a map, with the countries and areas in projects as a ring around their shape."""
    part = partition(at=at, code=code) if found is None else found
    supported = support(at=at) if covered is None else covered
    named = names(language, at=at)
    areas: dict[str, AreaMark] = {}
    for state in part.states:
        status = place_in_words(part, state, is_unverified=part.is_unverified(state))
        words = [f"{named.get(state, state)}: {status}"]
        ringed = state in supported.certain
        if ringed:
            lines = [line.short_name for line in supported.projects_of(state)]
            words.append(_("in %s") % names_in_words(lines, language))
        areas[state] = AreaMark(
            part.tiers[state].colour, "; ".join(words), f"/countries/{state}/{kept}", is_ringed=ringed
        )
    for area, role in roles().items():
        if area in areas:
            continue
        label = named.get(area, "")
        href = f"/countries/{area}/{kept}" if label else ""
        ringed = area in supported.certain
        if role.treatment == "territory" and role.of in areas:
            takes = role.takes_colour_on(at.as_of, part.instrument.code)
            # What is said of the law of a State is not said of its territories.
            kind = Tier.NONE.colour if part.tiers[role.of] in LAW_TIERS else areas[role.of].kind
            acted = part.tiers[role.of] in _ACTED
            areas[area] = AreaMark(kind if takes or not acted else "apart", label, href, is_hatched=acted and not takes)
        else:
            areas[area] = AreaMark("apart", label, href, is_ringed=ringed)
    for iso2, label in named.items():
        if iso2 not in areas:
            areas[iso2] = AreaMark("apart", label, f"/countries/{iso2}/{kept}", is_ringed=iso2 in supported.certain)
    counts = {tier: len(part.members(tier)) for tier in _COLOURED}
    legend = tuple(
        LegendItem(tier.value, tier_in_words(tier, part.instrument, at.as_of, part.basis), str(counts[tier]))
        for tier in _COLOURED
        if counts[tier]
    )
    title = _("States by status under the %(instrument)s on %(day)s") % {
        "instrument": part.instrument.short(language),
        "day": day_in_words(at.as_of, language),
    }
    alt = _("World map. %(title)s: %(counts)s.") % {
        "title": title,
        "counts": names_in_words([f"{item.label} {item.count}" for item in legend], language)
        if part.is_open and legend
        else _("not yet open for signature on this date"),
    }
    notes = footnotes(areas, language, at=at)
    return WorldMap(
        title,
        alt,
        areas,
        legend,
        boundary_note(),
        tuple(each.text for each in notes),
        (_("Europe"), _("Caribbean"), _("Pacific")),
    )


def parties_columns(*, at: Moment, language: str, code: str = CONVENTION, basis: Basis = Basis.DEPOSIT) -> Columns:
    """Parties at the end of each year since 2001; each column leads to its date."""
    # The column of the year asked about shows the date asked about, so that it agrees with the count beside it.
    days = [at.as_of if day.year == at.as_of.year else day for day in year_ends(at)]
    points = series(days, at=at, code=code, basis=basis, tiers=(Tier.PARTY,))
    treaty = instrument(code, at=at)
    values = []
    more = "" if basis is Basis.DEPOSIT else f"&basis={basis.value}"
    for point in points:
        number = point.counts[Tier.PARTY]
        state = "current" if point.on.year == at.as_of.year else "past" if point.on < at.as_of else "future"
        words = parties_in_words(number, day_in_words(point.on, language), treaty, point.on, basis)
        # As it was known then stays so; another known-on date is kept.
        known_on = point.on if at.is_as_known_then else at.known_on
        asked = f"?instrument={code}{more}&as_of={point.on.isoformat()}&known_on={known_on.isoformat()}"
        values.append(
            Column(str(point.on.year), number, f"/reach/{asked}", state, words, f"/figures/reach.parties/{asked}")
        )
    last = points[-1]
    title = (
        _("Parties at the end of each year")
        if has_parties(treaty, last.on, basis)
        else _("States that had ratified or acceded at the end of each year")
    )
    alt = _("%(title)s, from %(first)s to %(last)s: %(n)s on %(day)s.") % {
        "title": title,
        "first": points[0].on.year,
        "last": last.on.year,
        "n": last.counts[Tier.PARTY],
        "day": day_in_words(last.on, language),
    }
    return Columns(title, alt, tuple(values), direction="rtl" if get_language_bidi() else "ltr")


def approach_cycle(parties: FigureValue, projects: FigureValue, *, language: str, kept: str = "") -> Cycle:
    """Standards, follow-up and assessment, capacity building: each feeds the next."""
    if parties.value is None:
        counted = Words(_("not yet open for signature"))
    else:
        if has_parties(instrument(CONVENTION, at=parties.at), parties.at.as_of):
            text = ngettext("%(n)s Party, and its protocols", "%(n)s Parties, and its protocols", int(parties.value))
        else:
            text = _("%(n)s ratified or acceded")
        counted = Words(text % {"n": parties.value}, f"/figures/{parties.id}/{kept}")
    under_way = ngettext("%(n)s project under way", "%(n)s projects under way", int(projects.value or 0))
    nodes = (
        Node(_("Common standards"), (Words(_("Budapest Convention,")), counted), f"/instruments/{kept}"),
        Node(
            _("Follow-up, assessment"),
            (Words(_("Cybercrime Convention")), Words(_("Committee (T-CY)"))),
            f"/instruments/{CONVENTION}/{kept}",
        ),
        Node(
            _("Capacity building"),
            (
                Words(under_way % {"n": projects.value or 0}, f"/figures/{projects.id}/{kept}"),
                Words(_("Programme Office (C-PROC)")),
            ),
            f"/portfolio/{kept}",
        ),
    )
    title = _("Three sides of the approach, each feeding the next")
    alt = f"{title}: " + "; ".join(node.said for node in nodes)
    return Cycle(title, alt, nodes, "rtl" if get_language_bidi() else "ltr")
