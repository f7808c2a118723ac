"""The commands: load, figure, check, audit, run and brief. Each reads its arguments and makes one call."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from django.core.management import call_command
from django.utils import translation

from capacita.audit.queries import verification
from capacita.cli import briefs, serving
from capacita.cli.checks import findings
from capacita.cli.output import print_json, print_rows
from capacita.evidence.loading import Loaded, catalogues, load_catalogues
from capacita.figures.answers import definition_answer, figure_answer, figure_csv
from capacita.figures.footnotes import footnotes_of
from capacita.figures.registry import definition, definitions
from capacita.figures.registry import figure as figure_of
from capacita.kernel.asked import asked_moment
from capacita.kernel.errors import InputError, Problem
from capacita.people.models import LOADER

app = typer.Typer(
    name="capacita",
    help="Capacity building on cybercrime and electronic evidence: every figure with its evidence, for any date.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
audit_app = typer.Typer(help="The chain of what was done.", no_args_is_help=True)
app.add_typer(audit_app, name="audit")
app.command()(serving.run)
app.command()(briefs.brief)

AsOf = Annotated[str | None, typer.Option("--as-of", help="The date in the world, YYYY-MM-DD; today if left out.")]
KnownOn = Annotated[
    str | None, typer.Option("--known-on", help="What had been stated by this day, YYYY-MM-DD; today if left out.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def load(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Files that replace the product's own, named like their catalogue (treaty_actions.csv)."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Fill the database with the reference data. Running it again changes nothing; a changed row supersedes."""
    call_command("migrate", verbosity=0, interactive=False)
    chosen = _by_catalogue(files or [])
    results = load_catalogues(by=LOADER, files=chosen, progress=(lambda loaded: None) if as_json else _print_loaded)
    if as_json:
        print_json(
            [
                {
                    "catalogue": each.name,
                    "rows": each.rows,
                    "added": each.added,
                    "superseded": each.superseded,
                    "unchanged": each.unchanged,
                    "removed": list(each.removed),
                }
                for each in results
            ]
        )


@app.command()
def figure(
    id: Annotated[str | None, typer.Argument(help="The figure, such as reach.parties.")] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    recorded_at: Annotated[
        str | None, typer.Option("--recorded-at", help="Re-run from what the database held then (UTC time).")
    ] = None,
    instrument: Annotated[str | None, typer.Option(help="ets185, ets189 or cets224.")] = None,
    basis: Annotated[str | None, typer.Option(help="deposit (as the office counts) or in_force.")] = None,
    project: Annotated[str | None, typer.Option(help="A project's code.")] = None,
    funder: Annotated[str | None, typer.Option(help="A funder's name.")] = None,
    funding_type: Annotated[str | None, typer.Option("--funding-type", help="A type of funding.")] = None,
    language: Annotated[str, typer.Option("--language", help="en or fr.")] = "en",
    as_csv: Annotated[bool, typer.Option("--csv", help="Print everything that the receipt names as CSV.")] = False,
    list_all: Annotated[bool, typer.Option("--list", help="List all figures.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compute a figure for a date, with the records counted, what is undetermined and what was left out."""
    with translation.override(language):
        if list_all:
            _list_figures(as_json=as_json)
            return
        if id is None:
            raise InputError(Problem("no figure was named", remedy="“capacita figure --list” lists all."))
        given = {
            "instrument": instrument,
            "basis": basis,
            "project": project,
            "funder": funder,
            "funding_type": funding_type,
        }
        value = figure_of(
            id,
            at=asked_moment(as_of, known_on, recorded_at),
            **{name: each for name, each in given.items() if each is not None},
        )
        if as_csv:
            typer.echo(figure_csv(value), nl=False)
        elif as_json:
            print_json(figure_answer(value))
        else:
            typer.echo(definition(id).sentence(value))
            for record in value.records:
                date = f"{record.on}" if record.on else ""
                typer.echo(f"  {record.name}  {record.what}  {date}  {record.amount_text}".rstrip())
            for label, group in (("undetermined", value.undetermined), ("uncertain", value.uncertain)):
                for each in group:
                    typer.echo(f"  {label}: {each.name} ({each.reason})")
            for note in (*value.notes, *footnotes_of(value)[0].values()):
                typer.echo(note)
            if value.is_beyond_sources:
                typer.echo(f"as far as sourced (to {value.sourced_to})")


@app.command()
def check(as_json: AsJson = False) -> None:
    """Look for what does not fit: broken chain, missing triggers, computed and sourced dates that differ."""
    found = findings()
    if as_json:
        print_json([{"kind": each.kind, "message": each.message, "is_fault": each.is_fault} for each in found])
    else:
        print_rows([(("fault" if each.is_fault else "note"), each.kind, each.message) for each in found])
    if any(each.is_fault for each in found):
        raise typer.Exit(3)


@audit_app.command()
def verify(
    head: Annotated[
        str | None, typer.Option(help="A head published earlier, as SEQ:DIGEST: finds a rewritten or cut chain.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verify the chain of audit entries and print its head for outside witnesses."""
    published = None
    if head is not None:
        seq, _, digest = head.partition(":")
        if not seq.isdigit() or len(digest) != 64:
            raise InputError(
                Problem(f"“{head}” is not a head", remedy="Write it as SEQ:DIGEST, as this command prints it.")
            )
        published = int(seq), digest
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


def _by_catalogue(files: list[Path]) -> dict[str, Path]:
    known: dict[str, list[str]] = {}
    for each in catalogues():
        known.setdefault(each.path.name, []).append(each.name)
    chosen = {}
    for path in files:
        if path.name not in known:
            raise InputError(
                Problem(
                    "is not named like a catalogue",
                    path.name,
                    remedy=f"Name it after one of: {', '.join(sorted(known))}.",
                )
            )
        # One file may fill two catalogues: provisions.yaml holds the elements as well.
        chosen.update(dict.fromkeys(known[path.name], path))
    return chosen


def _print_loaded(loaded: Loaded) -> None:
    typer.echo(
        f"  {loaded.name}: {loaded.rows} rows, {loaded.added} added, {loaded.superseded} superseded, "
        f"{loaded.unchanged} unchanged"
    )
    for key in loaded.removed:
        typer.echo(f"    no longer in the file, kept in the database: {key}")


def _list_figures(*, as_json: bool) -> None:
    if as_json:
        at, choices = asked_moment(None, None), dict[Any, list[str]]()
        print_json([definition_answer(each, at, choices) for each in definitions()])
    else:
        print_rows([(each.id, each.question()) for each in definitions()])
