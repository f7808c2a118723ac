"""`capacita audit`: the chain of what was done, verified here or given out to be verified elsewhere."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated

import typer

from capacita.audit.queries import exported_lines, verification
from capacita.audit.rules import parsed_head
from capacita.cli.output import AsJson, print_json
from capacita.kernel.errors import InputError, Problem

audit_app = typer.Typer(help="The chain of what was done.", no_args_is_help=True)


@audit_app.command()
def verify(
    head: Annotated[
        str | None, typer.Option(help="A head published earlier, as SEQ:DIGEST: finds a rewritten or cut chain.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verify the chain of audit entries and print its head for outside witnesses."""
    published = None if head is None else parsed_head(head)
    if head is not None and published is None:
        raise InputError(
            Problem(f"“{head}” is not a head", remedy="Write it as SEQ:DIGEST, as this command prints it.")
        )
    result = verification(head=published)
    if as_json:
        print_json(
            {
                "holds": result.holds,
                "entries": result.entries,
                "erased_payloads": result.erased,
                "head": f"{result.head_seq}:{result.head_digest}",
                "breaks": [{"seq": each.seq, "reason": each.reason} for each in result.breaks],
            }
        )
    else:
        for each in result.breaks:
            typer.echo(f"entry {each.seq}: {each.reason}")
        typer.echo(f"{result.entries} entries, {'the chain holds' if result.holds else 'THE CHAIN IS BROKEN'}")
        typer.echo(f"head {result.head_seq}:{result.head_digest}")
    if not result.holds:
        raise typer.Exit(3)


@audit_app.command()
def export() -> None:
    """Print every entry with its payload, one JSON object a line, for `audit verifier` or a verifier of your own."""
    for line in exported_lines():
        typer.echo(line)


@audit_app.command()
def verifier() -> None:
    """Print the stand-alone verifier: a Python program of eighty lines that uses nothing of the product."""
    typer.echo(files("capacita.audit").joinpath("verify_audit.py").read_text(encoding="utf-8"), nl=False)
