"""The sections about reach: the map beside its tiers, and the one-pager that joins them with the projects."""

from __future__ import annotations

from django.utils.translation import gettext as _

from capacita.countries.queries import footnote_callers, footnotes
from capacita.figures.queries import claims_valid_for
from capacita.figures.rules import Agreement
from capacita.figures.values import FigureValue
from capacita.publishing.brief import Picture, Run, Section, TierRow, Tiers, TitleSlide
from capacita.publishing.facts import FactsUsed
from capacita.publishing.programme_slides import portfolio_section, projects_blocks
from capacita.publishing.wording import (
    dated,
    moment_query,
    printed,
    receipt_text,
    remark,
    sourced_note,
    value_in_words,
    woven,
)
from capacita.reach.choices import Tier
from capacita.reach.drawings import parties_columns, reach_map
from capacita.reach.queries import partition, support
from capacita.reach.wording import tier_in_words
from capacita.standards.queries import CONVENTION, instrument
from capacita.standards.wording import has_parties


def reach_section(used: FactsUsed, title: TitleSlide) -> Section:
    """The map and the tiers of the date: computed from law where it is, as published where it was only stated."""
    tiers, values, headline = _tiers(used)
    picture, notes = _map(used)
    return Section(
        "reach",
        "map",
        _("Reach of the Budapest Convention, reach of capacity building"),
        headline,
        (picture, tiers),
        tuple(receipt_text(value) for value in values),
        notes,
    )


def key_section(used: FactsUsed, title: TitleSlide) -> Section:
    """All on one page: key figures, a small map, the projects, and the series of Parties."""
    tiers, values, headline = _tiers(used)
    picture, notes = _map(used)
    portfolio = portfolio_section(used, title)
    columns = parties_columns(at=used.at, language=used.language)
    return Section(
        "key-figures",
        "key",
        title.event or _("Capacity building on cybercrime and electronic evidence"),
        (
            Run(f"{dated(used.at)} · ", is_strong=True),
            *headline,
            *((Run(" · "), *portfolio.headline) if portfolio.headline else ()),
        ),
        (picture, tiers, *projects_blocks(used, in_full=False), Picture(columns)),
        (*(receipt_text(value) for value in values), *portfolio.receipts),
        (*portfolio.footnotes, *notes),
    )


def _tiers(used: FactsUsed) -> tuple[Tiers, tuple[FigureValue, ...], tuple[Run, ...]]:
    parties, signed, invited, together, supported = (
        used.figure(f"reach.{name}") for name in ("parties", "signed", "invited", "together", "supported")
    )
    aligned, drawing = used.figure("reach.aligned"), used.figure("reach.drawing")
    treaty = instrument(CONVENTION, at=used.at)
    rows = (
        TierRow("party", tier_in_words(Tier.PARTY, treaty, used.at.as_of), printed(parties), remark(parties)),
        TierRow("signed", _("Signed"), printed(signed), remark(signed)),
        TierRow("invited", _("Invited to accede"), printed(invited), remark(invited)),
        TierRow("", _("Together"), printed(together, is_strong=True), is_sum=True),
        _by_law("aligned", _("Other States with laws largely in line"), aligned),
        _by_law("drawing", _("Further States drawing on it for legislation"), drawing),
        TierRow("supported", _("Countries and areas in projects"), printed(supported), remark(supported)),
    )
    headline = woven(
        _("%(n)s States are Parties, signatories or invited to accede")
        if has_parties(treaty, used.at.as_of)
        else _("%(n)s States have ratified, acceded, signed or been invited to accede"),
        n=printed(together),
    )
    if note := sourced_note(together):
        headline += (Run(f", {note}"),)
    return Tiers(rows), (parties, signed, invited, together, supported, aligned, drawing), headline


def _by_law(kind: str, label: str, value: FigureValue) -> TierRow:
    """A tier that rests on law: as published for the day, with how that relates to what is computed."""
    stated = claims_valid_for(value)
    if not stated:
        return TierRow(kind, label, printed(value), remark(value))
    beside = stated[0]
    match beside.comparison.agreement:
        case Agreement.AGREES_AS_FLOOR:
            words = _("as stated; agrees as a floor: at least %s follow") % beside.comparison.at_least
        case Agreement.AGREES:
            words = _("as stated; agrees")
        case Agreement.DIFFERS:
            words = _("as stated; computed: %s") % value_in_words(value)
        case Agreement.NOT_COMPUTABLE if beside.comparison.at_least:
            words = _("as stated; cannot be recomputed yet: so far at least %s") % beside.comparison.at_least
        case _:
            words = _("as stated; cannot be recomputed yet")
    return TierRow(kind, label, printed(value, beside.claim.printed), words)


def _map(used: FactsUsed) -> tuple[Picture, tuple[str, ...]]:
    found, covered = partition(at=used.at), support(at=used.at)
    spec = reach_map(at=used.at, language=used.language, found=found, covered=covered, kept=moment_query(used.at))
    notes = footnotes(spec.areas, used.language, at=used.at)
    used.use(notes)
    called = (f"{footnote_callers(each.footnote_key, used.language, at=used.at)}* – {each.text}" for each in notes)
    ringed = _("Ringed: in a project under way.")
    return Picture(spec), (f"{spec.boundary_note} {ringed}", *called)
