"""The text of a law on its way in: begun from a file or from what was pasted, corrected, dropped. None of it is a fact yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from capacita.evidence.room import one_at_a_time, require_room
from capacita.kernel.clock import now
from capacita.kernel.dates import StatedDate, parse_stated_date
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.kernel.said import Said, said
from capacita.legislation.choices import TextKind
from capacita.legislation.languages import languages_of, other_language, warning_of
from capacita.legislation.law_text import law_text
from capacita.legislation.models import LegalWork, TextImport
from capacita.legislation.permissions import require_record_law
from capacita.legislation.queries.imports import own_import, provisions_held
from capacita.legislation.rules.imports import as_kept, corrected, from_kept, incoming
from capacita.legislation.sources.law_files import parse_law_file, parse_pasted_law
from capacita.people.rules import Standing

MOST_PIECES = 3_000
DAYS_UNTIL_DROPPED = 30
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class TextGiven:
    """What somebody says of the text that is given: its language, whose words it has, when they hold, where it is from.

    With `ends_earlier` a text of the same provision, language and kind that holds still ends where this one begins.
    """

    language: str
    kind: str
    source: str
    source_class: int | None = None
    valid_from: str = ""
    valid_to: str = ""
    ends_earlier: bool = False


def begin_import(work: LegalWork, given: TextGiven, *, content: bytes, name: str, by: Standing) -> TextImport:
    """The file's text, divided into provisions and matched to those recorded, waits for its author to correct it.

    Without a `name` the content is text that was pasted. Refused: a file that cannot be read or holds no text, a text in
    another language than stated, words that hold before the law was adopted or end before they begin, no source, and what
    does not fit into what the person may keep.
    """
    require_record_law(by, work.iso2)
    problems = _unfit(work, given)
    if problems:
        raise InputError(*problems)
    require_room(len(content), by=by.key, called=name)
    text = law_text(parse_law_file(content, name) if name else parse_pasted_law(content.decode("utf-8", "replace")))
    if len(text.pieces) > MOST_PIECES:
        message = said("holds more than %(n)s provisions", n=f"{MOST_PIECES:,}")
        raise InputError(Problem(message, name, remedy=said("Split the file.")))
    (language,) = languages_of([(given.language, text.words)])
    if wrong := other_language(given.language, language, file=name):
        raise InputError(*wrong)
    warnings = [*text.warnings, warning_of(given.language, language), _unexpected(work, given)]
    pieces = incoming(
        text.pieces, provisions_held(work.key), valid_from=given.valid_from, valid_to=given.valid_to,
        language=given.language,
    )  # fmt: skip
    at = now()
    with transaction.atomic():
        one_at_a_time()
        require_room(len(content), by=by.key, called=name)
        return TextImport.objects.create(
            work_key=work.key, iso2=work.iso2, author=by.key, language=given.language, kind=given.kind,
            source=given.source.strip(), source_class=given.source_class, valid_from=given.valid_from,
            valid_to=given.valid_to, ends_earlier=given.ends_earlier, content=content, media_type=_media_type(name),
            warnings=[[each.template, dict(each.values)] for each in warnings if each is not None],
            pieces=as_kept(pieces), begun_at=at, changed_at=at,
        )  # fmt: skip


def keep_import(
    held: TextImport, typed: Mapping[int, Mapping[str, object]], *, merge: int | None = None, version: int, by: Standing
) -> TextImport:
    """What was typed of provisions, by their place, is kept; then the one at `merge` is joined to the one above it.

    Refused where another window changed it after `version`. Nothing of it needs to be complete.
    """
    with transaction.atomic():
        kept = own_import(held, by=by)
        if kept.version != version:
            raise RefusedError(said("This text was changed in another window: look at it again."))
        kept.pieces = as_kept(corrected(from_kept(kept.pieces), typed, merge=merge))
        kept.version += 1
        kept.changed_at = now()
        kept.save(update_fields=["pieces", "version", "changed_at"])
    return kept


def drop_import(held: TextImport, *, by: Standing) -> None:
    """The text is gone. Nothing was recorded."""
    with transaction.atomic():
        own_import(held, by=by).delete()


def drop_unfinished(on: date) -> dict[str, int]:
    """Texts that nobody changed for thirty days before `on` are gone. Nothing was recorded."""
    last = datetime.combine(on - timedelta(DAYS_UNTIL_DROPPED), time.max, UTC)
    dropped, _by_table = TextImport.objects.filter(changed_at__lte=last).delete()
    return {"dropped": dropped}


def _unfit(work: LegalWork, given: TextGiven) -> list[Problem]:
    found = []
    if not _LANGUAGE.fullmatch(given.language):
        remedy = said("Give its code of two letters, such as uk.")
        found.append(
            Problem(said("“%(value)s” is no language", value=given.language[:20]), column="language", remedy=remedy)
        )
    if given.kind not in set(TextKind):
        found.append(Problem(said("“%(value)s” is not known", value=given.kind[:20]), column="kind"))
    if not given.source.strip():
        found.append(
            Problem(said("names no source"), column="source", remedy=said("Every text cites where it comes from."))
        )
    if given.source_class not in (None, 1, 2, 3, 4, 5):
        found.append(Problem(said("is not a class of source"), column="source_class"))
    return found + _misdated(work, given)


def _misdated(work: LegalWork, given: TextGiven) -> list[Problem]:
    found: list[Problem] = []
    for column in ("valid_from", "valid_to"):
        try:
            if getattr(given, column):
                parse_stated_date(getattr(given, column), where=Problem("", column=column))
        except InputError as refusal:
            found += refusal.problems
    if found:
        return found
    begins, ends = (StatedDate(each) if each else None for each in (given.valid_from, given.valid_to))
    if begins and ends and ends.last_day < begins.first_day:
        message = said("the words end on %(end)s, before they begin on %(start)s", end=ends.iso, start=begins.iso)
        found.append(Problem(message, column="valid_to", remedy=said("Check which of the two dates is wrong.")))
    adopted = work.dates.adopted
    if begins and adopted and begins.last_day < adopted.first_day:
        message = said("%(day)s lies before the law was adopted (%(adopted)s)", day=begins.iso, adopted=adopted.iso)
        found.append(Problem(message, column="valid_from", remedy=said("Check which of the two dates is wrong.")))
    return found


def _unexpected(work: LegalWork, given: TextGiven) -> Said | None:
    """An original in a language in which the law is not recorded to be."""
    if given.kind != TextKind.ORIGINAL or given.language in work.languages:
        return None
    return said(
        "The law is recorded as written in %(languages)s: check whether this is the original, or a translation.",
        languages=", ".join(work.languages).upper(),
    )


def _media_type(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return {
        "pdf": "application/pdf", "html": "text/html", "htm": "text/html", "xhtml": "text/html",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }.get(ending, "text/plain")  # fmt: skip
