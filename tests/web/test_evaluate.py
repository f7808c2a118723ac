"""“Try the rule” as people see it: the example, what was typed, what is wrong at its path; nothing is stored."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from capacita.audit.queries import head
from capacita.legislation.alignment import example

pytestmark = pytest.mark.django_db
ADDRESS = "/legislation/evaluate/"


def send(text: str, *, status: int = 200, **headers: str) -> str:
    answer = Client().post(ADDRESS, {"ratings": text}, headers=headers)
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_the_page_can_be_read_and_led_to() -> None:
    answer = Client().get(ADDRESS)
    assert answer.status_code == 200
    assert 'id="result"' not in answer.content.decode()
    assert f'href="{ADDRESS}"' in Client().get("/instruments/ets185/").content.decode()


def test_the_example_is_shown_with_what_follows_and_looks_invented() -> None:
    text = Client().get(f"{ADDRESS}?example=country").content.decode()
    assert "undetermined: partly in line to largely in line" in text
    assert "undetermined: partly in place to largely in place" in text
    assert "7 to 8 of 10" in text
    assert "safeguards not assessed" in text
    assert "legislation.alignment, version 1" in text
    assert text.count("Invented example") == 2
    assert "&quot;ets185/art_10/para_1&quot;" in text


def test_the_blank_form_holds_every_element_and_nothing_follows_from_it() -> None:
    text = Client().get(f"{ADDRESS}?example=blank").content.decode()
    assert "undetermined: not in line to largely in line" in text
    assert text.count("not assessed\n") + text.count("</span> not assessed") >= 28
    assert "Invented example" not in text


def test_what_was_typed_stays_and_what_follows_is_shown() -> None:
    text = send(example().decode())
    assert "7 to 8 of 10" in text
    assert "Invented example" not in text
    assert "&quot;ets185/art_10/para_1&quot;" in text


def test_what_is_wrong_is_told_at_its_path_beside_what_was_typed() -> None:
    typed = '{"ets185/art_2": {"e1": "met"}, "ets185/art_24": {}, "<b>": {}}'
    text = send(typed, status=400)
    assert '<code dir="ltr">ets185/art_2/e1</code>' in text
    assert "Article 24 (Extradition) cannot be rated" in text
    assert "&lt;b&gt;</code>" in text
    assert "&quot;met&quot;" in text
    assert 'aria-invalid="true"' in text
    assert 'id="result"' not in text
    assert "«\u00a0met\u00a0» n’est pas une appréciation" in send(typed, status=400, **{"Accept-Language": "fr"})


@pytest.mark.parametrize("text", ["", "[]", " " * 100_001, "{" * 90_000])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    assert 'role="alert"' in send(text, status=400)


def test_of_very_many_faults_the_first_are_shown() -> None:
    text = send(json.dumps({f"x{number}": {} for number in range(60)}), status=400)
    assert "and 10 more" in text


def test_nothing_is_stored_and_no_form_of_another_site_is_taken() -> None:
    before = head()
    client = Client()
    with CaptureQueriesContext(connection) as made:
        client.post(ADDRESS, {"ratings": example().decode()})
    assert not [each for each in made if not each["sql"].startswith("SELECT")]
    assert head() == before
    assert Client(enforce_csrf_checks=True).post(ADDRESS, {"ratings": "{}"}).status_code == 403
    assert Client(enforce_csrf_checks=True).put(ADDRESS).status_code == 405
