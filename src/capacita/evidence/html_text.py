"""The text of a page in HTML, paragraph by paragraph. Nothing of it runs or is loaded; what is no text is passed over."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lxml import etree

from capacita.evidence.raised import raised
from capacita.evidence.reading import MAX_BYTES
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

MAX_TAGS = 300_000
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
# What offices still write beside UTF-8.
_ENCODINGS = frozenset(
    "utf-8 ascii cp1250 cp1251 cp1252 cp1253 cp1254 cp1256 iso8859-1 iso8859-2 iso8859-5 iso8859-6 iso8859-7 iso8859-9"
    " iso8859-15 iso8859-16 koi8-r koi8-u".split()
)
_PASSED_OVER = frozenset(
    "script style head title noscript template svg math nav form select button textarea object iframe audio video".split()
)
_BLOCKS = frozenset(
    "p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 tr table thead tbody section article aside main header footer blockquote pre"
    " br hr center address figure figcaption body html".split()
)
_SPACED = frozenset(("td", "th"))


def read_html_paragraphs(content: bytes, *, file: str) -> list[str]:
    """The paragraphs of the page in order, none blank.

    Refuses more than 20 MB, more than 300,000 tags, and an encoding that is neither UTF-8 nor one of those in use.
    """
    if len(content) > MAX_BYTES:
        raise InputError(Problem(said("is larger than %(n)s MB", n=MAX_BYTES // 1_048_576), file))
    if content.count(b"<") > 2 * MAX_TAGS:
        raise InputError(
            Problem(said("has more tags than are read"), file, remedy=said("Copy the text, and paste it."))
        )
    # Given in UTF-8, whatever the page says of itself.
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_decoded(content, file).encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        root = None
    if root is None:
        raise InputError(Problem(said("cannot be read as HTML"), file, remedy=said("Copy the text, and paste it.")))
    text = "".join(_texts(root))
    return [" ".join(each.split()) for each in text.split("\n") if each.strip()]


def _decoded(content: bytes, file: str) -> str:
    named = _CHARSET.search(content[:4_096])
    try:
        encoding = codecs.lookup(named.group(1).decode("ascii")).name if named else "utf-8"
        if encoding not in _ENCODINGS or content.startswith(codecs.BOM_UTF8):
            encoding = "utf-8"
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except (LookupError, UnicodeDecodeError):
        remedy = said("Save the page as UTF-8, or copy its text and paste it.")
        raise InputError(Problem(said("is not HTML in a known encoding"), file, remedy=remedy)) from None
    return "".join(each for each in text if each >= " " or each in "\t\n\r")


def _texts(root: etree._Element) -> Iterator[str]:
    """The text in pieces: a line break where a block begins or ends, none inside one."""
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        begins = event == "start"
        if tag in _PASSED_OVER or not tag:
            hidden += 1 if begins else -1
        if not hidden or (tag in _PASSED_OVER and not begins):
            if tag in _BLOCKS:
                yield "\n"
            elif tag in _SPACED:
                yield " "
        if begins and not hidden and element.text:
            yield _plain(raised(element.text) if tag == "sup" else element.text, tag)
        if not begins and not hidden and element.tail:
            yield _plain(element.tail, "")


def _plain(text: str, tag: str) -> str:
    return text if tag == "pre" else re.sub(r"\s+", " ", text)
