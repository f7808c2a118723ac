"""Texts of a brief: stripped, limited and checked in one place, so that every door makes the same bytes of them."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from pptx import Presentation
from typer.testing import CliRunner

from capacita.cli.commands import app
from capacita.kernel.errors import InputError
from capacita.publishing.actions import make_brief
from capacita.publishing.brief import TitleSlide
from capacita.publishing.texts import MOST_CHARACTERS, printable
from tests.golden.moments import THEN

DATES = {"as_of": "2020-02-21", "known_on": "2020-02-21"}


def test_breaks_become_spaces_and_what_cannot_be_seen_goes() -> None:
    given = {"event": "\n An event\r\n in two lines \ufeff", "place": "Ge\u200bneva", "disclaimer": "a\n\n\nb\tc"}
    assert printable(given) == {"event": "An event in two lines", "place": "Geneva", "disclaimer": "a b c"}


@pytest.mark.parametrize("name", MOST_CHARACTERS)
def test_a_text_is_held_to_its_limit_once_it_is_stripped(name: str) -> None:
    most = MOST_CHARACTERS[name]
    assert printable({name: f"  {'x' * most}  "}) == {name: "x" * most}
    with pytest.raises(InputError) as refusal:
        printable({name: "x" * (most + 1)})
    (problem,) = refusal.value.problems
    assert problem.column == name
    assert problem.message == f"has {most + 1} characters; at most {most} are printed"


@pytest.mark.parametrize(
    "letter", ["\x00", "\x1b", "\x9f", "\u202e", "\u2066", "\ud800", "\ufff9", "\uffff", "\U0001fffe"]
)
def test_what_cannot_be_printed_is_refused(letter: str) -> None:
    with pytest.raises(InputError, match="control character"):
        printable({"speaker": f"a{letter}b"})


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["pptx", "pdf", "html"])
@pytest.mark.parametrize("text", ["\ufeffAn event", "\nAn event", "An\n\nevent", "\u2028", "a\u0301\u200d\u200eb"])
def test_any_text_gives_a_brief(text: str, format: str) -> None:
    title = TitleSlide(*[text] * 8)
    assert make_brief("seminar", at=THEN, title=title, sections=["title"], format=format, disclaimer=text).content


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["\U0001f600", "\u0591", "\u4f60"])
def test_a_letter_that_the_document_cannot_show_is_refused_in_words(text: str) -> None:
    with pytest.raises(InputError, match="no letter for") as refusal:
        make_brief("seminar", at=THEN, title=TitleSlide(event=text), sections=["title"], format="pdf")
    assert "\\u{" not in refusal.value.problems[0].message


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["pptx", "pdf"])
def test_the_three_doors_make_the_same_bytes(client: Client, tmp_path: Path, format: str) -> None:
    texts = {"event": " An event ", "session": "One\nsession", "disclaimer": "A\u00a0disclaimer\n"}
    address = f"/api/v1/briefs/seminar.{format}?{urlencode({**DATES, **texts})}"
    posted = client.post("/briefs/", {"template": "seminar", "format": format, **DATES, **texts})
    output = tmp_path / f"brief.{format}"
    command = ["brief", "seminar", "-o", str(output), "--as-of", DATES["as_of"], "--known-on", DATES["known_on"]]
    command += [part for name, text in texts.items() for part in (f"--{name}", text)]
    done = CliRunner().invoke(app, command, catch_exceptions=False)
    assert done.exit_code == 0
    assert posted.content == client.get(address).content == output.read_bytes()
    if format == "pptx":
        assert Presentation(io.BytesIO(posted.content)).core_properties.title == "One session"


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["pptx", "html"])
def test_the_form_says_beside_the_field_what_is_wrong_and_keeps_the_text(client: Client, format: str) -> None:
    given = {"template": "seminar", "format": format, **DATES, "speaker": "s" * 301, "disclaimer": "d\x00"}
    answer = client.post("/briefs/", given, headers={"Accept-Language": "fr"})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert f'value="{"s" * 301}"' in text
    beside = text.split('name="speaker"')[1].split("</label>")[0]
    assert "compte 301 caractères" in beside
    assert "Raccourcissez" in beside
    assert "caractère de contrôle" in text.split('name="disclaimer"')[1].split("</label>")[0]


@pytest.mark.django_db
def test_ticked_sections_of_another_template_are_no_mistake(client: Client) -> None:
    given = {"template": "one-pager", "format": "pptx", **DATES, "sections": ["title", "reach"]}
    assert client.post("/briefs/", given).status_code == 200
    wrong = client.post("/briefs/", {**given, "sections": ["nothing"]})
    assert wrong.status_code == 400
    assert "no section" in wrong.content.decode().split("<legend>Sections")[1].split("</fieldset>")[0]
