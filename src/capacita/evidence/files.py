"""Files from outside: what each is by its content, of an allow list, and that nothing in it runs or is loaded by itself.

The one door of bytes that people give; what is kept of them, and who may, is the business of `actions`.
"""

from __future__ import annotations

from dataclasses import dataclass

from capacita.evidence.bare_office import bare_office
from capacita.evidence.choices import ENDINGS, FileKind
from capacita.evidence.office import open_office
from capacita.evidence.pdf import open_pdf
from capacita.evidence.pictures import open_picture
from capacita.evidence.plain import open_text
from capacita.evidence.rules import file_ending, file_name
from capacita.kernel.digests import sha256_hex
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

MAX_FILE = 20 * 1024 * 1024
_BY_ENDING = {ending: kind for kind, endings in ENDINGS.items() for ending in endings}
_PICTURES = (FileKind.PNG, FileKind.JPEG, FileKind.WEBP)
_OFFICE = (FileKind.DOCX, FileKind.XLSX, FileKind.PPTX)


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept: its name as it is handed out, its kind, and the bytes to keep.

    `is_redrawn` where these are not the bytes that were given: a picture or an office file without what was written
    beside it.
    """

    name: str
    kind: FileKind
    content: bytes
    is_redrawn: bool

    @property
    def sha256(self) -> str:
        return sha256_hex(self.content)


def open_file(content: bytes, *, name: str, as_given: bool = False) -> CheckedFile:
    """The file as it may be kept: pictures drawn anew, office files without author and what cameras wrote.

    With `as_given` it is checked alike and its bytes stay: for what is evidence by its digest, or is only read. Refuses
    what is empty, larger than 20 MB, of no kind in the list, or not what its name says.
    """
    called = file_name(name)
    if not content:
        raise InputError(Problem(said("is empty"), called))
    if len(content) > MAX_FILE:
        message = said("is larger than %(n)s MB", n=MAX_FILE // 1_048_576)
        raise InputError(Problem(message, called, remedy=said("Split the file, or scale its pictures down.")))
    kind = _BY_ENDING.get(file_ending(called))
    if kind is None:
        message = said("is of a kind that is not taken")
        kinds = ", ".join(ending.removeprefix(".").upper() for ending in sorted(_BY_ENDING))
        raise InputError(Problem(message, called, remedy=said("These are taken: %(kinds)s.", kinds=kinds)))
    checked = _checked(content, kind, called)
    if as_given:
        return CheckedFile(called, kind, content, is_redrawn=False)
    if kind in _OFFICE:
        checked = bare_office(checked, file=called)
    return CheckedFile(called, kind, checked, checked != content)


def _checked(content: bytes, kind: FileKind, called: str) -> bytes:
    if kind in _PICTURES:
        return open_picture(content, kind=kind, file=called)
    if kind in _OFFICE:
        return open_office(content, kind=kind, file=called)
    if kind is FileKind.PDF:
        return open_pdf(content, file=called)
    return open_text(content, kind=kind, file=called)
