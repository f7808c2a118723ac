"""Leaves these tests out of a run that does not name them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import machine, postgres

_HERE = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "hardening: slow on purpose; run by `make harden` only")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if any(_HERE in (path := Path(str(each).split("::")[0]).absolute(), *path.parents) for each in config.args):
        return
    left = [item for item in items if item.get_closest_marker("hardening")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """The DATABASE_URL of a new empty database: blank for SQLite."""
    if request.param == "SQLite":
        yield ""
        return
    if machine.postgresql() is None:
        pytest.skip(f"postgresql: {machine.NEEDS['postgresql'][1]}")
    with postgres.cluster() as found:
        yield found
