"""The private cluster leaves nothing behind, also when what it was started for fails."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests import machine, postgres

pytestmark = pytest.mark.skipif(machine.postgresql() is None, reason=f"postgresql: {machine.NEEDS['postgresql'][1]}")


def test_cluster_answers_while_it_is_used_and_is_gone_after_a_failure() -> None:
    folder = Path()
    with pytest.raises(RuntimeError, match="of the test"), postgres.cluster() as address:  # noqa: PT012
        folder = Path(parse_qs(urlsplit(address).query)["host"][0])
        with psycopg.connect(address) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        raise RuntimeError("of the test")
    assert folder.name.startswith("capacita-pg-")
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
