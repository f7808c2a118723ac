"""The API's operations for the page that documents it, from the API's own schema."""

from __future__ import annotations

from typing import Any

from django.test import RequestFactory


def operations() -> list[Any]:
    """Every operation of the API, in the order of its schema."""
    return []
