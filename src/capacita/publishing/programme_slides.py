"""The sections about the programme: title, divider, rationale, approach, the office with its projects, impact."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from capacita.figures.queries import claims
from capacita.figures.values import FigureValue
from capacita.figures.wording import organisation_in_words
from capacita.kernel.wording import day_in_words, names_in_words
from capacita.portfolio.choices import EUROPEAN_JOINT
from capacita.portfolio.models import Office
from capacita.portfolio.queries import ProjectLine, office, ongoing, programme_texts, projects, undetermined
from capacita.portfolio.wording import funding_as_stated, period_in_words
from capacita.publishing.brief import Block, Bullets, Line, Paragraph, Picture, Run, Section, Table, TitleSlide
from capacita.publishing.facts import FactsUsed
from capacita.publishing.wording import moment_query, plain, printed, receipt_text, sourced_note, woven
from capacita.reach.drawings import approach_cycle
from capacita.standards.queries import CONVENTION, instrument
from capacita.standards.wording import has_parties

# A project's short name ends where its title goes on in one of these ways.
_GOES_ON = (" project", " Project", " on ", " - ", " – ", ": ")


def title_section(used: FactsUsed, title: TitleSlide) -> Section:
    return Section("title", "title", title.event or _("Capacity building on cybercrime and electronic evidence"))


def divider_section(used: FactsUsed, title: TitleSlide) -> Section:
    return Section("divider", "divider", _("About capacity building: the rationale"))


def rationale_section(used: FactsUsed, title: TitleSlide) -> Section:
    """The definition, what it entails, its aims: records of the programme's texts."""
    texts = programme_texts(at=used.at)
    used.use(row for rows in texts.values() for row in rows)
    blocks: list[Block] = [Paragraph(plain(each.text(used.language)), "lead") for each in texts.get("definition", [])]
    for kind, heading in (("entails", _("It entails")), ("aim", _("It aims at"))):
        if rows := texts.get(kind, []):
            blocks.append(Bullets(tuple((0, plain(each.text(used.language))) for each in rows), heading))
    if not blocks:
        blocks.append(Paragraph(plain(_("not recorded yet")), "missing"))
    sources = dict.fromkeys(each.citation.text for each in texts.get("definition", []))
    return Section(
        "rationale",
        "text",
        _("About capacity building: the rationale"),
        blocks=tuple(blocks),
        receipts=tuple(_("Source: %s") % text for text in sources),
    )


def approach_section(used: FactsUsed, title: TitleSlide) -> Section:
    """Standards, follow-up, capacity building, each feeding the next, with the counts of the date."""
    parties, running = used.figure("reach.parties"), used.figure("portfolio.projects")
    cycle = approach_cycle(parties, running, language=used.language, kept=moment_query(used.at))
    return Section(
        "approach",
        "drawing",
        _("Capacity building on cybercrime and e-evidence: the approach"),
        woven(
            _("%(parties)s Parties to the Budapest Convention, %(projects)s projects under way")
            if has_parties(instrument(CONVENTION, at=used.at), used.at.as_of)
            else _("%(parties)s States ratified the Budapest Convention or acceded, %(projects)s projects under way"),
            parties=printed(parties),
            projects=printed(running),
        )
        + _as_sourced(parties, running),
        (Picture(cycle),),
        (receipt_text(parties), receipt_text(running)),
    )


def portfolio_section(used: FactsUsed, title: TitleSlide) -> Section:
    """The office and its projects under way, as last stated, with full titles."""
    found = _office(used)
    count, stated, joint, total = _sums(used)
    heading = (
        _("%(office)s, %(city)s") % {"office": found.name(used.language), "city": found.city(used.language)}
        if found
        else _("Projects under way")
    )
    if count.value:
        headline = woven(_("%(n)s projects under way, %(amount)s"), n=printed(count), amount=printed(stated))
    else:
        headline = plain(_("No project under way is recorded for this date."))
    left_open = _left_open(used)
    return Section(
        "portfolio",
        "table",
        heading,
        headline + _as_sourced(count, total),
        projects_blocks(used),
        tuple(receipt_text(each) for each in (count, stated, joint, total)),
        (left_open,) if left_open else (),
    )


def _as_sourced(*values: FigureValue) -> Line:
    """What follows a sentence beyond the sources: how far they go."""
    note = sourced_note(*values)
    return (Run(f", {note}"),) if note else ()


def _budgets(used: FactsUsed) -> list[FigureValue]:
    """The budget of each project under way, as last stated."""
    lines = ongoing(projects(at=used.at))
    return used.figures("portfolio.project_stated", [{"project": line.code} for line in lines])


def _office(used: FactsUsed) -> Office | None:
    """The office, once it works: none before the day from which it is operational."""
    found = office(at=used.at)
    if found is None or found.operational_from > used.at.as_of.isoformat():
        return None
    used.use([found])
    return found


def _sums(used: FactsUsed) -> tuple[FigureValue, FigureValue, FigureValue, FigureValue]:
    return (
        used.figure("portfolio.projects"),
        used.figure("portfolio.budget_stated"),
        used.figure("portfolio.budget_stated", funding_type=EUROPEAN_JOINT),
        used.figure("portfolio.budget_total"),
    )


def projects_blocks(used: FactsUsed, *, in_full: bool = True) -> tuple[Block, ...]:
    """The table of projects with the sums under it; with short names only where `in_full` is false."""
    lines = ongoing(projects(at=used.at))
    if not lines:
        return ()
    rows = tuple(
        (
            project_line(line) if in_full else project_line(line)[:1],
            plain(period_in_words(line.last_stated, used.language).replace(" ", "\u00a0").replace("–\u00a0", "– ")),
            (_unbroken(printed(value)),),
            plain(funding_as_stated(line.last_stated.text_of("funding_type")) or _("not recorded")),
        )
        for line, value in zip(lines, _budgets(used), strict=True)
    )
    table = Table(
        (_("Project, as last stated"), _("Period"), _("Budget"), _("Funding")),
        rows,
        "llrl",
        (0.44, 0.2, 0.16, 0.2) if in_full else (0.27, 0.25, 0.19, 0.29),
        _("Projects under way with period, budget and funding"),
    )
    return table, _sums_line(used)


def _sums_line(used: FactsUsed) -> Paragraph:
    _count, stated, joint, total = _sums(used)
    sums: list[Run] = [printed(stated, is_strong=True), Run(" " + _("stated together"))]
    if joint.value is not None:
        sums += [Run(_(", of which ")), printed(joint), Run(" " + _("in EU/CoE joint projects"))]
    sums += [Run(_("; by the terms, ")), printed(total)]
    return Paragraph(tuple(sums), "note")


def _unbroken(run: Run) -> Run:
    """An amount in a column: its words stay on one line."""
    return Run(run.text.replace(" ", "\u00a0"), run.receipt, run.is_strong)


def _left_open(used: FactsUsed) -> str:
    lines = undetermined(projects(at=used.at))
    if not lines:
        return ""
    names = names_in_words([line.short_name for line in lines], used.language)
    said = _("Start or end not recorded: listed, not counted, not summed.")
    return f"{said} {names}."


def project_line(line: ProjectLine) -> Line:
    """The full title with the project's short name strong where the title begins with it."""
    title = line.last_stated.text_of("title") or line.short_name
    if title == line.short_name:
        return (Run(title, is_strong=True),)
    heads = [line.short_name, *(title.split(mark)[0] for mark in _GOES_ON if mark in title)]
    head = next((each for each in heads if each and each != title and title.startswith(each)), title)
    return (Run(head, is_strong=True), Run(title[len(head) :])) if head != title else (Run(title, is_strong=True),)


def impact_section(used: FactsUsed, title: TitleSlide) -> Section:
    """What was published about impact: statements on two levels, each awaiting its evidence."""
    rows = claims(at=used.at, kind="impact")
    used.use(rows)
    heading = _("Impact of capacity building")
    if not rows:
        missing = Paragraph(plain(_("No statement about impact had been published by this date.")), "missing")
        return Section("impact", "text", heading, blocks=(missing,))
    items: list[tuple[int, Line]] = []
    for claim in (row for row in rows if not row.parent):
        items.append((0, plain(claim.text(used.language))))
        items += [(1, plain(part.text(used.language))) for part in rows if part.parent == claim.key]
    said = rows[0]
    note = _(
        "Statements as published (%(publisher)s, %(day)s); the evidence for and against them is being compiled."
    ) % {
        "publisher": organisation_in_words(said.publisher),
        "day": day_in_words(said.stated_on, used.language) if said.stated_on else "",
    }
    sources = dict.fromkeys(row.citation.text for row in rows)
    return Section(
        "impact",
        "text",
        heading,
        plain(note),
        (Bullets(tuple(items)),),
        tuple(_("Source: %s") % text for text in sources),
    )


def is_right_to_left(language: str) -> bool:
    """Whether the language runs from right to left, whether or not its words are there."""
    return bool(translation.get_language_info(language)["bidi"])
