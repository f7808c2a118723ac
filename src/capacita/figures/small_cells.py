"""Small cells about persons: a count of one to four would tell who they are, and is not given.

Pure, on values. The registry calls it for every figure that counts persons, so that pages, the API, briefs, receipts and
the command line all get what is left. Nobody at all is no cell about persons: a zero is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from capacita.figures.values import FigureValue, Number, Unit

# Own target: public tables show no cell of fewer persons.
FEWEST = 5
# Two alone would each be what the sum of both leaves for it.
_HIDDEN_TOGETHER = 3


@dataclass(frozen=True)
class Hiding:
    """Which parts are hidden, by position, and whether the total they are parts of is hidden as well."""

    parts: frozenset[int]
    is_total_hidden: bool = False


def suppressed(total: FigureValue, parts: Sequence[FigureValue] = ()) -> tuple[FigureValue, list[FigureValue]]:
    """The total and the parts that it is the sum of, as they may be shown; records are never given.

    All that is hidden gives one reason, which does not tell a small number from one that stands beside it. Where the
    numbers are not exact, or do not add up, nothing is known of what they leave: beside a small one all are hidden.
    """
    shown_total, shown = _without_records(total), [_without_records(each) for each in parts]
    if _adds_up(total, parts):
        hiding = hidden_cells([each.value or 0 for each in parts])
    elif any(_is_small(each) for each in (total, *parts)) or _leaves_a_few(total, parts):
        hiding = Hiding(frozenset(at for at, each in enumerate(parts) if not _is_nobody(each)), is_total_hidden=True)
    else:
        hiding = Hiding(frozenset())
    return (
        _hidden(shown_total) if hiding.is_total_hidden else shown_total,
        [_hidden(each) if at in hiding.parts else each for at, each in enumerate(shown)],
    )


def hidden_cells(sizes: Sequence[Number]) -> Hiding:
    """What is hidden of a total's parts, so that each hidden part may, for all that can be known, be 1, 2, 3, 4 or more.

    Hidden are the small parts with the next larger one, and at least three. That must leave each of them free: whoever
    knows this rule, all that is shown and so the sum of what is hidden, still finds data for every number from 1 to 4
    in every hidden place that would be shown in the same way. Else every part is hidden, and the total with them where
    it is so small that it would tell them. The proof is in docs/decisions/0034-hidden-beside-a-small-number.md.
    """
    order = sorted((at for at, size in enumerate(sizes) if size), key=lambda at: (sizes[at], at))
    small = sum(sizes[at] < FEWEST for at in order)
    if not small:
        return Hiding(frozenset())
    number = max(small + 1, _HIDDEN_TOGETHER)
    if number < len(order) and _leaves_free(
        number, sum(sizes[at] for at in order[:number]), largest=sizes[order[number]] - 1
    ):
        return Hiding(frozenset(order[:number]))
    return Hiding(frozenset(order), is_total_hidden=sum(sizes) < len(order) + FEWEST - 1)


def _leaves_free(number: int, total: Number, *, largest: Number) -> bool:
    """Whether any of so many parts of 1 to `largest` persons, not all of them small, can be each of 1 to 4."""
    others = number - 1
    # Of three, one or two are small; of more, all but one, as the rule hides no more than it must.
    most = others * largest if number == _HIDDEN_TOGETHER else largest + (others - 1) * (FEWEST - 1)
    fewest = FEWEST + (others - 1)
    return largest >= FEWEST and fewest + (FEWEST - 1) <= total <= most + 1


def _adds_up(total: FigureValue, parts: Sequence[FigureValue]) -> bool:
    numbers = (total, *parts)
    is_counted = all(each.is_exact and not each.is_floor and each.unit != Unit.SHARE for each in numbers)
    return bool(parts) and is_counted and total.value == sum(each.value or 0 for each in parts)


def _leaves_a_few(total: FigureValue, parts: Sequence[FigureValue]) -> bool:
    """Whether the total counts one to four persons more, or fewer, than its parts."""
    rest = (total.value or 0) - sum(each.value or 0 for each in parts)
    return bool(parts) and -FEWEST < rest < FEWEST and rest != 0


def _is_small(value: FigureValue) -> bool:
    """True where some number of the value tells of one to four persons: the part of a share, or the rest of it."""
    numbers = [value.value, value.low, value.high] if value.unit != Unit.SHARE else []
    if value.numerator is not None and value.denominator is not None:
        numbers += [value.numerator, value.denominator, value.denominator - value.numerator]
    return any(number is not None and 0 < number < FEWEST for number in numbers)


def _is_nobody(value: FigureValue) -> bool:
    return value.unit != Unit.SHARE and value.is_exact and value.value == 0


def _without_records(value: FigureValue) -> FigureValue:
    # Counted one by one, records give away what the number hides.
    return replace(value, records=(), undetermined=(), uncertain=(), left_out=())


def _hidden(value: FigureValue) -> FigureValue:
    reason = _("Not shown, so that nobody is recognised: fewer than %(n)d persons, or what would tell such a number.")
    return replace(
        value, value=None, low=None, high=None, numerator=None, denominator=None, is_floor=False, notes=(),
        missing=_("not shown"), reason=reason % {"n": FEWEST},
    )  # fmt: skip
