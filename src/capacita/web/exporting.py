"""What is not published and is taken out as a file: the audit chain tells by whom, when and of what."""

from __future__ import annotations

from django.http import HttpRequest

from capacita.audit.actions import record_look
from capacita.audit.choices import Look
from capacita.web.standing import standing_of


def note_export(request: HttpRequest, kind: str, key: str, **told: str) -> None:
    """That whoever asks takes out a file about the subject is on the chain, with what is told of the file.

    It names nobody but whoever asks, by opaque key. Asked for its heading alone (HEAD), nothing is taken out. It is a
    look, so that pages stay in memory; called once the file is made, since one that cannot be made is not taken out.
    """
    if request.method != "HEAD":
        by = standing_of(request).key
        record_look(by=by, verb=Look.EXPORT, subject_kind=kind, subject_key=key, after=told or None)
