"""What is not published and is taken out as a file: the audit chain tells by whom, when and of what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from capacita.audit.actions import record_look
from capacita.audit.choices import Look
from capacita.web.standing import standing_of

# Whatever a browser makes of the bytes, nothing in them runs or loads.
_POLICY = "sandbox; default-src 'none'"


def note_export(request: HttpRequest, kind: str, key: str, **told: str) -> None:
    """That whoever asks takes out a file about the subject is on the chain, with what is told of the file.

    It names nobody but whoever asks, by opaque key. Asked for its heading alone (HEAD), nothing is taken out. It is a
    look, so that pages stay in memory; called once the file is made, since one that cannot be made is not taken out.
    """
    if request.method != "HEAD":
        by = standing_of(request).key
        record_look(by=by, verb=Look.EXPORT, subject_kind=kind, subject_key=key, after=told or None)


def handed_out(
    request: HttpRequest, content: bytes, *, name: str, media_type: str, kind: str, key: str, **told: str
) -> HttpResponse:
    """The bytes that somebody gave, to be saved under the name. Asked for anew each time, so that whoever may no longer
    have them gets nothing. That they were taken out is on the chain.
    """
    response = HttpResponse(content, content_type=media_type)
    note_export(request, kind, key, **told)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Security-Policy"] = _POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
