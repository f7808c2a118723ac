"""Verify an audit chain with nothing of the product: an SQLite database, or the lines of `capacita audit export`.

    python3 verify_audit.py FILE [SEQ:DIGEST]        (SEQ:DIGEST is a head that was published earlier)

Prints each break and the head; exits with 0 if the chain holds, else with 3. A digest is SHA-256 over one byte, zero
for an entry and one for a payload, and the canonical JSON of what it covers.
"""

import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

COVERED = ("seq", "at", "actor", "verb", "subject_kind", "subject_key", "payload_digest", "previous")


def digest(domain: bytes, value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(domain + text.encode()).hexdigest()


def entries(path: Path) -> Iterator[dict[str, Any]]:
    if not path.read_bytes().startswith(b"SQLite format 3\0"):
        yield from map(json.loads, path.read_text(encoding="utf-8").split("\n")[:-1])
        return
    rows = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    rows.row_factory = sqlite3.Row
    for row in rows.execute("SELECT * FROM audit_entry LEFT JOIN audit_payload ON entry_id = seq ORDER BY seq"):
        day, _, fraction = row["at"].replace(" ", "T").partition(".")
        entry = {**dict(row), "at": f"{day}.{fraction:0<6}+00:00"}
        if row["entry_id"] is not None:
            entry["payload"] = {"salt": row["salt"], "body": row["body"] and json.loads(row["body"])}
        yield entry


def breaks(found: Iterator[dict[str, Any]], head: str) -> Iterator[str]:
    seq, previous, passed = 0, "0" * 64, not head
    for entry in found:
        if entry["seq"] != seq + 1 or entry["previous"] != previous:
            yield f"entry {entry['seq']} does not follow from entry {seq}"
        if digest(b"\0", [entry[name] for name in COVERED]) != entry["digest"]:
            yield f"entry {entry['seq']}: its content was changed"
        payload = entry.get("payload", {"salt": "", "body": None})
        salt, body = payload["salt"], payload["body"]
        if (salt, body) != (None, None) and digest(b"\1", [salt, body]) != entry["payload_digest"]:
            yield f"entry {entry['seq']}: its payload was changed or is missing"
        seq, previous = entry["seq"], entry["digest"]
        passed |= head == f"{seq}:{previous}"
    if not passed:
        yield "the published head is not in the chain"
    print(f"head {seq}:{previous}")


if __name__ == "__main__":
    broken = list(breaks(entries(Path(sys.argv[1])), sys.argv[2] if len(sys.argv) > 2 else ""))
    print("\n".join(broken) or "the chain holds")
    sys.exit(3 if broken else 0)
