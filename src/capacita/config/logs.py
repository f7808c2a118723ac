"""Log lines as JSON: when, how grave, where in the code, which kind of error. No address, account, query or body."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import FrameType

_LEADING_WORDS = re.compile(r"[A-Za-z ]*")


class JsonLines(logging.Formatter):
    """One JSON object per record.

    Of an error only its class and the places in the code are kept: its message may quote what a person typed. What
    others' code says (Django, the server, libraries) is cut to its leading words and the place that said it, for the
    same reason. Only our own records are kept as said, with their `fields`, which must be free of personal data.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.startswith("django.security"):
            # Its messages quote what was sent.
            line["message"] = "refused"
        elif record.name.split(".")[0] == "capacita":
            line["message"] = record.getMessage()
            line.update(getattr(record, "fields", {}))
        else:
            line["message"] = _leading_words(record)
            line["where"] = [f"{'/'.join(Path(record.pathname).parts[-3:])}:{record.lineno} {record.funcName}"]
            status = getattr(record, "status_code", None)
            if status is not None:
                line["status"] = status
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [_place(frame, number) for frame, number in walk_tb(record.exc_info[2])][-8:]
        return json.dumps(line, ensure_ascii=False)


def _leading_words(record: logging.LogRecord) -> str:
    """What stands before the first value; nothing where the values were put in already."""
    found = _LEADING_WORDS.match(str(record.msg)) if record.args else None
    return found.group().strip() if found else ""


def _place(frame: FrameType, number: int) -> str:
    code = frame.f_code
    return f"{'/'.join(Path(code.co_filename).parts[-3:])}:{number} {code.co_name}"
