"""What keeps a person from judging something: declared by the person, ended once, asked for by whoever needs it."""

from __future__ import annotations

import pytest
from django.test import Client

from capacita.audit.queries import history
from capacita.kernel.errors import RefusedError
from capacita.people.choices import InterestKind
from capacita.people.interest_actions import declare_interest, end_interest
from capacita.people.models import Interest
from capacita.people.queries import has_interest_in
from tests.people import cast

pytestmark = pytest.mark.django_db


def test_a_declared_country_keeps_a_person_from_judging_it_until_it_is_ended() -> None:
    person = cast.person("lea@example.org", "legal_assessor")
    own = cast.standing(person)
    made = declare_interest(person, kind=InterestKind.SERVICE, country="MA", law="", by=own)
    assert has_interest_in(person.key, "MA")
    assert not has_interest_in(person.key, "SN")
    end_interest(made, by=own)
    assert not has_interest_in(person.key, "MA")
    with pytest.raises(RefusedError):
        end_interest(made, by=own)
    assert [each.verb for each in history("person", person.key)][:2] == ["end_interest", "declare_interest"]


def test_nobody_declares_for_another_but_an_administrator_and_a_drafted_law_is_named() -> None:
    person = cast.person("lea@example.org", "legal_assessor")
    other = cast.standing(cast.person("otto@example.org", "reviewer"))
    with pytest.raises(RefusedError):
        declare_interest(person, kind=InterestKind.SERVICE, country="MA", law="", by=other)
    with pytest.raises(RefusedError, match="Name the law"):
        declare_interest(person, kind=InterestKind.DRAFTED, country="MA", law=" ", by=cast.standing(person))
    declare_interest(person, kind=InterestKind.DRAFTED, country="MA", law="Law 07-03", by=cast.command())
    assert Interest.objects.count() == 1


def test_the_own_page_declares_and_the_administrator_sees_it_with_the_history() -> None:
    person = cast.person("lea@example.org", "legal_assessor")
    browser = cast.browser(person)
    browser.post("/account/interests/", {"kind": "service", "country": "MA"})
    assert "serves Morocco" in browser.get("/account/interests/").content.decode()
    refused = browser.post("/account/interests/", {"kind": "drafted", "country": "MA"})
    assert "Name the law" in refused.content.decode()
    page = cast.browser(cast.administrator()).get(f"/access/people/{person.key}/").content.decode()
    assert "serves Morocco" in page
    assert "an interest was declared" in page
    assert Client().get("/account/interests/").status_code == 302
