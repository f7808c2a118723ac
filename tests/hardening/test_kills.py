"""Five hundred writers killed on each database, and PostgreSQL itself killed under a part of them."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests import machine, postgres
from tests.hardening.places import on_database, times
from tests.killing.kills import forge, kill_writers

pytestmark = pytest.mark.hardening
_SERVER_KILLED_EVERY = 5


def test_killed_writers_on_sqlite_lose_nothing(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    home = tmp_path / "home"
    with django_db_blocker.unblock(), on_database("", home, loaded=True) as environment:
        connection.close()
        with forge(environment, str(home / "capacita.sqlite3"), tmp_path) as found:
            done = kill_writers(found, times=times("HARDEN_KILLS", 500), seed=31, home=home)
    print(f"SQLite: {done} acknowledged actions, none lost")
    assert done


def test_killed_writers_and_servers_on_postgresql_lose_nothing(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    if machine.postgresql() is None:
        pytest.skip(f"postgresql: {machine.NEEDS['postgresql'][1]}")
    home, source = tmp_path / "home", random.Random(32)
    with (
        postgres.server(postgres.SAFE) as server,
        django_db_blocker.unblock(),
        on_database(server.address, home, loaded=True) as environment,
    ):
        connection.close()

        def kill_the_server(number: int) -> None:
            if number % _SERVER_KILLED_EVERY == 0:
                server.kill()
                time.sleep(source.uniform(0, 0.02))
                server.start()

        with forge(environment, "postgres", tmp_path) as found:
            done = kill_writers(found, times=times("HARDEN_KILLS", 500), seed=32, home=home, also=kill_the_server)
    print(f"PostgreSQL: {done} acknowledged actions, none lost")
    assert done
