"""`capacita legislation`: the rule for domestic law, on ratings in a file and on those of a country in the database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from capacita.cli.output import AsJson, print_json, print_rows
from capacita.countries.queries import country, names
from capacita.evidence.reading import read_bytes
from capacita.kernel.asked import asked_moment
from capacita.kernel.wording import day_in_words
from capacita.legislation.alignment import alignment_answer, alignment_of, requirements
from capacita.legislation.alignment_wording import article_lines, group_lines, label_in_words
from capacita.legislation.choices import Readers
from capacita.legislation.queries.status import rated_or_blank
from capacita.legislation.rating_file import MOST_BYTES
from capacita.legislation.status_answers import status_answer

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


@legislation_app.command()
def status(
    iso2: Annotated[str, typer.Argument(metavar="ISO2", help="The country's or area's alpha-2 code.")],
    as_of: Annotated[str | None, typer.Option("--as-of", help="The date in the world, YYYY-MM-DD.")] = None,
    known_on: Annotated[str | None, typer.Option("--known-on", help="What had been stated by this day.")] = None,
    audience: Annotated[
        Readers, typer.Option("--audience", help="By public ratings, or by every approved one of the office.")
    ] = Readers.PUBLIC,
    as_json: AsJson = False,
) -> None:
    """Print where a country in the database stands on a date, article by article, by its ratings."""
    at = asked_moment(as_of, known_on)
    code = country(iso2, at=at).iso2
    if as_json:
        print_json(status_answer(code, at=at, readers=audience))
        return
    found = rated_or_blank(code, at=at, public_only=audience.is_public).lowest
    day = day_in_words(at.as_of, "en")
    typer.echo(
        f"{names('en', at=at)[code]} on {day}, by {audience.value} ratings ({found.rule.id}@{found.rule.version})\n"
    )
    lines = article_lines(found, requirements().articles)
    print_rows([(f"Article {each.article.number}", each.words, each.article.heading) for each in lines])
    label = f", {label_in_words(found.label)}" if found.label else ""
    substantive, powers = group_lines(found)
    typer.echo()
    print_rows(
        [
            (substantive.name, substantive.words, f"{substantive.count_text} at least largely in line"),
            (powers.name, f"{powers.words}{label}", f"{powers.count_text} at least largely in line"),
        ]
    )
