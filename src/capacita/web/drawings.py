"""Drawings in pages: the map refers to the one static file that holds its geometry."""

from __future__ import annotations

from django.templatetags.static import static

from capacita.drawing.spec import WorldMap
from capacita.drawing.svg import svg_world_map


def page_map(spec: WorldMap, *, insets: bool = True) -> str:
    """The map for a page, with the address of the geometry as it is served."""
    return svg_world_map(spec, embed=False, href=static("capacita/world.svg"), insets=insets)
