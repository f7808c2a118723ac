"""One pass that makes office files byte-equal: fixed times and order, and the brief's own date as their date."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

_FIRST = (1980, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")


def repacked(content: bytes, day: date) -> bytes:
    """The same package with its parts in order, without times of its making, also inside embedded workbooks."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            part = source.read(name)
            if name.endswith((".xlsx", ".docx")):
                part = repacked(part, day)
            elif name == "docProps/core.xml":
                part = _TIMES.sub(rb"\g<1>" + f"{day.isoformat()}T00:00:00Z".encode() + rb"\g<3>", part)
            entry = zipfile.ZipInfo(name, _FIRST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, part, compresslevel=6)
    return out.getvalue()
