"""Answers kept in this process, packed, up to so many bytes: what was not asked for the longest gives way."""

from __future__ import annotations

import zlib
from collections import OrderedDict

# Markup and JSON shrink to a tenth at the quickest level; to unpack a page takes a fraction of a millisecond.
_QUICKEST = 1


class KeptAnswers:
    """Content and its type by tag. The tag names everything on which the answer depends."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._bytes = most_bytes, 0
        self._packed: OrderedDict[str, tuple[bytes, str]] = OrderedDict()

    def get(self, tag: str) -> tuple[bytes, str] | None:
        """Content and content type; None for what is not kept, or no longer."""
        found = self._packed.get(tag)
        if found is None:
            return None
        self._packed.move_to_end(tag)
        return zlib.decompress(found[0]), found[1]

    def keep(self, tag: str, content: bytes, content_type: str) -> None:
        """From now on `get` answers it, for as long as there is room."""
        packed = zlib.compress(content, _QUICKEST)
        self._bytes += len(packed) - len(self._packed.pop(tag, (b"", ""))[0])
        self._packed[tag] = packed, content_type
        while self._bytes > self._most:
            _tag, (gone, _type) = self._packed.popitem(last=False)
            self._bytes -= len(gone)
