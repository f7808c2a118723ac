"""How an example is registered, and the world on which it stands. What makes an example lies in the modules beside.

An example is given who acts, prepares what there must be, and hands back the deed itself, which is then tried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from capacita.evidence.recording import RowChange, cells_of, current_row
from capacita.people.actions import create_administrator
from capacita.people.models import User
from capacita.people.personal.models import Contact
from capacita.people.rules import EVERYTHING, Scope, Standing
from capacita.review.actions.submitting import keep_draft, submit_draft
from capacita.review.models import Draft, Submission
from tests.people import cast
from tests.people.personal import persons

Deed = Callable[[], object]
Example = Callable[["Ground", Standing], Deed]
EXAMPLES: dict[tuple[str, str], Example] = {}
SCOPES: dict[str, Scope] = {
    "project in scope": cast.CYBERSOUTH,
    "country in scope": cast.MOROCCO,
    "out of scope": cast.GLACY,
    "everything": EVERYTHING,
}
SCOPED = ("project in scope", "country in scope", "out of scope")
OWN = ("own", "another's")


class NothingOwnError(Exception):
    """The public and the person at the machine have no account, so that nothing here can be their own."""


@dataclass(frozen=True)
class Ground:
    """What others have done before. `bob` edits a project; `frank` runs the programme; `dana` is the officer."""

    bob: User
    frank: Standing
    dana: Standing
    changes: dict[str, RowChange]
    submissions: dict[str, Submission]
    contacts: dict[str, Contact]
    twins: dict[str, Contact]


def example(action: str, *things: str) -> Callable[[Callable[[Ground, Standing, str], Deed]], None]:
    """Registers what makes the deed of `action`, called once for each of `things` that make a difference."""

    def register(make: Callable[[Ground, Standing, str], Deed]) -> None:
        for thing in things or ("",):
            assert (action, thing) not in EXAMPLES, (action, thing)
            EXAMPLES[action, thing] = lambda here, by, thing=thing: make(here, by, thing)  # type: ignore[misc]

    return register


def account_of(here: Ground, by: Standing, thing: str) -> User:
    """One's own account, or Bob's."""
    if thing != "own":
        return here.bob
    found = User.objects.filter(key=by.key).first()
    if found is None:
        raise NothingOwnError
    return found


def author(here: Ground, by: Standing, thing: str) -> str:
    """The key under which one's own things stand, or Frank's."""
    if not thing.startswith("own"):
        return here.frank.key
    if by.is_public:
        raise NothingOwnError
    return by.key


def own_submission(of: Submission, key: str) -> Submission:
    """The same submission, handed in by `key`."""
    held = ("catalogue", "row_key", "cells", "reason", "base", "scope_kind", "scope_key", "submitted_at")
    return Submission.objects.create(author=key, **{name: getattr(of, name) for name in held})


def draft_by(change: RowChange, key: str, here: Ground) -> Draft:
    """A draft of the change by `key`, who may have had a role for it yesterday."""
    made = keep_draft(change, by=here.frank)
    Draft.objects.filter(pk=made.pk).update(author=key)
    made.refresh_from_db()
    return made


def another_administrator() -> User:
    made = create_administrator(email="second@example.org", password=cast.PASSWORD, by=cast.command(), another=True)
    assert isinstance(made, User)
    return made


def ground() -> Ground:
    """The world before anybody of the cast acts; nobody administers yet."""
    frank = cast.standing(cast.person("frank@example.org", "programme_manager"))
    name = cells_of("country_names", current_row("country_names", "MA/en/1"))
    terms = {"known_from": "2026-11-01", "kind": "restatement", "source_url": "https://example.org/terms"}
    changes = {
        "country in scope": RowChange("country_names", {**name, "note": "looked at again"}, "MA/en/1"),
        "project in scope": RowChange("project_terms", {**terms, "code": "CYBERSOUTH"}),
        "out of scope": RowChange("project_terms", {**terms, "code": "GLACY+"}),
    }
    return Ground(
        cast.person("bob@example.org", "project_editor", cast.GLACY),
        frank,
        cast.standing(persons.officer()),
        changes,
        {thing: submit_draft(keep_draft(each, by=frank), by=frank) for thing, each in changes.items()},
        _contacts(frank),
        _contacts(frank),
    )


def _contacts(by: Standing) -> dict[str, Contact]:
    places = {"project in scope": ("CYBERSOUTH", ""), "country in scope": ("", "MA"), "out of scope": ("GLACY+", "")}
    return {
        thing: persons.contact(by, "Maria Exemplar", never_list=False, project=project, country=country)
        for thing, (project, country) in places.items()
    }
