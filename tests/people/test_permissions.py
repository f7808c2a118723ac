"""Narrowing rows to what somebody reaches, before anything is read from them."""

from __future__ import annotations

import pytest

from capacita.countries.models import CountryName
from capacita.kernel.clock import today
from capacita.people.choices import Verb
from capacita.people.models import Grant
from capacita.people.permissions import visible_to, within
from capacita.people.rules import Reached, Standing
from tests.people import cast

pytestmark = pytest.mark.django_db


def codes(reached: Reached, **columns: str) -> set[str]:
    return set(within(CountryName.objects.all(), reached, **columns).values_list("iso2", flat=True))


def test_rows_are_narrowed_to_the_keys_that_are_reached() -> None:
    everything = set(CountryName.objects.values_list("iso2", flat=True))
    morocco = Reached(countries=frozenset({"MA"}))
    assert codes(Reached(everything=True), country="iso2") == everything
    assert codes(morocco, country="iso2") == {"MA"}
    assert codes(Reached(), country="iso2") == set()
    # A project's key opens no country's row, and rows without a country are not for who reaches countries only.
    assert codes(Reached(projects=frozenset({"MA"})), country="iso2") == set()
    assert codes(morocco) == set()


def test_an_editor_knows_who_else_reaches_the_project_and_nobody_else() -> None:
    alice = cast.administrator()
    bob = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)
    cast.person("charlie@example.org", "viewer", cast.GLACY)
    erin = cast.person("erin@example.org", "country_focal_point", cast.MOROCCO)
    seen = {grant.person for grant in visible_to(Grant.objects.all(), cast.standing(bob))}
    assert seen == {alice, bob}
    for nobody in (Standing("", today()), cast.standing(erin)):
        assert not visible_to(Grant.objects.all(), nobody).exists()
    assert visible_to(Grant.objects.all(), cast.standing(alice)).count() == 4
    assert cast.standing(bob).reaches(Verb.SEE_ACCESS) == Reached(projects=frozenset({"CYBERSOUTH"}))
