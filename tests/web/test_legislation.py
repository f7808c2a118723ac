"""Pages of domestic law: as of the date, each provision with its source, what is missing or not certain shown as such."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from capacita.evidence.loading import load_catalogues
from capacita.people.models import LOADER
from tests.legislation.test_catalogue import NAMES, TEXT, changed

pytestmark = pytest.mark.django_db


def text_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


def article_of(text: str, number: str) -> str:
    """What a country's page shows of one article."""
    return text.split(f'id="art-{number}"', 1)[1].split("</article>", 1)[0]


def test_the_start_lists_the_countries_and_the_surveys_as_statements_do(client: Client) -> None:
    text = text_of(client, "/legislation/?as_of=2026-11-23")
    assert 'href="/figures/legislation.countries/?as_of=2026-11-23"' in text
    for iso2 in ("GB", "GH", "LK", "MU", "PH", "RO"):
        assert f'href="/legislation/{iso2}/?as_of=2026-11-23"' in text
    survey = "States with substantive criminal law largely in place: 134 of 193"
    assert survey in text
    assert "not computable yet" in text
    assert survey in text_of(client, "/statements/?as_of=2026-11-23")


def test_a_country_is_shown_as_its_law_stood(client: Client) -> None:
    before = article_of(text_of(client, "/legislation/RO/?as_of=2014-01-31"), "2")
    assert "art. 42" in before.split("<details>")[0]
    assert "not yet commenced (commencement: 1 Feb 2014)" in before.split("<details>")[1]
    after = article_of(text_of(client, "/legislation/RO/?as_of=2014-02-01"), "2")
    assert "art. 360" in after.split("<details>")[0]
    assert "repealed (1 Feb 2014)" in after.split("<details>")[1]
    # A law that was adopted later is no part of that day's law.
    assert "art. 360" not in text_of(client, "/legislation/RO/?as_of=2008-01-01")


def test_what_is_not_known_is_neither_yes_nor_no(client: Client) -> None:
    text = text_of(client, "/legislation/MU/?as_of=2022-01-01")
    assert "0 to 19</a>" in text
    article = article_of(text, "2")
    assert article.count("not certain") == 2
    assert "day of commencement not known" in article
    assert "may have been repealed: the day is not known" in article
    assert "No provision recorded for this date." in article_of(text, "12")


def test_a_suspension_is_said_with_its_order(client: Client) -> None:
    article = article_of(text_of(client, "/legislation/PH/?as_of=2012-11-01"), "20")
    assert "No recorded provision is in force on this date." in article
    assert "suspended, since 9 Oct 2012" in article
    assert "Supreme Court temporary restraining order" in article


def test_what_nobody_verified_is_marked_wherever_it_shows(client: Client) -> None:
    mark = '<span class="chip warn">unverified</span>'
    # The end of the suspension is inferred, and what is in force again rests on it.
    assert mark in article_of(text_of(client, "/legislation/PH/?as_of=2015-01-01"), "2")
    assert mark in article_of(text_of(client, "/legislation/GH/?as_of=2015-01-01"), "7")
    assert mark in text_of(client, "/legislation/articles/7/?as_of=2015-01-01")
    assert mark in text_of(client, "/legislation/laws/gh-772/")


def test_safeguards_stand_before_the_powers_and_say_where_nothing_is_recorded(client: Client) -> None:
    text = text_of(client, "/legislation/RO/")
    assert text.index('id="safeguards"') < text.index('id="powers"')
    assert "No provision recorded for this date." in article_of(text, "15")
    assert "s. 18" in article_of(text_of(client, "/legislation/PH/?as_of=2015-01-01"), "15")


def test_an_absence_and_a_part_of_the_country_are_said(client: Client) -> None:
    text = text_of(client, "/legislation/GB/?as_of=2023-06-01")
    assert "searched for and not found (as of 17 Feb 2023)" in article_of(text, "16")
    assert "England, Wales and Northern Ireland" in article_of(text, "8")
    assert "of the other parts nothing is said" in text
    retention = text_of(client, "/legislation/articles/16/?as_of=2022-01-01")
    assert "Recorded, and does not satisfy the article by itself" in retention


def test_changes_are_shown_between_two_dates_and_those_of_unknown_day_apart(client: Client) -> None:
    text = text_of(client, "/legislation/RO/?from=2014-01-31&as_of=2014-02-01").split('id="changes"', 1)[1]
    assert "Repealed" in text
    assert "Commenced" in text
    assert "19 Apr 2003" not in text
    later = text_of(client, "/legislation/RO/?from=2014-02-01&as_of=2026-01-01")
    assert "Nothing recorded happened to it between these dates." in later
    unknown = text_of(client, "/legislation/MU/").split("On a day that is not known", 1)[1]
    assert "Repealed" in unknown
    assert "day not known" in unknown


def test_a_commencement_that_was_ordered_later_was_not_known(client: Client) -> None:
    known = "/legislation/laws/lk-cca-2007/?as_of=2008-07-20&known_on="
    assert "in force, since 15 Jul 2008" in text_of(client, f"{known}2008-07-25")
    then = text_of(client, f"{known}2008-07-20")
    assert "no commencement had been stated by then" in then
    assert "in force, since" not in then
    assert "15 Jul 2008" not in then.split('id="dates"')[1].split("</section>")[0]
    assert "15 Jul 2008" not in then.split('id="changes"')[1].split("</section>")[0]


def test_no_page_states_a_status_of_a_country(client: Client) -> None:
    for path in ("/legislation/RO/", "/legislation/articles/2/", "/legislation/laws/ro-cp-2009/"):
        text = text_of(client, path).lower()
        assert not re.search(r"largely in line|partly in line|not in line|not met", text)


def test_the_text_of_a_provision_is_shown_with_its_language_and_kind(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "law.yaml"
    path.write_text(changed(lambda held: held.update(texts=[TEXT])), encoding="utf-8")
    load_catalogues(by=LOADER, files=dict.fromkeys(NAMES, path))
    text = text_of(client, "/legislation/laws/ro-cp-2009/")
    assert 'id="ro-cp-360/ro/original/1/2" lang="ro" dir="auto">(2) Altul.</p>' in text
    assert 'RO <span class="chip mute">original</span>' in text


def test_a_country_s_page_leads_to_its_law_where_some_is_recorded(client: Client) -> None:
    assert 'href="/legislation/RO/"' in text_of(client, "/countries/RO/")
    assert "/legislation/MA/" not in text_of(client, "/countries/MA/")
    assert "no law recorded" in text_of(client, "/legislation/MA/")


def test_a_source_lists_the_records_of_law_that_cite_it(client: Client) -> None:
    from capacita.evidence.models import Source

    key = Source.objects.get(address="https://ghalii.org/akn/gh/act/2020/1038").key
    text = text_of(client, f"/sources/{key}/")
    assert "Ghana: Cybersecurity Act, 2020, Act 1038 of 2020" in text
    assert "Ghana: Cybersecurity Act, 2020, s. 62" in text
    assert "Ghana: Electronic Transactions Act, 2008, Repealed, 29 Dec 2020" in text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/legislation/ZZ/", 404, "No country or area"),
        ("/legislation/articles/36/", 404, "No article"),
        ("/legislation/laws/ro-cp-2010/", 404, "Did you mean"),
        ("/legislation/laws/gh-1038/?known_on=2015-01-01", 404, "No law"),
        ("/legislation/RO/?from=soon", 400, "is not a day"),
        ("/legislation/RO/?from=2020-01-01&as_of=2019-01-01", 400, "Exchange the two dates"),
    ],
)
def test_refusals_say_what_to_do(client: Client, path: str, status: int, words: str) -> None:
    assert words in text_of(client, path, status)


def test_french_is_complete(client: Client) -> None:
    client.cookies.load({"django_language": "fr"})
    text = text_of(client, "/legislation/MU/?as_of=2022-01-01")
    for words in (
        "Législation",
        "dispositions enregistrées en vigueur",
        "peut-être abrogée",
        "Ce qui a changé",
        "Maurice",
    ):
        assert words in text
    assert "Le droit interne est enregistré pour" in text_of(client, "/legislation/")


def test_the_law_of_many_countries_is_given_page_by_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capacita.web.legislation.views._COUNTRIES", 4)
    address, seen = "/legislation/articles/5/?as_of=2026-11-23", []
    while address:
        text = text_of(client, address)
        seen.append(re.findall(r'<article class="law-article[^"]*" id="([A-Z]{2})">', text))
        further = re.search(r'<a href="([^"]+)#by-country">', text)
        address = f"/legislation/articles/5/{unescape(further[1])}" if further else ""
    assert [len(each) for each in seen] == [4, 2]
    assert {iso2 for each in seen for iso2 in each} == {"GB", "GH", "LK", "MU", "PH", "RO"}
