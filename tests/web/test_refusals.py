"""Refusals are said in the reader's language, name what to do, and are the same at every door."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from capacita.config.urls import server_error
from capacita.kernel.kept import KeptAnswers
from capacita.web import pages
from tests.people import cast

FRENCH = {"Accept-Language": "fr"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/?as_of=2020-02-30", ["« 2020-02-30 » n’est pas un jour du calendrier", "sous la forme AAAA-MM-JJ"]),
        ("/?as_of=2020-02", ["« 2020-02 » n’est pas un jour", "sous la forme AAAA-MM-JJ"]),
        ("/reach/?as_of=9999-01-01", ["est hors des limites", "du 2001-01-01 au 2100-12-31"]),
        (
            "/countries/ZZ/",
            ["Aucune fiche « pays ou zone » n’a la clé « ZZ »", 'href="/countries/"', "Voir toute la liste"],
        ),
        ("/figures/reach.partys/", ["Vouliez-vous dire reach.parties"]),
        ("/figures/reach.parties/?basis=x", ["basis : « x » n’est pas connu", "Par exemple : deposit"]),
        ("/figures/reach.parties/?colour=x", ["n’a pas de paramètre « colour »", "Paramètres acceptés"]),
        ("/briefs/opera/", ["Aucune fiche « modèle »", "Vouliez-vous dire seminar"]),
    ],
)
def test_a_refusal_is_in_french_on_a_french_page(client: Client, path: str, words: list[str]) -> None:
    text = client.get(path, headers=FRENCH).content.decode().replace("\u00a0", " ")
    for each in words:
        assert each in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "field", "message"),
    [
        ("figures/reach.parties?as_of=2020-02-30", "as_of", "« 2020-02-30 » n’est pas un jour du calendrier"),
        ("countries?limit=0", "limit", "La valeur doit être supérieure ou égale à 1"),
        ("countries?colour=x", "colour", "l’opération n’a pas ce paramètre"),
        ("briefs/seminar.pptx?sections=x", "sections", "le modèle seminar n’a pas de section « x »"),
        ("projects/X", "", "aucune fiche « projet » n’a cette clé"),
    ],
)
def test_the_api_refuses_in_the_language_asked_for(client: Client, path: str, field: str, message: str) -> None:
    joint = "&" if "?" in path else "?"
    answer = client.get(f"/api/v1/{path}{joint}language=fr").json()
    (error,) = answer["errors"]
    assert error["field"] == field
    assert error["message"].replace("\u00a0", " ") == message
    assert error["remedy"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/reach/", "/briefs/seminar/", "/language/fr/", "/favicon.ico", "/figures/"])
@pytest.mark.parametrize("method", ["post", "put", "delete", "options", "trace"])
def test_a_page_to_be_read_refuses_other_methods_and_says_so(path: str, method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)(path, headers=FRENCH)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"
    assert "rien n’a été modifié" in answer.content.decode()


@pytest.mark.django_db
def test_the_builder_takes_post_with_a_token_only_and_refuses_the_rest_as_a_page() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.put("/briefs/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert "nothing was changed" in answer.content.decode()
    assert client.post("/briefs/", {"template": "seminar"}).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_broken_is_said_in_the_reader_s_language_without_the_database(
    rf: RequestFactory, language: str, django_assert_num_queries: Any
) -> None:
    with translation.override(language), django_assert_num_queries(0):
        page = server_error(rf.get("/reach/"))
        answer = server_error(rf.get("/api/v1/countries"))
    assert page.status_code == answer.status_code == 500
    assert f'<html lang="{language}" dir="ltr">' in page.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    assert ("réessayer" in answer.content.decode()) == (language == "fr")


@pytest.mark.django_db
def test_a_parameter_that_no_page_knows_makes_no_entry(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    monkeypatch.setattr(pages, "_kept", KeptAnswers(1_000_000))
    for path, again in (("/instruments/?unknown=1", False), ("/instruments/?as_of=2020-02-21", True)):
        assert client.get(path).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        assert (len(queries) == 1) == again


@pytest.mark.django_db
def test_a_form_sent_after_the_session_is_over_says_so_and_gives_back_what_was_typed(client: Client) -> None:
    address = "/record/new/country_names/"
    typed = {"short_name": "Côte <b>d’Ivoire</b>", "csrfmiddlewaretoken": "t0k3n", "new_password": "s3cret"}
    page = client.post(address, typed, headers={"Referer": f"http://testserver{address}?iso2=CI"}).content.decode()
    assert "You are signed out; this was not saved" in page
    assert "There is no page at this address" not in page
    assert 'next=%2Frecord%2Fnew%2Fcountry_names%2F%3Fiso2%3DCI"' in page
    assert '<textarea readonly rows="2" dir="auto">Côte &lt;b&gt;d’Ivoire&lt;/b&gt;</textarea>' in page
    assert "t0k3n" not in page
    assert "s3cret" not in page
    elsewhere = client.post(address, typed, headers={"Referer": "https://elsewhere.example/x"}).content.decode()
    assert "next=%2Frecord%2Fnew%2Fcountry_names%2F" in elsewhere
    assert "elsewhere.example" not in elsewhere
    assert "There is no page at this address" in client.post("/nowhere/", typed).content.decode()


@pytest.mark.django_db
def test_what_was_refused_after_a_form_leads_back_to_it() -> None:
    bob = cast.browser(cast.person("bob@example.org", "programme_manager"))
    page = bob.post("/personal/processing/", {}, headers={"Referer": "http://testserver/record/"}).content.decode()
    assert "You are signed out" not in page
    client = Client(enforce_csrf_checks=True)
    refused = client.post("/briefs/", {}, headers={"Referer": "http://testserver/briefs/?template=seminar"})
    assert "Go back, copy what you wrote, then reload." in refused.content.decode()
