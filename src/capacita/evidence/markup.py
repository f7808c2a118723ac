"""Safe opening of XML: one way for all of the product. No document type, no entities, no network, no inclusion.

What the elements mean is the business of each app's `sources`.
"""

from __future__ import annotations

import re

from lxml import etree

from capacita.evidence.reading import MAX_BYTES
from capacita.evidence.rules import is_utf8
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

# A tree takes a hundred times the bytes of its shortest tags and attributes, so that these are counted first.
MAX_TAGS = 300_000
MAX_DEPTH = 100
_DECLARED = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"'>]*)[\"']", re.IGNORECASE)
_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_TOO_DEEP = f"boolean({'/*' * (MAX_DEPTH + 1)})"
_INCLUSION = "{http://www.w3.org/2001/XInclude}*"


def open_xml(content: bytes, *, file: str, max_bytes: int = MAX_BYTES) -> etree._Element:
    """The root element of a document in UTF-8.

    Refuses every document type (and with it all entities), inclusions, other encodings, more than 300,000 tags or
    attributes, and elements nested more than 100 deep.
    """
    if len(content) > max_bytes:
        raise _refused(file, said("is larger than %(n)s MB", n=max_bytes // 1_048_576))
    _check_encoding(content, file)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _refused(file, said("declares a document type or entities"), said("Save it without <!DOCTYPE …>."))
    if content.count(b"<") > 2 * MAX_TAGS or content.count(b"=") > 2 * MAX_TAGS:
        raise _refused(file, said("has more tags than are read"), said("Split the file."))
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        attribute_defaults=False, huge_tree=False, recover=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        row = getattr(error, "lineno", None)
        raise InputError(Problem(said("is not well-formed XML"), file, row, remedy=said("Save it again."))) from None
    if next(root.iter(_INCLUSION), None) is not None:
        raise _refused(file, said("includes other documents"), said("Give one document that is whole."))
    if root.xpath(_TOO_DEEP):
        raise _refused(file, said("has more than %(n)s tags in each other", n=MAX_DEPTH))
    return root


def _check_encoding(content: bytes, file: str) -> None:
    declared = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf")[:400])
    names_another = declared is not None and declared.group(1).lower() not in _ENCODINGS
    if names_another or b"\x00" in content or not is_utf8(content):
        raise _refused(file, said("is not XML in UTF-8"), said("Save it as UTF-8."))


def _refused(file: str, message: str, remedy: str = "") -> InputError:
    return InputError(Problem(message, file, remedy=remedy))
