"""Thirty writers killed outright in the middle of mixed actions; `make harden` kills five hundred on each database."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from capacita.audit.queries import verification
from capacita.kernel.clock import now
from capacita.people.models import Invitation
from tests.killing.deeds import invite
from tests.killing.kills import forge, kill_writers, look


@pytest.mark.django_db
def test_the_chain_holds_before_anybody_is_killed() -> None:
    assert verification().holds


@pytest.mark.usefixtures("committing")
def test_thirty_killed_writers_lose_nothing_and_leave_nothing_by_half(tmp_path: Path) -> None:
    environment = {
        **os.environ, "CAPACITA_HOME": str(settings.CAPACITA_HOME), "DJANGO_SETTINGS_MODULE": "capacita.config.settings",
    }  # fmt: skip
    name = str(connection.settings_dict["NAME"])
    connection.close()
    with forge(environment, name, tmp_path) as found:
        done = kill_writers(found, times=30, seed=3, home=Path(settings.CAPACITA_HOME))
    assert done >= 15


@pytest.mark.usefixtures("committing")
def test_what_is_lost_or_there_by_half_is_noticed() -> None:
    home = Path(settings.CAPACITA_HOME)
    look({}, home)
    with pytest.raises(AssertionError):
        look({999: "0" * 64}, home)
    invite(random.Random(1))
    look({}, home)
    Invitation.objects.update(accepted_at=now())
    with pytest.raises(AssertionError, match="accepted"):
        look({}, home)
