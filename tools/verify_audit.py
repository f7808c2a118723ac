"""Verify an audit chain with nothing of the product: an SQLite database, or the lines of `capacita audit export`.

    python3 verify_audit.py FILE [SEQ:DIGEST]        (SEQ:DIGEST is a head that was published earlier)

Prints the head and each break, the first place that differs first; exits with 0 if the chain holds, else with 3.
A digest is SHA-256 over one byte, 0 for an entry and 1 for a payload, and the canonical JSON of what it covers.
"""

import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

COVERED = ("seq", "at", "actor", "verb", "subject_kind", "subject_key", "payload_digest", "previous")


def is_digest(domain: bytes, value: object, digest: object) -> bool:
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(domain + text.encode()).hexdigest() == digest
    except (TypeError, ValueError, RecursionError):
        return False


def loaded(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return float("nan")  # no digest covers it


def entries(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as lines:
        if lines.read(16) != b"SQLite format 3\0":
            lines.seek(0)
            yield from (entry if isinstance(entry := loaded(line), dict) else {} for line in lines)
            return
    rows = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    rows.row_factory, rows.text_factory = sqlite3.Row, lambda content: content.decode(errors="surrogateescape")
    for row in rows.execute("SELECT * FROM audit_entry LEFT JOIN audit_payload ON entry_id = seq ORDER BY seq"):
        day, _, fraction = str(row["at"]).replace(" ", "T").partition(".")
        entry = {**dict(row), "at": f"{day}.{fraction:0<6}+00:00"}
        payload = {"salt": row["salt"], "body": loaded(row["body"] or "null")}
        yield entry if row["entry_id"] is None else {**entry, "payload": payload}


def breaks(found: Iterable[dict[str, Any]], head: str = "") -> tuple[list[tuple[int, str]], str]:
    due, furthest, previous, passed, broken = 1, 1, "0" * 64, not head, list[tuple[int, str]]()
    doubt: list[tuple[int, str]] = []  # what is wrong if the published head attests what follows, and what if not
    for entry in found:
        seq, follows, digest = entry.get("seq"), entry.get("previous"), str(entry.get("digest"))
        payload = entry.get("payload")
        salt, body = (payload.get("salt"), payload.get("body")) if isinstance(payload, dict) else ("", None)
        if (salt, body) != (None, None) and not is_digest(b"\1", [salt, body], entry.get("payload_digest")):
            broken.append((max(seq, due) if isinstance(seq, int) else due, "its payload was changed or is missing"))
        if not isinstance(seq, int) or not is_digest(b"\0", [entry.get(name) for name in COVERED], digest):
            broken, doubt, seq = [*broken, *doubt[1:], (due, "its content was changed")], [], due
        elif seq != due or follows != previous:
            broken += doubt[1:]
            doubt = [(furthest, "is missing")] * 2
            if seq < due:
                doubt = [(furthest if digest == previous else seq, "was inserted"), (furthest, "is not in its place")]
            elif seq <= furthest:
                doubt = [(max(seq - (seq == due), 1), "was changed"), (seq, "does not follow from the one before")]
        due, previous, furthest = seq + 1, digest, max(furthest, seq + 1)
        if head.startswith(f"{seq}:"):
            passed, right = True, head == f"{seq}:{digest}"
            broken, doubt = broken + (doubt[:1] if right else [*doubt[1:], (seq, "is not the published head")]), []
    lost = [] if passed else [(min(due, int(head.partition(":")[0])), "is missing, and with it the published head")]
    return sorted(broken + doubt[1:] + lost, key=lambda each: each[0]), f"{due - 1}:{previous}"


if __name__ == "__main__":
    told, last = breaks(entries(Path(sys.argv[1])), *sys.argv[2:3])
    print(f"head {last}", *(f"entry {seq}: {reason}" for seq, reason in told or ()), sep="\n")
    print("the chain is broken" if told else "the chain holds")
    sys.exit(3 if told else 0)
