"""A private PostgreSQL cluster for one run of tests, on a socket in a temporary folder; it is gone afterwards.

`python -m tests.postgres pytest tests/audit` runs any command with DATABASE_URL of such a cluster.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests import machine

_OWNER = "capacita"
# Lost with the machine, and meant to be: nothing of these is kept. Nor does the server look through tables by itself:
# while it does, deleted rows stay in them, and what a test finds would hang on the moment. Emptying every table of
# two test databases at once locks more tables and indexes than a server of sixty connections has room for by itself.
_FAST = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=60",
    "timezone=UTC", "max_locks_per_transaction=512",
)  # fmt: skip
# Everything that an office's own server has switched on by itself.
SAFE = ("max_connections=60", "timezone=UTC")
_STARTS_WITHIN_SECONDS = 60


class Server:
    """A cluster in `folder` that can be started, stopped, and killed as a power cut would."""

    def __init__(self, folder: Path, settings: Sequence[str]) -> None:
        programs = machine.postgresql()
        if programs is None:
            raise SystemExit(machine.NEEDS["postgresql"][1])
        self.programs, self.folder, self.settings = programs, folder, settings
        self.address = f"postgresql://{_OWNER}@/postgres?host={folder}"
        _call([*_as_ordinary_user(), f"{programs}/initdb", "-D", f"{folder}/cluster", "-U", _OWNER,
               "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])  # fmt: skip

    def start(self) -> None:
        settings = [word for each in self.settings for word in ("-c", each)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*_as_ordinary_user(), *_dies_with_us(), f"{self.programs}/postgres", "-D", f"{self.folder}/cluster",
                 "-k", str(self.folder), "-c", "listen_addresses=", *settings],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/",
            )  # fmt: skip
        _wait(self.process, self.folder, self.programs)

    def stop(self) -> None:
        # Interrupt asks for a fast shutdown: clients are cut off, nothing is waited for.
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def kill(self) -> None:
        """The server and every process of it are gone at once, without a word to anybody."""
        all_of_it = [self.process.pid, *_children(self.process.pid)]
        for each in all_of_it:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        self.process.wait()
        while any(Path(f"/proc/{each}").exists() for each in all_of_it):
            time.sleep(0.005)


@contextlib.contextmanager
def server(settings: Sequence[str] = _FAST) -> Iterator[Server]:
    """Yields a new cluster that runs, and removes it whatever happens."""
    with _folder() as folder:
        found = Server(folder, settings)
        try:
            found.start()
            yield found
        finally:
            found.stop()


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Yields the DATABASE_URL of a new empty cluster, and removes the cluster whatever happens."""
    with server() as found:
        yield found.address


def _children(parent: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    # A socket's path has room for about 100 characters: a long TMPDIR is passed over.
    parent = tempfile.gettempdir() if len(tempfile.gettempdir()) < 60 else "/tmp"
    folder = Path(tempfile.mkdtemp(prefix="capacita-pg-", dir=parent))
    try:
        if os.getuid() == 0:
            account = _ordinary()
            os.chown(folder, account.pw_uid, account.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ordinary() -> pwd.struct_passwd:
    """The account under which root runs the server, which refuses root."""
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise SystemExit("PostgreSQL refuses to run as root, and there is neither an account postgres nor nobody.")


def _as_ordinary_user() -> list[str]:
    if os.getuid():
        return []
    account = _ordinary()
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]


def _dies_with_us() -> list[str]:
    """Has the server stopped by the kernel when this process is killed outright."""
    return ["setpriv", "--pdeathsig=INT"] if shutil.which("setpriv") else []


def _call(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise SystemExit(f"{command[-1]}: initdb failed.\n{done.stdout}{done.stderr}")


def _wait(server: subprocess.Popen[bytes], folder: Path, programs: str) -> None:
    ends = time.monotonic() + _STARTS_WITHIN_SECONDS
    ready = [f"{programs}/pg_isready", "-q", "-h", str(folder), "-U", _OWNER, "-d", "postgres"]
    while subprocess.run(ready, check=False).returncode:
        if server.poll() is not None or time.monotonic() > ends:
            raise SystemExit(f"PostgreSQL did not start.\n{(folder / 'log').read_text(errors='replace')}")
        time.sleep(0.1)


def main() -> int:
    """Run the command given with DATABASE_URL set; its exit code is ours."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster() as address:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
