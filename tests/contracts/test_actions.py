"""Who may do what: every action of the product, tried by everybody, against the committed answers in actions.csv.

What a page hid, the action refuses by itself: no page is asked here. “none” where somebody can have nothing own.
"""

from __future__ import annotations

import csv
import importlib
import inspect
import os
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction

import capacita
from capacita.kernel.clock import today
from capacita.kernel.errors import RefusedError
from capacita.people.queries import local_standing
from capacita.people.rules import EVERYTHING, Standing
from tests.contracts.deeds import EXAMPLES, Deed, Ground, NothingOwnError, ground
from tests.contracts.everybody import COLUMNS, GIVEN, WITHOUT_FACTOR, WITHOUT_GRANT
from tests.contracts.everybody import standings as people_standings

TABLE = Path(__file__).parent / "actions.csv"
WRITE = "CAPACITA_WRITE_ACTIONS"
REMEDY = (
    f"Run `{WRITE}=1 make test ARGS=tests/contracts/test_actions.py`, which writes into tests/contracts/actions.csv what"
    " is answered now; then read every new cell before you commit it."
)
HEAD = ("action", "object", *COLUMNS)
ROOT = Path(capacita.__file__).parent
# Actions that take a key and no standing, so that they ask nobody: each with the places that may call it.
WITHOUT_STANDING = {
    "audit.actions.record_entry": (
        "**/actions.py",
        "**/*_actions.py",
        "**/actions/*.py",
        "cli/",
        "people/",
        "evidence/",
    ),
    "audit.actions.record_look": ("**",),
    "evidence.erasing_actions.erase_bytes_again": ("keeping/",),
    "keeping.actions.record_backup": ("cli/", "keeping/"),
    "keeping.actions.record_restore": ("cli/", "keeping/"),
    "people.personal.actions.erasing.erase_kept_long_enough": ("people/personal/",),
    "publishing.actions.make_brief": ("**",),
}
# What everybody does for the own account, with any role or none, and what anybody at all does.
OWN_ACCOUNT = {
    ("people.interest_actions.declare_interest", "own"),
    ("people.interest_actions.ask_to_end_interest", "own"),
    ("people.address_actions.ask_for_address", "own"),
    ("people.address_actions.change_address", "own"),
    ("people.address_actions.drop_address", "own"),
    ("people.language_actions.choose_language", "own"),
    ("people.naming_actions.correct_name", "own"),
    ("people.provider_actions.connect_provider", "own"),
    ("people.provider_actions.disconnect_provider", "own"),
    ("review.actions.submitting.drop_draft", "own"),
}
# What an administrator says of the installation itself; it changes no record.
OF_THE_INSTALLATION = ("keeping.actions.acknowledge_restore",)
OPEN_TO_ALL = ("review.actions.writing_in.report_mistake", "")
pytestmark = pytest.mark.django_db


def actions() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function of a module of actions that says on whose behalf it acts, by name."""
    for found in pkgutil.walk_packages(capacita.__path__, "capacita."):
        parts = found.name.split(".")
        if not (parts[-1].endswith("_actions") or "actions" in parts):
            continue
        module = importlib.import_module(found.name)
        for name, each in inspect.getmembers(module, inspect.isfunction):
            is_own = each.__module__ == found.name and not name.startswith("_")
            if is_own and "by" in inspect.signature(each).parameters:
                yield f"{found.name.removeprefix('capacita.')}.{name}", each


def committed() -> dict[tuple[str, str], dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["action"], row["object"]): row for row in csv.DictReader(file)}


def asking() -> set[str]:
    """The actions that are given who asks."""
    return {name for name, each in actions() if inspect.signature(each).parameters["by"].annotation == "Standing"}


def test_every_action_has_an_example_and_every_example_an_action() -> None:
    named = {action for action, _thing in EXAMPLES}
    assert asking() - named == set(), "without an example in tests/contracts/deeds"
    assert named - asking() == set(), "an example of no action"


def test_what_asks_nobody_is_listed_and_called_from_where_somebody_was_asked() -> None:
    assert {name for name, _each in actions()} - asking() == set(WITHOUT_STANDING)
    for action, places in WITHOUT_STANDING.items():
        name = action.rpartition(".")[2]
        for path in ROOT.rglob("*.py"):
            place = path.relative_to(ROOT).as_posix()
            is_meant = any(place.startswith(each) or each == "**" or path.match(each) for each in places)
            is_own = place == f"{action.rpartition('.')[0].replace('.', '/')}.py"
            if not (is_meant or is_own):
                assert not re.search(rf"\b{name}\b", path.read_text(encoding="utf-8")), f"{place} calls {action}"


def test_everybody_may_do_what_the_table_says_and_nothing_else() -> None:
    here = ground()
    # While nobody administers: afterwards the person at the machine is a stranger like any other.
    found = {case: {"local": _outcome(here, local_standing(on=today()), case)} for case in EXAMPLES}
    standings = {"anonymous": Standing("", today())} | people_standings()
    for case, row in found.items():
        row |= {who: _outcome(here, standing, case) for who, standing in standings.items()}
    if os.environ.get(WRITE):
        _write(found)
    held = committed()
    assert set(held) == set(found), f"rows and examples differ: {sorted(set(held) ^ set(found))}. {REMEDY}"
    wrong = [
        f"{action} {thing}: {who} is {row[who]}, expected {held[action, thing][who]}"
        for (action, thing), row in found.items()
        for who in COLUMNS
        if held[action, thing][who] != row[who]
    ]
    assert not wrong, "\n".join(wrong) + f"\nIf the new answer is meant: {REMEDY}"


def test_nobody_but_an_administrator_manages_access() -> None:
    for (action, _thing), row in committed().items():
        if action.startswith("people.actions."):
            assert _doers(row) <= {"administrator", "local"}, action
    assert _doers(committed()["people.actions.invite_person", ""]) == {"administrator", "local"}
    assert _doers(committed()["keeping.actions.acknowledge_restore", ""]) == {"administrator", "local"}


def test_an_author_never_confirms_or_returns_what_is_the_own() -> None:
    for (action, thing), row in committed().items():
        if action.endswith((".confirm_submission", ".return_submission")) and thing.startswith("own"):
            assert _doers(row) == set(), thing


def test_nobody_decides_on_erasing_oneself_or_confirms_what_one_asked() -> None:
    held = committed()
    erasing = "people.personal.actions.erasing."
    assert _doers(held[f"{erasing}request_erasure", "own"]) == set()
    assert _doers(held[f"{erasing}confirm_erasure", "own"]) == set()
    assert _doers(held[f"{erasing}confirm_erasure", "asked by oneself"]) == set()
    assert _doers(held[f"{erasing}confirm_erasure", "asked by another"]) == {"data_protection_officer"}


def test_without_a_role_above_viewer_nobody_does_more_than_report_a_mistake_and_keep_the_own_account() -> None:
    """A viewer, somebody without a role that counts, an administrator without a second factor, and the public."""
    for case, row in committed().items():
        viewers = {"viewer", "viewer_of_a_country", "viewer_of_everything"}
        done = _doers(row) & {"anonymous", *viewers, *WITHOUT_FACTOR, *WITHOUT_GRANT}
        assert not done or case in OWN_ACCOUNT or case == OPEN_TO_ALL, (case, done)


def test_what_is_anothers_and_private_is_done_by_nobody_else() -> None:
    """Drafts, questions, lists, fetches and ways to sign in are their owner's, whatever the role."""
    private = {
        case
        for case in committed()
        if case[1].startswith("another's")
        and case[0].endswith(
            ("_draft", ".take_back_submission", "_question", "_read", "_handed_out", ".fetch_source", "_provider")
        )
    }
    assert len(private) > 10
    for case in private:
        assert _doers(committed()[case]) == set(), case


def test_an_administrator_changes_no_record_and_sees_no_contact() -> None:
    for case, row in committed().items():
        if not case[0].startswith("people.actions.") and case[0] not in OF_THE_INSTALLATION:
            of_accounts = ("people.interest_actions.", "people.address_actions.")
            is_of_access = case[0].startswith(of_accounts) or case in OWN_ACCOUNT or case == OPEN_TO_ALL
            assert is_of_access or (row["administrator"] == "refused" and row["local"] != "done"), case


def test_beyond_the_scope_of_the_grant_only_a_grant_for_everything_counts() -> None:
    everywhere = {who for who, (_role, scope) in GIVEN.items() if scope == EVERYTHING}
    for case, row in committed().items():
        if "out of scope" in case[1] or case[1] == "everything":
            assert _doers(row) <= everywhere, case


def _doers(row: dict[str, str]) -> set[str]:
    return {who for who in COLUMNS if row[who] == "done"}


def _outcome(here: Ground, by: Standing, case: tuple[str, str]) -> str:
    """Whether the deed was done. Everything is as it was before; what only prepares may not be refused."""
    with transaction.atomic():
        try:
            return _tried(EXAMPLES[case](here, by))
        except NothingOwnError:
            return "none"
        finally:
            transaction.set_rollback(True)


def _tried(deed: Deed) -> str:
    try:
        with transaction.atomic():
            deed()
    except RefusedError:
        return "refused"
    return "done"


def _write(found: dict[tuple[str, str], dict[str, str]]) -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, HEAD, lineterminator="\n")
        table.writeheader()
        table.writerows({"action": action, "object": thing, **row} for (action, thing), row in sorted(found.items()))
