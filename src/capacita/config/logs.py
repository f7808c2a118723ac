"""Log lines as JSON: when, how grave, where in the code, which kind of error. No address, account, query or body."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import FrameType


class JsonLines(logging.Formatter):
    """One JSON object per record.

    Of an error only its class and the places in the code are kept: its message may quote what a person typed.
    Records of `django.request` are reduced to status and method for the same reason.
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
        elif record.name.startswith("django."):
            line["message"] = str(record.msg).split("%", 1)[0].strip()
            status = getattr(record, "status_code", None)
            if status is not None:
                line["status"] = status
        else:
            line["message"] = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [_place(frame, number) for frame, number in walk_tb(record.exc_info[2])][-8:]
        return json.dumps(line, ensure_ascii=False)


def _place(frame: FrameType, number: int) -> str:
    code = frame.f_code
    return f"{'/'.join(Path(code.co_filename).parts[-3:])}:{number} {code.co_name}"
