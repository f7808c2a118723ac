"""`capacita run`: everything that stands between a new folder and a served site."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command

from capacita.evidence.loading import Loaded, load_catalogues
from capacita.keeping import folder_health
from capacita.keeping.upgrading import bring_up_to_date
from capacita.kernel.clock import today
from capacita.kernel.errors import InputError, Problem
from capacita.people.models import LOADER
from capacita.people.queries import administrators

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def run(
    port: Annotated[int, typer.Option(help="The port on loopback; the next free one if it is taken.")] = 8000,
    host: Annotated[
        str, typer.Option(help="The address to serve on; other than loopback only once there is an administrator.")
    ] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="Worker processes.")] = 2,
) -> None:
    """Bring the database up to date, load the reference data and serve the site until stopped."""
    _tell_of_open_folder()
    typer.echo("Bringing the database up to date …")
    bring_up_to_date()
    call_command("clearsessions")
    if host not in _LOOPBACK:
        _require_ready_for_others(host)
    typer.echo("Loading the reference data …")
    load_catalogues(by=LOADER, only_new=True, begun=_print_begun, progress=_print_changed)
    chosen = _free_port(host, port)
    typer.echo(f"\nCapacita is at http://{_in_address(host)}:{chosen}/  (stop with Ctrl-C)\n")
    sys.stdout.flush()
    # What a brief took is given back to the system at once: a threshold that is fixed does not grow with large blocks,
    # and the threads that set a document keep no memory of their own.
    environment = {
        "MALLOC_MMAP_THRESHOLD_": "131072",
        "MALLOC_ARENA_MAX": "1",
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": str(_measures_folder()),
    }
    # The server takes this process's place, so that stopping it stops all.
    os.execve(sys.executable, server_words(f"{_in_address(host)}:{chosen}", workers), environment)  # noqa: S606


def server_words(bind: str, workers: int, application: str = "capacita.config.wsgi:application") -> list[str]:
    """The command that serves; how is said in capacita.config.server."""
    return [
        sys.executable, "-m", "gunicorn", application, "--config", "python:capacita.config.server",
        "--bind", bind, "--workers", str(workers), "--worker-tmp-dir", str(settings.CAPACITA_HOME),
    ]  # fmt: skip


def _measures_folder() -> Path:
    """An empty folder in which the worker processes put together what they count; counting begins anew at each start."""
    folder = Path(settings.CAPACITA_HOME) / "measures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _tell_of_open_folder() -> None:
    for each in folder_health.findings(Path(settings.CAPACITA_HOME)):
        if each.kind == folder_health.PERMISSIONS:
            typer.echo(f"{each.message}: {each.remedy}", err=True)


def _require_ready_for_others(host: str) -> None:
    """Refuses to serve others while whoever asks would be taken for nobody in particular, or under no name."""
    if not administrators(on=today()).exists():
        raise InputError(
            Problem(
                f"{host} is not loopback, and there is no administrator",
                remedy="Make one first: capacita admin create --email name@example.org",
            )
        )
    if not settings.CAPACITA_HOSTS:
        raise InputError(
            Problem(
                f"{host} is not loopback, and the site has no name for others to ask for",
                remedy="Set CAPACITA_HOSTS to the names under which it is asked, such as capacita.example.org.",
            )
        )
    if not settings.SESSION_COOKIE_SECURE:
        typer.echo("Passwords travel unencrypted unless something in front ends TLS: see CAPACITA_HTTPS.", err=True)


def _print_begun(name: str) -> None:
    typer.echo(f"  {name} …")
    sys.stdout.flush()


def _print_changed(loaded: Loaded) -> None:
    if loaded.superseded:
        typer.echo(f"  {loaded.name}: {loaded.added} added, {loaded.superseded} superseded")
    for key in loaded.removed:
        typer.echo(f"    no longer in the file, kept in the database: {key}")
    for row in loaded.kept:
        typer.echo(f"    stays as recorded here: {row.text}")


def _in_address(host: str) -> str:
    """The host as it stands before a port: an IPv6 address in brackets."""
    return "127.0.0.1" if host == "localhost" else f"[{host}]" if ":" in host else host


def _free_port(host: str, wanted: int) -> int:
    for port in range(wanted, wanted + 50):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise InputError(Problem(f"no port from {wanted} to {wanted + 49} is free", remedy="Choose another with --port."))
