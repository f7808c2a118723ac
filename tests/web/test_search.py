"""The page of search and the pages of search terms, as somebody without an account sees them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from capacita.people.choices import ScopeKind
from capacita.search.models import Document
from tests.people import cast

pytestmark = pytest.mark.django_db
PASSAGE = (
    "Les opérateurs sont tenus de conserver pendant un an les données de connexion. Le procureur fait procéder à la "
    "conservation rapide et immédiate de ces données."
)


def page(address: str, **given: str) -> str:
    response = Client().get(address, given)
    assert response.status_code == 200
    return response.content.decode()


def test_what_was_found_is_grouped_marked_and_leads_to_its_place_at_the_moment_asked_about() -> None:
    shown = page("/search/", q="expedited preserv", as_of="2020-02-21")
    assert 'href="/instruments/ets185/?as_of=2020-02-21#ets185/art_16"' in shown
    assert "<mark>Expedited</mark> <mark>preservation</mark>" in shown
    assert shown.index('id="provisions"') < shown.index('id="elements"')
    assert 'name="as_of" value="2020-02-21"' in shown


def test_a_former_name_leads_to_the_country_and_says_until_when_it_was_used() -> None:
    shown = page("/search/", q="Swaziland")
    assert 'href="/countries/SZ/"' in shown
    assert "Eswatini" in shown
    assert "until 18 Apr 2018" in shown


def test_a_name_that_calls_a_footnote_is_shown_with_it() -> None:
    assert 'class="footnotes"' in page("/search/", q="kosovo")
    assert 'class="footnotes"' not in page("/search/", q="morocco")


def test_more_of_one_kind_is_one_address_away() -> None:
    shown = page("/search/", q="computer")
    (more,) = re.findall(r'href="(\?q=computer&amp;kind=provisions)"', shown)
    whole = page("/search/" + more.replace("&amp;", "&"))
    assert whole.count("<li>") > shown.count("<li>") / 3
    assert 'id="sources"' not in whole
    assert page("/search/", q="computer", kind="nonsense").count("<section") == shown.count("<section")


def test_nothing_found_says_so_and_what_is_typed_is_text() -> None:
    shown = page("/search/", q="<script>zubrowka")
    assert "Nothing was found for “&lt;script&gt;zubrowka”." in shown
    assert "<script>zubrowka" not in shown
    assert "Nothing was found" not in page("/search/")


def test_the_page_is_made_for_whoever_asks_and_kept_by_nobody() -> None:
    address = "/portfolio/CYBERSOUTH/"
    scope = cast.CYBERSOUTH
    Document.objects.filter(address=address).update(scope_kind=ScopeKind.PROJECT.value, scope_key=scope.key)
    inside = cast.browser(cast.person("bob@example.org", "programme_manager", scope))
    outside = cast.browser(cast.person("charlie@example.org", "programme_manager", cast.GLACY))
    for client, sees in ((Client(), False), (inside, True), (outside, False)):
        response = client.get("/search/", {"q": "cybersouth"})
        assert "no-store" in response["Cache-Control"]
        assert (f'href="{address}"' in response.content.decode()) is sees


def test_in_french_and_right_to_left_the_page_is_whole() -> None:
    for language, direction in (("fr", "ltr"), ("ar", "rtl")):
        client = Client()
        client.cookies["django_language"] = language
        shown = client.get("/search/", {"q": "المغرب"}).content.decode()
        assert f'dir="{direction}"' in shown
        assert 'href="/countries/MA/"' in shown


def test_search_stands_in_the_bar_of_every_page() -> None:
    assert '<a class="tool find" href="/search/?as_of=2020-02-21"' in page("/about/", as_of="2020-02-21")


def test_the_terms_of_an_article_are_listed_with_their_role_reason_and_source() -> None:
    listed = page("/legislation/terms/")
    assert 'href="/legislation/terms/art_16/"' in listed
    shown = page("/legislation/terms/art_16/")
    assert "conservation rapide et immédiate" in shown
    assert "misleading: looks right and is not" in shown
    assert "Communications (Retention of Data) Act 2011, as amended (IE)" in shown
    assert page("/legislation/terms/computer_data/")
    assert Client().get("/legislation/terms/art_1/").status_code == 404
    assert "/record/correct/" not in shown


def test_whoever_records_is_led_from_a_term_to_its_form() -> None:
    browser = cast.browser(cast.person("bob@example.org", "programme_manager"))
    shown = browser.get("/legislation/terms/art_16/").content.decode()
    address = re.findall(r'href="(/record/correct/legal_terms/\?key=[^"]+)"', shown)[0]
    form = browser.get(address)
    assert form.status_code == 200
    assert "expedited preservation" in form.content.decode()


def test_a_passage_that_is_tried_is_marked_with_why_and_why_it_may_mislead() -> None:
    response = Client().post("/legislation/terms/try/", {"language": "fr", "text": PASSAGE})
    shown = response.content.decode()
    assert response.status_code == 200
    assert '<mark class="core">conservation rapide et immédiate</mark>' in shown
    assert '<mark class="misleading">sont tenus de conserver</mark>' in shown
    assert "Why it may mislead" in shown
    assert Client().post("/legislation/terms/try/", {"language": "xx", "text": "x" * 5000}).status_code == 400
    empty = Client().post("/legislation/terms/try/", {"language": "fr", "text": "rien"}).content.decode()
    assert "That says nothing about the law." in empty
