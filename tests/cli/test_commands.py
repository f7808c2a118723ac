"""The command line's contracts: keys of the JSON, exit codes, helpful refusals."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from typer.testing import CliRunner

from capacita.cli import serving
from capacita.cli.checks import findings
from capacita.cli.commands import app
from capacita.evidence.catalogue import catalogues
from capacita.evidence.loading import load_catalogues
from capacita.kernel.errors import CapacitaError
from capacita.people.models import LOADER

pytestmark = pytest.mark.django_db
RUN = CliRunner()
CONTRACT = {
    "id", "value", "low", "high", "undetermined", "unit", "rule", "as_of", "known_on", "sourced_to", "records",
}  # fmt: skip
# A command that opens the database, which is new and empty, and then a letter as the site sends it.
_WITH_A_LETTER = """
from capacita.cli.__main__ import main
try:
    main()
except SystemExit:
    pass
from django.core.mail import send_mail
send_mail("A subject", "A text.", None, ["alice@example.org"])
"""


def answer(*arguments: str) -> dict[str, object]:
    result = RUN.invoke(app, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    "id",
    "reach.parties reach.signed reach.signed_ever reach.invited reach.together reach.supported portfolio.projects "
    "portfolio.budget_total".split(),
)
def test_a_figure_prints_the_contract_s_keys(id: str) -> None:
    found = answer("figure", id, "--as-of", "2020-02-21", "--known-on", "2020-02-21")
    assert set(found) >= CONTRACT
    assert found["id"] == id
    assert (found["as_of"], found["known_on"]) == ("2020-02-21", "2020-02-21")
    assert found["records"]


def test_instrument_and_basis_are_taken() -> None:
    found = answer("figure", "reach.parties", "--as-of", "2026-02-05", "--instrument", "cets224", "--basis", "in_force")
    assert found["value"] == 0


@pytest.mark.parametrize(
    ("asked", "options"),
    [
        (["reach.parties", "--instrument", "ETS185"], {"instrument": "ets185"}),
        (
            ["reach.parties", "--instrument", "Ets189", "--basis", "IN_FORCE"],
            {"instrument": "ets189", "basis": "in_force"},
        ),
        (["portfolio.project_budget", "--project", "glacy+"], {"project": "GLACY+"}),
    ],
)
def test_codes_may_be_written_in_any_case(asked: list[str], options: dict[str, str]) -> None:
    parameters = answer("figure", *asked, "--as-of", "2020-02-21")["parameters"]
    assert isinstance(parameters, dict)
    assert {**parameters, **options} == parameters


def test_a_brief_is_not_written_onto_a_folder(tmp_path: Path) -> None:
    (tmp_path / "deck.pptx").mkdir()
    result = RUN.invoke(app, ["brief", "seminar", "-o", str(tmp_path / "deck.pptx")])
    assert isinstance(result.exception, CapacitaError)
    assert "deck.pptx is a folder" in str(result.exception)


@pytest.mark.parametrize("home", ["a file", "below a file", "a database of another kind"])
def test_a_home_that_cannot_be_used_is_told_in_a_sentence(home: str, tmp_path: Path) -> None:
    place = tmp_path / "home"
    if home == "a database of another kind":
        (place / "capacita.sqlite3").mkdir(parents=True)
    else:
        place.write_text("x", encoding="utf-8")
        place = place / "below" if home == "below a file" else place
    environment = {**os.environ, "CAPACITA_HOME": str(place), "DATABASE_URL": ""}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", "capacita.cli", "check"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_what_commands_make_in_a_folder_that_lies_open_is_for_the_account_alone(tmp_path: Path) -> None:
    place = tmp_path / "home"
    place.mkdir()
    place.chmod(0o755)
    environment = {**os.environ, "CAPACITA_HOME": str(place), "DATABASE_URL": ""}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    words = [sys.executable, "-c", _WITH_A_LETTER, "check"]
    subprocess.run(words, env=environment, capture_output=True, check=True, umask=0o022)
    kept = {each: stat.S_IMODE(each.stat().st_mode) for each in place.rglob("*")}
    assert {each.name for each in kept} >= {"capacita.sqlite3", "mail"}
    assert {path.name: mode for path, mode in kept.items() if mode & 0o077} == {}


@pytest.mark.parametrize(("mode", "is_told"), [(0o755, True), (0o700, False)])
def test_run_tells_where_the_folder_is_open_to_others(
    mode: int, is_told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(mode)
    monkeypatch.setattr(settings, "CAPACITA_HOME", tmp_path)
    monkeypatch.setattr(serving, "bring_up_to_date", lambda: None)
    monkeypatch.setattr(serving, "call_command", lambda *_, **__: None)
    monkeypatch.setattr(serving, "load_catalogues", lambda **_: [])
    monkeypatch.setattr("os.execve", lambda *_: None)
    result = RUN.invoke(app, ["run"])
    assert (f"{tmp_path} is open to other accounts (755): chmod 700 {tmp_path}" in result.output) is is_told


@pytest.mark.parametrize(
    ("host", "bound"), [("::1", "[::1]:8123"), ("127.0.0.1", "127.0.0.1:8123"), ("localhost", "127.0.0.1:8123")]
)
def test_the_site_is_bound_and_named_as_addresses_are_written(
    host: str, bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(serving, "bring_up_to_date", lambda: None)
    monkeypatch.setattr(serving, "call_command", lambda *_, **__: None)
    monkeypatch.setattr(serving, "load_catalogues", lambda **_: [])
    monkeypatch.setattr(serving, "_free_port", lambda *_: 8123)
    monkeypatch.setattr("os.execve", lambda _, words, _environment: started.append(words))
    result = RUN.invoke(app, ["run", "--host", host])
    assert f"http://{bound}/" in result.output
    (words,) = started
    assert words[words.index("--bind") + 1] == bound


def test_an_instrument_that_deposits_bring_into_force_is_noted(tmp_path: Path) -> None:
    """The Second Protocol has fewer than five deposits; were two enough, Japan's of 10 August 2023 would do it."""
    assert not [each for each in findings() if "CETS 224" in each.message]
    path = next(each.path for each in catalogues() if each.name == "instruments")
    text = path.read_text(encoding="utf-8")
    assert "2022-05-12,,5,3,no" in text
    (tmp_path / path.name).write_text(text.replace("2022-05-12,,5,3,no", "2022-05-12,,2,3,no"), encoding="utf-8")
    load_catalogues(by=LOADER, files={"instruments": tmp_path / path.name})
    (found,) = [each for each in findings() if "CETS 224" in each.message]
    assert not found.is_fault
    assert found.message.endswith("it enters into force on 2023-12-01; its record says nothing")


def test_all_figures_are_listed() -> None:
    result = RUN.invoke(app, ["figure", "--list"])
    assert "reach.together" in result.output
    assert "portfolio.budget_total" in result.output


def test_the_list_gives_each_figure_s_typed_parameters() -> None:
    result = RUN.invoke(app, ["figure", "--list", "--json"])
    rows = {each["id"]: each for each in json.loads(result.output)}
    assert [(each["name"], each["kind"], each["default"]) for each in rows["reach.parties"]["parameters"]] == [
        ("instrument", "instrument", "ets185"),
        ("basis", "word", "deposit"),
    ]
    assert rows["portfolio.budget_stated"]["rule_since"] == "2026-11-24"


def test_a_figure_printed_as_json_is_run_again_from_what_it_names() -> None:
    first = answer("figure", "reach.supported", "--as-of", "2020-02-21")
    assert first["footnotes"]
    assert first["catalogue_version"]
    again = answer(
        "figure", "reach.supported", "--as-of", "2020-02-21",
        "--known-on", str(first["known_on"]), "--recorded-at", str(first["recorded_at"]),
    )  # fmt: skip
    assert again == first


def test_a_person_reads_the_footnotes_and_that_a_sum_is_a_lower_bound() -> None:
    assert "1244" in RUN.invoke(app, ["figure", "reach.supported", "--as-of", "2020-02-21"]).output
    total = RUN.invoke(app, ["figure", "portfolio.budget_total", "--as-of", "2026-11-24"]).output
    assert "at least EUR\u00a03.9\u00a0million" in total


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["figure", "reach.partys"], "Did you mean reach.parties"),
        (["figure", "reach.parties", "--as-of", "2020-02-30"], "not a day of the calendar"),
        (["figure", "reach.parties", "--instrument", "ets186"], "For example: ets18"),
        (["figure", "portfolio.projects", "--basis", "deposit"], "has no parameter"),
        (["figure"], "--list"),
        (["figure", "reach.parties", "--json", "--csv"], "not both"),
        (["load", "nonsense.csv"], "not named like a catalogue"),
        (["audit", "verify", "--head", "x"], "SEQ:DIGEST"),
        (["audit", "verify", "--head", ""], "“” is not a head. Write it as SEQ:DIGEST"),
        (["audit", "verify", "--head", f"²:{'0' * 64}"], "SEQ:DIGEST"),
        (["brief", "seminar", "-o", "deck.doc"], ".pptx, .pdf or .html"),
        (["figure", "reach.parties", "--language", "xx"], "“xx” is not a language here. One of en, fr."),
        (
            ["figure", "reach.parties", "--recorded-at", "2001-01-01T00:00:00+00:00"],
            "nothing had been recorded by 2001",
        ),
        (["load", "treaty_actions.csv", "sub/treaty_actions.xlsx"], "a second file of the catalogue treaty_actions"),
        (["load", "provisions.csv"], "not named like a catalogue"),
    ],
)
def test_refusals_say_what_to_do(arguments: list[str], words: str) -> None:
    result = RUN.invoke(app, arguments)
    assert result.exit_code != 0
    assert isinstance(result.exception, CapacitaError)
    assert words in str(result.exception)


def test_the_chain_is_verified_and_its_head_printed() -> None:
    found = answer("audit", "verify")
    assert found["holds"] is True
    head = str(found["head"])
    assert answer("audit", "verify", "--head", head)["holds"] is True
    seq = head.partition(":")[0]
    broken = RUN.invoke(app, ["audit", "verify", "--head", f"{seq}:{'0' * 64}"])
    assert broken.exit_code == 3


def test_check_finds_no_fault_and_lists_what_differs() -> None:
    result = RUN.invoke(app, ["check", "--json"])
    found = json.loads(result.output)
    assert result.exit_code == 0
    assert not [each for each in found if each["is_fault"]]
    assert sum(each["kind"] == "published statement" for each in found) == 5


def test_a_brief_is_written_for_whom_the_person_lets_read_new_files(tmp_path: Path) -> None:
    target = tmp_path / "deck.pptx"
    words = ["brief", "seminar", "--as-of", "2020-02-21", "--known-on", "2020-02-21", "-o", str(target)]
    result = RUN.invoke(app, words, obj=0o027)
    assert result.exit_code == 0, result.output
    assert target.read_bytes().startswith(b"PK")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_footnote_is_printed_with_its_name_and_only_where_the_name_is() -> None:
    plain = RUN.invoke(app, ["figure", "reach.invited", "--as-of", "2020-02-21"])
    assert "designation" not in plain.output
    named = RUN.invoke(app, ["figure", "reach.supported", "--as-of", "2020-02-21"])
    assert "Kosovo* – " in named.output
