"""`python -m tests.hardening.writing NAME`: invites and withdraws on and on; prints the key of each acknowledged act.

Of twenty that never pause, one may wait for SQLite longer than it waits: it is told so, and tries the next.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "capacita.config.settings"
    import django

    django.setup()
    from django.db import OperationalError

    from capacita.kernel.clock import today
    from capacita.people.actions import invite_person, withdraw_invitation
    from capacita.people.queries import command_standing
    from capacita.people.rules import EVERYTHING

    by = command_standing(on=today())
    number = 0
    while True:
        number += 1
        try:
            made = invite_person(
                email=f"{sys.argv[1]}.{os.getpid()}.{number}@example.org", role="viewer", scope=EVERYTHING,
                until_on=None, language="en", by=by,
            )  # fmt: skip
            print(f"invited {made.key}", flush=True)
            if number % 3 == 0:
                withdraw_invitation(made, by=by)
                print(f"withdrawn {made.key}", flush=True)
        except OperationalError as error:
            if "database is locked" not in str(error):
                raise


if __name__ == "__main__":
    main()
