"""What is fuzzed: each parser of the product as something that takes any bytes, and the seeds to begin from.

A parser is a public function that is called parse_, open_, read_ or checked_ and takes bytes, text, a table or a path.
"""

from __future__ import annotations

import importlib
import inspect
import io
import pkgutil
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import FunctionType
from typing import Any

import capacita
from capacita.evidence.archives import open_zip
from capacita.evidence.catalogue import Catalogue, catalogues
from capacita.evidence.choices import ENDINGS, FileKind
from capacita.evidence.docx_text import read_docx_paragraphs
from capacita.evidence.files import open_file
from capacita.evidence.html_text import read_html_paragraphs
from capacita.evidence.markup import open_xml
from capacita.evidence.office import open_office
from capacita.evidence.pdf import open_pdf
from capacita.evidence.pdf_text import read_pdf_pages
from capacita.evidence.pictures import open_picture
from capacita.evidence.plain import open_text
from capacita.evidence.reading import Table, read_csv, read_yaml
from capacita.evidence.source_kinds import open_source
from capacita.evidence.word_tables import read_docx_table
from capacita.evidence.workbooks import read_xlsx
from capacita.kernel.dates import parse_day, parse_earliest, parse_stated_date
from capacita.legislation.alignment import example, requirements
from capacita.legislation.law_text import law_text
from capacita.legislation.question_files import read_answers
from capacita.legislation.rating_file import parse_ratings
from capacita.legislation.sources import law_rows
from capacita.legislation.sources.answers import ANSWER_COLUMNS, parse_answer_rows
from capacita.legislation.sources.convention_uses import USE_COLUMNS, parse_convention_uses
from capacita.legislation.sources.law_files import parse_law_file, parse_pasted_law
from capacita.legislation.sources.law_shape import checked_law
from capacita.legislation.sources.rating_rows import COLUMNS, parse_rated_rows
from capacita.legislation.sources.terms import (
    TERM_COLUMNS,
    parse_article_objects,
    parse_legal_terms,
    parse_term_rows,
)
from capacita.people.erased_list import parse_erased
from capacita.publishing.uploads import checked_logo, checked_master
from tests.evidence import hostile_files as made

_PARSER = re.compile(r"(parse|open|read|checked)_")
_TAKEN = ("bytes", "str", "Table", "Path")
# What takes nothing that the others are not given.
NOT_FUZZED = {"capacita.evidence.reading.read_bytes": "reads a file's bytes and looks into none of them"}
_MOST_OF_A_SEED = 6_000


@dataclass(frozen=True)
class Target:
    """A parser as something that takes bytes, and what it takes without complaint."""

    run: Callable[[bytes], object]
    seeds: tuple[bytes, ...]


def parsers() -> set[str]:
    """The names of all parsers of the product, found by looking at it."""
    found = set()
    for module in pkgutil.walk_packages(capacita.__path__, "capacita."):
        if "__main__" in module.name or ".migrations" in module.name or module.name == "capacita.config.wsgi":
            continue
        for name, each in vars(importlib.import_module(module.name)).items():
            if isinstance(each, FunctionType) and each.__module__ == module.name and _PARSER.match(name):
                first = next(iter(inspect.signature(each).parameters.values()), None)
                if first is not None and str(first.annotation).rpartition(".")[2] in _TAKEN:
                    found.add(f"{module.name}.{name}")
    return found


def targets() -> Mapping[str, Target]:
    """All targets by the name of their parser."""
    return {
        **_of_catalogues(),
        **_of_search_terms(),
        **_of_law_files(),
        **_of_law_rows(),
        "capacita.kernel.dates.parse_day": Target(_text(parse_day), (b"2020-02-29",)),
        "capacita.kernel.dates.parse_earliest": Target(_text(parse_earliest), (b"2020-02-29", b"2020-02", b"2020")),
        "capacita.kernel.dates.parse_stated_date": Target(
            lambda content: parse_stated_date(*_halves(content)[:1], earliest=_halves(content)[1]), (b"2020-02|2020-01-01",)
        ),
        "capacita.evidence.reading.read_csv": Target(
            lambda content: read_csv(content, file="f", columns=("a", "b")), (b'a,b\n1,"x\ny"\n', b"\xef\xbb\xbfb,a\r\n1,2")
        ),
        "capacita.evidence.reading.read_yaml": Target(lambda content: read_yaml(content, file="f"), _yaml_seeds()),
        "capacita.legislation.sources.law_shape.checked_law": Target(
            lambda content: checked_law(content, "f.yaml"), (_A_LAW,)
        ),
        "capacita.evidence.workbooks.read_xlsx": Target(
            _workbook, (b"\x00" + made.workbook(), b"\x01" + _part(made.workbook()))
        ),
        "capacita.evidence.archives.open_zip": Target(
            lambda content: open_zip(content, file="f"), (made.document(), made.zipped({"a": b"b", "c/d": b"e"}))
        ),
        "capacita.evidence.markup.open_xml": Target(
            lambda content: open_xml(content, file="f"), (_part(made.workbook()), b'<?xml version="1.0"?><a b="c">d</a>')
        ),
        "capacita.evidence.office.open_office": Target(
            _office, tuple(bytes([number]) + each for number, each in enumerate((made.document(), *_inner_parts())))
        ),
        "capacita.evidence.pdf.open_pdf": Target(
            lambda content: open_pdf(content, file="f"), (made.pdf(), made.packed_pdf(b"<</A[1 2 R]/B(x)>>"))
        ),
        "capacita.evidence.pictures.open_picture": Target(
            _picture, tuple(bytes([number]) + made.picture(each) for number, each in enumerate(("PNG", "JPEG", "WEBP")))
        ),
        "capacita.evidence.plain.open_text": Target(
            _plain, (b"\x00a,b\n1,+2\n", b"\x01text\n", b'\x00"a;b";=x')
        ),
        "capacita.evidence.files.open_file": Target(
            _file, (b"a.pdf\n" + made.pdf(), b"a.png\n" + made.png(), b"a.csv\na,b\n", b"a.docx\n" + made.document())
        ),
        "capacita.evidence.source_kinds.open_source": Target(
            lambda content: open_source(content, file="f"),
            (made.pdf(), made.document(), made.png(), b"<!doctype html><p>a", b"<a b='c'/>", b"a text"),
        ),
        "capacita.people.erased_list.parse_erased": Target(
            parse_erased,
            (
                b'{"person": "1", "erased_at": "2026-11-24T11:00:00+00:00", "receipt": "2", "struck": {"texts": '
                b'[{"row": "x.Y:1", "field": "text", "at": 0, "spans": [[0, 4]], "left": "3"}]}}\n{"person": "4", "era',
                b'{"bytes": "5", "erased_at": "2026-11-24T11:00:00Z"}\n',
            ),
        ),
        "capacita.legislation.rating_file.parse_ratings": Target(
            lambda content: parse_ratings(content, requirements()), (example(), b'{"ets185/art_2": {"e1": "UNK"}}')
        ),
        "capacita.legislation.sources.rating_rows.parse_rated_rows": Target(
            lambda content: parse_rated_rows(read_csv(content, file="ratings.csv", columns=COLUMNS)),
            ((",".join(COLUMNS) + "\nRO,,2024-03-02,,2,ets185/art_2/e1,core,,MET,,ro-cp-360,,,\n").encode(),),
        ),
        "capacita.legislation.sources.convention_uses.parse_convention_uses": Target(
            lambda content: parse_convention_uses(read_csv(content, file="uses.csv", columns=USE_COLUMNS)),
            ((",".join(USE_COLUMNS) + "\nSZ,legal_opinion,2020-01,,It follows Article 2.,https://example.org/,\n").encode(),),
        ),
        "capacita.legislation.sources.answers.parse_answer_rows": Target(
            lambda content: parse_answer_rows(read_csv(content, file="answers.csv", columns=ANSWER_COLUMNS)),
            ((",".join(ANSWER_COLUMNS) + "\n0123abcd-1,2,Is it?,Section 5.\n0123abcd-2,2,Is it?,\n").encode(),),
        ),
        "capacita.legislation.question_files.read_answers": Target(
            lambda content: read_answers(content, file="answers.docx"), (made.table_document(),)
        ),
        "capacita.evidence.word_tables.read_docx_table": Target(
            _word_table, (b"\x00" + made.table_document(), b"\x01" + _document_part(made.table_document()))
        ),
        "capacita.publishing.uploads.checked_master": Target(checked_master, (made.deck(),)),
        "capacita.publishing.uploads.checked_logo": Target(checked_logo, (made.picture("PNG"), made.picture("JPEG"))),
    }  # fmt: skip


def _of_catalogues() -> dict[str, Target]:
    """Each parser of a table or of YAML through its catalogue, from rows of the product's own file.

    The header stands: without it nothing would reach the parser.
    """
    named = {
        "standards": ("instruments", "treaty_actions", "provisions", "elements"),
        "portfolio": ("projects", "project_terms", "offices", "programme_texts", "sdg_targets"),
        "countries": ("countries", "country_names", "footnotes", "groupings"),
        "evidence": ("datasets", "sources", "glossary"),
        "figures": ("claims",),
        "legislation": ("laws", "law_provisions", "law_events", "provision_texts"),
    }
    other = {
        "project_terms": "terms", "programme_texts": "texts", "country_names": "names", "sources": "source_descriptions",
    }  # fmt: skip
    modules = {"legislation": "sources.laws"}
    held = {each.name: each for each in catalogues()}
    return {
        f"capacita.{app}.{modules.get(app, 'sources')}.parse_{other.get(name, name)}": _of_catalogue(held[name])
        for app, names in named.items()
        for name in names
    }


def _of_law_files() -> dict[str, Target]:
    """What ministries send: whole files, the drawn text of a page, the words of a document, markup, and what is pasted."""
    text = "Article 2 – Access\n(1) Whoever enters.\nArt. 3 bis. x\nالمادة ٣ مكرر\n§ 1\n".encode()
    return {
        "capacita.evidence.pdf_text.read_pdf_pages": Target(
            lambda content: read_pdf_pages(made.drawn_pdf(content), file="f"),
            (b"BT /F1 12 Tf 20 20 Td (Article 1) Tj ET", b"BT [(A) -20 (B)] TJ T* (C) ' ET /X Do"),
        ),
        "capacita.evidence.docx_text.read_docx_paragraphs": Target(
            lambda content: read_docx_paragraphs(made.repacked(made.document(), {_INNER[1]: content}), file="f"),
            (_inner_parts()[1], _A_LIST),
        ),
        "capacita.evidence.html_text.read_html_paragraphs": Target(
            lambda content: read_html_paragraphs(content, file="f"),
            (b"<p>Article 1<br>x<sup>1</sup><table><td>a<td>b", b"<meta charset=koi8-u><pre>\n a\n</pre><script>"),
        ),
        "capacita.legislation.sources.law_files.parse_law_file": Target(
            lambda content: law_text(parse_law_file(content, "f.txt")), (text,)
        ),
        "capacita.legislation.sources.law_files.parse_pasted_law": Target(
            _text(lambda pasted: law_text(parse_pasted_law(pasted))), (text, b"1. Title\nx\n2. Other\n(a) y\n")
        ),
    }


_A_LIST = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:pPr><w:numPr>'
    b'<w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1'
    b"</w:t><w:br/><w:tab/></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:body></w:document>"
)


def _of_law_rows() -> dict[str, Target]:
    """One row of domestic law as a form sends it."""
    rows = {
        "law": (law_rows.LAW_COLUMNS, "x-1,RO,,A,,No. 1,ro; en,2009-07-17,,2014,,,high,https://example.org,,,"),
        "provision": (law_rows.PROVISION_COLUMNS, ",x-1,RO,,art. 2,2; 3,,G,2014-02,,,text,low,https://example.org,,"),
        "event": (law_rows.EVENT_COLUMNS, ",x-1,RO,x-1-2,repeal,2015-01-01,Law 2,,none,,,"),
        "text": (law_rows.TEXT_COLUMNS, "x-1-2,ro,original,(1) T,2014,,https://example.org,1,,"),
    }
    parsers = {
        "law": law_rows.parse_law_rows, "provision": law_rows.parse_provision_rows, "event": law_rows.parse_event_rows,
        "text": law_rows.parse_text_rows,
    }  # fmt: skip
    return {
        f"capacita.legislation.sources.law_rows.{parsers[name].__name__}": _of_rows(parsers[name], columns, row)
        for name, (columns, row) in rows.items()
    }


def _of_rows(parse: Callable[[Table], object], columns: Sequence[str], row: str) -> Target:
    header = ",".join(columns).encode() + b"\n"
    return Target(
        lambda content: parse(read_csv(header + content, file="f.csv", columns=columns)), (row.encode() + b"\n",)
    )


def _of_search_terms() -> dict[str, Target]:
    """The list of search terms as YAML, for its two catalogues, and one row of it as a form sends it."""
    place = "capacita.legislation.sources.terms"
    header = ",".join(TERM_COLUMNS).encode() + b"\n"
    row = b"ets185/art_2,en,illegal access,core,,law,https://example.org/law,\n"
    return {
        f"{place}.parse_legal_terms": Target(lambda content: parse_legal_terms(content, "f.yaml"), (_TERMS,)),
        f"{place}.parse_article_objects": Target(lambda content: parse_article_objects(content, "f.yaml"), (_TERMS,)),
        f"{place}.parse_term_rows": Target(
            lambda content: parse_term_rows(read_csv(header + content, file="f.csv", columns=TERM_COLUMNS)), (row,)
        ),
    }


_TERMS = b"""meta: {schema: legal-terms/1}
sources:
  a: {basis: law, lang: en, jurisdiction: AA, instrument: Act, seen: text, url: "https://example.org/a"}
objects:
  computer_data:
    en: [{term: computer data, role: weak, verified: false}]
articles:
  - id: ets185/art_2
    article: "2"
    heading: Illegal access
    objects: [computer_data]
    terms:
      en: [{term: illegal access, role: core, verified: true, basis: law, source: a, source_url: "https://example.org/a"}]
    negatives: [{lang: en, term: burglary, verified: false, why: no computer}]
matching_tests: [{lang: en, text: Illegal access, suggest: ["2"], warn: []}]
"""


def _of_catalogue(catalogue: Catalogue) -> Target:
    content = catalogue.path.read_bytes()
    if catalogue.path.name == "domestic_law.yaml":
        return Target(lambda given: catalogue.parse(given, "f.yaml"), (_A_LAW,))
    if catalogue.path.suffix != ".csv":
        return Target(lambda given: catalogue.parse(given, "f.yaml"), (*_entries(content), content[:_MOST_OF_A_SEED]))
    header, _, rows = content.partition(b"\n")
    lines = rows.splitlines(keepends=True)
    seeds = (b"".join(lines[:3])[:_MOST_OF_A_SEED], b"".join(lines[-3:])[-_MOST_OF_A_SEED:])
    return Target(lambda given: catalogue.parse(header + b"\n" + given, "f.csv"), seeds)


_A_LAW = b"""meta: {instrument: ETS185}
laws:
  - {id: x-1, iso2: RO, title: A, citation: No. 1, language: ro, adopted: 2009-07-17, in_force_by: 2014, confidence: high}
provisions:
  - {id: x-1-2, law: x-1, iso2: RO, ref: art. 2, conv: ["2"], gist: G, valid_from: 2014-02, verified: text, confidence: low}
events:
  - {id: e-1, iso2: RO, date: 2015-01-01, kind: repeal, affects: [x-1-2], by: Law 2, verified: none}
texts:
  - {provision: x-1-2, language: ro, kind: original, text: "(1) T", source_url: "https://example.org", valid_from: 2014}
"""


def _entries(content: bytes) -> tuple[bytes, ...]:
    """The first entries of a list in YAML."""
    starts = [found.start() for found in re.finditer(rb"^- ", content, re.MULTILINE)][:4]
    return tuple(content[begin:end] for begin, end in pairwise(starts))


def _yaml_seeds() -> tuple[bytes, ...]:
    held = next(each for each in catalogues() if each.name == "provisions").path.read_bytes()
    return (*_entries(held), b"a: [1, 2.5, true, 2020-01-01, ~]\nb: {c: 'd'}\n")


def _text(parse: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda content: parse(content.decode("utf-8", "replace"))


def _halves(content: bytes) -> tuple[str, str]:
    first, _, second = content.decode("utf-8", "replace").partition("|")
    return first, second


def _part(workbook: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return archive.read(made.SHEET)


def _inner_parts() -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(made.document())) as archive:
        return [archive.read(name) for name in _INNER]


_INNER = ("[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels")


def _workbook(content: bytes) -> object:
    """A whole workbook, or one whose sheet is the bytes: an archive's sums would keep most changes from the sheet."""
    whole = content[1:] if content[:1] == b"\x00" else made.repacked(made.workbook(), {made.SHEET: content[1:]})
    return read_xlsx(whole, file="f", columns=("key", "en", "fr", "es", "ar", "ro", "uk", "note", "source"))


def _office(content: bytes) -> object:
    chosen = content[0] % 4 if content else 0
    parts = {_INNER[chosen - 1]: content[1:]}
    whole = content[1:] if chosen == 0 else made.repacked(made.document(), parts)
    return open_office(whole, kind=FileKind.DOCX, file="f")


def _document_part(document: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return archive.read("word/document.xml")


def _word_table(content: bytes) -> object:
    """A whole document, or one whose text is the bytes: an archive's sums would keep most changes from the text."""
    parts = {"word/document.xml": content[1:]}
    whole = content[1:] if content[:1] == b"\x00" else made.repacked(made.table_document(), parts)
    return read_docx_table(whole, file="f", columns=ANSWER_COLUMNS)


def _picture(content: bytes) -> object:
    kinds = (FileKind.PNG, FileKind.JPEG, FileKind.WEBP)
    return open_picture(content[1:], kind=kinds[content[0] % 3 if content else 0], file="f")


def _plain(content: bytes) -> object:
    return open_text(content[1:], kind=FileKind.CSV if content[:1] == b"\x00" else FileKind.TEXT, file="f")


def _file(content: bytes) -> Any:
    name, _, body = content.partition(b"\n")
    named = name.decode("utf-8", "replace")
    checked = open_file(body, name=named)
    assert checked.name.lower().endswith(ENDINGS[checked.kind])
    return checked
