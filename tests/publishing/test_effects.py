"""What a change would change, before it is recorded."""

from __future__ import annotations

import pytest

from capacita.evidence.recording import RowChange, cells_of, current_row, is_unused_description
from capacita.kernel.clock import today
from capacita.publishing import effects
from capacita.publishing.effects import Effects, effects_of
from tests.evidence.test_recording import ACCESSION

pytestmark = pytest.mark.django_db
SOURCE = {"address": "https://example.org/made-up", "title": "A source (made up)", "language": "en"}


def effects_now(change: RowChange) -> Effects:
    return effects_of(change, on=today(), language="en")


def test_an_accession_changes_the_figure_the_map_and_the_briefs() -> None:
    found = effects_now(RowChange("treaty_actions", ACCESSION))
    (parties,) = [each for each in found.figures if each.before.id == "reach.parties"]
    assert (parties.after.value or 0) - (parties.before.value or 0) == 1
    assert [each.iso2 for each in found.states] == ["GT"]
    assert {each.template for each in found.briefs} == {"seminar", "one-pager", "country"}
    (country,) = [each for each in found.briefs if each.template == "country"]
    assert country.sections == ("Guatemala: status under the instruments",)


def test_a_change_of_a_countrys_law_changes_the_figures_and_the_brief_of_that_country() -> None:
    cells = cells_of("laws", current_row("laws", "ro-cp-2009"))
    found = effects_now(RowChange("laws", {**cells, "title": "Penal Code renamed"}, "ro-cp-2009"))
    assert "country" in {each.template for each in found.briefs}


def test_a_source_that_nothing_cites_yet_changes_nothing_and_what_is_said_so_is_what_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change = RowChange("sources", SOURCE)
    assert not effects_now(change)
    monkeypatch.setattr(effects, "is_unused_description", lambda change: False)
    assert not effects_now(change)


def test_a_source_that_facts_cite_is_read_again_when_it_is_described_otherwise() -> None:
    from capacita.evidence.models import SourceDescription

    row = SourceDescription.objects.recorded().first()
    assert row is not None
    change = RowChange("sources", {**cells_of("sources", current_row("sources", row.key)), "title": "Other"}, row.key)
    assert not is_unused_description(change)
