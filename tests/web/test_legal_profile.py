"""Where law stands on the pages: by public ratings for everybody, by the office's for who may, each with its evidence."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from django.test import Client
from docx import Document

from capacita.evidence.citing import cite
from capacita.kernel.clock import now, today
from capacita.legislation.models import ProvisionText
from tests.legislation.test_status_figures import ALL, ON, rate
from tests.people import cast

pytestmark = pytest.mark.django_db
DAY = f"?as_of={ON}"


def text_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return re.sub(r"\s+", " ", answer.content.decode())


def body_of(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content


@pytest.fixture
def staff() -> Client:
    return cast.browser(cast.person("rosa@example.org", "reviewer"))


def test_a_country_shows_where_each_article_stands_and_leads_to_what_it_rests_on(client: Client) -> None:
    rate("RO", {**dict.fromkeys(ALL, "MET"), "15": "NOT", "18": "PART"})
    text = text_of(client, f"/legislation/RO/{DAY}")
    assert 'href="/figures/legislation.articles/?country=RO&amp;as_of=2024-03-02"' in text
    assert ">10 of 10</a>" in text
    assert "Safeguards, Article 15" in text
    article = text.split('id="art-18"', 1)[1].split("</article>", 1)[0]
    assert f'href="/legislation/RO/articles/18/{DAY}"' in article
    assert "◑" in article
    evidence = text_of(client, f"/legislation/RO/articles/18/{DAY}")
    assert "made up for a test" in evidence
    assert "Partly" in evidence
    # What is not public shows nowhere, and its absence says nothing.
    assert "No rating of its law is public" in text_of(client, f"/legislation/PH/{DAY}")


def test_the_receipt_of_a_countrys_count_lists_its_ratings_and_what_is_below(client: Client) -> None:
    rate("RO", {**dict.fromkeys(ALL, "MET"), "9": "NOT"})
    receipt = text_of(client, f"/figures/legislation.articles/?country=RO&as_of={ON}")
    assert "On 2 March 2024, 9 articles of the law of Romania were at least largely in line" in receipt
    assert "Article 9" in receipt
    assert "Not in line" in receipt


def test_ratings_of_the_office_are_absent_for_everybody_who_may_not_read_them(client: Client, staff: Client) -> None:
    rate("RO", dict.fromkeys(ALL, "MET"), publication="internal")
    focal = cast.browser(cast.person("fatima@example.org", "country_focal_point", cast.MOROCCO))
    rate("MA", dict.fromkeys(ALL, "MET"), publication="internal")
    pages = [
        "RO/office/", "RO/office/articles/16/", "RO/office/ratings.json", "RO/office/ratings.csv",
        "RO/office/profile.docx", "articles/16/office/", "compare/?country=RO", "compare.csv?country=RO", "gaps/",
        "gaps.csv",
    ]  # fmt: skip
    for path in pages:
        assert client.get(f"/legislation/{path}").status_code == 404, path
        assert focal.get(f"/legislation/{path.replace('RO', 'MA')}").status_code == 404, path
        answer = staff.get(f"/legislation/{path}")
        assert answer.status_code == 200, path
        assert "no-store" in answer["Cache-Control"], path
    assert "not_assessed" in body_of(client, f"/legislation/RO/ratings.json{DAY}").decode()
    assert "not public" in text_of(staff, f"/legislation/RO/office/{DAY}")
    assessor = cast.browser(cast.person("amal@example.org", "legal_assessor", cast.MOROCCO))
    assert assessor.get("/legislation/MA/office/").status_code == 200
    assert assessor.get("/legislation/RO/office/").status_code == 404
    # The link to them is not kept in a page that somebody else asked for.
    assert "/legislation/MA/office/" in text_of(assessor, "/legislation/MA/")
    assert "/legislation/MA/office/" not in text_of(focal, "/legislation/MA/")


def test_what_changed_says_why_and_between_which_dates(client: Client) -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    later = ON + timedelta(days=100)
    rate("RO", {"2": "NOT"}, on=later, cause="law_changed")
    end = later + timedelta(days=5)
    text = text_of(client, f"/legislation/RO/?from={ON}&as_of={end}").split('id="changes"', 1)[1]
    assert "the law changed" in text
    assert re.search(r"Met <span [^>]*>→</span><span [^>]*>becomes</span> <b>Not met</b>", text)
    assert (
        "the law changed" not in text_of(client, f"/legislation/RO/?from={later}&as_of={end}").split('id="changes"')[1]
    )
    feed = json.loads(body_of(client, f"/legislation/changes.json?from={ON}&as_of={end}"))
    (rated,) = [each for each in feed["changes"] if each["kind"] == "ratings"]
    assert (rated["country"], rated["on"]) == ("RO", later.isoformat())
    assert {(each["before"], each["after"]) for each in rated["ratings"]} == {("MET", "NOT")}
    assert f"Article 2: {len(rated['ratings'])} ratings changed" in rated["words"]


def test_an_article_across_countries_is_a_map_and_a_list_from_the_same_answer(client: Client, staff: Client) -> None:
    rate("RO", {"16": "MET"})
    rate("PH", {"16": "PART"})
    rate("FR", {"16": "MET"}, publication="internal")
    text = text_of(client, f"/legislation/articles/16/{DAY}")
    assert 'class="s-law-in-line"' in text
    assert "Romania: in line" in text
    assert "Philippines: partly in line" in text
    assert "France: in line" not in text
    assert f'href="/figures/legislation.article/?article=16&amp;as_of={ON}"' in text
    assert ">at least 1</a>" in text
    assert "France: in line" in text_of(staff, f"/legislation/articles/16/office/{DAY}")
    assert "not public for any country" in text_of(client, f"/legislation/articles/17/{DAY}")


def test_countries_are_compared_and_gaps_come_in_their_order(staff: Client) -> None:
    rate("RO", {**dict.fromkeys(ALL, "MET"), "15": "PART", "3": "NOT", "18": "NOT"}, publication="internal")
    rate("PH", dict.fromkeys(ALL, "MET"))
    text = text_of(staff, f"/legislation/compare/?country=RO&country2=PH&as_of={ON}")
    assert text.index("Philippines</a>") > text.index("Romania</a>")
    rows = body_of(staff, f"/legislation/compare.csv?country=RO&country2=PH&as_of={ON}").decode().splitlines()
    assert rows[0] == "Article,Heading,Romania,Philippines"
    assert next(row for row in rows if row.startswith("3,")).endswith("not in line,in line")
    sheet = openpyxl.load_workbook(io.BytesIO(body_of(staff, f"/legislation/gaps.xlsx{DAY}"))).worksheets[0]
    found = [(str(row[0]), str(row[4])) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [each[0] for each in found] == sorted(each[0] for each in found)
    assert set(found) == {("1", "15"), ("2", "18"), ("3", "3")}
    assert "/legislation/RO/office/articles/15/" in text_of(staff, f"/legislation/gaps/?country=RO&as_of={ON}")
    assert staff.get("/legislation/compare/?country=ZZ").status_code == 404
    assert staff.get("/legislation/gaps.doc").status_code == 404


def test_the_feed_tells_what_happened_where_and_by_which_source(client: Client) -> None:
    asked = "?from=2014-01-01&as_of=2014-12-31"
    changes = json.loads(body_of(client, f"/legislation/changes.json{asked}"))["changes"]
    romanian = [each for each in changes if each["country"] == "RO"]
    assert {each["on"] for each in romanian} == {"2014-02-01"}
    assert {"commencement", "repeal"} <= {each["kind"] for each in romanian}
    assert all(each["source"] and each["law"] for each in romanian)
    assert all("2014-01-01" < each["on"] <= "2014-12-31" for each in changes)
    root = ET.fromstring(body_of(client, f"/legislation/changes.atom{asked}"))
    space = "{http://www.w3.org/2005/Atom}"
    entries = root.findall(f"{space}entry")
    assert len(entries) == len(changes)
    assert len({each.findtext(f"{space}id") for each in entries}) == len(entries)
    assert "Romania" in text_of(client, f"/legislation/changes/{asked}")
    assert client.get("/legislation/changes/?from=2015-01-01&as_of=2014-12-31").status_code == 400


def test_the_legal_profile_goes_out_in_two_columns(client: Client) -> None:
    content = body_of(client, "/legislation/RO/profile.docx?as_of=2014-02-01")
    assert content == body_of(client, "/legislation/RO/profile.docx?as_of=2014-02-01&known_on=" + str(today()))
    document = Document(io.BytesIO(content))
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Budapest Convention", "Domestic law"]
    rows = {row.cells[0].text.split("\n")[0]: row.cells[1].text for row in table.rows[1:]}
    assert "art. 360" in rows["Article 2"]
    assert "in force, since 1 Feb 2014" in rows["Article 2"]
    assert "art. 42" not in rows["Article 2"]
    assert "No provision recorded for this date." in rows.values()
    pdf = body_of(client, "/legislation/RO/profile.pdf?as_of=2014-02-01")
    assert pdf.startswith(b"%PDF-")
    assert b"pdfuaid" in pdf or b"StructTreeRoot" in pdf
    client.cookies["django_language"] = "ar"
    arabic = Document(io.BytesIO(body_of(client, "/legislation/RO/profile.docx?as_of=2014-02-01")))
    assert "bidiVisual" in arabic.tables[0]._tbl.xml
    assert body_of(client, "/legislation/RO/profile.pdf?as_of=2014-02-01").startswith(b"%PDF-")


def test_words_copied_with_what_is_no_character_go_out_without_it(client: Client) -> None:
    """Copied from a PDF, a word that was divided at the end of a line may hold U+FFFE, which no document can."""
    ProvisionText.objects.create(
        key="made-up", digest="0" * 64, citation=cite({"made up"}, at=now())["made up"], recorded_at=now(),
        provision_key="ro-cp-360", language="ro", kind="original", text="Accesul la un sis\ufffetem informatic",
    )  # fmt: skip
    document = Document(io.BytesIO(body_of(client, "/legislation/RO/profile.docx?as_of=2024-03-02")))
    assert "Accesul la un sistem informatic" in [
        each.text for row in document.tables[0].rows for each in row.cells[1].paragraphs
    ]
    assert body_of(client, "/legislation/RO/profile.pdf?as_of=2024-03-02").startswith(b"%PDF")


def test_that_a_bill_is_being_drafted_is_not_told_in_public(client: Client, staff: Client) -> None:
    rate("RO", {"16": "PART"}, flags=["DRAFT", "CONTESTED"])
    asked = f"?as_of={ON + timedelta(days=1)}"
    assert "a draft bill" not in text_of(client, f"/legislation/RO/articles/16/{asked}")
    assert "contested" in text_of(client, f"/legislation/RO/articles/16/{asked}")
    assert b"DRAFT" not in body_of(client, f"/legislation/RO/ratings.json{asked}")
    assert b"DRAFT" not in body_of(client, f"/legislation/RO/ratings.csv{asked}")
    assert "a draft bill" in text_of(staff, f"/legislation/RO/office/articles/16/{asked}")


def test_ratings_go_out_as_json_and_csv(client: Client) -> None:
    rate("RO", {**dict.fromkeys(ALL, "MET"), "2": "NOT"}, text="=1+1 searched, nothing found")
    asked = f"{DAY}&known_on={ON}"
    answer = json.loads(body_of(client, f"/legislation/RO/ratings.json{asked}"))
    assert answer["articles"]["2"] == {"low": "not", "high": "not"}
    assert {each["code"] for each in answer["elements"] if each["article"] == "2"} == {"NOT"}
    lines = body_of(client, f"/legislation/RO/ratings.csv{asked}").decode().splitlines()
    assert lines[0].startswith("country,territory,article,element,code,law_as_of")
    assert all("'=1+1" in line for line in lines[1:])
    assert len(lines) == 1 + len(answer["elements"])
