"""What a grant is for, in words, and what it can be given for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from capacita.countries.queries import in_order, names
from capacita.kernel.clock import today
from capacita.kernel.moment import Moment
from capacita.people.choices import ScopeKind
from capacita.people.queries import WaysIn
from capacita.people.rules import EVERYTHING, Scope
from capacita.portfolio.queries import projects


@dataclass(frozen=True)
class Choice:
    """One thing that a grant can be for, as a form offers it."""

    value: str
    label: str


def scope_in_words(scope: Scope, language: str) -> str:
    """“Everything”, a project's code, or a country's name; a key that is no longer known stays as it is."""
    if scope.kind is ScopeKind.ALL:
        return _("everything")
    if scope.kind is ScopeKind.PROJECT:
        return _("project %(code)s") % {"code": scope.key}
    now = today()
    return names(language, at=Moment(now, now)).get(scope.key, scope.key)


def ways_in_words(ways: WaysIn) -> str:
    """By which ways somebody signs in, such as “password, passkey”."""
    named = [_("password") if ways.password else "", _("passkey") if ways.passkey else "", ways.provider]
    return ", ".join(each for each in named if each) or _("no way in")


def scope_of(text: str) -> Scope | None:
    """The scope that a form's value names, such as project:CYBERSOUTH; none where it names nothing that exists."""
    if text == ScopeKind.ALL:
        return EVERYTHING
    kind, _colon, key = text.partition(":")
    now = Moment(today(), today())
    if kind == ScopeKind.PROJECT and key in project_codes():
        return Scope(ScopeKind.PROJECT, key)
    if kind == ScopeKind.COUNTRY and key in names("en", at=now):
        return Scope(ScopeKind.COUNTRY, key)
    return None


def project_codes() -> list[str]:
    """The codes of all projects, in order."""
    now = Moment(today(), today())
    return sorted(line.code for line in projects(at=now))


def scope_choices(language: str) -> list[tuple[str, list[Choice]]]:
    """Everything, then projects by code, then countries and areas by name."""
    now = Moment(today(), today())
    named = in_order((name, iso2) for iso2, name in names(language, at=now).items())
    return [
        ("", [Choice("all", _("everything"))]),
        (_("Projects"), [Choice(f"project:{code}", code) for code in project_codes()]),
        (_("Countries and areas"), [Choice(f"country:{iso2}", name) for name, iso2 in named]),
    ]
