"""Whatever page of personal data shows a contact's name, address or number puts the look on the audit chain."""

from __future__ import annotations

import pytest

from capacita.audit.models import Entry
from capacita.kernel.clock import today
from capacita.people.choices import LegalBasis
from capacita.people.personal.actions.duplicates import merge_contacts, state_not_same
from capacita.people.personal.actions.erasing import request_erasure
from capacita.people.personal.actions.registers import BreachTold, make_list, record_breach, record_request
from capacita.people.personal.choices import ErasureReason, RequestKind
from capacita.people.personal.models import Contact
from capacita.people.rules import Standing
from capacita.review.actions.writing_in import report_mistake
from tests.contracts.routes import filled, parameters, routes
from tests.people import cast
from tests.people.personal import persons

pytestmark = pytest.mark.django_db
NAME, ADDRESS, NUMBER = "Zqxanna Beispiel", "zqxanna@example.org", "+999 555 0199"
MARKERS = ("Zqxanna", "zqxanna", "555 0199")
# The pages that show persons today; one that is new is found by itself.
SHOWING = {
    "personal/contacts/", "personal/contacts/<str:key>/", "personal/contacts/<str:key>/edit/", "personal/duplicates/",
    "personal/lists/make/", "personal/lists/<str:key>/", "personal/held/<str:key>/", "personal/erasures/<str:key>/",
}  # fmt: skip


def test_a_page_that_shows_a_contact_puts_the_look_on_the_chain() -> None:
    manager, officer = persons.programme_lead(), persons.officer()
    keys = _planted(cast.standing(manager), cast.standing(officer))
    showing, silent = set(), []
    for route in (each for each in routes() if each.startswith("personal/")):
        for who in (manager, officer):
            browser = cast.just_signed_in(who)
            for key in keys if "key" in parameters(route) else ("",):
                before = Entry.objects.filter(is_look=True).count()
                page = browser.get(filled(route, {"key": key, "form": "contact"})).content.decode(errors="replace")
                if any(each in page for each in MARKERS):
                    showing.add(route)
                    if Entry.objects.filter(is_look=True).count() == before:
                        silent.append(f"{route} to {who.name}")
    assert not silent
    assert showing >= SHOWING, SHOWING - showing


def _planted(by: Standing, officer: Standing) -> list[str]:
    """The keys of all that tells of one contact: others like it, a list, a request, an erasure, what somebody wrote."""
    anna = persons.contact(
        by, NAME, email=ADDRESS, phone=NUMBER, needed_on=today().replace(year=today().year - 3, day=1)
    )
    alike = [persons.contact(by, "Zqxanna Beispiel") for _time in range(3)]
    merge = merge_contacts(kept=alike[0].key, absorbed=alike[1].key, by=by)
    state_not_same(anna.key, alike[2].key, by=by)
    made = make_list(
        keys=[anna.key], fields=["name"], recipient="A host", purpose="Rooms", basis=LegalBasis.CONTRACT, by=by
    )
    breach = record_breach(BreachTold("A list was lost.", made.disclosure.made_at, "names"), by=officer)
    asked = record_request(anna.key, kind=RequestKind.ACCESS, received_on=today(), by=officer)
    report_mistake(about="/", text=f"Ask {ADDRESS} or {NUMBER}", reply_to="", language="en", by=Standing("", today()))
    erasure = request_erasure(anna.key, reason=ErasureReason.ASKED, by=officer)
    kept = [each.key for each in (made.disclosure, breach, asked, erasure, merge)]
    return [*Contact.objects.values_list("key", flat=True), *kept]
