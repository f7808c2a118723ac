"""What keeps a person from judging something: declared by the person, ended once, asked for by whoever needs it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from capacita.audit.queries import history
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.choices import InterestKind
from capacita.people.inbox import waiting_for
from capacita.people.interest_actions import ask_to_end_interest, declare_interest, end_interest, keep_interest
from capacita.people.models import Interest, User
from capacita.people.queries import has_interest_in
from tests.people import cast

pytestmark = pytest.mark.django_db


def declared(person: User, country: str = "MA") -> Interest:
    return declare_interest(person, kind=InterestKind.SERVICE, country=country, law="", by=cast.standing(person))


def test_a_declared_country_keeps_a_person_from_judging_it_until_another_ends_it_for_a_reason() -> None:
    person = cast.person("lea@example.org", "legal_assessor")
    made = declared(person)
    assert has_interest_in(person.key, "MA")
    assert not has_interest_in(person.key, "SN")
    end_interest(made, reason="Left the ministry.", by=cast.command())
    assert not has_interest_in(person.key, "MA")
    with pytest.raises(RefusedError):
        end_interest(made, reason="Again.", by=cast.command())
    (ended, declared_then) = history("person", person.key)[:2]
    assert [ended.verb, declared_then.verb] == ["end_interest", "declare_interest"]
    assert ended.after["reason"] == "Left the ministry."


def test_nobody_ends_the_own_interest_not_even_an_administrator_nor_the_database() -> None:
    lea, alice = cast.person("lea@example.org", "legal_assessor"), cast.administrator()
    for person in (lea, alice):
        made = declared(person)
        for decide in (end_interest, keep_interest):
            with pytest.raises(RefusedError, match="another person"):
                decide(made, reason="It is over.", by=cast.standing(person))
        with pytest.raises(DatabaseError), transaction.atomic():
            Interest.objects.filter(pk=made.pk).update(ended_at=now(), ended_by=person.key)
    with pytest.raises(RefusedError, match="another person"):
        end_interest(
            declared(lea, "SN"), reason="It is over.", by=cast.standing(cast.person("o@example.org", "reviewer"))
        )
    with pytest.raises(RefusedError, match="Say why"):
        end_interest(declared(lea, "RO"), reason=" ", by=cast.standing(alice))


def test_what_is_over_is_asked_for_and_an_administrator_decides() -> None:
    lea = cast.person("lea@example.org", "legal_assessor", second_factor=False)
    made, other = declared(lea), declared(lea, "SN")
    browser, alice = cast.browser(lea), cast.administrator()
    assert browser.post(f"/account/interests/{made.key}/end/", {"reason": "Left the ministry."}).status_code == 302
    made.refresh_from_db()
    assert made.ended_at is None
    assert "its end is asked for" in browser.get("/account/interests/").content.decode()
    (waiting,) = waiting_for(cast.standing(alice))
    assert (waiting.words.text, waiting.words.address) == (
        "Asks that a declared interest be ended: Lea", f"/access/people/{lea.key}/",
    )  # fmt: skip
    decider = cast.browser(alice)
    page = decider.get(waiting.words.address).content.decode()
    assert "reason: Left the ministry." in page
    decided = decider.post(f"/access/interests/{made.key}/decide/", {"is": "over", "reason": "Seen the letter."})
    assert decided.status_code == 302
    made.refresh_from_db()
    assert made.ended_by == alice.key
    assert waiting_for(cast.standing(alice)) == []
    ask_to_end_interest(other, reason="I think so.", by=cast.standing(lea))
    decider.post(f"/access/interests/{other.key}/decide/", {"is": "holding", "reason": "The secondment runs on."})
    assert waiting_for(cast.standing(alice)) == []
    assert has_interest_in(lea.key, "SN")


def test_an_interest_that_was_ended_binds_what_was_begun_before() -> None:
    person = cast.person("lea@example.org", "legal_assessor")
    before = now()
    end_interest(declared(person), reason="Left.", by=cast.command())
    assert has_interest_in(person.key, "MA", since=before)
    assert not has_interest_in(person.key, "MA", since=now())


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
