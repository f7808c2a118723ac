"""Every hostile file is refused by the door it came to, in the product's own words, at once, and nothing is connected."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from capacita.evidence.files import open_file
from capacita.evidence.loading import load_catalogues
from capacita.evidence.markup import open_xml
from capacita.evidence.models import Snapshot
from capacita.kernel.errors import InputError
from capacita.people.models import LOADER
from tests.evidence import hostile_files as hostile
from tests.evidence.hostile_addresses import ADDRESSES
from tests.evidence.sockets import watched

FILES = hostile.hostile_files()
MOST_SECONDS, MOST_MEGABYTES = 1.0, 100


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each hostile file lies once it was made, so that it is made once."""
    return tmp_path_factory.mktemp("hostile")


def made(what: str, folder: Path) -> Path:
    path = folder / str(list(FILES).index(what)) / FILES[what].name.replace("/", "_")
    if not path.exists():
        path.parent.mkdir()
        path.write_bytes(FILES[what].make())
    return path


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 75
    assert len(ADDRESSES) >= 40
    assert {each.door for each in FILES.values()} == {hostile.CATALOGUE, hostile.XML, hostile.UPLOAD}


def test_what_they_are_made_from_is_taken() -> None:
    """Else they could be refused for another reason than theirs."""
    for name, content in (
        ("x.pdf", hostile.pdf()), ("x.pdf", hostile.pdf_with_a_picture()),
        ("x.pdf", hostile.packed_pdf(b"<</S/GoTo/D[3 0 R/Fit]>>")), ("x.docx", hostile.document()),
        ("x.xlsx", hostile.workbook()), ("x.pptx", hostile.deck()), ("x.png", hostile.png()),
        ("x.png", hostile.picture("PNG")), ("x.jpg", hostile.picture("JPEG")), ("x.webp", hostile.picture("WEBP")),
        ("x.docx", hostile.text_with("<w:p/>")), ("x.docx", hostile.related("hyperlink", "https://example.org/")),
        ("x.docx", hostile.with_parts(hostile.document(), **{"word__embeddings__x.xlsx": hostile.workbook()})),
        ("x.xlsx", hostile.formula("=SUM(A1:A2)")), ("x.csv", b"a,b\n-1.5,+41 79\n"),
        ("x.csv", b"a;b;c\n-1,5;-2,25;x (y)\nRabat, -5;+41 79, 3;- 2\n-3;law(s) = 2; 4\n"),
        ("x.csv", b'a,b\n"Agreed:\n- two courses\n- a law; - none","x = y; z"\n-4,"f(x)"\n'), ("x.txt", "déjà < vu".encode()),
    ):  # fmt: skip
        assert open_file(content, name=name).content, name
    open_xml(b"<x>" * 100 + b"</x>" * 100, file="x.xml")


@pytest.mark.django_db
@pytest.mark.parametrize("what", [name for name, each in FILES.items() if each.door == hostile.CATALOGUE])
def test_a_hostile_catalogue_is_refused(what: str, folder: Path) -> None:
    each, path = FILES[what], made(what, folder)
    before = Snapshot.objects.count()
    begun = time.process_time()
    with watched() as opened, pytest.raises(InputError) as caught:
        load_catalogues(by=LOADER, files={each.catalogue: path})
    assert time.process_time() - begun < MOST_SECONDS
    assert each.name in str(caught.value)
    assert opened == []
    assert Snapshot.objects.count() == before


@pytest.mark.parametrize("what", [name for name, each in FILES.items() if each.door != hostile.CATALOGUE])
def test_a_hostile_document_or_upload_is_refused(what: str, folder: Path) -> None:
    each, content = FILES[what], made(what, folder).read_bytes()
    begun = time.process_time()
    with watched() as opened, pytest.raises(InputError) as caught:
        _open(each.door, content, each.name)
    assert time.process_time() - begun < MOST_SECONDS
    assert caught.value.problems[0].file
    assert opened == []


def _open(door: str, content: bytes, name: str) -> None:
    if door == hostile.XML:
        open_xml(content, file=name)
    else:
        open_file(content, name=name)


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel how much memory was taken at most")
def test_no_hostile_file_takes_much_memory(folder: Path) -> None:
    """In a process of their own, which asks the kernel for the most that each took."""
    for what in FILES:
        made(what, folder)
    done = subprocess.run(
        [sys.executable, "-m", "tests.evidence.memory", str(folder)],
        capture_output=True, text=True, check=False, env={**os.environ, "DATABASE_URL": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["what"] for each in told] == list(FILES)
    wrong = [
        each for each in told
        if not each["refused"] or each["megabytes"] > MOST_MEGABYTES or each["seconds"] > MOST_SECONDS
    ]  # fmt: skip
    assert wrong == []
