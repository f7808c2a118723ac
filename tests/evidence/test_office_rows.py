"""What two people confirmed, or an office loaded itself, stays when a release of the product brings other tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from capacita.audit.models import Payload
from capacita.cli.checks import findings
from capacita.cli.commands import app
from capacita.evidence import catalogue as register
from capacita.evidence.catalogue import catalogues
from capacita.evidence.loading import Loaded, load_catalogues
from capacita.evidence.models import Dataset
from capacita.evidence.recording import RowChange, cells_of, current_row
from capacita.figures.registry import figure
from capacita.kernel.errors import InputError
from capacita.people.models import LOADER
from capacita.people.rules import Standing
from capacita.review.actions.submitting import confirm_submission, keep_draft, submit_draft
from capacita.standards.models import TreatyAction
from tests.golden.moments import THEN
from tests.people import cast

pytestmark = pytest.mark.django_db
MOROCCO = "ets185/MA/accession/1"
IRELAND = "ets185/IE/signature/1"
Row = dict[str, str]
Edit = Callable[[Row], Row | None]
Release = Callable[[str, Edit], None]


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Makes a release of the product in which rows of one table are others."""

    def made(name: str, edit: Edit) -> None:
        found = next(each for each in catalogues() if each.name == name)
        rows = list(csv.DictReader(io.StringIO(found.path.read_text(encoding="utf-8"))))
        folder = tmp_path / f"release{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        path = folder / found.path.name
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(row for each in rows if (row := edit(each)) is not None)
        monkeypatch.setitem(register._catalogues, name, replace(found, path=path))

    return made


@pytest.fixture
def two() -> tuple[Standing, Standing]:
    one, other = (cast.person(f"{name}@example.org", "programme_manager") for name in ("alice", "bob"))
    return cast.standing(one), cast.standing(other)


def record(two: tuple[Standing, Standing], change: RowChange, reason: str = "") -> None:
    """One hands it in, another confirms it."""
    author, other = two
    confirm_submission(submit_draft(keep_draft(change, reason=reason, by=author), by=author), by=other)


def corrected(catalogue: str, key: str, **cells: str) -> RowChange:
    return RowChange(catalogue, {**cells_of(catalogue, current_row(catalogue, key)), **cells}, key)


def start(only_new: bool = True) -> dict[str, Loaded]:
    return {each.name: each for each in load_catalogues(by=LOADER, only_new=only_new)}


def of(state: str, act: str, **cells: str) -> Edit:
    """An edit of every row about the State's act under ETS 185."""
    return lambda row: (
        {**row, **cells} if (row["treaty"], row["iso2"], row["action"]) == ("ETS185", state, act) else row
    )


def said_on(key: str) -> str:
    return cells_of("treaty_actions", current_row("treaty_actions", key))["date"]


def test_a_correction_by_two_stays_over_a_release_and_what_the_release_says_is_told(
    two: tuple[Standing, Standing], release: Release
) -> None:
    before = said_on(MOROCCO)
    record(two, corrected("treaty_actions", MOROCCO, date="2018-06-28"))
    release("treaty_actions", of("FR", "ratification", note="worded anew"))
    loaded = start()["treaty_actions"]
    assert said_on(MOROCCO) == "2018-06-28"
    assert (loaded.added, loaded.superseded) == (0, 1)
    (row,) = loaded.kept
    assert row.key == MOROCCO
    assert ("2018-06-28", before) in [each[1:] for each in row.differing]
    told: Any = Payload.objects.order_by("-entry").values_list("body", flat=True)[0]
    assert told["after"]["treaty_actions"]["kept"] == [MOROCCO]
    assert start() == {}
    again = start(only_new=False)["treaty_actions"]
    assert said_on(MOROCCO) == "2018-06-28"
    assert again.kept == (row,)


def test_a_row_that_came_with_the_product_is_superseded_by_each_release_that_says_otherwise(release: Release) -> None:
    for day in ("2002-03-01", "2002-03-02"):
        release("treaty_actions", of("IE", "signature", date=day))
        loaded = start()["treaty_actions"]
        assert (loaded.superseded, loaded.kept) == (1, ())
        assert said_on(IRELAND) == day


def test_a_row_withdrawn_by_two_does_not_come_back(two: tuple[Standing, Standing], release: Release) -> None:
    record(two, RowChange("treaty_actions", None, IRELAND), reason="the register names another State")
    release("treaty_actions", of("FR", "ratification", note="worded anew"))
    loaded = start()["treaty_actions"]
    assert (loaded.added, [each.key for each in loaded.kept]) == (0, [IRELAND])
    assert not TreatyAction.objects.recorded().filter(key=IRELAND).exists()
    assert start(only_new=False)["treaty_actions"].added == 0


def test_the_day_to_which_a_person_says_that_sources_were_read_is_never_moved_by_a_release(
    two: tuple[Standing, Standing], release: Release
) -> None:
    record(two, corrected("datasets", "treaty_actions.ets185", sourced_to="2026-11-20", stated_on="2026-11-20"))

    def later(row: Row) -> Row:
        return {**row, "sourced_to": "2026-11-21", "stated_on": "2026-11-21"}

    release("datasets", later)
    loaded = start()["datasets"]
    days: dict[str, date] = dict(Dataset.objects.recorded().values_list("key", "sourced_to"))
    assert days.pop("treaty_actions.ets185") == date(2026, 11, 20)
    assert set(days.values()) == {date(2026, 11, 21)}
    assert ("sourced_to", "2026-11-20", "2026-11-21") in loaded.kept[0].differing


def test_what_an_office_loaded_itself_stays_and_so_does_a_row_that_only_it_has(
    tmp_path: Path, release: Release
) -> None:
    found = next(each for each in catalogues() if each.name == "treaty_actions")
    own = tmp_path / "treaty_actions.csv"
    text = found.path.read_text(encoding="utf-8")
    own.write_text(
        text.replace("IE,Ireland,signature,2002-02-28", "IE,Ireland,signature,2020-02-28")
        + "ETS185,IN,India,signature,2020-02-20,x,day,,,\n",
        encoding="utf-8",
    )
    load_catalogues(by=LOADER, files={"treaty_actions": own})
    release("treaty_actions", of("FR", "ratification", note="worded anew"))
    loaded = start()["treaty_actions"]
    assert [each.key for each in loaded.kept] == [IRELAND]
    assert figure("reach.signed", at=THEN).value == 3
    assert TreatyAction.objects.recorded().filter(key="ets185/IN/signature/1").exists()


def test_a_release_that_contradicts_what_the_office_has_is_refused_by_the_row_that_is_kept(
    two: tuple[Standing, Standing], release: Release
) -> None:
    record(two, corrected("treaty_actions", MOROCCO, date="2018-06-28"))

    release("treaty_actions", of("FR", "ratification", iso2="MA", action="invited_to_accede", date="2018-06-29"))
    with pytest.raises(InputError, match=r"invited_to_accede.*comes after|comes after the State's accession"):
        start()
    assert said_on(MOROCCO) == "2018-06-28"


def test_load_and_check_print_both_values(
    two: tuple[Standing, Standing], release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("capacita.cli.commands.bring_up_to_date", lambda: None)
    assert [each for each in findings() if each.kind == "recorded here"] == []
    before = said_on(MOROCCO)
    record(two, corrected("treaty_actions", MOROCCO, date="2018-06-28"))
    printed = CliRunner().invoke(app, ["load"]).output
    (line,) = [each for each in printed.splitlines() if "stays as recorded here" in each]
    assert MOROCCO in line
    assert f"“2018-06-28”, the product's file says “{before}”" in line
    (found,) = [each for each in findings() if each.kind == "recorded here"]
    assert not found.is_fault
    assert "2018-06-28" in found.message
