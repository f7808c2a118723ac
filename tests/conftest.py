"""What every test gets: this process's database with the reference data in it, and skips that name their reason."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.conf import settings
from django.test.utils import override_settings, setup_databases, teardown_databases

from tests import machine

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

# Playwright's synchronous calls run inside an event loop, where Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# No test hangs on how fast the machine is.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

pytest_plugins = ["tests.committing", "tests.journeys.site"]

_DATABASE_FIXTURES = {"db", "transactional_db", "committing", "django_db_setup", "client", "admin_client"}
# They take longest, begin first, and so leave no process alone with the last of them; minutes before seconds.
_LONGEST = (
    "tests/contracts/test_permissions.py", "tests/contracts/test_no_leak.py", "tests/web/test_pages.py",
    "tests/journeys/test_workbench.py", "tests/journeys/test_reviewing.py", "tests/journeys/test_law_texts.py",
    "tests/journeys/test_people.py",
)  # fmt: skip
_ON_POSTGRESQL = str(settings.DATABASES["default"]["ENGINE"]).endswith("postgresql")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what belongs to this process's database, and skip (or fail) what this machine lacks."""
    lacking, required = machine.lacking(), machine.required()
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.chromium)
        (left if _belongs_elsewhere(item) else kept).append(item)
        for name in ("chromium", "libreoffice"):
            if item.get_closest_marker(name) and name in lacking and name not in required:
                item.add_marker(pytest.mark.skip(reason=f"{name}: {lacking[name]}"))
    if left:
        config.hook.pytest_deselected(items=left)
    items[:] = sorted(kept, key=_place)


def pytest_collection_finish() -> None:
    """Thousands of collected tests and what they import are looked through once, and not at each brief that is made."""
    gc.collect()
    gc.freeze()


def _place(item: pytest.Item) -> int:
    file = item.nodeid.partition("::")[0]
    return _LONGEST.index(file) if file in _LONGEST else len(_LONGEST)


def _belongs_elsewhere(item: pytest.Item) -> bool:
    """True for what another run covers.

    On PostgreSQL: whatever touches no database, since the run on SQLite has it; journeys; what is of SQLite alone.
    """
    if not _ON_POSTGRESQL:
        return item.get_closest_marker("postgresql") is not None
    touches = item.get_closest_marker("django_db") or _DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    return not touches or bool(item.get_closest_marker("sqlite") or item.get_closest_marker("browser"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for name, remedy in machine.lacking().items():
        if item.get_closest_marker(name) and name in machine.required():
            pytest.fail(f"CAPACITA_REQUIRE={name}: {remedy}", pytrace=False)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The test database holds the reference data, loaded once per process; each test sees it and rolls back.

    In the place of pytest-django's own, which makes no database where `committing` alone asks for one.
    """
    from capacita.evidence.loading import load_catalogues
    from capacita.people.models import LOADER

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
        load_catalogues(by=LOADER)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def loaded(db: None) -> None:
    """Says that a test reads the reference data; every test with a database has it."""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """An empty folder of an installation, for this test alone: what it keeps lies there."""
    with override_settings(CAPACITA_HOME=tmp_path):
        yield tmp_path


@pytest.fixture(autouse=True)
def _plain_language() -> Iterator[None]:
    """No test leaves its language to the next."""
    from django.utils import translation

    with translation.override("en"):
        yield


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell the suite what was skipped and why, when it asks."""
    asked = os.environ.get("CAPACITA_SKIPPED")
    if not asked:
        return
    reasons = [
        report.longrepr[2].removeprefix("Skipped: ") if isinstance(report.longrepr, tuple) else str(report.longrepr)
        for report in terminalreporter.stats.get("skipped", [])
    ]
    with Path(asked).open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(reason) + "\n" for reason in reasons)
