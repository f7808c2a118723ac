"""Reading once: inside `reading_once()`, a read that is asked again with the same arguments is answered from before.

For the making of one page or file, which asks many figures of one moment. Nothing outlives the block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Answer each read marked `once` at most once for the same arguments; blocks inside share the outer one."""
    if _answers.get() is not None:
        yield
        return
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


@contextmanager
def reading_anew() -> Iterator[None]:
    """As `reading_once`, but nothing is answered from before the block: for reads on either side of a change."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once(read: Callable[P, R]) -> Callable[P, R]:
    """Mark a read whose arguments are hashable and whose result nobody changes."""

    @wraps(read)
    def answered(*args: P.args, **kwargs: P.kwargs) -> R:
        answers = _answers.get()
        if answers is None:
            return read(*args, **kwargs)
        key = (read, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = read(*args, **kwargs)
        result: R = answers[key]
        return result

    return answered
