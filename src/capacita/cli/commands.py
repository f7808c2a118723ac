"""The commands. Each reads its arguments and makes one call."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import translation

from capacita.audit.queries import require_recorded_by
from capacita.cli import admins, briefs, chain, keeping, legislation, searching, serving
from capacita.cli.checks import findings
from capacita.cli.daily import daily
from capacita.cli.output import AsJson, print_json, print_rows
from capacita.countries.queries import footnote_callers
from capacita.evidence.catalogue import catalogues
from capacita.evidence.loading import Loaded, load_catalogues
from capacita.figures.answers import definition_answer, figure_answer, figure_csv
from capacita.figures.footnotes import footnotes_of
from capacita.figures.registry import definition, definitions
from capacita.figures.registry import figure as figure_of
from capacita.keeping.upgrading import bring_up_to_date
from capacita.kernel.asked import asked_moment
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.moment import Moment
from capacita.people.models import LOADER

app = typer.Typer(
    name="capacita",
    help="Capacity building on cybercrime and electronic evidence: every figure with its evidence, for any date.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(chain.audit_app, name="audit")
app.add_typer(admins.app, name="admin")
app.add_typer(legislation.legislation_app, name="legislation")
app.add_typer(searching.search_app, name="search")
app.command()(serving.run)
app.command()(briefs.brief)
app.command()(daily)
app.command()(keeping.backup)
app.command()(keeping.restore)
app.command()(keeping.doctor)
app.callback()(keeping.require_whole)

AsOf = Annotated[str | None, typer.Option("--as-of", help="The date in the world, YYYY-MM-DD; today if left out.")]
KnownOn = Annotated[
    str | None, typer.Option("--known-on", help="What had been stated by this day, YYYY-MM-DD; today if left out.")
]


@app.command()
def load(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Files that replace the product's own, named like their catalogue (treaty_actions.csv or .xlsx)."
        ),
    ] = None,
    withdraw: Annotated[
        list[str] | None,
        typer.Option(help="The key of a row that is wrong and that the files no longer hold; may be given again."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why the rows are withdrawn.")] = "",
    as_json: AsJson = False,
) -> None:
    """Fill the database with the reference data. Running it again changes nothing; a changed row supersedes."""
    chosen = _by_catalogue(files or [])
    bring_up_to_date()
    results = load_catalogues(
        by=LOADER,
        files=chosen,
        withdraw=withdraw or (),
        reason=reason,
        progress=(lambda loaded: None) if as_json else _print_loaded,
    )
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
                    "withdrawn": list(each.withdrawn),
                    "kept": [{"key": row.key, "differing": row.differing} for row in each.kept],
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
    if as_csv and as_json:
        raise InputError(Problem("a figure is printed as CSV or as JSON", remedy="Give --csv or --json, not both."))
    with translation.override(_spoken(language)):
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
        at = asked_moment(as_of, known_on, recorded_at)
        require_recorded_by(at.recorded_at)
        value = figure_of(
            id, at=at, **_as_written(id, {name: each for name, each in given.items() if each is not None}, at)
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
            for note in value.notes:
                typer.echo(note)
            printed = {each.subject for each in value.records} | {
                each.key for each in (*value.undetermined, *value.uncertain)
            }
            texts, called = footnotes_of(value)
            for key in sorted({called[each] for each in printed if each in called}):
                typer.echo(f"{footnote_callers(key, language, at=at)}* – {texts[key]}")
            if value.is_beyond_sources:
                typer.echo(f"as far as sourced (to {value.sourced_to})")


@app.command()
def check(as_json: AsJson = False) -> None:
    """Look for what does not fit in the records: broken chain, computed and sourced dates that differ. See also `doctor`."""
    found = findings()
    if as_json:
        print_json([{"kind": each.kind, "message": each.message, "is_fault": each.is_fault} for each in found])
    else:
        print_rows([(("fault" if each.is_fault else "note"), each.kind, each.message) for each in found])
    if any(each.is_fault for each in found):
        raise typer.Exit(3)


def _by_catalogue(files: list[Path]) -> dict[str, Path]:
    """The catalogue that each file is named after. One file may fill two: provisions.yaml holds the elements as well."""
    chosen: dict[str, Path] = {}
    for path in files:
        if path.suffix.lower() == ".xlsm":
            raise InputError(
                Problem("may hold macros", path.name, remedy="Save it as a workbook without them (.xlsx).")
            )
        named = [each for each in catalogues() if path.name in {each.path.stem + suffix for suffix in each.suffixes}]
        if not named:
            known = sorted({each.path.name for each in catalogues()})
            raise InputError(
                Problem(
                    "is not named like a catalogue",
                    path.name,
                    remedy=f"Name it after one of: {', '.join(known)}; a table may come as .xlsx.",
                )
            )
        for each in named:
            if each.name in chosen:
                raise InputError(
                    Problem(
                        f"is a second file of the catalogue {each.name}, beside {chosen[each.name]}",
                        str(path),
                        remedy="Load one file of a catalogue at a time.",
                    )
                )
            chosen[each.name] = path
    return chosen


def _spoken(language: str) -> str:
    known = settings.LANGUAGES_OFFERED
    if language not in known:
        raise InputError(
            Problem(f"“{language}” is not a language here", column="language", remedy=f"One of {', '.join(known)}.")
        )
    return language


def _as_written(id: str, given: dict[str, str], at: Moment) -> dict[str, str]:
    """Each value as the figure writes it, where only capitals differ: ETS185 is ets185, glacy+ is GLACY+."""
    choices = {each.name: each.choices for each in definition(id).parameters}
    found = {}
    for name, value in given.items():
        alike = [each for each in choices[name](at) if each.casefold() == value.casefold()] if name in choices else []
        found[name] = alike[0] if len(alike) == 1 else value
    return found


def _print_loaded(loaded: Loaded) -> None:
    typer.echo(
        f"  {loaded.name}: {loaded.rows} rows, {loaded.added} added, {loaded.superseded} superseded, "
        f"{loaded.unchanged} unchanged"
    )
    for key in loaded.withdrawn:
        typer.echo(f"    withdrawn: {key}")
    for key in loaded.removed:
        typer.echo(f"    no longer in the file, kept in the database: {key}")
    for row in loaded.kept:
        typer.echo(f"    stays as recorded here: {row.text}")


def _list_figures(*, as_json: bool) -> None:
    if as_json:
        at, choices = asked_moment(None, None), dict[Any, list[str]]()
        print_json([definition_answer(each, at, choices) for each in definitions()])
    else:
        print_rows([(each.id, each.question()) for each in definitions()])
