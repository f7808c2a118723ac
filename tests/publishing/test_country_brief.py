"""The brief about one country: status under the treaties, law, support so far, each figure with its receipt."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from pptx import Presentation

from capacita.kernel.errors import InputError, UnknownKeyError
from capacita.kernel.moment import Moment
from capacita.publishing.actions import make_brief
from tests.golden.moments import THEN
from tests.legislation.test_status_figures import ALL, ON, rate

pytestmark = pytest.mark.django_db
AT = Moment(ON, ON)


def page(country: str = "RO", at: Moment = AT) -> str:
    return make_brief("country", at=at, country=country, format="html").content.decode()


def test_it_says_status_law_and_support_with_receipts() -> None:
    rate("RO", {**dict.fromkeys(ALL, "MET"), "15": "NOT"})
    text = page()
    assert "Romania: status under the instruments" in text
    assert "Party, 12 May 2004" in text
    assert "10 of 10" in text
    assert "largely in place, safeguards deficient" in text
    assert "○ not in line" in text
    assert "legislation.articles (Country or area: Romania" in text


def test_what_is_not_public_is_not_in_it() -> None:
    rate("RO", dict.fromkeys(ALL, "MET"), publication="internal")
    text = page()
    assert "No rating of its law is public" in text
    assert "● in line</" not in text
    assert "art. 360" in text


def test_projects_under_way_are_those_of_the_date() -> None:
    text = page("MA", THEN)
    assert "CyberSouth" in text
    assert "countries and areas in projects under way" in text


@pytest.mark.parametrize("format", ["pptx", "pdf"])
def test_deck_and_document_are_made_alike_every_time(format: str) -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    made = [make_brief("country", at=AT, country="RO", language="fr", format=format) for _ in range(2)]
    assert made[0].content == made[1].content
    assert made[0].file_name == f"capacita-country-ro-{ON}-fr.{format}"
    if format == "pptx":
        assert len(Presentation(io.BytesIO(made[0].content)).slides) == 5


def test_it_needs_a_country_that_is_known(client: Client) -> None:
    with pytest.raises(InputError, match="about one country"):
        make_brief("country", at=AT)
    with pytest.raises(UnknownKeyError):
        make_brief("country", at=AT, country="ZZ")
    assert client.get(f"/briefs/country/?country=RO&as_of={ON}").status_code == 200
    assert client.get("/briefs/country/").status_code == 400
