"""`capacita admin create`: the first administrator, made by whoever may run the command on this machine."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import Annotated

import typer
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from capacita.keeping.upgrading import bring_up_to_date
from capacita.kernel.clock import today
from capacita.kernel.errors import InputError, Problem
from capacita.people.actions import create_administrator, link_token
from capacita.people.models import Invitation, User
from capacita.people.queries import command_standing

app = typer.Typer(help="Administrators.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Administrators."""


@app.command()
def create(
    email: Annotated[str, typer.Option(help="The administrator's e-mail address.")],
    name: Annotated[str, typer.Option(help="The administrator's name.")] = "",
    language: Annotated[str, typer.Option(help="The language of letters to the administrator, such as fr.")] = "en",
    link: Annotated[
        bool, typer.Option("--link", help="Ask for no password; print a link that sets one, once, for seven days.")
    ] = False,
    force_another: Annotated[
        bool, typer.Option("--force-another", help="Make one although there is an administrator already.")
    ] = False,
) -> None:
    """Make an administrator. The password is asked for, without showing it; a second factor at the first sign-in."""
    bring_up_to_date()
    try:
        validate_email(email)
    except ValidationError as error:
        raise InputError(Problem(f"“{email}” is no e-mail address", remedy="Write it as name@example.org.")) from error
    if language not in settings.LANGUAGES_OFFERED:
        offered = ", ".join(settings.LANGUAGES_OFFERED)
        raise InputError(Problem(f"“{language}” is not offered", remedy=f"The languages are: {offered}."))
    password = None if link else _asked_password(User(email=email, name=name))
    made = create_administrator(
        email=email,
        password=password,
        name=name,
        language=language,
        by=command_standing(on=today()),
        another=force_another,
    )
    if isinstance(made, Invitation):
        base = settings.CAPACITA_ADDRESS or "http://127.0.0.1:8000"
        typer.echo(f"{base}{reverse('invitation', args=[made.key, link_token(made)])}")
        typer.echo("The link sets name and password, once, within seven days. Whoever has it can use it.", err=True)
        return
    typer.echo(f"{email} is an administrator, and sets up a second factor at the first sign-in.")


def _asked_password(person: User) -> str:
    """A password typed twice, or read as one line from a pipe. Refused where the rules for passwords refuse it."""
    if sys.stdin.isatty():
        password = getpass("Password (at least 12 characters; 15 or more are better): ")
        if getpass("Once more: ") != password:
            raise InputError(Problem("the two passwords differ", remedy="Run the command again."))
    else:
        password = sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise InputError(Problem(" ".join(error.messages).rstrip("."), remedy="Choose another password.")) from error
    return password
