"""That a State drew on the Convention is a dated fact with its source: recorded, shown, counted as a floor, never a grade."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from capacita.evidence.catalogue import Catalogue, catalogues
from capacita.evidence.recording import RowChange, record_row
from capacita.figures.registry import figure
from capacita.kernel.clock import now, today
from capacita.kernel.errors import InputError
from capacita.kernel.moment import Moment
from capacita.legislation.queries.convention_uses import convention_uses

pytestmark = pytest.mark.django_db
# Eswatini signed nothing by February 2020 and was not invited; Ghana was a Party.
MEMORANDUM = {
    "iso2": "SZ", "kind": "explanatory_memorandum", "date": "2019-05-03", "law": "",
    "text": "The bill follows Articles 2 to 10 of the Convention.", "source": "https://example.org/memorandum",
}  # fmt: skip
THEN = Moment(date(2020, 2, 21), today())


def record(**cells: str) -> str:
    return record_row(RowChange("convention_uses", {**MEMORANDUM, **cells}), at=now()).key


def problems(**cells: str) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as refusal:
        record(**cells)
    return [(each.column, each.message) for each in refusal.value.problems]


def test_a_use_counts_one_state_once_from_its_day_on_and_a_party_never() -> None:
    assert figure("reach.drawing", at=THEN).value is None
    record()
    record(kind="legal_opinion", date="2020-01")
    record(iso2="GH", kind="statement_in_parliament", date="2008-05-03")
    found = figure("reach.drawing", at=THEN)
    assert (found.value, found.low, found.high, found.is_floor) == (1, 1, None, True)
    assert [record.subject for record in found.records] == ["SZ", "SZ"]
    assert figure("reach.drawing", at=Moment(date(2019, 5, 2), today())).value == 0
    # A month counts from its end: before, the day may not have come.
    assert len(convention_uses(at=Moment(date(2020, 1, 15), today()), iso2="SZ")) == 1
    page = Client().get("/legislation/SZ/?as_of=2020-02-21").content.decode()
    assert "The bill follows Articles 2 to 10" in page
    assert "Explanatory memorandum" in page
    assert "example.org" in page
    answer = Client().get(f"/api/v1/countries/SZ/convention-uses?as_of=2020-02-21&known_on={today()}").json()
    assert [(each["kind"], each["on"]["date"]) for each in answer["items"]] == [
        ("explanatory_memorandum", "2019-05-03"), ("legal_opinion", "2020-01"),
    ]  # fmt: skip


def test_what_cannot_be_is_refused_by_its_column() -> None:
    assert problems(kind="rumour") == [("kind", "“rumour” is not a kind of use")]
    assert problems(date="1999-01-01") == [("date", "1999-01-01 lies before the Convention was opened (2001-11-23)")]
    assert [column for column, _message in problems(date=f"{today().year + 1}")] == ["date"]
    assert [column for column, _message in problems(law="ro-cp")] == ["law"]
    assert [column for column, _message in problems(text="")] == ["text"]
    assert [column for column, _message in problems(iso2="XX")] == ["iso2"]


def test_the_cells_of_a_use_say_again_what_it_says() -> None:
    record()
    (row,) = convention_uses(at=THEN)
    catalogue: Catalogue = next(each for each in catalogues() if each.name == "convention_uses")
    assert catalogue.form is not None
    cells = catalogue.form.cells(row)
    assert {name: cells[name] for name in MEMORANDUM} == MEMORANDUM
