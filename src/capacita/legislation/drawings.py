"""How far law is in line with one article, as a map to be drawn: the same for page and document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.utils.translation import gettext as _

from capacita.countries.queries import footnotes, names, state_codes
from capacita.drawing.geometry import roles
from capacita.drawing.spec import AreaMark, LegendItem, WorldMap
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words, names_in_words
from capacita.legislation.alignment_wording import articles_in_words, status_in_words
from capacita.legislation.choices import ArticleStatus
from capacita.legislation.rules.articles import ArticleResult

KINDS = {
    ArticleStatus.IN_LINE: "law-in-line",
    ArticleStatus.LARGELY: "law-largely",
    ArticleStatus.PARTLY: "law-partly",
    ArticleStatus.NOT: "law-not",
}
OPEN, NONE = "law-open", "none"


def map_kind(result: ArticleResult | None) -> str:
    """The class of colour of a country: its status, undetermined, or not assessed."""
    if result is None or not result.is_assessed:
        return NONE
    return KINDS[result.low] if result.is_certain else OPEN


def kind_in_words(kind: str) -> str:
    for status, each in KINDS.items():
        if each == kind:
            return status_in_words(status)
    return _("undetermined") if kind == OPEN else _("not assessed")


def law_boundary_note() -> str:
    """What the map says of its lines and names."""
    return _(
        "Boundaries and names shown imply no opinion on the status of any territory. Hatched: territories whose own law is "
        "not assessed. White: areas shown without status."
    )


def article_map(
    number: str, found: Mapping[str, ArticleResult], *, at: Moment, language: str, kept: str = "", base: str = ""
) -> WorldMap:
    """Every State by the status of the article in its law; `base` stands in the address of the evidence (“office/”)."""
    named, states = names(language, at=at), state_codes(at.as_of, at=at)
    areas: dict[str, AreaMark] = {}
    worded, not_assessed = articles_in_words(found), _("not assessed")
    for iso2 in {*states, *found}:
        result = found.get(iso2)
        leads = f"/legislation/{iso2}/{base}articles/{number}/{kept}" if result else f"/legislation/{iso2}/{kept}"
        words = worded.get(iso2, not_assessed)
        areas[iso2] = AreaMark(map_kind(result), f"{named.get(iso2, iso2)}: {words}", leads)
    counted = Counter(each.kind for each in areas.values())
    for area, role in roles().items():
        if area not in areas:
            owner = areas.get(role.of) if role.treatment == "territory" else None
            is_hatched = owner is not None and owner.kind != NONE
            areas[area] = AreaMark("apart", named.get(area, ""), is_hatched=is_hatched)
    legend = tuple(
        LegendItem(kind, kind_in_words(kind), str(count))
        for kind in (*KINDS.values(), OPEN, NONE)
        if (count := counted[kind])
    )
    title = _("Article %(article)s in the law of States on %(day)s") % {
        "article": number, "day": day_in_words(at.as_of, language),
    }  # fmt: skip
    alt = _("World map. %(title)s: %(counts)s.") % {
        "title": title, "counts": names_in_words([f"{item.label} {item.count}" for item in legend], language),
    }  # fmt: skip
    return WorldMap(
        title,
        alt,
        areas,
        legend,
        law_boundary_note(),
        tuple(each.text for each in footnotes(areas, language, at=at)),
        (_("Europe"), _("Caribbean"), _("Pacific")),
    )
