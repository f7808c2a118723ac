"""Pages: every figure with its receipt, what is missing shown as missing, refusals that say what to do, served again."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from capacita import web
from capacita.audit.actions import record_entry
from capacita.evidence.loading import load_catalogues
from capacita.people.models import LOADER
from tests.people import cast

TEMPLATES = sorted(Path(web.__file__).parent.rglob("*.html"))
SEMINAR = "as_of=2020-02-21&known_on=2020-02-21"
# Queries of a page rendered anew, at most. A change of these numbers is a change to be looked at.
BUDGETS = {
    "/": 19,
    "/reach/": 19,
    "/countries/": 14,
    "/countries/MA/": 24,
    "/portfolio/": 8,
    "/portfolio/CYBERSOUTH/": 11,
    "/legislation/": 11,
    "/legislation/RO/": 36,
    "/legislation/RO/articles/16/": 13,
    "/legislation/articles/5/": 16,
    "/legislation/changes/": 13,
    "/legislation/laws/ro-161-2003/": 21,
    "/instruments/": 11,
    "/instruments/ets185/": 5,
    "/sources/": 4,
    "/figures/": 1,
    "/figures/reach.parties/": 14,
    "/about/": 11,
    "/about/glossary/": 2,
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(Path(web.__file__).parent)))
def test_no_template_prints_a_number_but_through_the_figure_tag(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*length\s*}}", text)
    assert not re.search(
        r"{{[^}]*\.(count|value|low|high|total|numerator|denominator|amount)\b(?!_text)[^}]*}}",
        text.replace("term.value", "term"),
    )
    assert "intcomma" not in text
    assert " style=" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_keeps_to_its_budget_of_queries(client: Client, path: str) -> None:
    record_entry(by="test", verb="touch", subject_kind="test", subject_key="1")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(f"{path}?{SEMINAR}").status_code == 200
    assert len(queries) <= BUDGETS[path], len(queries)


@pytest.mark.django_db
def test_a_page_is_served_again_from_memory_until_something_is_done(client: Client) -> None:
    first = client.get(f"/?{SEMINAR}")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/?{SEMINAR}").content == first.content
    assert len(queries) == 1
    assert client.get(f"/?{SEMINAR}", headers={"If-None-Match": first["ETag"]}).status_code == 304
    load_catalogues(by=LOADER)
    assert client.get(f"/?{SEMINAR}")["ETag"] != first["ETag"]


@pytest.mark.django_db
def test_what_is_done_about_people_leaves_the_memory_of_pages_alone_and_closes_the_machine_s_own_door() -> None:
    at_the_machine = Client(headers={"Host": "localhost"})
    elsewhere = Client(headers={"Host": "localhost", "X-Forwarded-For": "192.0.2.7"})
    first, own = elsewhere.get("/reach/"), at_the_machine.get("/reach/")
    cast.administrator()
    with CaptureQueriesContext(connection) as queries:
        again = elsewhere.get("/reach/")
    assert again["ETag"] == first["ETag"]
    assert len(queries) == 2
    # Whoever sits at the machine is nobody in particular from then on, and sees it at once.
    assert at_the_machine.get("/reach/")["ETag"] == first["ETag"] != own["ETag"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/?as_of=2020-02-30", 400, "not a day of the calendar"),
        ("/?as_of=yesterday", 400, "not a day"),
        ("/reach/?as_of=9999-01-01", 400, "out of range"),
        ("/reach/?instrument=ets186", 404, "Did you mean"),
        ("/reach/?basis=signature", 400, "not a basis"),
        ("/reach/changes/?from=2021-01-01&as_of=2020-01-01", 400, "Exchange the two dates"),
        ("/countries/ZZ/", 404, "No country or area has the key"),
        ("/portfolio/NOPE/", 404, "No project"),
        ("/figures/reach.partys/", 404, "Did you mean reach.parties"),
        ("/figures/portfolio.project_budget/", 400, "project"),
        ("/figures/reach.parties/?basis=x", 400, "is not known"),
        ("/figures/reach.parties/?recorded_at=soon", 400, "is not a time"),
        ("/sources/none/", 404, "No source"),
        ("/nowhere/", 404, "no page at this address"),
    ],
)
def test_refusals_are_pages_that_say_what_to_do(client: Client, path: str, status: int, words: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert words in answer.content.decode()


@pytest.mark.django_db
def test_today_every_figure_says_how_far_it_is_sourced(client: Client) -> None:
    text = client.get("/reach/").content.decode()
    assert "as far as sourced (to 14 Jan 2026)" in text
    assert "as far as sourced" not in client.get(f"/reach/?{SEMINAR}").content.decode()


@pytest.mark.django_db
def test_before_the_opening_there_is_no_zero(client: Client) -> None:
    text = client.get("/reach/?as_of=2001-06-01").content.decode()
    assert "not yet open for signature" in text
    country = client.get("/countries/FR/?as_of=2020-02-21").content.decode()
    assert "not yet open" in country


@pytest.mark.django_db
def test_status_footnotes_stand_wherever_the_names_do(client: Client) -> None:
    for path in ("/reach/", "/countries/", "/countries/XK/", "/portfolio/CYBERSOUTH+/", "/figures/reach.supported/"):
        text = client.get(f"{path}?as_of=2024-06-01").content.decode()
        if "Kosovo*" in text:
            assert "1244" in text
        if "Palestine*" in text:
            assert "shall not be construed as recognition" in text


@pytest.mark.django_db
def test_names_follow_the_date(client: Client) -> None:
    assert "Turkey" in client.get("/countries/TR/?as_of=2020-02-21").content.decode()
    assert "Türkiye" in client.get("/countries/TR/?as_of=2022-06-01").content.decode()


@pytest.mark.django_db
def test_french_is_complete_on_the_overview(client: Client) -> None:
    client.cookies.load({"django_language": "fr"})
    text = client.get(f"/?{SEMINAR}").content.decode()
    assert 'lang="fr"' in text
    assert "États" in text
    for english in ("Make a brief", "Overview", "Open the map", "Back to today"):
        assert english not in text


@pytest.mark.django_db
def test_the_language_switch_goes_back_only_within_the_site(client: Client) -> None:
    assert client.get("/language/fr/?next=/reach/")["Location"] == "/reach/"
    assert client.get("/language/fr/?next=https://example.org/")["Location"] == "/"
    assert client.get("/language/xx/").status_code == 404


@pytest.mark.django_db
def test_what_was_typed_stays_when_a_brief_is_refused(client: Client) -> None:
    typed = {"template": "seminar", "format": "pptx", "as_of": "2020-02-21", "known_on": "2020-02-21", "language": "en"}
    logo = SimpleUploadedFile("logo.png", b"no picture")
    answer = client.post("/briefs/", {**typed, "event": "An event to keep", "logo": logo})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "not a PNG or JPEG" in text
    assert 'value="An event to keep"' in text
    wrong_day = client.post("/briefs/", {**typed, "as_of": "2020-02-30"})
    assert wrong_day.status_code == 400
    assert "not a day of the calendar" in wrong_day.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["pptx", "pdf", "html"])
def test_a_brief_is_made_from_the_form(client: Client, format: str) -> None:
    typed = {
        "template": "one-pager",
        "format": format,
        "as_of": "2020-02-21",
        "known_on": "2020-02-21",
        "language": "fr",
    }
    answer = client.post("/briefs/", typed)
    assert answer.status_code == 200
    assert len(answer.content) > 20_000
    assert ("attachment" in answer.get("Content-Disposition", "")) == (format != "html")


@pytest.mark.django_db
def test_what_is_served_again_keeps_its_kind_and_its_host(client: Client) -> None:
    path = "/figures/reach.parties/receipt.json?as_of=2020-02-21"
    assert [client.get(path)["Content-Type"] for _ in range(2)] == ["application/json; charset=utf-8"] * 2
    first = client.get("/figures/reach.parties/", headers={"Host": "127.0.0.1:8000"}).content.decode()
    second = client.get("/figures/reach.parties/", headers={"Host": "localhost:8000"}).content.decode()
    assert "http://127.0.0.1:8000/figures/" in first
    assert "http://localhost:8000/figures/" in second
    assert "127.0.0.1" not in second
    assert "recorded_at=" in second


@pytest.mark.django_db
def test_what_nobody_verified_is_marked_where_it_shows(client: Client) -> None:
    row = re.search(
        r"<th scope=\"row\"><a href=\"/countries/GB/[^>]*>United Kingdom</a>.*?</tr>",
        client.get(f"/reach/?{SEMINAR}").content.decode(),
        re.DOTALL,
    )
    assert row is not None
    assert "unverified" in row.group()
    assert "unverified" in client.get(f"/countries/GB/?{SEMINAR}").content.decode()
    text = client.get("/countries/FR/").content.decode()
    assert "as far as sourced (to 14 Jan 2026)" in text


def receipt_of(client: Client, figure: str, query: str = SEMINAR) -> str:
    return html.unescape(client.get(f"/figures/{figure}/?{query}").content.decode())


@pytest.mark.django_db
def test_a_citation_says_which_figure_it_is(client: Client) -> None:
    convention, protocol = (
        re.search(
            r"Capacita, reach\.parties [^.]*", receipt_of(client, "reach.parties", f"{SEMINAR}&instrument={code}")
        )
        for code in ("ets185", "ets189")
    )
    assert convention is not None
    assert protocol is not None
    assert "Budapest Convention, ETS 185; Counted from: deposit) as of 2020-02-21" in convention.group()
    assert "First Protocol, ETS 189" in protocol.group()
    assert "(Project: GLACY+) as of" in receipt_of(client, "portfolio.project_budget", f"{SEMINAR}&project=GLACY%2B")


@pytest.mark.django_db
def test_the_sentence_to_copy_has_no_second_pair_of_brackets(client: Client) -> None:
    text = receipt_of(client, "reach.parties", "as_of=2026-06-01&instrument=cets224")
    assert "3 States had ratified or acceded (Second Protocol, CETS 224), as far as sourced (to 5 Feb 2026)." in text
    assert ") (" not in next(re.finditer(r'data-copy="([^"]*)"', text)).group()


@pytest.mark.django_db
def test_names_are_copied_only_where_they_are_what_is_counted(client: Client) -> None:
    assert "Copy names" in receipt_of(client, "reach.invited")
    for figure in ("reach.aligned", "portfolio.budget_total"):
        assert "Copy names" not in receipt_of(client, figure)


@pytest.mark.django_db
def test_a_receipt_has_the_footnotes_of_those_left_out_and_the_age_of_its_rule(client: Client) -> None:
    text = receipt_of(client, "reach.parties")
    assert "Palestine*" in text
    assert "shall not be construed as recognition" in text
    assert "version 1, since 24 Nov 2026" in text


@pytest.mark.django_db
def test_on_the_basis_of_entry_into_force_the_tiers_show_who_is_not_bound_yet(client: Client) -> None:
    """CETS 224 in February 2026: no Parties, 49 signed, none invited, together 49; 3 have ratified and stand apart."""
    query = "as_of=2026-02-05&instrument=cets224"
    text = " ".join(re.sub(r"<[^>]+>", " ", client.get(f"/reach/?{query}&basis=in_force").content.decode()).split())
    tiers = text[text.index("Tiers 5 Feb 2026") :]
    assert tiers.index("Parties 0") < tiers.index("Signed 49") < tiers.index("Invited to accede 0")
    assert "Ratified or acceded, not yet in force Not part of the sum on this basis. 3" in tiers
    by_deposit = client.get(f"/reach/?{query}").content.decode()
    assert "52</a> States have ratified, acceded, signed or been invited to accede" in by_deposit
    assert "States on this date have ratified or acceded." in by_deposit
    assert "not yet in force" not in by_deposit
    assert "not yet in force" not in client.get(f"/reach/?{SEMINAR}").content.decode()


@pytest.mark.django_db
def test_before_the_convention_was_in_force_no_page_speaks_of_parties_to_it(client: Client) -> None:
    assert "Second Protocol: ratification" not in client.get("/countries/FR/").content.decode()
    country = client.get("/countries/AL/?as_of=2004-06-30").content.decode()
    assert "Budapest Convention: ratified or acceded" in country
    assert "Budapest Convention: Party" in client.get("/countries/AL/?as_of=2004-07-01").content.decode()
    overview = client.get("/?as_of=2004-06-30").content.decode()
    assert "States have ratified, acceded, signed or been invited to accede" in overview
    assert "States are Parties" not in overview


@pytest.mark.django_db
def test_a_sum_that_is_a_lower_bound_says_so_on_every_page(client: Client) -> None:
    for path in ("/", "/portfolio/", "/figures/portfolio.budget_total/"):
        text = client.get(f"{path}?as_of=2026-11-24").content.decode().replace("\u00a0", " ")
        assert "at least EUR 3.9 million" in text
        then = client.get(f"{path}?{SEMINAR}").content.decode().replace("\u00a0", " ")
        assert "EUR 36.345 million" in then
        assert "at least EUR 36" not in then


@pytest.mark.django_db
def test_statements_of_a_day_are_not_shown_to_who_asks_what_was_known_the_day_before(client: Client) -> None:
    assert "20+" in client.get(f"/reach/?{SEMINAR}").content.decode()
    assert "20+" not in client.get("/reach/?as_of=2020-02-21&known_on=2020-02-20").content.decode()


@pytest.mark.django_db
def test_a_receipt_says_between_which_bounds_its_figure_lies(client: Client) -> None:
    def bounds(figure: str, query: str) -> str:
        found = re.search(r"<dt>Bounds</dt><dd[^>]*>([^<]*)</dd>", receipt_of(client, figure, query))
        return found.group(1).replace("\u00a0", " ") if found else ""

    assert bounds("reach.invited", "as_of=2026-01-14") == "12 to 13"
    assert bounds("reach.invited", SEMINAR) == ""
    assert bounds("reach.supported", SEMINAR) == "29 and more"
    assert bounds("reach.parties_not_supported", SEMINAR) == "0 to 42"
    assert bounds("portfolio.budget_total", SEMINAR) == "EUR 36.345 million and more"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("path", "kind"), [("/reach/", "text/html"), ("/api/v1/figures", "application/problem+json")])
def test_a_request_that_cannot_be_read_is_refused_by_a_page_that_does_not_read_it(
    client: Client, path: str, kind: str, language: str
) -> None:
    foreign = client.get(path, headers={"host": "elsewhere.example", "accept-language": language})
    crowded = client.get(f"{path}?{'a&' * 600}", headers={"accept-language": language})
    for answer in (foreign, crowded):
        assert answer.status_code == 400
        assert answer["Content-Type"].startswith(kind)
    if kind == "text/html":
        assert f'lang="{language}"' in foreign.content.decode()


@pytest.mark.django_db
def test_head_has_the_length_of_get_and_no_body(client: Client) -> None:
    whole, head = client.get("/reach/"), client.head("/reach/")
    assert head.content == b""
    assert head.status_code == 200
    assert int(head["Content-Length"]) == len(whole.content)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/reach/", "/figures/reach.parties/", "/countries/"])
def test_a_recording_time_before_the_first_is_refused(client: Client, path: str) -> None:
    answer = client.get(f"{path}?recorded_at=2000-01-01T00:00:00Z")
    assert answer.status_code == 400
    assert "nothing had been recorded by 2000-01-01" in answer.content.decode()


@pytest.mark.django_db
def test_a_brief_as_a_page_says_no_heading_twice_in_a_row(client: Client) -> None:
    text = client.get(f"/briefs/seminar/?{SEMINAR}").content.decode()
    headings = re.findall(r"<h[12][^>]*>(.*?)</h[12]>", text)
    assert len(headings) == 6
    assert all(before != after for before, after in pairwise(headings))
    assert 'class="mark"' not in text
