"""Drawings in files: where their parts lead, as complete addresses of the installation. Without one nothing leads anywhere."""

from __future__ import annotations

from dataclasses import replace

from capacita.drawing.spec import Cycle, WorldMap
from capacita.publishing.brief import Drawing


def led(spec: Drawing, site: str) -> Drawing:
    """The drawing with every address complete under `site`; as it is while no public address is configured."""
    if not site:
        return spec
    if isinstance(spec, WorldMap):
        areas = {code: replace(mark, href=_complete(mark.href, site)) for code, mark in spec.areas.items()}
        return replace(spec, areas=areas)
    if isinstance(spec, Cycle):
        one, two, three = (
            replace(
                node,
                href=_complete(node.href, site),
                lines=tuple(replace(line, href=_complete(line.href, site)) for line in node.lines),
            )
            for node in spec.nodes
        )
        return replace(spec, nodes=(one, two, three))
    return spec


def _complete(href: str, site: str) -> str:
    return site + href if href else ""
