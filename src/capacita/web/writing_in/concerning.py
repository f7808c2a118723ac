"""Whose work a page shows, so that what a reader reports about it reaches whoever keeps that."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from django.urls import Resolver404, resolve

from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.moment import Moment
from capacita.legislation.queries.laws import work
from capacita.people.choices import ScopeKind, Verb
from capacita.people.rules import Scope


def keepers_of(about: str, *, at: Moment) -> list[tuple[Verb, Scope]]:
    """What somebody may do who keeps what the page at `about` shows, the nearest first; nothing for a page of no one thing.

    A project's is kept by whoever edits it, a country's law by whoever rates or reviews it, the rest of a country by
    whoever records facts there.
    """
    try:
        found = resolve(unquote(urlsplit(about).path))
    except Resolver404:
        return []
    if found.url_name == "project":
        return [(Verb.EDIT_PROJECT, Scope(ScopeKind.PROJECT, str(found.kwargs["code"])))]
    is_law = found.route.startswith("legislation/")
    iso2 = _country_of_law(str(found.kwargs["key"]), at) if found.url_name == "law" else found.kwargs.get("iso2", "")
    if not iso2:
        return []
    scope = Scope(ScopeKind.COUNTRY, str(iso2))
    return [(Verb.ASSESS_LAW, scope), (Verb.REVIEW, scope)] if is_law else [(Verb.RECORD_FACTS, scope)]


def _country_of_law(key: str, at: Moment) -> str:
    try:
        return work(key, at=at).iso2
    except UnknownKeyError:
        return ""
