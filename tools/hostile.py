"""The heaviest uploads that a brief takes or refuses, and their way into a served site: for measuring its workers."""

from __future__ import annotations

import http.client
import io
import random
import re
import zipfile
from collections.abc import Iterator, Mapping

from PIL import Image
from pptx import Presentation

_BOUNDARY = "capacita-upload"
_LAYOUT = "ppt/slideLayouts/slideLayout6.xml"
_PICTURES = (
    b'<Relationship Id="rId91" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
    b'Target="../media/one.jpeg"/><Relationship Id="rId92" Type="http://schemas.openxmlformats.org/officeDocument/'
    b'2006/relationships/image" Target="../media/two.jpeg"/></Relationships>'
)


def uploads() -> Iterator[tuple[str, bytes]]:
    """Pairs of field and file: pictures and masters just inside the limits, and far outside of them."""
    for width, mode in ((1_000, "P"), (1_000, "RGBA"), (1_000, "I;16"), (10_000, "RGBA")):
        yield "logo", _picture(mode, (width, 2_000))
    for elements in (4_800, 200_000, 4_000_000):
        yield "master", _master(shapes=b"<p:sp/>" * elements)
    noise = random.Random(1)  # noqa: S311 - bytes that do not compress, the same each time
    yield "master", _master(pictures={"one": noise.randbytes(3_800_000), "two": bytes(3_700_000)})
    yield "master", _master(pictures={"one": bytes(95_000_000), "two": b""})


def send(host: str, files: Mapping[str, bytes], **texts: str) -> int:
    """Ask for a deck with these files; the status of the answer."""
    form = http.client.HTTPConnection(host, timeout=60)
    form.request("GET", "/briefs/", headers={"Connection": "close"})
    answer = form.getresponse()
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', answer.read())
    form.close()
    given = {
        "template": "seminar",
        "format": "pptx",
        "language": "en",
        "csrfmiddlewaretoken": token[1].decode() if token else "",
        **texts,
    }
    body = b"".join(
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in given.items()
    )
    for name, content in files.items():
        head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'
        body += head.encode() + content + b"\r\n"
    post = http.client.HTTPConnection(host, timeout=60)
    headers = {"Cookie": cookie, "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}", "Connection": "close"}
    post.request("POST", "/briefs/", body + f"--{_BOUNDARY}--\r\n".encode(), headers)
    status = post.getresponse().status
    post.close()
    return status


def _picture(mode: str, size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, "PNG")
    return out.getvalue()


def _master(*, shapes: bytes = b"", pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The library's own master with shapes in a layout, or pictures beside it."""
    own, out = io.BytesIO(), io.BytesIO()
    Presentation().save(own)
    with zipfile.ZipFile(own) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == _LAYOUT:
                part = part.replace(b"</p:spTree>", shapes + b"</p:spTree>")
            if pictures and name == "ppt/slideLayouts/_rels/slideLayout6.xml.rels":
                part = part.replace(b"</Relationships>", _PICTURES)
            target.writestr(name, part)
        for name, content in (pictures or {}).items():
            target.writestr(f"ppt/media/{name}.jpeg", content)
    return out.getvalue()
