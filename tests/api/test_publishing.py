"""Briefs over the API."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pptx import Presentation

from capacita.kernel.moment import Moment
from capacita.publishing.actions import make_brief
from capacita.publishing.brief import TitleSlide
from capacita.publishing.templates import SECTIONS
from tests.api.asking import SEMINAR, answer, ask, refusal

pytestmark = pytest.mark.django_db
_DECK = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def test_templates_name_their_sections_and_files() -> None:
    templates = {each["key"]: each for each in ask("/briefs")["templates"]}
    assert {key: [each["key"] for each in found["sections"]] for key, found in templates.items()} == {
        key: list(sections) for key, sections in SECTIONS.items()
    }
    assert "/api/v1/briefs/seminar.pptx" in templates["seminar"]["addresses"]


def test_the_deck_is_the_one_that_publishing_makes(seminar: Moment) -> None:
    response = answer("/briefs/seminar.pptx", **SEMINAR, event="Cyber Diplomacy Seminar", place="Geneva")
    expected = make_brief(
        "seminar", at=seminar, language="en", title=TitleSlide(event="Cyber Diplomacy Seminar", place="Geneva")
    )
    assert response.status_code == 200
    assert response.content == expected.content
    assert response["Content-Type"] == _DECK
    assert expected.file_name in response["Content-Disposition"]
    assert response["ETag"] == f'"{expected.digest}"'


def test_sections_can_be_chosen() -> None:
    response = answer("/briefs/seminar.pptx", **SEMINAR, sections="portfolio,reach")
    assert len(Presentation(io.BytesIO(response.content)).slides) == 2


def test_the_page_is_in_the_language_asked_for_and_escapes_what_was_typed() -> None:
    text = answer("/briefs/seminar.html", **SEMINAR, language="fr", event="<script>alert(1)</script>").content.decode()
    assert 'lang="fr"' in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize(
    ("address", "given", "status", "field"),
    [
        ("/briefs/nothing.pptx", {}, 404, ""),
        ("/briefs/seminar.docx", {}, 400, "format"),
        ("/briefs/seminar.pptx", {"sections": "portfolio,budget"}, 400, "sections"),
        ("/briefs/seminar.pptx", {"event": "a\x01b"}, 400, "event"),
        ("/briefs/seminar.pdf", {"speaker": "\u202eabc"}, 400, "speaker"),
        ("/briefs/seminar.pdf", {"event": "\U0001f600"}, 400, "format"),
        ("/briefs/seminar.pptx", {"event": "x" * 301}, 400, "event"),
        ("/briefs/seminar.pptx", {"as_of": "2020-02-30"}, 400, "as_of"),
    ],
)
def test_what_cannot_be_made_is_refused(address: str, given: dict[str, str], status: int, field: str) -> None:
    assert [each["field"] for each in refusal(address, status, **given)["errors"]] == [field]


def test_a_brief_of_a_day_before_anything_was_known_is_made_or_refused_never_broken() -> None:
    first = date(2001, 1, 1).isoformat()
    assert answer("/briefs/one-pager.html", as_of=first, known_on=first).status_code == 200
    assert answer("/briefs/seminar.pptx", recorded_at="2001-01-01T00:00:00+00:00").status_code == 400
