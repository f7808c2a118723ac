"""Pages of the requirement catalogue: read by anybody, drafted by an expert, reviewed by others, compared, and asked by API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from capacita.review.models import Review
from capacita.standards.models import CatalogueVersion, ElementDraft, RequirementElement
from tests.people import cast
from tests.standards.made_version import Office, second_version

pytestmark = pytest.mark.django_db
CATALOGUE = "/legislation/catalogue/ets185/"
DRAFTS = "/legislation/catalogue/drafts/"
ARTICLE = "ets185/art_2"


@pytest.fixture
def office() -> Office:
    return Office()


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_anybody_reads_each_version_and_what_changed_between_two(client: Client, office: Office) -> None:
    page = text(client, CATALOGUE)
    assert "Version 1" in page
    assert "Is gaining access to a computer system a criminal offence in itself" in page
    assert 'href="/legislation/catalogue/ets185/' in text(client, "/legislation/")
    second_version(office)
    page = text(client, CATALOGUE)
    assert "Is it so that access itself is the offence?" in page
    assert "Clearer questions." in page
    assert "Is it so that access itself is the offence?" not in text(client, f"{CATALOGUE}?version=1")
    assert "Is it so that access itself is the offence?" not in text(client, f"{CATALOGUE}?known_on=2026-01-01")
    changes = text(client, f"{CATALOGUE}changes/?from=1&to=2")
    for words in ("reworded: 1", "split: 1", "merged: 1", "withdrawn: 1", "new: 1"):
        assert words in changes
    assert "Nothing differs" in text(client, f"{CATALOGUE}changes/?from=2&to=2")
    for address in (f"{CATALOGUE}?version=3", f"{CATALOGUE}?version=x", "/legislation/catalogue/nothing/"):
        assert client.get(address).status_code == 404
    assert client.get(f"{CATALOGUE}changes/?from=2&to=1").status_code == 400


def begun_by(client: Client) -> str:
    """The address of a draft just begun."""
    answer = client.post(DRAFTS)
    assert answer.status_code == 302
    return str(answer["Location"])


def sent(number: int = 0, **values: str) -> dict[str, str]:
    typed = {"text": "access", "question": "Is access an offence?", "weight": "core", "kind": "conduct", **values}
    return {f"part{number}-{name}": value for name, value in typed.items()}


def test_an_expert_drafts_in_the_pages_and_others_release(office: Office) -> None:
    expert = cast.browser(office.expert)
    draft = begun_by(expert)
    change = f"{draft}change/"
    form = text(expert, f"{change}?element={ARTICLE}/e1")
    assert "access to a system is the conduct" in form
    # Guidance alone leaves the key; other words do not.
    row = RequirementElement.objects.recorded().get(key=f"{ARTICLE}/e1")
    guidance = "T-CY(2012)21\n\nT-CY(2013)6"
    post(expert, f"{change}?element={ARTICLE}/e1", sent(text=row.text, question=row.question, guidance=guidance))
    kept = ElementDraft.objects.get()
    assert (kept.kind, kept.after[0]["guidance"]) == ("same", ["T-CY(2012)21", "T-CY(2013)6"])
    assert "T-CY(2012)21" in text(expert, f"{change}?element={ARTICLE}/e1")
    post(expert, f"{change}?element={ARTICLE}/e2&do=split&parts=3", sent(0) | sent(1, text="b") | sent(2, text="c"))
    merged = sent(text="intent without right")
    post(expert, f"{change}?element={ARTICLE}/e3&do=merge", {**merged, "others": f"{ARTICLE}/e4"})
    post(expert, f"{change}?element={ARTICLE}/e5&do=withdraw", {})
    post(expert, f"{change}?do=add&provision={ARTICLE}", sent(text="one more"))
    assert [each.kind for each in ElementDraft.objects.all()] == ["same", "split", "merged", "withdrawn", "new"]
    last = ElementDraft.objects.last()
    assert last is not None
    assert expert.post(f"{draft}changes/{last.key}/drop/").status_code == 302
    assert expert.post(f"{draft}changes/{last.key}/drop/").status_code == 400
    assert expert.post(f"{draft}steps/submit/").status_code == 302
    reviewer, manager = cast.browser(office.reviewer), cast.browser(office.manager)
    for client, name, told in (
        (expert, "take", 400), (reviewer, "take", 302), (reviewer, "agree", 302), (reviewer, "approve", 302),
        (reviewer, "publish", 400), (manager, "publish", 302),
    ):  # fmt: skip
        assert client.post(f"{draft}steps/{name}/", {"text": f"{name}: clearer"}).status_code == told, name
    released = CatalogueVersion.objects.get()
    assert (released.number, released.summary) == (2, "publish: clearer")
    assert "published" in text(reviewer, draft)


def post(client: Client, address: str, values: dict[str, Any]) -> None:
    answer = client.post(address, values)
    assert answer.status_code == 302, answer.content.decode()[-3000:]


def test_a_form_that_does_not_fit_says_why_and_keeps_what_was_typed(office: Office) -> None:
    expert = cast.browser(office.expert)
    change = f"{begun_by(expert)}change/"
    for query, values, told in (
        (f"?element={ARTICLE}/e1", sent(text=""), "This field is required"),
        (f"?element={ARTICLE}/e1", sent(question=""), "has a question"),
        (f"?element={ARTICLE}/e1", sent(kind=""), "is not known"),
        (f"?element={ARTICLE}/e1", sent(weight="vital"), "Select a valid choice"),
        (f"?element={ARTICLE}/e3&do=merge", sent(), "Choose at least one element"),
        (f"?element={ARTICLE}/e2&do=split", sent(0) | sent(1), "in the same words"),
    ):
        answer = expert.post(f"{change}{query}", values)
        assert answer.status_code == 400
        assert told in answer.content.decode(), query
    for query in ("?element=ets185/art_2/e99", "?do=add&provision=ets185/art_99", f"?element={ARTICLE}/e1&do=burn", ""):
        assert expert.get(f"{change}{query}").status_code == 404
    assert not ElementDraft.objects.exists()


def test_drafts_are_for_those_who_may_and_a_draft_in_work_for_its_author(client: Client, office: Office) -> None:
    draft = begun_by(cast.browser(office.expert))
    local = cast.browser(cast.person("local@example.org", "legal_assessor", cast.MOROCCO))
    reviewer = cast.browser(office.reviewer)
    for other in (client, local):
        assert other.get(DRAFTS).status_code == 404
        assert DRAFTS not in text(other, CATALOGUE)
    assert DRAFTS in text(reviewer, CATALOGUE)
    assert draft not in text(reviewer, DRAFTS)
    assert reviewer.post(DRAFTS).status_code == 400
    for other in (client, local, reviewer):
        for address in (draft, f"{draft}change/?element={ARTICLE}/e1"):
            assert other.get(address).status_code == 404
        assert other.post(f"{draft}steps/submit/").status_code == 404
    assert Review.objects.count() == 1


def test_the_api_tells_versions_elements_and_their_lineage(client: Client, office: Office) -> None:
    second_version(office)
    told = client.get("/api/v1/instruments/ets185/catalogue-versions").json()
    assert [(each["number"], each["holds"]) for each in told["versions"]] == [(1, False), (2, True)]
    address = "/api/v1/instruments/ets185/catalogue-versions/2/elements?limit=200"
    answer = client.get(address).json()
    origins = {each["key"].removeprefix(f"{ARTICLE}/"): each["origin"] for each in answer["items"]}
    assert origins["e8"] == {"kind": "reworded", "before": [f"{ARTICLE}/e1"]}
    assert origins["e11"] == {"kind": "merged", "before": [f"{ARTICLE}/e3", f"{ARTICLE}/e4"]}
    assert origins["e12"] == {"kind": "new", "before": []}
    assert origins["e6"] == {"kind": "same", "before": [f"{ARTICLE}/e6"]}
    assert answer["withdrawn"] == [f"{ARTICLE}/e5"]
    held = client.get(f"/api/v1/instruments/ets185/provisions?limit=200&known_on={answer['known_on']}").json()["items"]
    (second,) = [each for each in held if each["key"] == ARTICLE]
    assert [each["element"] for each in second["elements"]] == ["e8", "e9", "e10", "e11", "e6", "e7", "e12"]
    assert client.get("/api/v1/instruments/ets185/catalogue-versions/3/elements").status_code == 404
    assert client.get("/api/v1/instruments/ets185/catalogue-versions/2/elements?known_on=2026-01-01").status_code == 404
