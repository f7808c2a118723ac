"""The text of a PDF, page by page, after `pdf` found that it only shows. A picture of a page has no text."""

from __future__ import annotations

import io
import time

from pypdf import PdfReader, apply_configuration

from capacita.evidence.pdf import LIMITS, open_pdf
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import Said, said

MOST_PAGES = 300
MOST_CHARACTERS = 4_000_000
_MOST_OF_A_PAGE = 4 * 1024 * 1024
_SECONDS = 25.0


def read_pdf_pages(content: bytes, *, file: str) -> list[str]:
    """The text of each page, blank for one that holds none.

    Refuses what `open_pdf` refuses, more than 300 pages, and what takes longer to read than a person waits.
    """
    open_pdf(content, file=file)
    with apply_configuration(**LIMITS):
        try:
            reader = PdfReader(io.BytesIO(content))
            count = len(reader.pages)
            if count > MOST_PAGES:
                message = said("has %(n)s pages; at most %(most)s are read at once", n=count, most=MOST_PAGES)
                raise _refused(file, message, said("Split the file."))
            return _pages(reader, file)
        except InputError:
            raise
        except Exception:  # noqa: BLE001 - pypdf raises many kinds for a broken document
            raise _refused(file, said("holds text that cannot be read"), said("Copy the text, and paste it.")) from None


def _pages(reader: PdfReader, file: str) -> list[str]:
    ends = time.monotonic() + _SECONDS
    found: list[str] = []
    characters = 0
    for page in reader.pages:
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > _MOST_OF_A_PAGE:
            raise _too_slow(file)
        text = page.extract_text()
        characters += len(text)
        if characters > MOST_CHARACTERS or time.monotonic() > ends:
            raise _too_slow(file)
        found.append(text)
    return found


def _too_slow(file: str) -> InputError:
    return _refused(file, said("takes too long to read"), said("Split the file, or copy its text and paste it."))


def _refused(file: str, message: Said, remedy: str) -> InputError:
    return InputError(Problem(message, file, remedy=remedy))
