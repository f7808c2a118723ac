"""Writes of evidence beside the loading of catalogues: files that people give, and sources added by their address.

Each asks again who may, by what the database holds now. Entries of the chain name files and persons by opaque key.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from capacita.audit.actions import in_turn, record_entry
from capacita.evidence.addresses import web_address
from capacita.evidence.fetching import MAX_BYTES, Fetched, Network, fetch_document
from capacita.evidence.files import CheckedFile, open_file
from capacita.evidence.models import Fetch, KeptFile, Snapshot, Source
from capacita.evidence.permissions import may_add_source, may_keep_file
from capacita.evidence.queries import bytes_kept_by, bytes_kept_for, fetches_under_way
from capacita.evidence.receiving import keep_snapshot
from capacita.evidence.rules import is_web_address, publisher_of
from capacita.evidence.snapshots import Shelf, forget_bytes, forget_strays, keep_bytes
from capacita.kernel.clock import now
from capacita.kernel.digests import short_digest
from capacita.kernel.errors import CapacitaError, InputError, Problem, RefusedError
from capacita.kernel.said import said
from capacita.people.rules import Scope, Standing
from capacita.people.turns import in_turn_of, require_still_held

DAYS_UNTIL_REMOVED = 30
MOST_UNDER_WAY = 2
DAILY = "system:daily"
_FILES_LOCK = 7_203_118_508
_MEGABYTE = 1_048_576
_BETWEEN_REPORTS = 0.5


def keep_file(*, content: bytes, name: str, scope: Scope, by: Standing) -> KeptFile:
    """The file is kept for what the scope is for, under its digest, checked and (a picture) stripped by `files`.

    Refused: whoever may not change what the scope is for, what `files` refuses, and what exceeds the quota of the
    person (500 MB unless set otherwise) or of the project or country (2,000 MB).
    """
    _require(may_keep_file(by, scope), _("You may not add files here."))
    checked = open_file(content, name=name)
    with in_turn_of(by):
        _one_at_a_time()
        _require_room(checked, scope, by)
        made = KeptFile.objects.create(
            sha256=keep_bytes(checked.content, Shelf.FILES),
            size=len(checked.content),
            media_type=checked.kind,
            name=checked.name,
            is_redrawn=checked.is_redrawn,
            scope_kind=scope.kind,
            scope_key=scope.key,
            uploaded_by=by.key,
            uploaded_at=now(),
        )
        record_entry(by=by.key, verb="keep_file", subject_kind="file", subject_key=made.key, after=_told(made))
    return made


def withdraw_file(file: KeptFile, *, by: Standing) -> None:
    """The file is shown to nobody any more. Thirty days later its bytes are removed by the daily job."""
    _require(may_keep_file(by, file.scope), _("You may not withdraw files here."))
    with in_turn_of(by):
        changed = KeptFile.objects.filter(pk=file.pk, withdrawn_at=None).update(withdrawn_at=now(), withdrawn_by=by.key)
        _require(changed, _("This file was withdrawn before."))
        record_entry(by=by.key, verb="withdraw_file", subject_kind="file", subject_key=file.key, before=_told(file))


def remove_withdrawn_files(on: date) -> dict[str, int]:
    """The bytes of files withdrawn thirty days before `on` are gone, unless another file that is kept has the same.

    So are those that lie there for a day and belong to no file.
    """
    with in_turn():
        _one_at_a_time()
        due = [
            each
            for each in KeptFile.objects.filter(withdrawn_at__isnull=False, removed_at=None)
            if each.withdrawn_at and each.withdrawn_at.date() + timedelta(DAYS_UNTIL_REMOVED) <= on
        ]
        if due:
            KeptFile.objects.filter(pk__in=[each.pk for each in due]).update(removed_at=now())
            digests = {each.sha256 for each in due}
            held = KeptFile.objects.filter(sha256__in=digests, removed_at=None).values_list("sha256", flat=True)
            # Before the end of the transaction: broken off here, the next day finds the same rows due again.
            for digest in sorted(digests - set(held)):
                forget_bytes(digest)
            after = {"files": sorted(each.key for each in due)}
            record_entry(
                by=DAILY, verb="remove_withdrawn_files", subject_kind="files", subject_key=on.isoformat(), after=after
            )
        kept = frozenset(KeptFile.objects.filter(removed_at=None).values_list("sha256", flat=True))
        strays = forget_strays(kept, before=now() - timedelta(days=1))
    return {"removed": len(due), "strays": strays}


def ask_for_source(*, address: str, by: Standing) -> Fetch:
    """A document is asked for by its address; `fetch_source` then brings it.

    Refused: whoever may not add sources, an address that is not fetched, and a third one while two are under way.
    """
    _require(may_add_source(by), _("You may not add sources."))
    wanted = str(web_address(address, hosts=settings.CAPACITA_FETCH_HOSTS))
    with in_turn_of(by):
        _one_at_a_time()
        at = now()
        _require(fetches_under_way(at=at) < MOST_UNDER_WAY, _("Two documents are being fetched. Wait for one of them."))
        made = Fetch.objects.create(address=wanted, asked_by=by.key, asked_at=at)
        record_entry(
            by=by.key, verb="ask_for_source", subject_kind="fetch", subject_key=made.key, after={"address": wanted}
        )
    return made


def fetch_source(fetch: Fetch, *, by: Standing, network: Network | None = None) -> Fetch:
    """The document is fetched and kept as a snapshot of its source, or the fetch says why not. Takes up to 30 seconds.

    Its row tells meanwhile how many bytes have come. Refused to anybody but whoever asked for it.
    """
    _require(fetch.asked_by == by.key, _("A document is fetched for whoever asked for it."))
    require_still_held(by)
    _require(may_add_source(by), _("You may not add sources."))
    fetched: Fetched | None = None
    problem = ""
    try:
        fetched = fetch_document(
            fetch.address, hosts=settings.CAPACITA_FETCH_HOSTS, network=network, progress=_reporting(fetch)
        )
    except CapacitaError as refusal:
        told = [each.worded(_) for each in refusal.problems]
        problem = " ".join(f"{each.message}. {each.remedy}" for each in told)
    with in_turn_of(by):
        at = now()
        snapshot = fetched and _keep_snapshot(fetch.address, fetched.content, fetched.media_type, at, "")
        Fetch.objects.filter(pk=fetch.pk).update(
            ended_at=at, problem=problem, snapshot=snapshot, received=len(fetched.content) if fetched else 0
        )
        after = {"snapshot": snapshot.sha256, "found_at": fetched.address} if fetched and snapshot else {"kept": False}
        record_entry(by=by.key, verb="fetch_source", subject_kind="fetch", subject_key=fetch.key, after=after)
    fetch.refresh_from_db()
    return fetch


def keep_source(*, address: str, content: bytes, by: Standing) -> Snapshot:
    """A document that somebody downloaded is kept as a snapshot of the source at the address. Nothing is fetched.

    Nobody but those who may add sources sees it before another person brings the same bytes, nor the source, where it is
    new, before a row that cites it is recorded.
    Refused: whoever may not add sources, what is no web address, an empty file and one larger than 20 MB.
    """
    _require(may_add_source(by), _("You may not add sources."))
    address = address.strip()
    if not is_web_address(address):
        message = said("This is no web address")
        raise InputError(Problem(message, column="address", remedy=said("Write it whole, with https:// before it.")))
    if not 0 < len(content) <= MAX_BYTES:
        message = said("the file is empty or larger than %(n)s MB", n=MAX_BYTES // _MEGABYTE)
        raise InputError(Problem(message, column="content"))
    with in_turn_of(by):
        media_type = "application/pdf" if content.startswith(b"%PDF-") else "application/octet-stream"
        kept = _keep_snapshot(address, content, media_type, now(), by.key)
        record_entry(
            by=by.key,
            verb="keep_source",
            subject_kind="source",
            subject_key=kept.source.key,
            after={"snapshot": kept.sha256, "address": address},
        )
    return kept


def _keep_snapshot(address: str, content: bytes, media_type: str, at: datetime, brought_by: str) -> Snapshot:
    source, _made = Source.objects.get_or_create(
        key=short_digest(address),
        defaults={"title": address, "publisher": publisher_of(address)[:200], "address": address, "recorded_at": at},
    )
    return keep_snapshot(source, content, media_type=media_type, at=at, brought_by=brought_by)


def _reporting(fetch: Fetch) -> Callable[[int, int | None], None]:
    """Writes into the row how far it has come, twice a second at most."""
    last = 0.0

    def report(received: int, total: int | None) -> None:
        nonlocal last
        if time.monotonic() - last >= _BETWEEN_REPORTS:
            last = time.monotonic()
            Fetch.objects.filter(pk=fetch.pk, ended_at=None).update(received=received, total=total)

    return report


def _require_room(checked: CheckedFile, scope: Scope, by: Standing) -> None:
    size = len(checked.content)
    person, project = (each * _MEGABYTE for each in (settings.CAPACITA_PERSON_MB, settings.CAPACITA_PROJECT_MB))
    if bytes_kept_by(by.key) + size > person:
        message = said("does not fit: each person may keep %(n)s MB", n=settings.CAPACITA_PERSON_MB)
    elif bytes_kept_for(scope) + size > project:
        message = said("does not fit: here %(n)s MB may be kept", n=settings.CAPACITA_PROJECT_MB)
    else:
        return
    remedy = said("Withdrawn files count until they are removed, after %(n)s days.", n=DAYS_UNTIL_REMOVED)
    raise InputError(Problem(message, checked.name, remedy=remedy))


def _require(holds: object, words: str) -> None:
    if not holds:
        raise RefusedError(words)


def _one_at_a_time() -> None:
    """Quotas are counted, and bytes removed, by one writer at a time; SQLite lets in no other anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FILES_LOCK])


def _told(file: KeptFile) -> dict[str, object]:
    """What the chain says of a file: not its name, which may name a person."""
    scope = f"{file.scope_kind}:{file.scope_key}"
    return {"sha256": file.sha256, "size": file.size, "media_type": file.media_type, "scope": scope}
