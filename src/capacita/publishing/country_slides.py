"""The sections about one country: its status under the treaties, its law article by article, the support so far.

Public ratings alone: a brief leaves the office. Every status leads to the page of its evidence.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from capacita.countries.queries import footnotes, names
from capacita.kernel.wording import names_in_words
from capacita.legislation.alignment import requirements
from capacita.legislation.alignment_wording import article_in_words, article_sign, group_lines, label_in_words
from capacita.legislation.article_figures import GROUPS
from capacita.legislation.queries.profile_text import ProfileArticle, profile_articles
from capacita.legislation.queries.status import CountryStatus, rated_or_blank, ratings_behind
from capacita.legislation.wording import provision_name, standing_in_words
from capacita.portfolio.wording import period_in_words
from capacita.publishing.brief import Block, Line, Paragraph, Run, Section, Table, TitleSlide
from capacita.publishing.facts import FactsUsed
from capacita.publishing.programme_slides import project_line
from capacita.publishing.wording import dated, moment_query, plain, printed, receipt_text, woven
from capacita.reach.queries import partition, support
from capacita.standards.queries import actions, instruments
from capacita.standards.wording import standing_in_words as treaty_standing

_OFFENCES = tuple(map(str, range(2, 14)))
_POWERS = tuple(map(str, range(14, 23)))
_MOST_LAWS = 2


def country_title_section(used: FactsUsed, title: TitleSlide) -> Section:
    return Section("title", "title", title.event or _("%(name)s: country brief") % {"name": _name(used)})


def treaties_section(used: FactsUsed, title: TitleSlide) -> Section:
    """The State's status under each instrument of which treaty actions are compiled."""
    acts = list(actions(at=used.at, iso2=used.country))
    used.use(acts)
    page = f"/countries/{used.country}/{moment_query(used.at)}"
    rows: list[tuple[Line, ...]] = []
    for instrument in instruments(at=used.at):
        if instrument.dataset:
            found = partition(at=used.at, code=instrument.code)
            words = treaty_standing(
                found.standing(used.country), instrument, used.at.as_of, found.basis,
                is_unverified=found.is_unverified(used.country),
            ) if used.country in found.states else _("no status is shown here")  # fmt: skip
            words = words if found.is_open else _("not yet open for signature on this date")
            rows.append((plain(instrument.title(used.language)), (Run(words, page),)))
    table = Table((_("Instrument"), _("Status")), tuple(rows), "ll", (0.55, 0.45), _("Status under the instruments"))
    return Section(
        "country-treaties",
        "table",
        _("%(name)s: status under the instruments") % {"name": _name(used)},
        plain(dated(used.at)),
        (table,),
        tuple(dict.fromkeys(_("Source: %s") % each.citation.text for each in acts)),
        tuple(each.text for each in footnotes([used.country], used.language, at=used.at)),
    )


def offences_section(used: FactsUsed, title: TitleSlide) -> Section:
    """Articles 2 to 13: how far the law is in line, and the law in force."""
    return _law_section(used, "country-offences", _("%(name)s: substantive criminal law"), 0, _OFFENCES)


def powers_section(used: FactsUsed, title: TitleSlide) -> Section:
    """Articles 14 to 22, with the safeguards of Article 15 among them."""
    return _law_section(used, "country-powers", _("%(name)s: powers and safeguards"), 1, _POWERS)


def country_support_section(used: FactsUsed, title: TitleSlide) -> Section:
    """The projects under way in which the country is, each with its budget as last stated."""
    found = support(at=used.at)
    lines = found.projects_of(used.country)
    budgets = used.figures("portfolio.project_stated", [{"project": line.code} for line in lines])
    query = moment_query(used.at)
    blocks: list[Block] = []
    if lines:
        rows = tuple(
            (
                tuple(Run(run.text, f"/portfolio/{line.code}/{query}", run.is_strong) for run in project_line(line)),
                plain(period_in_words(line.last_stated, used.language)),
                (printed(budget),),
            )
            for line, budget in zip(lines, budgets, strict=True)
        )
        header = (_("Project, as last stated"), _("Period"), _("Budget of the whole project"))
        blocks.append(Table(header, rows, "llr", (0.5, 0.28, 0.22), _("Projects under way in the country")))
    else:
        words = _("It is in no project under way that names its countries, as far as recorded.")
        blocks.append(Paragraph(plain(words), "missing"))
    if found.global_projects:
        named = names_in_words([line.short_name for line in found.global_projects], used.language)
        blocks.append(Paragraph(plain(_("Global projects, which name no countries: %s") % named), "note"))
    supported = used.figure("reach.supported")
    return Section(
        "country-support",
        "table",
        _("%(name)s: support so far") % {"name": _name(used)},
        woven(_("One of %(n)s countries and areas in projects under way"), n=printed(supported))
        if used.country in found.certain
        else plain(dated(used.at)),
        tuple(blocks),
        tuple(receipt_text(each) for each in (supported, *budgets)),
    )


def _law_section(used: FactsUsed, key: str, heading: str, place: int, numbers: Sequence[str]) -> Section:
    status = rated_or_blank(used.country, at=used.at)
    used.use(ratings_behind([used.country], at=used.at)[used.country])
    recorded = {each.article.article: each for each in profile_articles(used.country, at=used.at)}
    for each in recorded.values():
        used.use(line.provision for line in each.lines)
    rows = tuple(_article_row(used, status, recorded[number]) for number in numbers if number in recorded)
    header = (_("Article"), _("How far in line"), _("Domestic law"))
    table = Table(header, rows, "lll", (0.3, 0.2, 0.5), heading % {"name": _name(used)})
    is_assessed = status.is_assessed(GROUPS[place])
    count = used.figure("legislation.articles", country=used.country, group=GROUPS[place])
    provisions = used.figure("legislation.provisions", country=used.country) if _has_law(recorded) else None
    headline = (
        _headline(status, place, printed(count, group_lines(status.lowest)[place].count_text)) if is_assessed else ()
    )
    receipts = [receipt_text(each) for each in (count, provisions) if each is not None]
    notes = [_("● in line, ◕ largely, ◑ partly, ○ not in line, ? not assessed. By public ratings alone.")]
    return Section(
        key,
        "table",
        heading % {"name": _name(used)},
        headline or plain(_("No rating of its law is public for this date. That says nothing about its law.")),
        (table,),
        tuple(receipts),
        tuple(notes),
    )


def _headline(status: CountryStatus, place: int, count: Run) -> Line:
    line, label = group_lines(status.lowest)[place], status.lowest.label
    words = f"{line.words}, {label_in_words(label)}" if place == 1 and label else line.words
    return (
        Run(f"{line.name}: "), Run(words, is_strong=True), Run("; "), count, Run(" " + _("at least largely in line")),
    )  # fmt: skip


def _article_row(used: FactsUsed, status: CountryStatus, each: ProfileArticle) -> tuple[Line, ...]:
    number = each.article.article
    query = moment_query(used.at)
    result = status.lowest.articles.get(number)
    is_rated = result is not None and result.is_assessed
    words = f"{article_sign(result)} {article_in_words(result)}" if result else _("not assessed")
    evidence = f"/legislation/{used.country}/articles/{number}/{query}" if is_rated else ""
    laws = [
        _("No such provision was found") if line.provision.absent_as_of
        else f"{provision_name(line.work.title, line.provision.ref)} ({standing_in_words(line)})"
        for line in each.lines
    ]  # fmt: skip
    shown = "; ".join(laws[:_MOST_LAWS]) or _("no provision recorded")
    more = len(laws) - _MOST_LAWS
    if more > 0:
        shown += "; " + _("and %(n)s more") % {"n": more}
    name = f"{number} {requirements().articles[number].heading if number in requirements().articles else each.article.heading}"
    return plain(name), (Run(words, evidence),), (Run(shown, f"/legislation/{used.country}/{query}#art-{number}"),)


def _has_law(recorded: dict[str, ProfileArticle]) -> bool:
    return any(each.law.lines for each in recorded.values())


def _name(used: FactsUsed) -> str:
    return names(used.language, at=used.at)[used.country]
