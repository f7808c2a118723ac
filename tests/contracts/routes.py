"""Every address that the product answers, gathered from its own list, each with examples to ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def routes() -> list[str]:
    """The patterns of all addresses, in the order in which they are tried."""
    return [route for route, _view in _walk(get_resolver().url_patterns, "")]


def views() -> dict[str, Callable[..., Any]]:
    """What answers at each pattern."""
    return dict(_walk(get_resolver().url_patterns, ""))


def parameters(route: str) -> list[str]:
    return [first or second for first, second in _PARAMETER.findall(route)]


def filled(route: str, values: dict[str, str]) -> str:
    """The route's address with the values in place of its parameters."""
    plain = route.replace("^", "").replace("$", "").replace("\\Z", "")
    return "/" + _PARAMETER.sub(lambda found: values[found.group(1) or found.group(2)], plain)


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for each in patterns:
        place = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, place)
        else:
            yield place, each.callback
