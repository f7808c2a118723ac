"""`capacita brief`: a brief as a file, from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from capacita.cli.output import AsJson, print_json
from capacita.evidence.reading import read_bytes
from capacita.kernel.asked import asked_moment
from capacita.kernel.errors import InputError, Problem
from capacita.publishing.actions import make_brief
from capacita.publishing.brief import TitleSlide


def brief(
    context: typer.Context,
    template: Annotated[str, typer.Argument(help="seminar, one-pager or country.")] = "seminar",
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write: .pptx, .pdf or .html.")] = Path(
        "brief.pptx"
    ),
    as_of: Annotated[str | None, typer.Option("--as-of", help="The date in the world, YYYY-MM-DD.")] = None,
    known_on: Annotated[str | None, typer.Option("--known-on", help="What had been stated by this day.")] = None,
    language: Annotated[str, typer.Option(help="en or fr.")] = "en",
    sections: Annotated[
        list[str] | None,
        typer.Option(
            "--section", "--sections", help="Sections to make, joined by commas or named one by one; else all."
        ),
    ] = None,
    country: Annotated[str, typer.Option(help="The two-letter code of the country that the brief is about.")] = "",
    event: Annotated[str, typer.Option(help="Title slide: the event.")] = "",
    session: Annotated[str, typer.Option(help="Title slide: the session.")] = "",
    place: Annotated[str, typer.Option(help="Title slide: the place.")] = "",
    date: Annotated[str, typer.Option(help="Title slide: the date, as it is to be printed.")] = "",
    speaker: Annotated[str, typer.Option(help="Title slide: the speaker.")] = "",
    function: Annotated[str, typer.Option(help="Title slide: the speaker's function.")] = "",
    organisation: Annotated[str, typer.Option(help="Title slide: the organisation.")] = "",
    link: Annotated[str, typer.Option(help="Title slide: a web address.")] = "",
    funding_statement: Annotated[str, typer.Option("--funding-statement", help="The funding statement.")] = "",
    disclaimer: Annotated[str, typer.Option(help="The disclaimer.")] = "",
    logo: Annotated[Path | None, typer.Option(help="A PNG or JPEG picture.")] = None,
    master: Annotated[Path | None, typer.Option(help="The organisation's own master (.pptx, .potx).")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a brief: deck, document or page with the same content, for any date."""
    suffix = output.suffix.lower().lstrip(".")
    if suffix not in ("pptx", "pdf", "html"):
        raise InputError(
            Problem(f"“{output.name}” names no format", remedy="End the file's name in .pptx, .pdf or .html.")
        )
    if not output.parent.is_dir():
        raise InputError(Problem(f"the folder {output.parent} is not there", remedy="Make it, or name another file."))
    if output.is_dir():
        raise InputError(Problem(f"{output} is a folder", remedy="Name the file to write in it."))
    made = make_brief(
        template,
        at=asked_moment(as_of, known_on),
        language=language,
        title=TitleSlide(event, session, place, date, speaker, function, organisation, link),
        country=country,
        sections=[key.strip() for each in sections or () for key in each.split(",") if key.strip()],
        funding_statement=funding_statement,
        disclaimer=disclaimer,
        logo=read_bytes(logo) if logo else None,
        master=read_bytes(master) if master else None,
        format=suffix,
        by="cli",
    )
    is_new = not output.exists()
    output.write_bytes(made.content)
    if is_new and context.obj is not None:
        # It lies where the person wanted it, for whom the person lets read.
        output.chmod(0o666 & ~context.obj)
    if as_json:
        print_json(
            {"file": str(output), "bytes": len(made.content), "media_type": made.media_type, "sha256": made.digest}
        )
        return
    typer.echo(f"{output} ({len(made.content):,} bytes, SHA-256 {made.digest[:16]})")
