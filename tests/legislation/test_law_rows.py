"""A row of domestic law in a form says what the same row of the file says, and is checked in the same way."""

from __future__ import annotations

from pathlib import Path

import pytest

from capacita.evidence.catalogue import Draft, catalogues, kept_draft
from capacita.evidence.reading import Row, Table
from capacita.kernel.errors import InputError
from capacita.legislation.sources import law_rows
from tests.legislation.test_catalogue import NAMES, TEXT, changed, load

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_the_file_comes_back_from_the_form_as_it_was(name: str, tmp_path: Path) -> None:
    load(changed(lambda held: held.update(texts=[{**TEXT, "class": 2}])), tmp_path)
    catalogue = next(each for each in catalogues() if each.name == name)
    assert catalogue.form is not None
    assert catalogue.table is not None
    rows = list(catalogue.model.objects.recorded().select_related("citation"))
    assert rows
    for fact in rows:
        cells = {column: catalogue.form.cells(fact).get(column, "") for column in catalogue.table.columns}
        (fields,) = catalogue.table.parse(Table("", catalogue.table.columns, (Row("", 0, cells),)))
        draft, kept = Draft(**fields), kept_draft(catalogue, fact)
        assert (draft.key, draft.values, draft.citation, draft.stated_on, draft.note) == (
            fact.key, kept.values, fact.citation.text, fact.stated_on, fact.note,
        )  # fmt: skip


def table(columns: tuple[str, ...], **cells: str) -> Table:
    return Table("", columns, (Row("", 0, {**dict.fromkeys(columns, ""), **cells}),))


def test_a_row_without_a_name_is_called_after_its_law() -> None:
    provision = {"law": "ua-cc", "iso2": "UA", "ref": "s. 3A", "verified": "text", "confidence": "low"}
    (made,) = law_rows.parse_provision_rows(table(law_rows.PROVISION_COLUMNS, **provision, conv="2, 3;6"))
    assert made["key"] == "ua-cc-s-3a"
    assert made["values"]["articles"] == ["ets185/art_2", "ets185/art_3", "ets185/art_6"]
    event = {"law": "ua-cc", "iso2": "UA", "kind": "repeal", "date": "2020-02", "verified": "none"}
    (happened,) = law_rows.parse_event_rows(table(law_rows.EVENT_COLUMNS, **event))
    assert (happened["key"], happened["citation"]) == ("ua-cc-repeal-2020-02", "general knowledge, unverified")


def test_a_fault_is_told_at_its_field() -> None:
    given = {"provision": "x", "language": "uk", "kind": "copy", "class": "6", "valid_from": "soon"}
    with pytest.raises(InputError) as caught:
        law_rows.parse_text_rows(table(law_rows.TEXT_COLUMNS, **given))
    assert [each.column for each in caught.value.problems] == ["kind", "valid_from", "class"]
