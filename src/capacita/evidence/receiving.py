"""Bytes become a snapshot of their source: fetched or loaded by the product, or brought by a person."""

from __future__ import annotations

from datetime import datetime

from capacita.evidence.erasing_actions import keep_wanted
from capacita.evidence.models import Snapshot, Source

# Stands for the product itself as the second who has the same bytes.
RECEIVED = "system:received"


def keep_snapshot(
    source: Source, content: bytes, *, media_type: str, at: datetime, brought_by: str = "", added_by: str = ""
) -> Snapshot:
    """The snapshot of these bytes, made where the source has none of them. `brought_by` is blank for the product itself.

    Bytes that a person brought are confirmed once another person brings the same, or the product receives them.
    Bytes that were erased stay away: the row says that they were received.
    """
    kept, made = Snapshot.objects.get_or_create(
        source=source,
        sha256=keep_wanted(content),
        defaults={
            "media_type": media_type[:100], "size": len(content), "received_at": at, "brought_by": brought_by,
            "added_by": added_by,
        },
    )  # fmt: skip
    second = brought_by or RECEIVED
    if not made and not kept.is_public and second != kept.brought_by:
        Snapshot.objects.filter(pk=kept.pk, confirmed_by=None).update(confirmed_by=second)
        kept.refresh_from_db()
    return kept
