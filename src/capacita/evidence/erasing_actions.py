"""Erasing bytes that hold personal data: one officer asks, another confirms, and they are gone at once, digest and row stay.

What is said of them in records is the business of their owners: a text of a law that was read from them stays a fact.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import PurePath

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from capacita.audit.actions import in_turn, record_entry
from capacita.evidence.models import BYTES_ERASURE, BytesErasure, KeptFile
from capacita.evidence.queries import HeldBytes, bytes_erased_at, bytes_erasures_to_confirm, bytes_held
from capacita.evidence.room import one_at_a_time
from capacita.evidence.snapshots import Shelf, forget_bytes, keep_bytes
from capacita.kernel.clock import now
from capacita.kernel.digests import sha256_hex
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.kernel.said import said
from capacita.people.choices import Verb
from capacita.people.erased_list import keep_erased
from capacita.people.inbox import WorkWords, keep_in_step, put_work, settle_work
from capacita.people.models import DAILY
from capacita.people.personal.choices import ErasureReason
from capacita.people.personal.permissions import require_officer, require_second
from capacita.people.personal.rules.periods import confirm_on
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of

_SUBJECT = "bytes"
_told: dict[str, Callable[[], object]] = {}


def register_told(name: str, tell: Callable[[], object]) -> None:
    """Have `tell` called after bytes were erased for good and stand on the list beside the database."""
    _told[name] = tell


def request_bytes_erasure(sha256: str, *, reason: ErasureReason, by: Standing) -> BytesErasure:
    """Somebody who cares for personal data asks that the bytes under a digest be erased; another must confirm it.

    It waits for the other officers. Refused where nothing is kept under it.
    """
    require_officer(by)
    try:
        with in_turn_of(by):
            held = bytes_held(sha256)
            if not held.files and not held.snapshots:
                raise RefusedError(_("Nothing is kept under this digest."))
            made = BytesErasure.objects.create(sha256=sha256, reason=reason, requested_by=by.key, requested_at=now())
            _put(made)
            record_entry(
                by=by.key, verb="request_bytes_erasure", subject_kind=_SUBJECT, subject_key=sha256,
                after={"request": made.key, "reason": reason.value},
            )  # fmt: skip
    except IntegrityError as error:
        raise RefusedError(_("This was asked already: it waits for somebody to confirm it.")) from error
    return made


def withdraw_bytes_erasure(request: BytesErasure, *, by: Standing) -> None:
    """The bytes stay. Whoever cares for personal data may withdraw it, the one who asked as well."""
    require_officer(by)
    with in_turn_of(by):
        waiting = BytesErasure.objects.filter(pk=request.pk, confirmed_at=None, withdrawn_at=None)
        if not waiting.update(withdrawn_at=now(), withdrawn_by=by.key):
            raise RefusedError(_("This was decided before."))
        settle_work(BYTES_ERASURE, request.key, by=by.key, at=now())
        record_entry(by=by.key, verb="withdraw_bytes_erasure", subject_kind=_SUBJECT, subject_key=request.sha256)


def confirm_bytes_erasure(request: BytesErasure, *, by: Standing) -> None:
    """The bytes are gone from the disk, as files and as snapshots; the files are shown to nobody any more.

    Refused for whoever asked for it. What cites the source still does, and says that its bytes were erased.
    """
    with in_turn_of(by):
        require_officer(by)
        held = BytesErasure.objects.select_for_update().get(pk=request.pk)
        require_second(held, by)
        gone, at = bytes_held(held.sha256), now()
        BytesErasure.objects.filter(pk=held.pk).update(confirmed_at=at, confirmed_by=by.key)
        settle_work(BYTES_ERASURE, held.key, by=by.key, at=at)
        _record_erased(held, gone, "erase_bytes", at, by.key)


def erase_bytes_again(lines: Iterable[str], *, by: str) -> int:
    """After a restore: the bytes that a line of erased.jsonl names are gone again; of how many there was something.

    `by` names in the chain who restored. Running it again changes nothing. What somebody had asked of them is withdrawn.
    """
    again = 0
    for line in lines:
        told = json.loads(line) if line.strip() else {}
        digest = str(told.get(_SUBJECT, ""))
        if not digest or bytes_erased_at([digest]):
            continue
        gone = bytes_held(digest)
        again += bool(gone.files or gone.snapshots)
        at = datetime.fromisoformat(told["erased_at"])
        with in_turn():
            _withdraw_moot(digest, by=by)
            made = BytesErasure.objects.create(
                sha256=digest, reason=ErasureReason.AFTER_RESTORE, requested_by=by, requested_at=at,
                confirmed_by=by, confirmed_at=at,
            )  # fmt: skip
            _record_erased(made, gone, "erase_bytes_again", now(), by)
    return again


def put_bytes_erasures(on: date) -> dict[str, int]:
    """Daily: every erasure of bytes that is to be confirmed waits in the inbox, and none that was decided.

    So do those that an earlier release was asked for.
    """
    with in_turn():
        rows = {each.key: each for each in bytes_erasures_to_confirm()}
        put, settled = keep_in_step(BYTES_ERASURE, rows, _put, by=DAILY, at=now())
        if put or settled:
            record_entry(
                by=DAILY, verb="put_what_waits", subject_kind=_SUBJECT, subject_key=on.isoformat(),
                after={"put": put, "settled": settled},
            )  # fmt: skip
    return {"put": len(put), "settled": len(settled)}


def erasure_in_words(key: str, _on: date) -> WorkWords | None:
    """As the inbox says it; neither names nor addresses of what is to go."""
    if not BytesErasure.objects.filter(key=key).exists():
        return None
    return WorkWords(_("An erasure of files or snapshots waits to be confirmed"), f"/personal/byte-erasures/{key}/")


def finish_bytes_erasures() -> dict[str, int]:
    """Nothing lies on the disk under a digest that was erased, and each stands in the list beside the database.

    Runs after each erasure and daily, so that what a crash prevented is done later.
    """
    rows = _erased()
    removed = sum(forget_bytes(each.sha256, shelf) for each in rows for shelf in Shelf)
    listed = keep_erased()
    if listed:
        for tell in _told.values():
            tell()
    return {"removed": removed, "listed": listed}


def listed_bytes() -> list[str]:
    """What the list of the erased says of all bytes that were erased, a line each."""
    return list(map(_line, _erased()))


def require_wanted(content: bytes, *, called: str) -> None:
    """Refuses the very bytes that were erased: nobody brings them back unawares."""
    digest = sha256_hex(content)
    found = bytes_erased_at([digest]).get(digest)
    if found is not None:
        message = said("was erased here on %(day)s, since it holds personal data", day=found.date().isoformat())
        raise InputError(Problem(message, called, remedy=said("Give a version without them.")))


def keep_wanted(content: bytes) -> str:
    """The digest under which the bytes of a source lie on disk, unless they were erased: then they stay away."""
    digest = sha256_hex(content)
    return digest if bytes_erased_at([digest]) else keep_bytes(content)


def _put(request: BytesErasure) -> None:
    put_work(
        BYTES_ERASURE, request.key, by=request.requested_by, at=request.requested_at,
        due_on=confirm_on(request.requested_at), verb=Verb.CARE_FOR_PERSONAL_DATA, not_for=request.requested_by,
    )  # fmt: skip


def _withdraw_moot(sha256: str, *, by: str) -> None:
    waiting = BytesErasure.objects.filter(sha256=sha256, confirmed_at=None, withdrawn_at=None)
    for key in list(waiting.values_list("key", flat=True)):
        settle_work(BYTES_ERASURE, key, by=by, at=now())
    waiting.update(withdrawn_at=now(), withdrawn_by=by)


def _record_erased(erasure: BytesErasure, gone: HeldBytes, verb: str, at: datetime, by: str) -> None:
    one_at_a_time()
    rows = KeptFile.objects.filter(sha256=erasure.sha256)
    rows.filter(withdrawn_at=None).update(withdrawn_at=at, withdrawn_by=by)
    rows.filter(removed_at=None).update(removed_at=at)
    for each in rows:
        # A name is given by a person, and may tell what was in the file.
        KeptFile.objects.filter(pk=each.pk).update(name=f"file{PurePath(each.name).suffix}")
    record_entry(
        by=by, verb=verb, subject_kind=_SUBJECT, subject_key=erasure.sha256,
        after={"request": erasure.key, "files": [each.key for each in gone.files],
               "sources": [each.source.key for each in gone.snapshots]},
    )  # fmt: skip
    transaction.on_commit(finish_bytes_erasures, robust=True)


def _erased() -> list[BytesErasure]:
    return list(BytesErasure.objects.filter(confirmed_at__isnull=False).order_by("pk"))


def _line(row: BytesErasure) -> str:
    assert row.confirmed_at is not None
    return json.dumps({_SUBJECT: row.sha256, "erased_at": row.confirmed_at.isoformat()})
