"""A valid example of every action of the product, for the table of who may do it."""

from __future__ import annotations

from tests.contracts.deeds import (
    catalogue,
    keeping_persons,
    law_texts,
    people,
    rating,
    recording,
    registers,
    reviewing,
)
from tests.contracts.deeds.examples import EXAMPLES, Deed, Ground, NothingOwnError, ground

__all__ = [
    "EXAMPLES",
    "Deed",
    "Ground",
    "NothingOwnError",
    "catalogue",
    "ground",
    "keeping_persons",
    "law_texts",
    "people",
    "rating",
    "recording",
    "registers",
    "reviewing",
]
