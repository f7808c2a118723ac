"""Countries and areas on a date: their names, order, footnotes and memberships."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from capacita.countries.choices import FootnoteStyle
from capacita.countries.queries import (
    countries,
    country,
    footnotes,
    grouping_members,
    memberships,
    name_history,
    names,
    sort_key,
)
from capacita.evidence.catalogue import catalogues
from capacita.evidence.loading import load_catalogues
from capacita.figures.registry import figure
from capacita.kernel.errors import UnknownKeyError
from capacita.people.models import LOADER
from tests.golden.moments import THEN, on

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("iso2", "language", "day", "name"),
    [
        ("TR", "en", date(2022, 5, 31), "Turkey"),
        ("TR", "en", date(2022, 6, 1), "Türkiye"),
        ("TR", "fr", date(2020, 2, 21), "Turquie"),
        ("MK", "en", date(2019, 2, 11), "\"the former Yugoslav Republic of Macedonia\""),
        ("MK", "fr", date(2019, 2, 12), "Macédoine du Nord"),
        ("SZ", "en", date(2018, 4, 18), "Swaziland"),
        ("CZ", "en", date(2001, 1, 1), "Czech Republic"),
        ("XK", "en", date(2020, 2, 21), "Kosovo*"),
        ("PS", "fr", date(2020, 2, 21), "Palestine*"),
        ("NA", "en", date(2020, 2, 21), "Namibia"),
    ],
)  # fmt: skip
def test_a_country_bears_the_name_of_the_day(iso2: str, language: str, day: date, name: str) -> None:
    assert names(language, at=on(day.year, day.month, day.day))[iso2] == name


def test_a_language_without_a_name_falls_back_to_english() -> None:
    assert names("eo", at=THEN)["FR"] == "France"


def test_every_country_and_area_is_named_in_english_and_french_on_any_day() -> None:
    for year in (2001, 2010, 2020, 2026):
        for language in ("en", "fr", "ar"):
            lines = countries(language, at=on(year, 1, 1))
            assert all(line.name != line.iso2 for line in lines)
            assert [sort_key(line.name) for line in lines] == sorted(sort_key(line.name) for line in lines)


def test_a_code_without_a_name_stands_for_itself_and_figures_go_on(tmp_path: Path) -> None:
    path = next(each.path for each in catalogues() if each.name == "countries")
    lines = path.read_text(encoding="utf-8").splitlines()
    new = next(line for line in lines if line.startswith("AD,AND,")).replace("AD,AND,020,Andorra", "QX,QXX,990,New", 1)
    copy = tmp_path / "countries.csv"
    copy.write_text("\n".join([*lines, new]) + "\n", encoding="utf-8")
    load_catalogues(by=LOADER, files={"countries": copy})
    assert names("en", at=THEN)["QX"] == "QX"
    assert "QX" in {record.name for record in figure("reach.none", at=THEN).records}


def test_accents_do_not_move_a_name() -> None:
    assert sort_key("Émirats arabes unis") < sort_key("Equateur") < sort_key("Érythrée")
    assert sort_key("« l'ex-République »").startswith("l'ex")


def test_footnotes_follow_the_publisher_and_then_the_language() -> None:
    assert [each.footnote_key for each in footnotes(["XK", "FR", "PS"], "en")] == ["kosovo", "palestine"]
    joint = footnotes(["XK"], "fr", style=FootnoteStyle.JOINT)
    assert [(each.footnote_key, each.language) for each in joint] == [("kosovo_joint", "fr")]
    # The European Union's own wording for Palestine* is recorded in English only.
    assert [
        (each.footnote_key, each.language) for each in footnotes(["PS"], "fr", style=FootnoteStyle.EUROPEAN_UNION)
    ] == [("palestine", "fr")]
    assert [each.language for each in footnotes(["XK"], "ar")] == ["en"]
    assert footnotes(["FR"], "en") == ()


def test_an_unknown_code_is_refused_and_small_letters_are_read() -> None:
    assert country("fr").iso3 == "FRA"
    with pytest.raises(UnknownKeyError, match="ZZ"):
        country("ZZ")


def test_names_and_memberships_come_in_the_order_of_time() -> None:
    assert [row.short_name for row in name_history("TR", "en")] == ["Turkey", "Türkiye"]
    held = memberships("GE")
    assert [(row.grouping, row.valid_from) for row in held] == sorted((row.grouping, row.valid_from) for row in held)
    assert {row.iso2 for row in grouping_members(held[0].grouping)} >= {"GE"}


def test_no_membership_ends_before_it_starts() -> None:
    for line in countries("en", at=THEN):
        record = country(line.iso2)
        for period in (record.un_membership, record.coe_membership):
            assert period is None or period.start is not None
        for row in memberships(line.iso2):
            start = row.start
            assert not (start and row.valid_to) or start.first_day.isoformat()[: len(row.valid_to)] <= row.valid_to
