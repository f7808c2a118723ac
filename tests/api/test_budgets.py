"""How many queries each operation may make, whatever the number of rows on its page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from capacita.api.documentation import operations

pytestmark = pytest.mark.django_db
_DATES = "as_of=2020-02-21&known_on=2026-11-23"
BUDGETS = {
    "list_countries": (f"/countries?{_DATES}", 5),
    "read_country": (f"/countries/TN?{_DATES}", 13),
    "list_instruments": (f"/instruments?{_DATES}", 5),
    "read_instrument": (f"/instruments/ets185?{_DATES}", 6),
    "list_provisions": (f"/instruments/ets185/provisions?{_DATES}", 7),
    "list_entry_into_force": (f"/instruments/ets185/entry-into-force?{_DATES}", 8),
    "list_treaty_actions": (f"/treaty-actions?{_DATES}", 9),
    "list_projects": (f"/projects?{_DATES}", 8),
    "read_project": (f"/projects/GLACY%2B?{_DATES}", 10),
    "read_office": (f"/office?{_DATES}", 4),
    "list_programme_texts": (f"/programme-texts?{_DATES}", 4),
    "list_sdg_targets": (f"/sdg-targets?{_DATES}", 5),
    "read_partition": (f"/reach/partition?{_DATES}", 8),
    "read_series": ("/reach/series?every=month&start=2001-01-01&end=2020-02-21&known_on=2026-11-23", 5),
    "read_changes": ("/reach/changes?start=2019-06-01&end=2026-01-14&known_on=2026-11-23", 12),
    "read_support": (f"/reach/support?{_DATES}", 8),
    "list_figures": ("/figures?language=en", 6),
    "read_figure_csv": (f"/figures/reach.parties.csv?{_DATES}", 14),
    "read_figure": (f"/figures/reach.parties?{_DATES}", 14),
    "read_figure_claims": (f"/figures/reach.parties/claims?{_DATES}", 11),
    "list_claims": ("/claims?known_on=2026-11-23", 5),
    "read_claim": ("/claims/treaty/ets185/parties/2008-04-26?known_on=2026-11-23", 12),
    "list_sources": ("/sources?", 2),
    "read_source": (f"/sources/1525979eb6d2615a?{_DATES}", 7),
    "list_templates": ("/briefs", 0),
    "read_brief": (f"/briefs/seminar.pptx?{_DATES}", 110),
    "list_datasets": (f"/datasets?{_DATES}", 4),
}
_LISTS = {each.id for each in operations() if "limit" in {parameter.name for parameter in each.parameters}}


@pytest.mark.parametrize("operation", BUDGETS)
def test_an_operation_keeps_its_budget_at_one_row_and_at_two_hundred(operation: str) -> None:
    address, budget = BUDGETS[operation]
    for limit in ("&limit=1", "&limit=200") if operation in _LISTS else ("",):
        with CaptureQueriesContext(connection) as made:
            response = Client().get(f"/api/v1{address}{limit}")
        assert response.status_code == 200
        assert len(made) <= budget, [each["sql"] for each in made]


def test_every_operation_has_a_budget() -> None:
    assert set(BUDGETS) == {each.id for each in operations()}
