"""`capacita daily`: what an installation does once a day, called by a timer."""

from __future__ import annotations

from dataclasses import asdict

import typer

from capacita.cli.output import AsJson, print_json
from capacita.kernel.clock import today
from capacita.people.daily import run_daily


def daily(as_json: AsJson = False) -> None:
    """Do what is due once a day: reminders, retention. Running it again on the same day does nothing twice."""
    done = run_daily(on=today())
    if as_json:
        print_json([asdict(each) for each in done])
    else:
        for each in done:
            told = ", ".join(f"{count} {name}" for name, count in each.counts.items()) or "nothing to do"
            typer.echo(f"  {each.name}: {f'failed ({each.failed})' if each.failed else told}")
    if any(each.failed for each in done):
        raise typer.Exit(3)
