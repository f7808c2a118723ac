"""The process that is killed. Started once: it forks a writer for each seed that it is told, so that no kill costs a start.

`python -m tests.killing.writer NAME LOG` reads seeds from its input, one a line, and answers each with the process
number of a writer that leads a group of its own, and then with how it ended. A writer does one deed after the other
on database NAME and, once a deed is committed, puts the last entry that it then sees into LOG and has it on disk
before it goes on.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import time
import traceback


def main(name: str, log: str) -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = name
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    from tests.killing import deeds

    assert deeds.DEEDS
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            try:
                write(int(line), log)
            except BaseException:  # noqa: BLE001 - whatever it was is told, and this process goes no further
                traceback.print_exc()
            finally:
                os._exit(1)
        # On both sides: whoever is told the number may kill the group at once.
        with contextlib.suppress(OSError):
            os.setpgid(child, child)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "ended by itself", flush=True)


def write(seed: int, log: str) -> None:
    """Until killed."""
    from django.db import InterfaceError, OperationalError, connection

    from capacita.audit.models import Entry
    from capacita.kernel.errors import RefusedError
    from tests.killing.deeds import DEEDS

    source = random.Random(seed)
    connection.close()
    told = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    while True:
        try:
            source.choice(DEEDS)(source)
            last = Entry.objects.order_by("-seq").values_list("seq", "digest").first()
        except RefusedError:
            continue
        except (OperationalError, InterfaceError):
            if connection.vendor == "sqlite":
                raise
            # The server was killed; it is back in a moment.
            connection.close()
            time.sleep(0.02)
            continue
        assert last is not None
        os.write(told, f"{last[0]}:{last[1]}\n".encode())
        os.fsync(told)


if __name__ == "__main__":
    main(*sys.argv[1:])
