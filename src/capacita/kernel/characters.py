"""What is no part of any text: no table brings it, no document holds it."""

from __future__ import annotations

import re

# Controls but tab and the ends of lines, halves of pairs, what is no character: XML 1.0, section 2.2, and delete.
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
