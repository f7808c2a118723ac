"""Entry point of the `capacita` command: sets Django up, runs the command, turns refusals into exit codes.

Exit codes: 0 done, 1 refused or failed (the message says why), 2 wrong usage, 3 a check found something.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line. A refusal prints its message on standard error, with no traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "capacita.config.settings")
    import django

    from capacita.kernel.errors import CapacitaError, UnknownKeyError

    django.setup()
    from django.db import DatabaseError

    from capacita.cli.commands import app

    def where_listed(refusal: CapacitaError) -> str:
        """Where all keys are listed, when none is near to the one that was given."""
        if not isinstance(refusal, UnknownKeyError) or refusal.near:
            return ""
        return " “capacita figure --list” lists all." if refusal.kind == "figure" else ""

    try:
        app()
    except CapacitaError as refusal:
        print(refusal, where_listed(refusal), file=sys.stderr, sep="")
        sys.exit(1)
    except DatabaseError as error:
        print(f"The database refused: {error}. If it is new, run “capacita load” first.", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
