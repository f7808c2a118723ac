"""How many queries each operation may make, whatever the number of rows on its page. One asks what is published."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from capacita.api import answering
from capacita.api.documentation import operations
from capacita.audit.actions import record_entry
from capacita.kernel.kept import KeptAnswers

pytestmark = pytest.mark.django_db
_DATES = "as_of=2020-02-21&known_on=2026-11-23"
BUDGETS = {
    "list_countries": (f"/countries?{_DATES}", 6),
    "read_country": (f"/countries/TN?{_DATES}", 14),
    "list_instruments": (f"/instruments?{_DATES}", 6),
    "read_instrument": (f"/instruments/ets185?{_DATES}", 7),
    "list_provisions": (f"/instruments/ets185/provisions?{_DATES}", 9),
    "list_entry_into_force": (f"/instruments/ets185/entry-into-force?{_DATES}", 7),
    "list_treaty_actions": (f"/treaty-actions?{_DATES}", 9),
    "evaluate_ratings": ("/legislation/evaluate", 0),
    "list_laws": (f"/laws?{_DATES}", 10),
    "read_law": (f"/laws/ro-161-2003?{_DATES}", 15),
    "list_law_provisions": (f"/law-provisions?{_DATES}", 11),
    "read_country_law": (f"/countries/RO/law?{_DATES}", 13),
    "read_country_law_status": (f"/countries/RO/law-status?{_DATES}", 9),
    "list_country_law_ratings": (f"/countries/RO/law-ratings?{_DATES}", 9),
    "list_convention_uses": (f"/countries/RO/convention-uses?{_DATES}", 7),
    "list_catalogue_versions": (f"/instruments/ets185/catalogue-versions?{_DATES}", 5),
    "list_catalogue_elements": (f"/instruments/ets185/catalogue-versions/1/elements?{_DATES}", 8),
    "list_projects": (f"/projects?{_DATES}", 9),
    "read_project": (f"/projects/GLACY%2B?{_DATES}", 11),
    "read_office": (f"/office?{_DATES}", 5),
    "list_programme_texts": (f"/programme-texts?{_DATES}", 5),
    "list_sdg_targets": (f"/sdg-targets?{_DATES}", 6),
    "read_partition": (f"/reach/partition?{_DATES}", 12),
    "read_series": ("/reach/series?every=month&start=2001-01-01&end=2020-02-21&known_on=2026-11-23", 7),
    "read_changes": ("/reach/changes?start=2019-06-01&end=2026-01-14&known_on=2026-11-23", 11),
    "read_support": (f"/reach/support?{_DATES}", 9),
    "list_figures": ("/figures?language=en", 7),
    "read_figure_csv": (f"/figures/reach.parties.csv?{_DATES}", 14),
    "read_figure": (f"/figures/reach.parties?{_DATES}", 14),
    "read_figure_claims": (f"/figures/reach.parties/claims?{_DATES}", 10),
    "list_claims": ("/claims?known_on=2026-11-23", 6),
    "read_claim": ("/claims/treaty/ets185/parties/2008-04-26?known_on=2026-11-23", 11),
    "list_sources": ("/sources?", 3),
    "read_source": (f"/sources/1525979eb6d2615a?{_DATES}", 8),
    "list_templates": ("/briefs", 1),
    "read_brief": (f"/briefs/seminar.pptx?{_DATES}", 50),
    "search": (f"/search?q=Romania&{_DATES}", 12),
    "list_datasets": (f"/datasets?{_DATES}", 5),
}
_LISTS = {each.id for each in operations() if "limit" in {parameter.name for parameter in each.parameters}}


@pytest.mark.parametrize("operation", BUDGETS)
def test_an_operation_keeps_its_budget_at_one_row_and_at_two_hundred(
    operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "_kept", KeptAnswers(1_000_000))
    address, budget = BUDGETS[operation]
    for limit in ("&limit=1", "&limit=200") if operation in _LISTS else ("",):
        with CaptureQueriesContext(connection) as made:
            response = _asked(operation, f"/api/v1{address}{limit}")
        assert response.status_code == 200
        assert len(made) <= budget, [each["sql"] for each in made]


def _asked(name: str, address: str) -> Any:
    (found,) = (each for each in operations() if each.id == name)
    if found.method == "GET":
        return Client().get(address)
    return Client().post(address, found.example_body, content_type="application/json")


def test_every_operation_has_a_budget() -> None:
    assert set(BUDGETS) == {each.id for each in operations()}


def test_what_was_answered_is_answered_again_until_something_is_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "_kept", KeptAnswers(1_000_000))
    address = "/api/v1/treaty-actions?limit=5"
    first = Client().get(address)
    with CaptureQueriesContext(connection) as made:
        assert Client().get(address).content == first.content
    assert len(made) == 1
    record_entry(by="cli", verb="record", subject_kind="fact", subject_key="made up")
    with CaptureQueriesContext(connection) as made:
        assert Client().get(address).content == first.content
    assert len(made) > 1
