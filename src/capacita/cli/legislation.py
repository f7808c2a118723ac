"""`capacita legislation`: the rule for domestic law, tried on ratings in a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from capacita.cli.output import print_json
from capacita.evidence.reading import read_bytes
from capacita.legislation.alignment import alignment_answer, alignment_of
from capacita.legislation.rating_file import MOST_BYTES

legislation_app = typer.Typer(help="Domestic law beside the Convention on Cybercrime.", no_args_is_help=True)


@legislation_app.command()
def evaluate(
    file: Annotated[
        Path,
        typer.Argument(help="The ratings of one country as JSON; - reads them from standard input.", allow_dash=True),
    ],
) -> None:
    """Print as JSON what follows from ratings by the rule: articles, country, what another threshold would make of it."""
    # One byte more than is taken lets what is too large be refused as such.
    content = sys.stdin.buffer.read(MOST_BYTES + 1) if str(file) == "-" else read_bytes(file)
    print_json(alignment_answer(alignment_of(content)))
