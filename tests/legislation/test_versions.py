"""Ratings over two versions of the catalogue: what carries on, what a person takes over, what a workbook brings along."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from capacita.figures.registry import figure
from capacita.kernel.clock import today
from capacita.kernel.errors import RefusedError
from capacita.kernel.moment import Moment
from capacita.legislation.actions.rating import begin_rating, keep_rating, take_earlier
from capacita.legislation.models import LawRating, RatingDraft
from capacita.legislation.queries.rating import elements_of_article, elements_of_sheet
from capacita.legislation.queries.status import country_status
from capacita.legislation.rules.sheets import Sheet
from capacita.review.actions import reviewing
from tests.legislation.test_exchange import fill, send, workbook
from tests.legislation.test_rating import met
from tests.legislation.test_status_figures import ALL, rate
from tests.people import cast
from tests.standards.made_version import Office, second_version, wording

pytestmark = pytest.mark.django_db
ON = date(2024, 3, 2)
SHEET = Sheet("RO", "ets185/art_2", ON)
ARTICLE = "ets185/art_2"


@pytest.fixture
def office() -> Office:
    return Office()


def test_what_asks_the_same_carries_on_and_what_was_reworded_waits_for_a_person(office: Office) -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    yesterday = Moment(today(), date(2026, 1, 1))
    now = Moment(today(), today())
    assert _second(now) == ("in_line", "in_line")
    second_version(office)
    # e8 (reworded), e9 (split, core), e11 (merged) are core and unknown, so are e10 and e12, supporting.
    assert _second(now) == ("not", "in_line")
    assert _second(yesterday) == ("in_line", "in_line")
    notes = figure("legislation.substantive", at=now).notes
    assert any("By version 2 of the requirement catalogue" in each for each in notes)
    notes = figure("legislation.substantive", at=yesterday).notes
    assert any("By version 1 of the requirement catalogue" in each for each in notes)


def _second(at: Moment) -> tuple[str, str]:
    found = country_status("RO", at=at)
    assert found is not None
    article = found.results[""].articles["2"]
    return article.low.value, article.high.value


def test_an_earlier_rating_is_taken_over_by_a_person_with_its_cause(office: Office) -> None:
    rate("RO", {"2": "MET"}, text="as before")
    second_version(office)
    by = office.by(office.expert)
    review = begin_rating(SHEET, by=by)
    kept = take_earlier(review, f"{ARTICLE}/e8", by=by)
    assert (kept.code, kept.text, kept.cause) == ("MET", "as before", "rule_changed")
    with pytest.raises(RefusedError, match="rated already"):
        take_earlier(review, f"{ARTICLE}/e8", by=by)
    # What was split or merged was asked otherwise, and what is the same needs nothing.
    for element in ("e9", "e11", "e6"):
        with pytest.raises(RefusedError, match="No earlier wording"):
            take_earlier(review, f"{ARTICLE}/{element}", by=by)


def test_a_sheet_keeps_the_elements_under_which_it_was_handed_in_and_is_not_recorded_under_others(
    office: Office,
) -> None:
    by = office.by(office.expert)
    review = begin_rating(SHEET, by=by)
    for element in elements_of_article(ARTICLE):
        keep_rating(review, element.key, met(), version=0, by=by)
    reviewing.submit_review(review, by=by)
    second_version(office)
    assert [each.element for each in elements_of_sheet(review)] == ["e1", "e2", "e3", "e4", "e5", "e6", "e7"]
    reviewer = office.by(office.reviewer)
    reviewing.take_review(review, by=reviewer)
    reviewing.agree_review(review, by=reviewer)
    with pytest.raises(RefusedError, match="catalogue of requirements changed"):
        reviewing.approve_review(review, text="not asked", by=reviewer)
    review.refresh_from_db()
    reviewing.return_review(review, text="The catalogue changed.", by=reviewer)
    assert [each.element for each in elements_of_sheet(review)] == ["e8", "e9", "e10", "e11", "e6", "e7", "e12"]
    # What was typed of e1 is taken over for e8; what was typed of elements that are asked no longer stands in nobody's way.
    assert take_earlier(review, f"{ARTICLE}/e8", by=by).code == "MET"
    for name in ("e9", "e10", "e11", "e12"):
        keep_rating(review, f"{ARTICLE}/{name}", met(), version=0, by=by)
    reviewing.submit_review(review, by=by)
    reviewing.take_review(review, by=reviewer)
    reviewing.agree_review(review, by=reviewer)
    reviewing.approve_review(review, text="not asked", by=reviewer)
    rows = LawRating.objects.recorded().filter(review_key=review.key)
    assert {each.element_key.rpartition("/")[2] for each in rows} == {"e6", "e7", "e8", "e9", "e10", "e11", "e12"}


def test_a_workbook_of_an_earlier_version_is_mapped_by_lineage_or_refused_by_row(office: Office) -> None:
    client = cast.browser(office.expert)
    book = workbook(client)
    sheet: Any = book.worksheets[0]
    assert sheet["D2"].value.startswith("1-")
    typed = {"code": "NOT", "text": "searched"}
    content = fill(book, {f"{ARTICLE}/e1": typed, f"{ARTICLE}/e6": typed})
    second_version(office)
    answer = send(client, content)
    page = answer.content.decode()
    assert answer.status_code == 200, page
    assert "2 elements would change" in page
    assert "asked in other words as ets185/art_2/e1" in page
    context = answer.context
    client.post(
        "/legislation/RO/workbench/upload/", {"step": "apply", "name": context["file"], "content": context["content"]}
    )
    kept = {each.element_key: each for each in RatingDraft.objects.all()}
    assert {key: (each.code, each.flags) for key, each in kept.items()} == {
        f"{ARTICLE}/e8": ("NOT", ["STALE"]), f"{ARTICLE}/e6": ("NOT", []),
    }  # fmt: skip
    for element, told in (
        ("e2", "was split since version 1 of the catalogue. Rate each part by itself: ets185/art_2/e9, ets185/art_2/e10."),
        ("e3", "was merged with others since version 1 of the catalogue. Rate the whole: ets185/art_2/e11."),
        ("e5", "was withdrawn since version 1 of the catalogue. Leave the row blank"),
    ):  # fmt: skip
        before = RatingDraft.objects.count()
        filled = fill(openpyxl.load_workbook(io.BytesIO(content)), {f"{ARTICLE}/{element}": typed})
        answer = send(client, filled, step="apply")
        assert answer.status_code == 400
        assert told in answer.content.decode()
        assert RatingDraft.objects.count() == before
    # What is downloaded now names the second version.
    assert workbook(client).worksheets[0]["D2"].value.startswith("2-")


def test_what_was_changed_only_in_its_class_counts_as_it_was_rated(office: Office) -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    review = office.begin()
    office.change(review, [], wording("one more thing", "option"))
    office.release(review)
    assert _second(Moment(today(), today())) == ("in_line", "in_line")
