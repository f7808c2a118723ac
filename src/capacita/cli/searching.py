"""`capacita search`: the index of words, made anew from the records."""

from __future__ import annotations

import typer

from capacita.search.writing import rebuild

search_app = typer.Typer(help="The index of what can be found.", no_args_is_help=True)


@search_app.callback()
def _search() -> None:
    """The index of what can be found."""


@search_app.command("rebuild")
def rebuild_index() -> None:
    """Make the index anew from the records. It changes nothing where the index was whole."""
    typer.echo(f"{rebuild()} texts can be found")
