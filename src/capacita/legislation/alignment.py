"""Computed alignment of one country's law with the Convention on Cybercrime, from ratings and the packaged elements.

Asks no database: what may be rated is read from the catalogue of provisions that the product carries.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from capacita.legislation.choices import NOT_ASSESSED, Rating, Weight
from capacita.legislation.rating_file import parse_ratings
from capacita.legislation.rules.articles import ArticleResult
from capacita.legislation.rules.countries import Bounds, CountryResult, GroupResult, country_result
from capacita.legislation.rules.requirements import Provision, Requirements, requirements_of
from capacita.standards.sources import parse_elements, parse_provisions

CONVENTION = "ets185"
_CATALOGUE = "provisions.yaml"


@lru_cache(maxsize=1)
def requirements() -> Requirements:
    """The provisions of the Convention with their elements, as the product carries them."""
    content = (files("capacita.standards") / "catalog" / _CATALOGUE).read_bytes()
    elements: dict[str, dict[str, Weight | None]] = {}
    for each in parse_elements(content, _CATALOGUE):
        weight = each["values"]["weight"]
        elements.setdefault(each["values"]["provision_key"], {})[each["key"]] = Weight(weight) if weight else None
    return requirements_of(
        Provision(each["key"], each["values"]["article"], each["values"]["heading"], elements.get(each["key"], {}))
        for each in parse_provisions(content, _CATALOGUE)
        if each["values"]["instrument"] == CONVENTION
    )


def alignment_of(content: bytes) -> CountryResult:
    """What follows from the ratings of one country, sent as JSON. Refuses with every fault, each at its path."""
    return country_result(requirements(), parse_ratings(content, requirements()))


def example() -> bytes:
    """The ratings of an invented country, as JSON."""
    return (files("capacita.legislation") / "example.json").read_bytes()


def blank_ratings() -> bytes:
    """Every element that can be rated, each not assessed yet, as JSON to be filled in."""
    held = requirements()
    found = {
        each.key: {key.rpartition("/")[2]: Rating.UNK for key in each.elements}
        for each in held.provisions.values()
        if each.elements and each.article in held.articles
    }
    lines = (f"  {json.dumps(key)}: {json.dumps(elements)}" for key, elements in found.items())
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def alignment_answer(found: CountryResult) -> dict[str, Any]:
    """The result as plain values for JSON."""
    return {
        "rule": {"id": found.rule.id, "version": found.rule.version},
        "articles": {number: _article(each) for number, each in found.articles.items()},
        "substantive": _group(found.substantive),
        "powers": {**_group(found.powers), "label": found.label.value if found.label else None},
        "sensitivity": {"substantive": _sensitivity(found.substantive), "powers": _sensitivity(found.powers)},
    }


def _article(found: ArticleResult) -> Mapping[str, str]:
    if not found.is_assessed:
        return {"low": NOT_ASSESSED, "high": NOT_ASSESSED}
    return {"low": found.low.value, "high": found.high.value}


def _group(found: GroupResult[Any]) -> dict[str, Any]:
    return {**_bounds(found.status), "count_low": found.count_low, "count_high": found.count_high}


def _sensitivity(found: GroupResult[Any]) -> Mapping[str, Any]:
    return {
        "minimum": found.minimum,
        "one_less": {"minimum": found.minimum - 1, **_bounds(found.one_less)},
        "one_more": {"minimum": found.minimum + 1, **_bounds(found.one_more)},
    }


def _bounds(found: Bounds[Any]) -> dict[str, str]:
    return {"low": found.low.value, "high": found.high.value}
