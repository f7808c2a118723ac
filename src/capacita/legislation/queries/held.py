"""The requirements that the rule runs over for a moment, from the version of the catalogue that holds."""

from __future__ import annotations

from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.legislation.choices import Weight
from capacita.legislation.rules.requirements import Provision, Requirements, requirements_of
from capacita.standards import models
from capacita.standards.queries import CONVENTION
from capacita.standards.versions import elements_at


@once
def held_requirements(*, at: Moment | None = None, article_key: str = "") -> Requirements:
    """The provisions of the Convention with their elements, or those of one article. Two queries beside that for the
    version."""
    provisions = models.Provision.objects.recorded(at).filter(instrument=CONVENTION).order_by("position")
    rows = elements_at(CONVENTION, at=at)
    if article_key:
        provisions = provisions.filter(article=article_key.removeprefix(f"{CONVENTION}/art_"))
        rows = rows.filter(provision_key__in=provisions.values("key"))
    elements: dict[str, dict[str, Weight | None]] = {}
    for key, part, weight in rows.values_list("key", "provision_key", "weight"):
        elements.setdefault(part, {})[key] = Weight(weight) if weight else None
    return requirements_of(
        Provision(key, article, heading, elements.get(key, {}))
        for key, article, heading in provisions.values_list("key", "article", "heading")
    )
