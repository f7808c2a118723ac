"""How files that are sent arrive: in memory, up to what any page takes, and never in a temporary file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from capacita.evidence.files import MAX_FILE

# A form with several files at their limits is still read to its end; beyond it nobody waits.
_MOST_SENT = 3 * MAX_FILE


class BoundedUploads(FileUploadHandler):
    """Keeps one byte more of a request's files than is taken: enough for a page to refuse them in its own words.

    What comes after that byte is read and dropped; a request that says it is three times as long is refused at once.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._left = MAX_FILE + 1
        self._held = BytesIO()

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:  # fmt: skip
        if content_length > _MOST_SENT:
            raise RequestDataTooBig("more is sent than any page takes")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        kept = raw_data[: self._left]
        self._left -= len(kept)
        self._held.write(kept)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        size = self._held.tell()
        self._held.seek(0)
        return InMemoryUploadedFile(
            self._held, self.field_name, self.file_name or "", self.content_type or "", size, self.charset
        )
