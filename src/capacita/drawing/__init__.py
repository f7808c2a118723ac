"""Charts and maps: one spec of plain values, drawn as SVG and as native shapes of a deck. Pure: no Django, no queries."""
