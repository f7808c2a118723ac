"""Small cells about persons: a count of one to four would tell who they are, and is not given.

Pure, on values. The registry calls it for every figure that counts persons, so that pages, the API, briefs, receipts and
the command line all get what is left. Nobody at all is no cell about persons: a zero is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from capacita.figures.values import FigureValue, Number, Unit

# Own target: public tables show no cell of fewer persons.
FEWEST = 5


def suppressed(total: FigureValue, parts: Sequence[FigureValue] = ()) -> tuple[FigureValue, list[FigureValue]]:
    """The total and the parts that it is the sum of, as they may be shown; records are never given.

    Where a hidden part could be worked out from the total and the others, the next smallest is hidden as well, until
    at least two are hidden that together hold at least as many persons as may be shown.
    """
    shown_total, shown = _without_records(total), [_without_records(each) for each in parts]
    if _is_small(total):
        return _hidden(shown_total, _small_reason()), [
            _hidden(each, _small_reason()) if each.value else each for each in shown
        ]
    hidden = {at for at, each in enumerate(parts) if _is_small(each)}
    also = _also_hidden([_size(each) for each in parts], hidden)
    for at in hidden:
        shown[at] = _hidden(shown[at], _small_reason())
    for at in also:
        shown[at] = _hidden(shown[at], _beside_reason())
    if hidden and total.value is not None and len(hidden) + len(also) < 2:
        # One part alone: the total would tell it.
        return _hidden(shown_total, _beside_reason()), shown
    return shown_total, shown


def _also_hidden(sizes: list[Number], hidden: set[int]) -> set[int]:
    """Which others are hidden, the smallest first; parts of nobody protect nothing."""
    also: set[int] = set()
    if not hidden:
        return also
    left = sorted((at for at, size in enumerate(sizes) if at not in hidden and size), key=lambda at: (sizes[at], at))
    while left and (len(hidden | also) < 2 or sum(sizes[at] for at in hidden | also) < FEWEST):
        also.add(left.pop(0))
    return also


def _is_small(value: FigureValue) -> bool:
    """True where some number of the value tells of one to four persons: the part of a share, or the rest of it."""
    numbers = [value.value, value.low, value.high] if value.unit != Unit.SHARE else []
    if value.numerator is not None and value.denominator is not None:
        numbers += [value.numerator, value.denominator, value.denominator - value.numerator]
    return any(number is not None and 0 < number < FEWEST for number in numbers)


def _size(value: FigureValue) -> Number:
    if value.unit == Unit.SHARE:
        return value.numerator or 0
    return value.value or value.low or 0


def _without_records(value: FigureValue) -> FigureValue:
    # Counted one by one, records give away what the number hides.
    return replace(value, records=(), undetermined=(), uncertain=(), left_out=())


def _hidden(value: FigureValue, reason: str) -> FigureValue:
    return replace(
        value, value=None, low=None, high=None, numerator=None, denominator=None, is_floor=False, notes=(),
        missing=_("not shown"), reason=reason,
    )  # fmt: skip


def _small_reason() -> str:
    return _("Fewer than %(n)d persons: not shown, so that nobody is recognised.") % {"n": FEWEST}


def _beside_reason() -> str:
    return _("Not shown: a number of fewer than %(n)d persons could be worked out from it.") % {"n": FEWEST}
