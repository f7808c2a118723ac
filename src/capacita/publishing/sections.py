"""The sections of briefs: from queries to blocks, for a moment, in the active language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from capacita.countries.queries import footnotes
from capacita.figures.queries import claims, claims_valid_for
from capacita.figures.registry import figure, figure_series
from capacita.figures.rules import Agreement
from capacita.figures.values import FigureValue
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words
from capacita.portfolio.choices import EUROPEAN_JOINT
from capacita.portfolio.queries import ProjectLine, office, ongoing, programme_texts, projects
from capacita.portfolio.wording import period_in_words
from capacita.publishing.brief import (
    Block,
    Bullets,
    Line,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    TierRow,
    Tiers,
    TitleSlide,
)
from capacita.publishing.wording import printed, receipt_text, sourced_note
from capacita.reach.drawings import approach_cycle, parties_columns, reach_map
from capacita.reach.queries import partition, support


@dataclass
class Made:
    """What composing gathers on its way: the moment, the language, and the digests of all facts used."""

    at: Moment
    language: str
    digests: list[str] = field(default_factory=list)

    def figure(self, id: str, **parameters: str) -> FigureValue:
        value = figure(id, at=self.at, **parameters)
        self.digests.append(value.facts_digest)
        return value


def _plain(text: str) -> Line:
    return (Run(text),)


def _title(made: Made, title: TitleSlide) -> Section:
    return Section("title", "title", title.event or _("Capacity building on cybercrime and electronic evidence"))


def _divider(made: Made, title: TitleSlide) -> Section:
    return Section("divider", "divider", _("About capacity building: the rationale"))


def _rationale(made: Made, title: TitleSlide) -> Section:
    texts = programme_texts(at=made.at)
    language = made.language
    blocks: list[Block] = [Paragraph(_plain(each.text(language)), "lead") for each in texts.get("definition", [])]
    blocks.append(
        Bullets(tuple((0, _plain(each.text(language))) for each in texts.get("entails", [])), _("It entails"))
    )
    blocks.append(Bullets(tuple((0, _plain(each.text(language))) for each in texts.get("aim", [])), _("It aims at")))
    source = [each.citation.text for each in texts.get("definition", [])]
    return Section(
        "rationale", "text", _("About capacity building: the rationale"), tuple(blocks),
        tuple(_("Source: %s") % text for text in source),
    )  # fmt: skip


def _approach(made: Made, title: TitleSlide) -> Section:
    parties, running = made.figure("reach.parties"), made.figure("portfolio.projects")
    cycle = approach_cycle(parties, running, language=made.language)
    note = sourced_note(parties, running)
    blocks: tuple[Block, ...] = (Picture(cycle),)
    if note:
        blocks += (Paragraph(_plain(note), "note"),)
    return Section(
        "approach",
        "drawing",
        _("Capacity building on cybercrime and e-evidence: the approach"),
        blocks,
        (receipt_text(parties), receipt_text(running)),
    )


def _project_line(line: ProjectLine) -> Line:
    title = line.last_stated.text_of("title") or line.short_name
    head = line.short_name
    if title == head:
        return (Run(title, is_strong=True),)
    for name in (
        head,
        title.split(" project")[0],
        title.split(" Project")[0],
        title.split(" on ")[0],
        title.split(" - ")[0],
    ):
        if name and name != title and title.startswith(name):
            return (Run(name, is_strong=True), Run(title[len(name) :]))
    return (Run(title, is_strong=True),)


def _portfolio(made: Made, title: TitleSlide, *, in_full: bool = True) -> Section:
    lines = ongoing(projects(at=made.at))
    found = office(at=made.at)
    stated = made.figure("portfolio.budget_stated")
    joint = made.figure("portfolio.budget_stated", funding_type=EUROPEAN_JOINT)
    total, count = made.figure("portfolio.budget_total"), made.figure("portfolio.projects")
    heading = (
        _("%(office)s, %(city)s") % {"office": found.name(made.language), "city": found.city(made.language)}
        if found
        else _("Projects under way")
    )
    budgets = figure_series(
        "portfolio.project_stated", at=made.at, parameters=[{"project": line.code} for line in lines]
    )
    made.digests += [value.facts_digest for value in budgets]
    rows = tuple(
        (
            _project_line(line) if in_full else (Run(line.short_name, is_strong=True),),
            _plain(period_in_words(line.last_stated, made.language)),
            (printed(value),),
            _plain(line.last_stated.text_of("funding_type") or _("not recorded")),
        )
        for line, value in zip(lines, budgets, strict=True)
    )
    blocks: list[Block] = []
    if rows:
        blocks.append(
            Table(
                (_("Project, as last stated"), _("Period"), _("Budget"), _("Funding")),
                rows,
                "llrl",
                (0.43, 0.2, 0.17, 0.2) if in_full else (0.27, 0.25, 0.19, 0.29),
                _("Projects under way with period, budget and funding"),
            )
        )
        sums: list[Run] = [printed(stated, is_strong=True), Run(" " + _("stated together"))]
        if joint.value is not None:
            sums += [Run(_(", of which ")), printed(joint), Run(" " + _("in EU/CoE joint projects"))]
        sums += [Run(_("; by the terms, ")), printed(total)]
        blocks.append(Paragraph(tuple(sums), "note"))
    else:
        blocks.append(Paragraph(_plain(_("No project under way is recorded for this date.")), "missing"))
    if note := sourced_note(count, total):
        blocks.append(Paragraph(_plain(note), "note"))
    return Section(
        "portfolio",
        "table",
        heading,
        tuple(blocks),
        tuple(receipt_text(each) for each in (count, stated, joint, total)),
    )


def _law_row(made: Made, id: str, kind: str, label: str) -> tuple[TierRow, FigureValue]:
    """A tier that rests on law: as published for the day, with how that relates to what is computed."""
    value = made.figure(id)
    stated = claims_valid_for(value)
    if not stated:
        return TierRow(kind, label, printed(value), value.reason), value
    beside = stated[0]
    if beside.comparison.agreement is Agreement.AGREES_AS_FLOOR:
        remark = _("as stated; agrees as a floor: at least %s follow") % beside.comparison.at_least
    else:
        remark = _("as stated; cannot be recomputed yet")
    return TierRow(kind, label, printed(value, beside.claim.printed), remark), value


def _reach_parts(made: Made) -> tuple[Tiers, tuple[FigureValue, ...]]:
    parties, signed, invited = (made.figure(id) for id in ("reach.parties", "reach.signed", "reach.invited"))
    together, supported = made.figure("reach.together"), made.figure("reach.supported")
    aligned, aligned_value = _law_row(made, "reach.aligned", "aligned", _("Other States with laws largely in line"))
    drawing, drawing_value = _law_row(
        made, "reach.drawing", "drawing", _("Further States drawing on it for legislation")
    )
    rows = (
        TierRow("party", _("Parties"), printed(parties), _beside(parties)),
        TierRow("signed", _("Signed"), printed(signed), _beside(signed)),
        TierRow("invited", _("Invited to accede"), printed(invited), _beside(invited)),
        TierRow("", _("Together"), printed(together, is_strong=True), together.reason, is_sum=True),
        aligned,
        drawing,
        TierRow("supported", _("Countries and areas in projects"), printed(supported), _beside(supported)),
    )
    return Tiers(rows), (parties, signed, invited, together, supported, aligned_value, drawing_value)


def _beside(value: FigureValue) -> str:
    if value.undetermined:
        return _("undetermined: %s") % ", ".join(each.name for each in value.undetermined)
    if value.uncertain:
        return _("may have lapsed: %s") % ", ".join(each.name for each in value.uncertain)
    return ""


def _map(made: Made) -> tuple[Picture, tuple[str, ...]]:
    found, covered = partition(at=made.at), support(at=made.at)
    spec = reach_map(at=made.at, language=made.language, found=found, covered=covered)
    notes = tuple(f"* {each.text}" for each in footnotes(spec.areas, made.language, at=made.at))
    return Picture(spec), (spec.boundary_note + " " + _("Ringed: in a project under way."), *notes)


def _reach(made: Made, title: TitleSlide) -> Section:
    tiers, values = _reach_parts(made)
    picture, notes = _map(made)
    sourced = sourced_note(*values[:5])
    return Section(
        "reach",
        "map",
        _("Reach of the Budapest Convention, reach of capacity building"),
        (picture, tiers),
        tuple(receipt_text(value) for value in values),
        ((sourced, *notes) if sourced else notes),
    )


def _impact(made: Made, title: TitleSlide) -> Section:
    rows = claims(at=made.at, kind="impact")
    items: list[tuple[int, Line]] = []
    for claim in rows:
        if claim.parent:
            continue
        items.append((0, _plain(claim.text(made.language))))
        items += [(1, _plain(part.text(made.language))) for part in rows if part.parent == claim.key]
    blocks: tuple[Block, ...] = (Bullets(tuple(items)),)
    if rows:
        said = rows[0]
        note = _(
            "Statements as published (%(publisher)s, %(day)s); the evidence for and against them is being compiled."
        ) % {
            "publisher": said.publisher,
            "day": day_in_words(said.stated_on, made.language) if said.stated_on else "",
        }
        blocks += (Paragraph(_plain(note), "note"),)
    else:
        blocks = (Paragraph(_plain(_("No statement about impact had been published by this date.")), "missing"),)
    made.digests += [row.digest for row in rows]
    return Section("impact", "text", _("Impact of capacity building"), blocks)


def _key_figures(made: Made, title: TitleSlide) -> Section:
    tiers, values = _reach_parts(made)
    picture, notes = _map(made)
    portfolio = _portfolio(made, title, in_full=False)
    columns = parties_columns(at=made.at, language=made.language)
    sourced = sourced_note(*values[:5])
    return Section(
        "key-figures",
        "key",
        _("Capacity building on cybercrime and electronic evidence"),
        (picture, tiers, *portfolio.blocks, Picture(columns)),
        tuple(receipt_text(value) for value in values) + portfolio.receipts,
        ((sourced, *notes) if sourced else notes),
    )


BUILDERS: dict[str, Callable[[Made, TitleSlide], Section]] = {
    "title": _title,
    "divider": _divider,
    "rationale": _rationale,
    "approach": _approach,
    "portfolio": _portfolio,
    "reach": _reach,
    "impact": _impact,
    "key-figures": _key_figures,
}
