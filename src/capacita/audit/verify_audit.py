"""Verify an audit chain with nothing of the product: python3 verify_audit.py FILE [SEQ:DIGEST]. FILE is an SQLite database
or what `capacita audit export` prints, SEQ:DIGEST a head that was published. Exits with 0 if the chain holds, else with 3."""

import hashlib
import json
import re
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

LINK = ("seq", "at", "actor", "verb", "subject_kind", "subject_key", "payload_digest", "previous", "digest")
HEAD, TIME = "[1-9][0-9]{0,17}:[0-9a-f]{64}", r"(?a)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00"
ERASURES, ACCEPTED, NAN = ("erase_person", "erase_again"), ("accept_invitation", "invitation"), float("nan")
JSON = json.JSONDecoder(object_pairs_hook=lambda told: once if len(once := dict(told)) == len(told) else NAN)
CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def tried(otherwise: Any, make: Callable[..., Any], *given: Any) -> Any:
    try:  # otherwise is NAN where digests are compared: it equals nothing, and no digest covers it
        return make(*given)
    except (LookupError, RecursionError, TypeError, ValueError):
        return otherwise


def digest_of(domain: bytes, value: object) -> str:  # the domain is 0 for an entry and 1 for a payload
    return hashlib.sha256(domain + CANONICAL.encode(value).encode()).hexdigest()


def entries(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
        if lines.read(16) != "SQLite format 3\0":
            lines.seek(0)
            yield from (tried(NAN, JSON.decode, line) for line in lines)
            return
    rows = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    rows.row_factory, rows.text_factory = sqlite3.Row, lambda content: content.decode(errors="surrogateescape")
    for row in rows.execute("SELECT * FROM audit_entry LEFT JOIN audit_payload ON entry_id = seq ORDER BY seq"):
        entry = {name: row[name] for name in LINK} | {"at": f"{row['at']}.000000".replace(" ", "T")[:26] + "+00:00"}
        payload = {"salt": row["salt"], "body": None if row["body"] is None else tried(NAN, JSON.decode, row["body"])}
        yield entry if row["entry_id"] is None else entry | {"payload": payload}


def breaks(found: Iterable[Any], head: str = "") -> tuple[list[tuple[int, str]], str, list[tuple[int, str]]]:
    due, previous, before, passed, broken, blank = 1, "0" * 64, "", not head, list[Any](), list[Any]()
    came, erased, differs = dict[str, str](), dict[str, int](), list[int]()  # where first, if attested and if not
    for line in found:
        entry: Any = line if isinstance(line, dict) and line.keys() - {"payload"} == {*LINK} else {}
        seq, at, actor, verb, kind, key, covered, follows, digest, payload = map(entry.get, (*LINK, "payload"))
        told = tried(["", NAN], lambda of: [of["salt"], of["body"] if len(of) == 2 else NAN], payload)
        whom = [key, *tried([], lambda of: [*of["after"]["keys"], *of["after"].get("payloads", ())], told[1])]
        erased |= {who.format(x): due for who in ("person {}", "contact {}", "{!r}") for x in whom if verb in ERASURES}
        if (verb, kind) == ACCEPTED and f"person {actor}" not in erased:
            came[f"{kind} {key}"] = f"person {actor}"
        if told == [None, None] and verb not in ERASURES:
            blank.append((due, f"{kind} {key}"))
        elif tried(NAN, digest_of, b"\1", told) != covered:
            broken.append((due, "its payload was changed or is missing"))
        whole = isinstance(seq, int) and tried(NAN, digest_of, b"\0", [*map(entry.get, LINK[:-1])]) == digest
        if not whole or (follows == previous and (str(at) < before or not re.fullmatch(TIME, str(at)))):
            seq, differs = due, differs[1:] * 2 or [due, due]
        elif seq != due or follows != previous:
            differs = differs[1:] * 2 or [seq if seq < due and digest != previous else max(due - (seq == due), 1), due]
        passed, differs = (True, differs[:1] * 2) if head == f"{seq}:{digest}" else (passed, differs)
        due, previous, before = seq + 1, digest, str(at)
    differs = differs[1:] or ([] if passed else [min(due, int(head.partition(":")[0]))])
    broken += [(each, "is missing, was changed, or is not in its place and time") for each in differs]
    late = {at: erased.get(f"{at}", erased.get(came.get(of, of), 0)) for at, of in blank}
    nobody = [(at, "is blank, and nobody was erased") for at in late if late[at] <= at]
    return sorted(broken) + nobody, f"{due - 1}:{previous}", blank


if __name__ == "__main__":
    if not all(re.fullmatch(HEAD, each) for each in sys.argv[2:]):
        sys.exit("A head is SEQ:DIGEST as it was printed: a number, a colon and 64 hexadecimal digits.")
    told, last, blank = breaks(entries(Path(sys.argv[1])), *sys.argv[2:])
    print(f"head {last}", f"blank: {len(blank)}", *(f"entry {at}: blank, about {of!a}" for at, of in blank), sep="\n")
    print(*(f"entry {at}: {why}" for at, why in told), "the chain is broken" if told else "the chain holds", sep="\n")
    sys.exit(3 if told else 0)
