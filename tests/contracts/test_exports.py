"""Whatever is not published and is taken out as a file is told on the audit chain, whichever page hands it out.

The pages are found in the code: those that the public is not answered, and that lead to an answer to be saved.
"""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from capacita.audit.choices import Look
from capacita.audit.models import Entry
from capacita.audit.queries import head
from capacita.people.models import User
from tests.contracts.everybody import browsers
from tests.contracts.planted import Planted, plant
from tests.contracts.routes import views
from tests.contracts.test_no_leak import address_of, keys_of
from tests.contracts.test_permissions import committed
from tests.people import cast

# The heading by which an answer is saved and not shown.
_SAVED = "Content-Disposition"
# Between them they are handed out everything that is handed out to anybody.
_TAKING = ("lead", "data_protection_officer", "legal_assessor", "administrator")


def test_every_page_that_hands_out_what_is_not_published_tells_so() -> None:
    found = unpublished_files()
    assert len(found) >= 14
    silent = [route for route, view in found.items() if not _names(view, "EXPORT")]
    assert not silent, f"What is taken out here leaves no trace: call note_export (web/exporting.py): {silent}"


@pytest.mark.django_db
def test_each_file_that_is_taken_out_is_told_once_by_whoever_took_it_and_empties_no_memory() -> None:
    planted = plant()
    clients = {who: client for who, client in browsers().items() if who in _TAKING}
    clients["lead"] = cast.just_signed_in(planted.lead)
    keys = {who: User.objects.get(pk=client.session["_auth_user_id"]).key for who, client in clients.items()}
    taken = set()
    for route in unpublished_files():
        for who, method, address in _asked(route, planted, clients):
            told = _told(clients[who], method, address)
            if told is not None:
                taken.add(route)
                assert told == [keys[who]], f"{who}: {method} {address}"
    assert taken == set(unpublished_files())


def unpublished_files() -> dict[str, Callable[..., Any]]:
    """The pages that answer with something to be saved, and that the public is not answered."""
    open_to_all = {route for (route, _thing, _method), row in committed().items() if row["anonymous"] in ("200", "400")}
    return {
        route: view
        for route, view in views().items()
        if route not in open_to_all and any(_SAVED in code.co_consts for code in _reached(view))
    }


def _asked(route: str, planted: Planted, clients: dict[str, Client]) -> Iterator[tuple[str, str, str]]:
    for key in keys_of(planted, route) or ("",):
        for who in clients:
            for method in ("GET", "POST"):
                yield who, method, address_of(route, key)


def _told(client: Client, method: str, address: str) -> list[str] | None:
    """By whom the chain tells that something was taken out now; None where nothing was handed out."""
    with transaction.atomic():
        last, before = Entry.objects.count(), head()
        answer = client.generic(method, address, content_type="application/x-www-form-urlencoded")
        told = Entry.objects.filter(seq__gt=last, verb=Look.EXPORT).values_list("actor", flat=True)
        found = list(told) if answer.status_code == 200 else None
        assert head() == before or found is None, f"{address}: pages are made anew after a file is taken out"
        transaction.set_rollback(True)
    return found


def _names(view: Callable[..., Any], name: str) -> bool:
    return any(name in code.co_names for code in _reached(view))


def _reached(view: Callable[..., Any]) -> Iterator[CodeType]:
    """The code of a view and of every function of the product that it calls by name, without what is wrapped around it."""
    seen: set[CodeType] = set()
    waiting = [view]
    while waiting:
        function = inspect.unwrap(waiting.pop())
        if not isinstance(function, FunctionType) or not function.__module__.startswith("capacita."):
            continue
        for code in _all_of(function.__code__):
            if code not in seen:
                seen.add(code)
                yield code
                waiting += _called(code, function.__globals__)


def _all_of(code: CodeType) -> Iterator[CodeType]:
    """With what is defined within."""
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _all_of(each)


def _called(code: CodeType, names: dict[str, Any]) -> Iterator[Callable[..., Any]]:
    """What the code names of its module, or as a part of another module."""
    found: Any = None
    for step in dis.get_instructions(code):
        if isinstance(found, ModuleType) and step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            found = getattr(found, step.argval, None)
        elif step.opname == "LOAD_GLOBAL":
            found = names.get(step.argval)
        else:
            found = None
        if callable(found) and not isinstance(found, type):
            yield found
