"""Entry point of the `capacita` command: sets Django up, runs the command, turns refusals into exit codes.

Exit codes: 0 done, 1 refused or failed (the message says why), 2 wrong usage, 3 a check found something.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line. A refusal prints its message on standard error, with no traceback.

    What it makes is for its own account alone; commands are given the mask from before, for what a person asked for.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "capacita.config.settings")
    # The database and the letters are made by others' code, and the folder that lies open may be an older one.
    before = os.umask(0o077)
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from capacita.kernel.errors import CapacitaError, UnknownKeyError

    try:
        django.setup()
        from capacita.cli.commands import app

        app(obj=before)
    except UnknownKeyError as refusal:
        listed = refusal.kind == "figure" and not refusal.near
        _end(f"{refusal}{' “capacita figure --list” lists all.' if listed else _where_nothing_is_loaded()}")
    except (CapacitaError, ImproperlyConfigured) as refusal:
        _end(str(refusal))
    except DatabaseError as error:
        _end(f"The database refused: {error}. If it is new, run “capacita load” first.")
    except OSError as error:
        _end(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.")


def _where_nothing_is_loaded() -> str:
    """What to do where everything is unknown, such as after a first load that was cut off."""
    from capacita.audit.models import Entry

    return "" if Entry.objects.exists() else " Nothing is loaded yet: run “capacita load” first."


def _end(message: str) -> None:
    print(message, file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
