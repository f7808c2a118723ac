"""Recording one row by itself: what is refused in a file is refused in a form, and every row finds its way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from capacita.evidence.catalogue import Draft, catalogues
from capacita.evidence.models import Dataset
from capacita.evidence.reading import Row, Table
from capacita.evidence.recording import RowChange, cells_of, current_row, record_row, recordable
from capacita.figures.registry import figure
from capacita.kernel.clock import now, today
from capacita.kernel.errors import InputError, RefusedError, UnknownKeyError
from capacita.kernel.moment import Moment
from capacita.standards.models import TreatyAction

pytestmark = pytest.mark.django_db

# Invited in 2021 or so, no Party yet: the State of the journeys.
ACCESSION = {
    "treaty": "ETS185", "iso2": "GT", "action": "accession", "date": "2026-11-20", "date_precision": "day",
    "source_url": "https://www.coe.int/en/web/conventions/full-list?module=signatures-by-treaty&treatynum=185",
}  # fmt: skip


def record(catalogue: str, cells: dict[str, str] | None, key: str = "") -> str:
    with transaction.atomic():
        return record_row(RowChange(catalogue, cells, key), at=now()).key


def problems(catalogue: str, cells: dict[str, str], key: str = "") -> list[tuple[str, str]]:
    with pytest.raises(InputError) as refusal, transaction.atomic():
        record_row(RowChange(catalogue, cells, key), at=now())
    return [(each.column, each.message) for each in refusal.value.problems]


@pytest.mark.parametrize(
    "name",
    ["sources", "datasets", "claims", "country_names", "footnotes", "treaty_actions", "project_terms", "legal_terms"],
)
def test_the_cells_of_every_row_say_again_what_the_row_says(name: str) -> None:
    catalogue = next(each for each in catalogues() if each.name == name)
    assert catalogue.table is not None
    rows = list(catalogue.model.objects.recorded().select_related("citation"))
    assert rows
    for fact in rows:
        row = Row("", 2, cells_of(name, fact))
        (fields,) = catalogue.table.parse(Table("", catalogue.table.columns, (row,)))
        draft = Draft(**fields)
        values = {**draft.values, **({"position": fact.position} if "position" in draft.values else {})}
        if "ordinal" in values:
            values["ordinal"] = fact.ordinal
        assert Draft(fact.key, values, draft.citation, draft.stated_on, draft.note).digest == fact.digest, fact.key


def test_the_kinds_of_record_that_may_be_recorded_are_these_and_no_other() -> None:
    assert set(recordable()) == {
        "sources", "datasets", "claims", "country_names", "footnotes", "treaty_actions", "project_terms",
        "legal_terms", "convention_uses", "laws", "law_provisions", "law_events", "provision_texts",
    }  # fmt: skip
    with pytest.raises(UnknownKeyError):
        record("provisions", {})


def test_a_new_accession_counts_one_more_party_and_its_withdrawal_one_less() -> None:
    at = Moment(today(), today())
    before = figure("reach.parties", at=at).value
    key = record("treaty_actions", ACCESSION)
    assert key == "ets185/GT/accession/1"
    assert figure("reach.parties", at=at).value == (before or 0) + 1
    record("treaty_actions", None, key)
    assert figure("reach.parties", at=at).value == before
    # A withdrawn row stays on record, and its key is not used again.
    assert record("treaty_actions", ACCESSION) == "ets185/GT/accession/2"
    assert TreatyAction.objects.recorded().get(key="ets185/GT/accession/2").ordinal == 2


def test_a_correction_supersedes_and_keeps_its_place_even_where_the_key_changes() -> None:
    key = record("treaty_actions", ACCESSION)
    corrected = record("treaty_actions", {**ACCESSION, "date": "2026-11-19"}, key)
    row: Any = TreatyAction.objects.get(key=key, superseded_at=None)
    assert (corrected, row.on, row.supersedes.on) == (key, "2026-11-19", "2026-11-20")
    dataset = current_row("datasets", "treaty_actions.ets185")
    moved = record("datasets", {**cells_of("datasets", dataset), "sourced_to": "2026-11-20"}, dataset.key)
    assert Dataset.objects.recorded().get(key=moved).sourced_to.isoformat() == "2026-11-20"


def test_what_a_file_may_not_say_a_form_may_not_either_and_nothing_is_kept() -> None:
    rows = TreatyAction.objects.count()
    assert problems("treaty_actions", {**ACCESSION, "date": "2026-13-01"})[0][0] == "date"
    assert problems("treaty_actions", {**ACCESSION, "iso2": "QQ"})[0] == (
        "iso2", "“QQ” is not a country or area of the table",
    )  # fmt: skip
    assert "second consent" in problems("treaty_actions", {**ACCESSION, "iso2": "FR"})[0][1]
    assert problems("treaty_actions", {**ACCESSION, "source_url": ""}) == [("source_url", "names no source")]
    assert problems("treaty_actions", {**ACCESSION, "date": "2126-01-01"})[0][1].endswith("lies in the future")
    assert problems("treaty_actions", {**ACCESSION, "nonsense": "1"}) == [("nonsense", "“nonsense” is not a column")]
    assert TreatyAction.objects.count() == rows


def test_a_change_that_changes_nothing_and_a_withdrawal_that_breaks_others_are_refused() -> None:
    row = current_row("treaty_actions", "ets185/FR/ratification/1")
    with pytest.raises(RefusedError, match="recorded already"):
        record("treaty_actions", cells_of("treaty_actions", row), row.key)
    with pytest.raises(InputError, match="has no signature before it"), transaction.atomic():
        record_row(RowChange("treaty_actions", None, "ets185/FR/signature/1"), at=now())
