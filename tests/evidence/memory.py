"""`python -m tests.evidence.memory FOLDER`: opens each hostile file and prints what it took, one line of JSON each."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import re
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def main() -> None:
    import django

    django.setup()
    from capacita.evidence.catalogue import catalogues
    from capacita.evidence.files import open_file
    from capacita.evidence.markup import open_xml
    from capacita.evidence.reading import read_bytes
    from capacita.kernel.errors import InputError
    from tests.evidence import hostile_files as hostile

    parsers = {each.name: each.parse for each in catalogues()}
    # What is loaded at the first use of a kind is no file's fault.
    for name, content in (("x.pdf", hostile.pdf()), ("x.docx", hostile.document()), ("x.png", hostile.picture("PNG"))):
        open_file(content, name=name)
    open_xml(b"<x/>", file="x")
    parsers["glossary"](hostile.workbook(), "g.xlsx")
    gc.collect()
    gc.freeze()
    for number, (what, each) in enumerate(hostile.hostile_files().items()):
        (path,) = (Path(sys.argv[1]) / str(number)).iterdir()
        before = _settled()
        begun = time.process_time()
        refused = ""
        try:
            content = read_bytes(path, limit=25_000_000)
            if each.door == hostile.CATALOGUE:
                parsers[each.catalogue](content, each.name)
            elif each.door == hostile.XML:
                open_xml(content, file=each.name)
            else:
                open_file(content, name=each.name)
        except InputError as refusal:
            refused = str(refusal)[:200]
        seconds = time.process_time() - begun
        megabytes = round((_kilobytes("VmHWM") - before) / 1_024)
        content = b""
        print(json.dumps({"what": what, "refused": refused, "seconds": round(seconds, 2), "megabytes": megabytes}))


def _settled() -> int:
    """What the process holds now, after giving back what it can; the highest mark begins here."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return _kilobytes("VmRSS")


def _kilobytes(name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found.group(1))


if __name__ == "__main__":
    main()
