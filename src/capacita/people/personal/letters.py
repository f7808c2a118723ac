"""Letters that lie in the installation's own folder: gone with whom they speak to or of, and when they are old.

A letter to go is named by its digest in the transaction of the erasure, and taken from the folder afterwards: what
fails then, or is cut off, is tried again daily.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from capacita.kernel.digests import sha256_hex
from capacita.people.declarations import KeepRule
from capacita.people.erasure import Hit, Looking, Place, register_cleaning, register_looking
from capacita.people.personal.models import LetterToGo
from capacita.people.personal.queries.persons import meant_by
from capacita.people.personal.retention import Sweep, register_retention

# How Django's backend for files separates the letters in one.
_BETWEEN_LETTERS = b"\n" + b"-" * 79 + b"\n"
_DAYS = 60
WHILE_LYING = KeepRule(gettext_noop("Letters that lie as files: sixty days."))


def register() -> None:
    register_looking("letters", Looking(find, strike))
    register_cleaning("letters", remove)
    register_retention("letters", Sweep(WHILE_LYING, lambda on: [], clear_old))


def find(keys: Sequence[str]) -> list[Hit]:
    """The letters that speak to or of the person. Whoever the name means, letters are copies: the sure ones go."""
    meant = meant_by(keys)
    found: dict[str, Hit] = {}
    for path in _files() if meant.is_anybody else ():
        for each in _letters(path):
            said = _said(each)
            if meant.surely(said):
                digest = sha256_hex(each.strip())
                found[digest] = Hit(f"letter:{digest}", _("Letters in the folder “mail”"), meant.passage(said), True)
    return list(found.values())


def strike(keys: Sequence[str], rows: Collection[str]) -> tuple[dict[str, int], list[Place]]:
    """These letters are to go, once it is committed. No backup holds letters, so that no place is told."""
    digests = [each.removeprefix("letter:") for each in rows]
    LetterToGo.objects.bulk_create([LetterToGo(sha256=each) for each in digests], ignore_conflicts=True)
    return {"letters": len(digests)}, []


def remove() -> bool:
    """The letters that are to go are gone. False where one could not be taken from its file: it is tried again."""
    waiting = set(LetterToGo.objects.values_list("sha256", flat=True))
    if not waiting:
        return True
    try:
        for path in _files():
            letters = _letters(path)
            kept = [each for each in letters if sha256_hex(each.strip()) not in waiting]
            if len(kept) < len(letters):
                _keep(path, kept)
    except OSError:
        return False
    LetterToGo.objects.filter(sha256__in=waiting).delete()
    return True


def clear_old(on: date) -> int:
    """Files of letters that were written so long ago are gone: how many. They were to be read, not to be kept."""
    first = on - timedelta(days=_DAYS)
    old = [each for each in _files() if datetime.fromtimestamp(each.stat().st_mtime, UTC).date() < first]
    for each in old:
        each.unlink(missing_ok=True)
    return len(old)


def _files() -> Iterator[Path]:
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or Path(settings.CAPACITA_HOME) / "mail")
    if folder.is_dir():
        yield from sorted(each for each in folder.iterdir() if each.is_file())


def _letters(path: Path) -> list[bytes]:
    return path.read_bytes().split(_BETWEEN_LETTERS)


def _keep(path: Path, kept: list[bytes]) -> None:
    if any(each.strip() for each in kept):
        path.write_bytes(_BETWEEN_LETTERS.join(kept))
    else:
        path.unlink(missing_ok=True)


def _said(written: bytes) -> str:
    letter = message_from_bytes(written.lstrip(), EmailMessage, policy=policy.default)
    texts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(str(value) for value in letter.values()), *map(str, texts)])
