"""Writes of evidence beside the loading of catalogues: files that people give, and sources added by their address.

Each asks again who may, by what the database holds now. Entries of the chain name files and persons by opaque key.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from capacita.audit.actions import in_turn, record_entry
from capacita.evidence.addresses import web_address
from capacita.evidence.erasing_actions import require_wanted
from capacita.evidence.fetching import MAX_BYTES, Fetched, Network, fetch_document
from capacita.evidence.files import open_file
from capacita.evidence.models import Fetch, KeptFile, Snapshot, Source
from capacita.evidence.permissions import may_add_source, may_keep_file, may_withdraw_file
from capacita.evidence.queries import fetches_under_way
from capacita.evidence.receiving import keep_snapshot
from capacita.evidence.room import DAYS_UNTIL_REMOVED, one_at_a_time, require_room
from capacita.evidence.rules import file_name, is_web_address, publisher_of
from capacita.evidence.snapshots import Shelf, forget_bytes, forget_strays, keep_bytes
from capacita.evidence.source_kinds import open_source
from capacita.kernel.clock import now
from capacita.kernel.digests import sha256_hex, short_digest
from capacita.kernel.errors import CapacitaError, InputError, Problem, RefusedError
from capacita.kernel.said import said
from capacita.people.rules import Scope, Standing
from capacita.people.turns import in_turn_of, require_still_held

MOST_UNDER_WAY = 2
DAILY = "system:daily"
_MEGABYTE = 1_048_576
_BETWEEN_REPORTS = 0.5


def keep_file(*, content: bytes, name: str, scope: Scope, by: Standing) -> KeptFile:
    """The file is kept for what the scope is for, under its digest, checked and (a picture) stripped by `files`.

    Refused: whoever may not change what the scope is for, what `files` refuses, the very bytes that were erased, and
    what exceeds the quota of the person (500 MB unless set otherwise) or of the project or country (2,000 MB).
    """
    _require(may_keep_file(by, scope), _("You may not add files here."))
    checked = open_file(content, name=name)
    with in_turn_of(by):
        one_at_a_time()
        require_wanted(checked.content, called=checked.name)
        require_room(len(checked.content), by=by.key, called=checked.name, scope=scope)
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
    """The file is shown to nobody any more. Thirty days later its bytes are removed by the daily job.

    Refused: whoever may not add files there, and to a country's focal point what others gave.
    """
    _require(may_withdraw_file(by, file), _("You may not withdraw files here."))
    with in_turn_of(by):
        changed = KeptFile.objects.filter(pk=file.pk, withdrawn_at=None).update(withdrawn_at=now(), withdrawn_by=by.key)
        _require(changed, _("This file was withdrawn before."))
        record_entry(by=by.key, verb="withdraw_file", subject_kind="file", subject_key=file.key, before=_told(file))


def remove_withdrawn_files(on: date) -> dict[str, int]:
    """The bytes of files withdrawn thirty days before `on` are gone, unless another file that is kept has the same.

    So are those that lie there for a day and belong to no file.
    """
    with in_turn():
        one_at_a_time()
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

    Refused: whoever may not add sources or has no room left, an address that is not fetched, and a third one while two
    are under way.
    """
    _require(may_add_source(by), _("You may not add sources."))
    wanted = str(web_address(address, hosts=settings.CAPACITA_FETCH_HOSTS))
    with in_turn_of(by):
        one_at_a_time()
        require_room(1, by=by.key)
        at = now()
        _require(fetches_under_way(at=at) < MOST_UNDER_WAY, _("Two documents are being fetched. Wait for one of them."))
        made = Fetch.objects.create(address=wanted, asked_by=by.key, asked_at=at)
        record_entry(
            by=by.key, verb="ask_for_source", subject_kind="fetch", subject_key=made.key, after={"address": wanted}
        )
    return made


def fetch_source(fetch: Fetch, *, by: Standing, network: Network | None = None) -> Fetch:
    """The document is fetched and kept as a snapshot of its source, or the fetch says why not. Takes up to 30 seconds.

    Its row tells meanwhile how many bytes have come. What `source_kinds` refuses, or does not fit into what the person
    may keep, is not kept. Refused to anybody but whoever asked for it.
    """
    _require(fetch.asked_by == by.key, _("A document is fetched for whoever asked for it."))
    require_still_held(by)
    _require(may_add_source(by), _("You may not add sources."))
    fetched: Fetched | None = None
    media_type = problem = ""
    try:
        fetched = fetch_document(
            fetch.address, hosts=settings.CAPACITA_FETCH_HOSTS, network=network, progress=_reporting(fetch)
        )
        media_type = open_source(fetched.content, file=_called(fetch.address))
    except CapacitaError as refusal:
        problem = _in_words(refusal)
    snapshot: Snapshot | None = None
    with in_turn_of(by):
        at = now()
        if fetched and not problem:
            try:
                snapshot = _keep_snapshot(fetch.address, fetched.content, media_type, at, by, brought=False)
            except InputError as refusal:
                problem = _in_words(refusal)
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
    Refused: whoever may not add sources, what is no web address, an empty file and one larger than 20 MB, what
    `source_kinds` refuses, and what does not fit into what the person may keep.
    """
    _require(may_add_source(by), _("You may not add sources."))
    address = address.strip()
    if not is_web_address(address):
        message = said("This is no web address")
        raise InputError(Problem(message, column="address", remedy=said("Write it whole, with https:// before it.")))
    if not 0 < len(content) <= MAX_BYTES:
        message = said("the file is empty or larger than %(n)s MB", n=MAX_BYTES // _MEGABYTE)
        raise InputError(Problem(message, column="content"))
    media_type = open_source(content, file=_called(address))
    with in_turn_of(by):
        kept = _keep_snapshot(address, content, media_type, now(), by, brought=True)
        record_entry(
            by=by.key,
            verb="keep_source",
            subject_kind="source",
            subject_key=kept.source.key,
            after={"snapshot": kept.sha256, "address": address},
        )
    return kept


def _keep_snapshot(
    address: str, content: bytes, media_type: str, at: datetime, by: Standing, *, brought: bool
) -> Snapshot:
    """The bytes as a snapshot of the source at the address; they count towards what the person may keep."""
    one_at_a_time()
    require_wanted(content, called=_called(address))
    held = Snapshot.objects.filter(source__key=short_digest(address), sha256=sha256_hex(content)).exists()
    if not held:
        require_room(len(content), by=by.key, called=_called(address))
    source, _made = Source.objects.get_or_create(
        key=short_digest(address),
        defaults={"title": address, "publisher": publisher_of(address)[:200], "address": address, "recorded_at": at},
    )
    brought_by = by.key if brought else ""
    return keep_snapshot(source, content, media_type=media_type, at=at, brought_by=brought_by, added_by=by.key)


def _called(address: str) -> str:
    """What a refusal calls the document at an address."""
    return file_name(re.split("[?#]", address)[0])


def _in_words(refusal: CapacitaError) -> str:
    told = [each.worded(_) for each in refusal.problems]
    return " ".join(f"{each.message}. {each.remedy}" for each in told)


def _reporting(fetch: Fetch) -> Callable[[int, int | None], None]:
    """Writes into the row how far it has come, twice a second at most."""
    last = 0.0

    def report(received: int, total: int | None) -> None:
        nonlocal last
        if time.monotonic() - last >= _BETWEEN_REPORTS:
            last = time.monotonic()
            Fetch.objects.filter(pk=fetch.pk, ended_at=None).update(received=received, total=total)

    return report


def _require(holds: object, words: str) -> None:
    if not holds:
        raise RefusedError(words)


def _told(file: KeptFile) -> dict[str, object]:
    """What the chain says of a file: not its name, which may name a person."""
    scope = f"{file.scope_kind}:{file.scope_key}"
    return {"sha256": file.sha256, "size": file.size, "media_type": file.media_type, "scope": scope}
