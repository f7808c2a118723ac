"""What is rewritten while somebody waits, and what is left to the daily run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from capacita.people import storage

pytestmark = pytest.mark.usefixtures("committing", "home")


@pytest.mark.parametrize(("small", "is_rewritten"), [(1 << 40, True), (1, False)])
def test_a_small_database_is_rewritten_at_once_and_a_large_one_is_not(
    small: int, is_rewritten: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewritten: list[bool] = []

    def rewrite() -> bool:
        rewritten.append(True)
        return True

    monkeypatch.setattr(storage, "_SMALL", small)
    monkeypatch.setattr(storage, f"_clean_{connection.vendor}", rewrite)
    assert storage._size() > 1
    assert storage.clean_small_database() == is_rewritten
    assert bool(rewritten) == is_rewritten


@pytest.mark.sqlite
def test_the_log_of_a_large_database_is_emptied_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_SMALL", 1)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA database_list")
        log = Path(f"{cursor.fetchone()[2]}-wal")
        cursor.execute("CREATE TABLE said (words TEXT)")
        cursor.execute("DROP TABLE said")
    assert log.stat().st_size
    assert not storage.clean_small_database()
    assert not log.stat().st_size


def test_a_database_that_is_rewritten_grows_beside_the_old_one_and_nowhere_else(tmp_path: Path) -> None:
    """SQLite's own temporary file, as a command of the product opens it, lies in the installation's folder."""
    home = tmp_path / "home"
    environment = {name: value for name, value in os.environ.items() if name not in ("SQLITE_TMPDIR", "DATABASE_URL")}
    environment |= {"CAPACITA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "capacita.config.settings"}
    answer = subprocess.run(
        [sys.executable, "-c", _WRITES], env=environment, capture_output=True, text=True, check=True
    )
    files = answer.stdout.splitlines()
    assert files
    assert all(each.startswith(f"{home}/") for each in files), files


_WRITES = """
import os
from pathlib import Path
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("PRAGMA temp_store=FILE")
    cursor.execute("CREATE TEMPORARY TABLE many AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                   " WHERE i < 20000) SELECT i, hex(randomblob(500)) AS words FROM n")
    opened = [os.readlink(each) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    print(*(each for each in opened if "etilqs" in each), sep="\\n")
"""
