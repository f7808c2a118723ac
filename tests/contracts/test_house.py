"""Contracts of the house: who writes, what every figure tells, floors that hold."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

import capacita
from capacita.figures.registry import definitions, figure
from capacita.kernel.moment import Moment
from tests.golden.moments import KNOWN_TODAY, THEN

ROOT = Path(capacita.__file__).parent
# The only places that write: actions, the loading of catalogues, accounts made by Django's own hook.
WRITERS = (
    "actions.py",
    "loading.py",
    "evidence/citing.py",
    "evidence/receiving.py",
    "evidence/writing.py",
    "people/models.py",
    # The index is a cache of the records, kept in step by what writes them.
    "search/writing.py",
    # Parts of actions: what waits is put and settled inside them.
    "people/inbox.py",
    "people/reminding.py",
    "people/erasure.py",
    "people/personal/handlers.py",
    "people/personal/letters.py",
    "people/personal/retention.py",
    # A trial, taken back.
    "keeping/schema_health.py",
)
WRITES = re.compile(r"\.(save|create|bulk_create|update|bulk_update|delete|get_or_create|update_or_create)\(")
HARMLESS = re.compile(
    r"(_rendered|hashlib|seen|values|areas|found|reasons|problems)\.update\(|dict\.update|\.context\."
)


# The clock itself, the doors, and what records the time at which it records.
CLOCK_READERS = {
    "kernel/clock.py",
    "kernel/asked.py",
    "audit/actions.py",
    "evidence/actions.py",
    "evidence/erasing_actions.py",
    "evidence/loading.py",
    "config/daily.py",
    "cli/admins.py",
    "cli/checks.py",
    "cli/daily.py",
    "cli/keeping.py",
    "cli/serving.py",
    "api/answering.py",
    "legislation/actions/importing.py",
    "legislation/actions/questions.py",
    "legislation/actions/rating.py",
    "legislation/actions/recording_texts.py",
    "review/actions/comparing.py",
    "review/actions/moving.py",
    "standards/actions/drafting.py",
    "review/actions/reviewing.py",
    "review/actions/with_country.py",
    "web/asking.py",
    "web/context.py",
    "people/actions.py",
    "people/address_actions.py",
    "people/interest_actions.py",
    "people/naming_actions.py",
    "people/waiting.py",
    "people/personal/waiting.py",
    "people/erasure.py",
    "people/personal/actions/contacts.py",
    "people/personal/actions/duplicates.py",
    "people/personal/actions/erasing.py",
    "people/personal/actions/looking.py",
    "people/personal/actions/registers.py",
    "people/personal/actions/unlisted.py",
    "people/personal/handlers.py",
    # After an erasure: the folders that received a backup within a year of that day.
    "web/apps.py",
    "web/access/forms.py",
    "web/access/invitations.py",
    "web/access/views.py",
    "web/access/words.py",
    "web/account/addresses.py",
    "web/account/views.py",
    "web/pages.py",
    "web/sources/adding.py",
    "web/personal/care.py",
    "web/personal/registers.py",
    "web/standing.py",
    "web/reach/views.py",
    "web/writing_in/views.py",
    "evidence/recording.py",
    "publishing/effects.py",
    "review/actions/submitting.py",
    "review/actions/writing_in.py",
}


def test_only_actions_and_loading_write() -> None:
    guilty = []
    for path in ROOT.rglob("*.py"):
        name = path.relative_to(ROOT).as_posix()
        if name.endswith(WRITERS) or "/migrations/" in name or "/actions/" in name:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if re.search(r"objects\b.*" + WRITES.pattern, line) and not HARMLESS.search(line):
                guilty.append(f"{name}:{number}: {line.strip()}")
    assert guilty == []


def test_whatever_writes_an_entry_takes_its_turn_from_the_beginning() -> None:
    """A transaction that locks rows first and the chain last could wait for an action for ever, and the action for it."""
    late, in_turn = [], 0
    for path in sorted(ROOT.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for block in ast.walk(ast.parse(text)) if "record_entry(" in text else ():
            if isinstance(block, ast.With) and "record_entry(" in ast.unparse(block):
                opened = [ast.unparse(each.context_expr) for each in block.items]
                in_turn += bool({"in_turn()", "in_turn_of(by)"} & set(opened))
                late += [f"{path.name}, line {block.lineno}"] if "transaction.atomic()" in opened else []
    assert late == []
    assert in_turn >= 30


def test_every_journey_is_where_the_suite_looks_for_it() -> None:
    """`make test` runs the journeys from their own folder, `make harden` those in its own."""
    tests = Path(__file__).parents[1]
    marked = re.compile(r"pytest\.mark\.browser\b")
    found = {path for path in tests.rglob("*.py") if marked.search(path.read_text(encoding="utf-8"))}
    assert {path.relative_to(tests).parts[0] for path in found} == {"journeys", "hardening"}


def test_only_doors_and_recording_read_the_clock() -> None:
    guilty = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if re.search(r"\b(datetime\.now|date\.today|timezone\.now|kernel\.clock)\b", path.read_text(encoding="utf-8"))
    }
    assert guilty == CLOCK_READERS


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("id", [each.id for each in definitions()])
def test_every_figure_answers_for_any_date_in_both_languages(id: str, language: str) -> None:
    found = next(each for each in definitions() if each.id == id)
    given = {"project": "GLACY+", "funder": "European Union", "country": "RO", "article": "16"}
    parameters = {parameter.name: given[parameter.name] for parameter in found.parameters if parameter.required}
    moments = [THEN, KNOWN_TODAY, *(Moment(day, date(2026, 11, 24)) for day in (date(2001, 1, 1), date(2100, 12, 31)))]
    with translation.override(language):
        assert found.question().endswith("?")
        assert len(found.rule_text()) > 40
        for at in moments:
            value = figure(id, at=at, **parameters)
            assert found.sentence(value)
            assert value.value is not None or value.reason
            if value.value is not None and value.low is not None:
                assert value.low <= value.value
                assert value.high is None or value.value <= value.high
            assert value.at == at


@pytest.mark.django_db
def test_french_sentences_are_french() -> None:
    with translation.override("fr"):
        found = next(each for each in definitions() if each.id == "reach.invited")
        assert found.sentence(figure("reach.invited", at=THEN)).startswith("Au 21 février 2020, 7 États disposaient")
