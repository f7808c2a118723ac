"""Files of laws as ministries send them: their text is read, what holds none is refused with what to do."""

from __future__ import annotations

import io

import docx
import pytest
import typst
from docx.document import Document

from capacita.kernel.errors import InputError
from capacita.legislation.law_text import law_text
from capacita.legislation.sources.law_files import parse_law_file, parse_pasted_law
from tests.evidence import hostile_files as made
from tests.legislation.law_texts import ARABIC, ENGLISH, UKRAINIAN

REFERENCES = ["", "Article 2", "Art. 3 bis", "Articles 5 to 7"]


def references(content: bytes, name: str) -> list[str]:
    return [each.reference for each in law_text(parse_law_file(content, name)).pieces]


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def written(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    return saved(document)


def printed(text: str) -> bytes:
    """The text as a PDF of small pages, so that it goes over several."""
    body = text.replace("#", "").replace("\n", "\\\n")
    return typst.compile(f'#set page(width: 12cm, height: 9cm, numbering: "1")\n{body}'.encode())


def test_a_docx_with_its_raised_and_its_written_numbers() -> None:
    assert references(written(ENGLISH), "act.docx") == REFERENCES
    document = docx.Document()
    document.add_paragraph("Стаття 361").add_run("1").font.superscript = True
    for text in ("Створення програми.", "Повторно."):
        # As a word processor numbers: the number stands in the list and not in the text.
        document.add_paragraph(text, style="List Number")
    document.add_table(1, 1).cell(0, 0).text = "Стаття 362"
    pieces = law_text(parse_law_file(saved(document), "закон.docx")).pieces
    assert [each.reference for each in pieces] == ["Стаття 361¹", "Стаття 362"]
    assert pieces[0].text == "1. Створення програми.\n2. Повторно."


def test_a_page_in_html_whatever_its_encoding_without_what_is_no_text() -> None:
    lines = "".join(f"<p>{line}</p>" for line in UKRAINIAN.replace("¹", "<sup>1</sup>").splitlines() if line)
    page = f"<!DOCTYPE html><html><head><meta charset=windows-1251><title>T</title><script>x()</script></head>{lines}</html>"
    assert references(page.encode("cp1251"), "закон.html") == ["Стаття 361", "Стаття 361¹"]
    hidden = (
        b"<nav><a>Article 1</a></nav><div>Article 2<br>Text of it.<table><tr><td>a</td><td>b</td></tr></table></div>"
    )
    (piece,) = law_text(parse_law_file(hidden, "a.htm")).pieces
    assert (piece.reference, piece.text) == ("Article 2", "Text of it.\na b")


def test_a_pdf_with_text_over_several_pages() -> None:
    text = law_text(parse_law_file(printed(ENGLISH), "act.pdf"))
    assert [each.reference for each in text.pieces] == REFERENCES
    assert "shall be liable to imprisonment not exceeding two years." in text.pieces[2].text.replace("\n", " ")


def test_plain_text_and_what_was_pasted() -> None:
    assert references(ARABIC.encode(), "قانون.txt") == ["", "المادة الأولى", "المادة 2", "المادة ٣ مكرر"]
    assert law_text(parse_pasted_law(ENGLISH)) == law_text(parse_law_file(ENGLISH.encode(), "a.txt"))
    (warning,) = law_text(parse_pasted_law("Whoever does this is punished.")).warnings
    assert "No heading of a provision" in warning


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (
            made.pdf(),
            "scan.pdf",
            "scan.pdf: holds pictures of pages and no text. It was scanned. Have its text recognised",
        ),
        (b"", "a.html", "a.html: is empty"),
        (b"<html><script>Article 1</script></html>", "a.html", "a.html: holds no text"),
        (b"\xff\xfe<html>", "a.html", "is not HTML in a known encoding"),
        (b"a,b\n", "a.csv", "is no text of a law"),
        (made.PROGRAM, "a.pdf", "is no whole PDF"),
        (made.nested(), "a.docx", "a.docx: "),
        (b"  \n", "a.txt", "a.txt: holds no text"),
        (b"x", "a.odt", "is of a kind that is not taken"),
    ],
)
def test_what_holds_no_text_of_a_law_is_refused(content: bytes, name: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_law_file(content, name)
    assert words in str(caught.value)


def test_pages_without_text_among_others_are_named() -> None:
    pages = typst.compile(
        b"#set page(width: 9cm, height: 5cm)\nArticle 1. Whoever enters a system is punished.\n#pagebreak()\n#rect()"
    )
    (warning,) = parse_law_file(pages, "a.pdf").warnings
    assert str(warning).endswith("nothing of them was read: 2.")
