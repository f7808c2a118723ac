"""Bringing the tables up to date, and what follows from other tables or from the secret key."""

from __future__ import annotations

from django.core.management import call_command

from capacita.people.personal.actions.grouping import group_anew
from capacita.people.personal.queries.groups import are_grouped


def bring_up_to_date() -> None:
    """The tables are of this version, and contacts gathered: else whoever is recorded twice would be found nowhere."""
    call_command("migrate", verbosity=0, interactive=False)
    if not are_grouped():
        group_anew()
