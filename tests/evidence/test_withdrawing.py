"""Files beside what the database keeps: contradictions are refused by key, and a wrong row is withdrawn for a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from capacita.audit.models import Entry
from capacita.cli.checks import findings
from capacita.countries.models import Country, CountryName
from capacita.evidence.catalogue import catalogues
from capacita.evidence.loading import Loaded, load_catalogues, standing_problems
from capacita.figures.registry import figure
from capacita.kernel.clock import now
from capacita.kernel.errors import InputError, UnknownKeyError
from capacita.people.models import LOADER
from capacita.standards.models import TreatyAction
from tests.golden.moments import THEN

pytestmark = pytest.mark.django_db

PATHS = {each.name: each.path for each in catalogues()}
HEADER = PATHS["treaty_actions"].read_text(encoding="utf-8").splitlines()[0]


def extract(folder: Path, *rows: str) -> Path:
    path = folder / "treaty_actions.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def without(folder: Path, name: str, start: str) -> Path:
    """The product's table less the lines that begin so."""
    lines = PATHS[name].read_text(encoding="utf-8").splitlines()
    path = folder / PATHS[name].name
    path.write_text("\n".join(line for line in lines if not line.startswith(start)) + "\n", encoding="utf-8")
    return path


def load(path: Path, *withdraw: str, reason: str = "") -> Loaded:
    (result,) = load_catalogues(by=LOADER, files={path.stem: path}, withdraw=withdraw, reason=reason)
    return result


def refusal(path: Path, *withdraw: str, reason: str = "seen in error") -> str:
    before = TreatyAction.objects.count(), Entry.objects.count()
    with pytest.raises(InputError) as caught:
        load(path, *withdraw, reason=reason)
    assert (TreatyAction.objects.count(), Entry.objects.count()) == before
    return str(caught.value)


def test_an_extract_that_contradicts_kept_rows_is_refused_and_names_their_keys(tmp_path: Path) -> None:
    said = refusal(
        extract(
            tmp_path,
            "ETS185,FR,France,accession,2012-01-01,x,day,,,",
            "ETS185,DE,Germany,invited_to_accede,2015-01-01,x,day,,,",
        )
    )
    france, germany = said.splitlines()
    assert france.startswith("treaty_actions.csv, row 2, column action: the accession of FR is a second consent")
    assert "ets185/FR/ratification/1" in france
    assert "--withdraw ets185/FR/ratification/1" in france
    assert germany.startswith("treaty_actions.csv, row 3, column action: the invited_to_accede of DE comes after")
    assert "ets185/DE/ratification/1" in germany


def test_a_row_that_makes_a_kept_one_the_second_is_told_at_its_own_place(tmp_path: Path) -> None:
    said = refusal(extract(tmp_path, "ETS185,FR,France,accession,2004-01-01,x,day,,,"))
    assert said.startswith("treaty_actions.csv, row 2, column action: the ratification of FR is a second consent")
    assert "kept in the database: ets185/FR/ratification/1" in said


def test_an_extract_that_fits_what_is_kept_is_loaded(tmp_path: Path) -> None:
    result = load(extract(tmp_path, "ETS185,FR,France,denunciation,2015-01-01,x,day,,,"))
    assert result.added == 1
    assert "ets185/FR/ratification/1" in result.removed


def test_contradictions_that_the_database_keeps_are_found_by_check() -> None:
    assert standing_problems() == []
    kept = TreatyAction.objects.recorded().get(key="ets185/FR/ratification/1")
    fields = {each.attname: getattr(kept, each.attname) for each in kept._meta.concrete_fields if each.name != "id"}
    TreatyAction.objects.create(**{**fields, "key": "ets185/FR/accession/1", "act": "accession", "on": "2012-01-01"})
    ((kind, message),) = [(each.kind, each.message) for each in findings() if each.is_fault]
    assert kind == "catalogue"
    assert message.startswith("treaty_actions ets185/FR/accession/1, kept in the database, column action: ")


def test_a_withdrawn_row_counts_no_longer_and_still_does_in_what_was_held_before(tmp_path: Path) -> None:
    before = now()
    path = without(tmp_path, "treaty_actions", "ETS185,IE,")
    result = load(path, "ets185/IE/signature/1", reason="the register names another day")
    assert result.withdrawn == ("ets185/IE/signature/1",)
    assert result.removed == ()
    assert figure("reach.signed", at=THEN).value == 2
    assert figure("reach.signed", at=replace(THEN, recorded_at=before + timedelta(microseconds=1))).value == 3
    row = TreatyAction.objects.get(key="ets185/IE/signature/1")
    assert row.superseded_at is not None
    assert not TreatyAction.objects.filter(supersedes=row).exists()
    body: Any = Entry.objects.latest("seq").payload.body
    told = body["after"]["treaty_actions"]
    assert (told["withdrawn"], told["reason"]) == (["ets185/IE/signature/1"], "the register names another day")
    assert {"key": row.key, "from": row.digest, "to": ""} in told["changes"]


def test_a_withdrawn_row_may_come_again(tmp_path: Path) -> None:
    load(without(tmp_path, "treaty_actions", "ETS185,IE,"), "ets185/IE/signature/1", reason="seen in error")
    assert load(PATHS["treaty_actions"]).added == 1
    assert figure("reach.signed", at=THEN).value == 3


def test_a_wrong_row_makes_way_for_the_right_one_in_one_load(tmp_path: Path) -> None:
    path = extract(tmp_path, "ETS185,FR,France,accession,2012-01-01,x,day,,,")
    forces = ("ets185/FR/entry_into_force/1", "ets185/FR/signature/1")
    result = load(path, "ets185/FR/ratification/1", *forces, reason="France acceded")
    assert (result.added, len(result.withdrawn)) == (1, 3)


@pytest.mark.parametrize(
    ("key", "reason", "words"),
    [
        ("ets185/IE/signature/1", "", "for a reason"),
        ("ets185/IE/signature/1", "  ", "for a reason"),
        ("ets185/SE/signature/1", "wrong", "still holds ets185/SE/signature/1"),
    ],
)
def test_only_what_the_file_no_longer_holds_is_withdrawn_and_for_a_reason(
    key: str, reason: str, words: str, tmp_path: Path
) -> None:
    assert words in refusal(without(tmp_path, "treaty_actions", "ETS185,IE,"), key, reason=reason)


def test_a_key_that_is_no_current_row_of_the_file_s_catalogue_is_refused_with_a_hint(tmp_path: Path) -> None:
    path = without(tmp_path, "treaty_actions", "ETS185,IE,")
    with pytest.raises(UnknownKeyError, match="Did you mean ets185/IE/signature/1"):
        load(path, "ets185/IE/signature/2", reason="wrong")
    with pytest.raises(UnknownKeyError):
        load(path, "GLACY+", reason="wrong")


def test_a_key_of_several_catalogues_is_named_with_its_own(tmp_path: Path) -> None:
    """Kosovo*'s footnote is a row of one table; a code is a row of two where an office calls a project like a State."""
    projects = tmp_path / "projects.csv"
    text = PATHS["projects"].read_text(encoding="utf-8")
    projects.write_text(text + "VU,Vanuatu,,,,https://example.org\n", encoding="utf-8")
    load(projects)
    projects.write_text(text, encoding="utf-8")
    countries = without(tmp_path, "countries", "VU,")
    files = {"projects": projects, "countries": countries}
    with pytest.raises(InputError, match="countries:VU, projects:VU"):
        load_catalogues(by=LOADER, files=files, withdraw=["VU"], reason="wrong")
    results = load_catalogues(by=LOADER, files=files, withdraw=["projects:VU"], reason="wrong")
    assert {each.name: each.withdrawn for each in results} == {"projects": ("VU",), "countries": ()}


def test_a_row_on_which_others_stand_is_not_withdrawn_from_under_them(tmp_path: Path) -> None:
    said = refusal(without(tmp_path, "countries", "VU,"), "VU", reason="wrong")
    assert "country_names VU/en/1, kept in the database, column iso2: “VU” is not a country" in said
    assert Country.objects.recorded().filter(key="VU").exists()


def test_a_wrong_date_of_a_name_is_corrected_in_place(tmp_path: Path) -> None:
    path = tmp_path / "country_names.csv"
    text = PATHS["country_names"].read_text(encoding="utf-8").replace("2022-06-01", "2022-06-10")
    path.write_text(text, encoding="utf-8")
    result = load(path)
    assert (result.added, result.removed) == (0, ())
    rows = CountryName.objects.recorded().filter(iso2="TR", language="en").order_by("key")
    assert list(rows.values_list("key", "valid_from", "valid_to")) == [
        ("TR/en/1", "", "2022-06-10"),
        ("TR/en/2", "2022-06-10", ""),
    ]


def test_a_wrong_date_of_a_membership_is_corrected_in_place(tmp_path: Path) -> None:
    path = tmp_path / "groupings.csv"
    text = PATHS["groupings"].read_text(encoding="utf-8")
    assert "COE,Council of Europe,Conseil de l'Europe,GR,member,1974-11-28" in text
    path.write_text(text.replace("GR,member,1974-11-28", "GR,member,1974-11-29"), encoding="utf-8")
    result = load(path)
    assert (result.added, result.superseded, result.removed) == (0, 1, ())


@pytest.mark.parametrize(
    ("name", "row", "words"),
    [
        (
            "country_names",
            "AD,en,Andorra again,,,,x,",
            "row 1273, column valid_from: says again what row 2 says (AD/en/1)",
        ),
        ("groupings", "EU,European Union,Union européenne,AT,member,1995-01-01,,,,x,", "says again what row 2 says"),
        (
            "groupings",
            "EU,European Union,Union européenne,AT,member,2001-01-01,,,,x,",
            "the period overlaps that of row 2",
        ),
        ("countries", "QQ,AND,999,A,A,area,,,,,,,,,,,,,,,,1,1,x,", "row 206, column iso3: says again what row 2 says"),
    ],
)
def test_two_rows_that_begin_on_one_day_or_share_a_code_are_refused(
    name: str, row: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / f"{name}.csv"
    path.write_text(PATHS[name].read_text(encoding="utf-8").rstrip("\n") + f"\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(path)
    assert words in str(caught.value)


def test_an_extract_that_counts_its_rows_anew_is_caught_beside_what_it_left_out(tmp_path: Path) -> None:
    """Alone in its file, Türkiye would become the first name of the country and take the place of Turkey."""
    lines = PATHS["country_names"].read_text(encoding="utf-8").splitlines()
    (row,) = [line for line in lines if line.startswith("TR,en,Türkiye")]
    path = tmp_path / "country_names.csv"
    path.write_text(f"{lines[0]}\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"another record says \(kept in the database: TR/en/2\)"):
        load(path)
    path.write_text(f"{lines[0]}\n{row.replace('2022-06-01', '2022-06-10')}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"overlaps that of another record \(kept in the database: TR/en/2\)"):
        load(path)


def test_a_dataset_is_not_sourced_to_tomorrow(tmp_path: Path) -> None:
    tomorrow = (now().date() + timedelta(days=1)).isoformat()
    path = tmp_path / "datasets.csv"
    text = PATHS["datasets"].read_text(encoding="utf-8")
    assert date(2026, 11, 23).isoformat() in text
    path.write_text(text.replace("2026-11-23", tomorrow, 1), encoding="utf-8")
    with pytest.raises(InputError, match="lies in the future"):
        load(path)
