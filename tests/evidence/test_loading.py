"""Loading: idempotent, superseding, all or nothing; and every kind of bad input refused by file, row and column."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from capacita.audit.models import Entry
from capacita.evidence.catalogue import catalogues
from capacita.evidence.loading import load_catalogues
from capacita.evidence.models import Snapshot, Source
from capacita.evidence.reading import read_csv, read_yaml
from capacita.evidence.snapshots import kept_bytes
from capacita.figures.registry import figure
from capacita.kernel.clock import now
from capacita.kernel.errors import InputError, UnknownKeyError
from capacita.people.models import LOADER
from capacita.standards.models import TreatyAction
from tests.golden.moments import THEN

ACTIONS = next(each.path for each in catalogues() if each.name == "treaty_actions")
Edit = Callable[[list[str]], list[str]]


def edited(folder: Path, edit: Edit) -> Path:
    """The product's treaty actions with its lines edited, as a file of the same name."""
    target = folder / "treaty_actions.csv"
    target.write_text("\n".join(edit(ACTIONS.read_text(encoding="utf-8").splitlines())) + "\n", encoding="utf-8")
    return target


def refusal(path: Path) -> str:
    before = TreatyAction.objects.count(), Entry.objects.count(), Source.objects.count()
    with pytest.raises(InputError) as caught:
        load_catalogues(by=LOADER, files={"treaty_actions": path})
    assert (TreatyAction.objects.count(), Entry.objects.count(), Source.objects.count()) == before
    assert figure("reach.parties", at=THEN).value == 64
    return str(caught.value)


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_is_recorded_once() -> None:
    entries = Entry.objects.count()
    results = load_catalogues(by=LOADER)
    assert sum(each.added + each.superseded for each in results) == 0
    assert all(not each.removed for each in results)
    assert Entry.objects.count() == entries + 1


@pytest.mark.django_db
def test_a_changed_row_supersedes_and_the_old_figure_can_be_run_again(tmp_path: Path) -> None:
    before = now()
    old = figure("reach.signed", at=THEN)

    def ireland_later(lines: list[str]) -> list[str]:
        index = next(i for i, line in enumerate(lines) if line.startswith("ETS185,IE,Ireland,signature,2002-02-28"))
        return [*lines[:index], lines[index].replace("2002-02-28", "2020-02-28"), *lines[index + 1 :]]

    (result,) = load_catalogues(by=LOADER, files={"treaty_actions": edited(tmp_path, ireland_later)})
    assert (result.added, result.superseded) == (0, 1)
    assert figure("reach.signed", at=THEN).value == 2
    again = figure("reach.signed", at=replace(THEN, recorded_at=before + timedelta(microseconds=1)))
    assert again.value == 3
    assert again.receipt_digest == old.receipt_digest
    row = TreatyAction.objects.recorded().get(key="ets185/IE/signature/1")
    assert row.supersedes is not None
    assert row.supersedes.superseded_at is not None


@pytest.mark.django_db
def test_a_removed_row_is_reported_and_kept(tmp_path: Path) -> None:
    path = edited(tmp_path, lambda lines: [line for line in lines if not line.startswith("ETS185,NZ,")])
    (result,) = load_catalogues(by=LOADER, files={"treaty_actions": path})
    assert set(result.removed) == {
        "ets185/NZ/invited_to_accede/1",
        "ets185/NZ/accession/1",
        "ets185/NZ/entry_into_force/1",
    }
    assert TreatyAction.objects.recorded().filter(iso2="NZ", instrument="ets185").count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda rows: [rows[0].replace("iso2", "country"), *rows[1:]], ("row 1", "column iso2", "lacks iso2")),
        (lambda rows: [*rows[:200], rows[200] + ",surplus", *rows[201:]], ("row 201", "cells where the header has 10")),
        (
            lambda rows: [*rows[:50], "ETS185,IE,Ireland,signature,2002-02-30,x,day,,,", *rows[50:]],
            ("row 51", "column date", "not a day of the calendar"),
        ),
        (lambda rows: [*rows, "ETS185,ZZ,Nowhere,signature,2010-01-01,x,day,,,"], ("row 424", "column iso2", "ZZ")),
        (lambda rows: [*rows, "ETS999,IE,Ireland,signature,2010-01-01,x,day,,,"], ("row 424", "column treaty", "ets999")),
        (lambda rows: [*rows, "ETS185,IE,Ireland,signed,2010-01-01,x,day,,,"], ("row 424", "column action", "signed")),
        (
            lambda rows: [*rows, "ETS185,FR,France,ratification,2012-01-01,x,day,,,"],
            ("row 424", "second consent", "2006-01-10"),
        ),
        (
            lambda rows: [*rows, "ETS185,FR,France,invited_to_accede,2012-01-01,x,day,,,"],
            ("row 424", "comes after the State’s consent to be bound"),
        ),
        (
            lambda rows: [*rows, "ETS185,IN,India,invited_to_accede,2020-05-01,x,day,,2019-05-01,"],
            ("row 424", "column valid_until", "not after"),
        ),
        (lambda rows: [*rows, "ETS185,IN,India,signature,2099-01-01,x,day,,,"], ("row 424", "lies in the future")),
        (lambda rows: [*rows, "ETS185,IN,India,signature,2010-01-01,,day,,,"], ("row 424", "names no source")),
        (lambda rows: [*rows, "ETS185,IN,In\x07dia,signature,2010-01-01,x,day,,,"], ("row 424", "control character")),
    ],
    ids=[
        "header", "broken row", "impossible date", "unknown State", "unknown treaty", "unknown act", "twice",
        "invited late", "reversed", "future", "no source", "control character",
    ],
)  # fmt: skip
def test_bad_rows_are_refused_by_file_row_and_column(tmp_path: Path, edit: Edit, words: tuple[str, ...]) -> None:
    message = refusal(edited(tmp_path, edit))
    assert "treaty_actions.csv" in message
    for word in words:
        assert word in message


@pytest.mark.django_db
def test_a_new_accession_after_a_denunciation_is_no_error(tmp_path: Path) -> None:
    path = edited(
        tmp_path,
        lambda rows: [
            *rows,
            "ETS185,FR,France,denunciation,2012-01-01,x,day,,,",
            "ETS185,FR,France,accession,2015-01-01,x,day,,,",
        ],
    )
    (result,) = load_catalogues(by=LOADER, files={"treaty_actions": path})
    assert result.added == 2


@pytest.mark.django_db
def test_mixed_encodings_are_refused_with_their_row(tmp_path: Path) -> None:
    lines = ACTIONS.read_bytes().split(b"\n")
    lines[120] = "ETS185,CI,Côte d'Ivoire,signature,2010-01-01,x,day,,,".encode("latin-1")
    path = tmp_path / "treaty_actions.csv"
    path.write_bytes(b"\n".join(lines))
    message = refusal(path)
    assert "row 121" in message
    assert "UTF-8" in message


@pytest.mark.django_db
def test_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "treaty_actions.csv"
    with path.open("wb") as stream:
        os.truncate(stream.fileno(), 1_073_741_824)
    assert "1024 MB" in refusal(path)


@pytest.mark.django_db
def test_an_absent_file_and_an_unknown_catalogue_are_refused(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(tmp_path / "treaty_actions.csv")
    with pytest.raises(UnknownKeyError, match="treaty_actions"):
        load_catalogues(by=LOADER, files={"treaty_action": ACTIONS})


def test_yaml_with_anchors_or_depth_is_refused() -> None:
    with pytest.raises(InputError, match="anchor"):
        read_yaml(b"- &a [1, 2]\n- *a\n", file="p.yaml")
    with pytest.raises(InputError, match="deeply"):
        read_yaml(b"[" * 40 + b"]" * 40, file="p.yaml")
    with pytest.raises(InputError, match="not YAML"):
        read_yaml(b"a: [1,\n", file="p.yaml")


def test_a_cell_too_long_and_an_empty_file_are_refused() -> None:
    with pytest.raises(InputError, match="20,000 characters"):
        read_csv(("a\n" + "x" * 20_001 + "\n").encode(), file="f.csv", columns=("a",))
    with pytest.raises(InputError, match="is empty"):
        read_csv(b"", file="f.csv", columns=("a",))


@pytest.mark.django_db
def test_what_an_office_corrected_stays_when_the_product_starts_again(tmp_path: Path) -> None:
    path = edited(
        tmp_path,
        lambda rows: [
            row.replace("IE,Ireland,signature,2002-02-28", "IE,Ireland,signature,2020-02-28") for row in rows
        ],
    )
    load_catalogues(by=LOADER, files={"treaty_actions": path})
    assert load_catalogues(by=LOADER, only_new=True) == []
    assert figure("reach.signed", at=THEN).value == 2


@pytest.mark.django_db
def test_the_bytes_of_every_loaded_file_are_kept() -> None:
    snapshot = Snapshot.objects.get(source__title="Catalogue treaty_actions, as it came with the product")
    assert kept_bytes(snapshot.sha256) == ACTIONS.read_bytes()


@pytest.mark.django_db
def test_each_catalogue_is_told_before_its_rows_are_written_and_again_once_nothing_is_refused() -> None:
    told: list[str] = []
    load_catalogues(by=LOADER, begun=told.append, progress=lambda loaded: told.append(f"{loaded.name} done"))
    names = [each.name for each in catalogues()]
    assert told == [*names, *(f"{name} done" for name in names)]
