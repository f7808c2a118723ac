"""Files that people give: what is kept of them, for whom, how much, and what becomes of those withdrawn."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from capacita.audit.models import Entry, Payload
from capacita.evidence.actions import keep_file, remove_withdrawn_files, withdraw_file
from capacita.evidence.files import open_file
from capacita.evidence.models import KeptFile
from capacita.evidence.permissions import may_keep_file, visible_to
from capacita.evidence.queries import file_by_key, files_of
from capacita.evidence.room import bytes_kept_by, bytes_kept_for
from capacita.evidence.rules import MOST_OF_A_NAME, file_ending, file_name
from capacita.evidence.snapshots import Shelf, kept_bytes
from capacita.kernel.clock import now, today
from capacita.kernel.errors import InputError, RefusedError, UnknownKeyError
from capacita.people.actions import revoke_grant
from capacita.people.choices import ScopeKind
from capacita.people.models import Grant
from capacita.people.queries import local_standing
from capacita.people.rules import EVERYTHING, Scope, Standing
from tests.evidence import hostile_files as made
from tests.people import cast

TEXT = b"a note about the mission"


def editor(email: str = "bob@example.org", scope: Scope = cast.CYBERSOUTH) -> Standing:
    return cast.standing(cast.person(email, "project_editor", scope))


def on_disk(home: Path) -> list[Path]:
    return sorted(each for each in (home / "files").rglob("*") if each.is_file())


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\bob\\report.pdf", "report.pdf"),
        ("report\u202efdp.exe", "reportfdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("\x00\x1b[31m.pdf", "[31m.pdf"),
        ("a\u200bb\ufeffc.pdf", "abc.pdf"),
        ("  . .hidden. ", "hidden"),
        ("e\u0301te\u0301.txt", "\u00e9t\u00e9.txt"),
        ("\u0627\u0644\u062a\u0642\u0631\u064a\u0631.pdf", "\u0627\u0644\u062a\u0642\u0631\u064a\u0631.pdf"),
        ('a<b>:"c|d?*.txt', "a_b___c_d__.txt"),
        ("CON.txt", "_CON.txt"),
        ("", "file"),
        ("///", "file"),
        ("\u202e", "file"),
        (f"{'x' * 300}.docx", f"{'x' * 115}.docx"),
        ("=?utf-8?Q?x=2Eexe?=", "=_utf-8_Q_x=2Eexe_="),
    ],
)
def test_a_name_is_kept_without_what_misleads(given: str, name: str) -> None:
    assert file_name(given) == name


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_can_be_shown_and_saved(text: str) -> None:
    name = file_name(text)
    assert 0 < len(name) <= MOST_OF_A_NAME
    assert not set(name) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(each).startswith("C") for each in name)
    assert file_name(name) == name


def test_the_ending_of_a_name_is_what_stands_behind_its_last_dot() -> None:
    assert [file_ending(each) for each in ("a.PDF", "a.pdf.exe", "pdf", ".pdf", "a.")] == [".pdf", ".exe", "", "", "."]


def secretive(kind: str) -> bytes:
    """A picture that tells where it was taken, with what and by whom."""
    exif = Image.Exif()
    exif[0x010F] = "SECRET camera"
    exif[0x0112] = 6
    exif[0x9286] = "SECRET remark"
    exif.get_ifd(0x8825)[29] = "SECRET day"
    out = io.BytesIO()
    more: dict[str, object] = {"comment": b"SECRET comment"} if kind == "JPEG" else {}
    Image.new("RGB", (40, 20), "navy").save(
        out, kind, exif=exif, xmp=b"<x:xmpmeta>SECRET place</x:xmpmeta>", icc_profile=b"SECRET profile", **more
    )
    assert b"SECRET" in out.getvalue()
    return out.getvalue()


@pytest.mark.parametrize(("kind", "name"), [("PNG", "x.png"), ("JPEG", "x.jpeg"), ("WEBP", "x.webp")])
def test_of_a_picture_only_what_is_seen_is_kept_and_it_stands_upright(kind: str, name: str) -> None:
    checked = open_file(secretive(kind), name=name)
    assert checked.is_redrawn
    assert b"SECRET" not in checked.content
    with Image.open(io.BytesIO(checked.content)) as picture:
        assert picture.format == kind
        assert picture.size == (20, 40)
        assert not picture.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(picture.info)


def test_what_hides_behind_a_picture_does_not_stay() -> None:
    for content, name in (
        (made.picture("JPEG") + made.zipped({"x.exe": made.PROGRAM}), "x.jpg"),
        (made.png((b"tEXt", b"k\x00<script>alert(1)</script>")), "x.png"),
    ):
        kept = open_file(content, name=name).content
        assert b"<script>" not in kept
        assert b"PK" not in kept


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")]
    + [("JPEG", mode) for mode in ("L", "RGB", "CMYK")]
    + [("WEBP", mode) for mode in ("RGB", "RGBA")],
)
def test_a_picture_of_any_kind_of_colour_stays_one_of_its_kind(kind: str, mode: str) -> None:
    checked = open_file(made.picture(kind, (40, 20), mode), name=f"x.{kind.lower()}")
    with Image.open(io.BytesIO(checked.content)) as picture:
        assert (picture.format, picture.size) == (kind, (40, 20))


@pytest.mark.libreoffice
def test_what_an_office_program_writes_is_taken(tmp_path: Path) -> None:
    (tmp_path / "deck.pptx").write_bytes(made.deck())
    for kind in ("pptx", "pdf"):
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", tmp_path / kind, tmp_path / "deck.pptx"],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        (written,) = (tmp_path / kind).iterdir()
        assert open_file(written.read_bytes(), name=written.name).name == f"deck.{kind}"


@pytest.mark.django_db
def test_a_file_is_kept_once_readable_by_its_owner_alone_with_one_entry(home: Path) -> None:
    bob = editor()
    before = Entry.objects.count()
    kept = keep_file(content=TEXT, name="../Ioana Example.txt", scope=cast.CYBERSOUTH, by=bob)
    assert (kept.name, kept.size, kept.media_type, kept.is_redrawn) == ("Ioana Example.txt", 24, "text/plain", False)
    assert (kept.scope, kept.uploaded_by) == (cast.CYBERSOUTH, bob.key)
    assert kept_bytes(kept.sha256, Shelf.FILES) == TEXT
    (path,) = on_disk(home)
    assert path.relative_to(home).as_posix() == f"files/{kept.sha256[:2]}/{kept.sha256}"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    entry = Entry.objects.latest("seq")
    assert Entry.objects.count() == before + 1
    assert (entry.actor, entry.verb, entry.subject_key) == (bob.key, "keep_file", kept.key)
    assert "Ioana" not in str(Payload.objects.get(entry=entry).body)
    keep_file(content=TEXT, name="again.txt", scope=cast.CYBERSOUTH, by=bob)
    assert len(on_disk(home)) == 1


@pytest.mark.django_db
def test_only_those_who_may_change_the_project_add_and_withdraw_files(home: Path) -> None:
    bob = editor()
    kept = keep_file(content=TEXT, name="note.txt", scope=cast.CYBERSOUTH, by=bob)
    viewer = cast.standing(cast.person("vera@example.org", "viewer", cast.CYBERSOUTH))
    charlie = editor("charlie@example.org", cast.GLACY)
    alice = cast.standing(cast.administrator())
    bare = cast.standing(cast.person("bare@example.org", "project_editor", cast.CYBERSOUTH, second_factor=False))
    for other in (viewer, charlie, alice, bare, local_standing(on=today()), Standing("", today())):
        with pytest.raises(RefusedError):
            keep_file(content=TEXT, name="note.txt", scope=cast.CYBERSOUTH, by=other)
        with pytest.raises(RefusedError):
            withdraw_file(kept, by=other)
    assert [bool(file_by_key(kept.key, user=each)) for each in (bob, viewer)] == [True, True]
    assert [bool(file_by_key(kept.key, user=each)) for each in (charlie, alice, bare)] == [False] * 3
    assert list(files_of(cast.CYBERSOUTH, user=viewer)) == [kept]
    assert list(files_of(cast.GLACY, user=viewer)) == []


@pytest.mark.django_db
def test_what_was_taken_away_meanwhile_counts_at_once(home: Path) -> None:
    person = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)
    bob = cast.standing(person)
    revoke_grant(Grant.objects.get(person=person), by=cast.command())
    with pytest.raises(RefusedError):
        keep_file(content=TEXT, name="note.txt", scope=cast.CYBERSOUTH, by=bob)
    assert not (home / "files").exists()


@pytest.mark.django_db
def test_a_second_factor_that_the_sign_in_brought_along_counts(home: Path) -> None:
    bare = cast.standing(cast.person("bare@example.org", "project_editor", cast.CYBERSOUTH, second_factor=False))
    vouched_for = replace(bare, has_second_factor=True)
    assert keep_file(content=TEXT, name="note.txt", scope=cast.CYBERSOUTH, by=vouched_for).uploaded_by == bare.key


@pytest.mark.django_db
def test_files_of_a_country_and_of_everything_reach_those_who_reach_these() -> None:
    at = {"uploaded_at": "2026-01-01T00:00Z", "sha256": "0" * 64, "size": 1, "is_redrawn": False, "uploaded_by": "x"}
    for kind, key in (("project", "CYBERSOUTH"), ("country", "MA"), ("all", "")):
        KeptFile.objects.create(scope_kind=kind, scope_key=key, **at)
    manager = cast.standing(cast.person("m@example.org", "programme_manager"))
    assessor = cast.standing(cast.person("a@example.org", "legal_assessor", cast.MOROCCO))
    seen = {
        who: {each.scope_kind for each in visible_to(KeptFile.objects.all(), user)}
        for who, user in {
            "manager": manager,
            "assessor": assessor,
            "editor": editor(),
            "nobody": Standing("", today()),
        }.items()
    }
    assert seen == {
        "manager": {"project", "country", "all"}, "assessor": {"country"}, "editor": {"project"}, "nobody": set(),
    }  # fmt: skip
    assert may_keep_file(assessor, cast.MOROCCO)
    assert not may_keep_file(assessor, EVERYTHING)
    assert may_keep_file(manager, EVERYTHING)
    assert not may_keep_file(manager, Scope(ScopeKind.COUNTRY, "MA"))


@pytest.mark.django_db
def test_a_focal_point_withdraws_only_the_file_that_he_or_she_gave(home: Path) -> None:
    assessor = cast.standing(cast.person("a@example.org", "legal_assessor", cast.MOROCCO))
    omar, leila = (
        cast.standing(cast.person(f"{name}@example.org", "country_focal_point", cast.MOROCCO))
        for name in ("omar", "leila")
    )
    of_the_office = keep_file(content=TEXT, name="minutes.txt", scope=cast.MOROCCO, by=assessor)
    letter = keep_file(content=TEXT, name="letter.txt", scope=cast.MOROCCO, by=omar)
    for file, by in ((of_the_office, omar), (letter, leila)):
        with pytest.raises(RefusedError):
            withdraw_file(file, by=by)
    withdraw_file(letter, by=omar)
    withdraw_file(of_the_office, by=assessor)
    given = keep_file(content=TEXT, name="again.txt", scope=cast.MOROCCO, by=omar)
    withdraw_file(given, by=assessor)
    assert not files_of(cast.MOROCCO, user=assessor).exists()


@pytest.mark.django_db
def test_a_file_beyond_the_quota_of_the_person_or_the_project_is_refused_and_withdrawn_ones_count(home: Path) -> None:
    bob, ann = editor(), editor("ann@example.org")
    megabyte = b"x" * 1_048_576
    with override_settings(CAPACITA_PERSON_MB=2, CAPACITA_PROJECT_MB=3):
        for number in range(2):
            kept = keep_file(content=megabyte, name=f"{number}.txt", scope=cast.CYBERSOUTH, by=bob)
        withdraw_file(kept, by=bob)
        with pytest.raises(InputError, match="each person may keep 2 MB"):
            keep_file(content=TEXT, name="more.txt", scope=cast.CYBERSOUTH, by=bob)
        keep_file(content=megabyte, name="a.txt", scope=cast.CYBERSOUTH, by=ann)
        with pytest.raises(InputError, match="here 3 MB may be kept"):
            keep_file(content=TEXT, name="b.txt", scope=cast.CYBERSOUTH, by=ann)
        assert (bytes_kept_by(bob.key), bytes_kept_for(cast.CYBERSOUTH)) == (2 * 1_048_576, 3 * 1_048_576)
        remove_withdrawn_files(today() + timedelta(30))
        keep_file(content=TEXT, name="more.txt", scope=cast.CYBERSOUTH, by=bob)


@pytest.mark.django_db
def test_a_withdrawn_file_is_gone_from_every_list_at_once_and_from_the_disk_after_thirty_days(home: Path) -> None:
    bob = editor()
    kept = keep_file(content=TEXT, name="note.txt", scope=cast.CYBERSOUTH, by=bob)
    other = keep_file(content=TEXT, name="same.txt", scope=cast.CYBERSOUTH, by=bob)
    withdraw_file(kept, by=bob)
    assert file_by_key(kept.key, user=bob) is None
    assert list(files_of(cast.CYBERSOUTH, user=bob)) == [other]
    with pytest.raises(RefusedError, match="withdrawn before"):
        withdraw_file(kept, by=bob)
    assert remove_withdrawn_files(today() + timedelta(29))["removed"] == 0
    # Another file has the same bytes.
    assert remove_withdrawn_files(today() + timedelta(30))["removed"] == 1
    assert len(on_disk(home)) == 1
    withdraw_file(other, by=bob)
    entries = Entry.objects.count()
    assert remove_withdrawn_files(today() + timedelta(30))["removed"] == 1
    assert on_disk(home) == []
    assert Entry.objects.count() == entries + 1
    assert remove_withdrawn_files(today() + timedelta(31))["removed"] == 0
    assert Entry.objects.count() == entries + 1
    with pytest.raises(UnknownKeyError):
        kept_bytes(other.sha256, Shelf.FILES)
    assert KeptFile.objects.filter(removed_at__isnull=False).count() == 2


@pytest.mark.django_db
def test_nothing_is_kept_of_what_is_refused(home: Path) -> None:
    bob = editor()
    entries = Entry.objects.count()
    with pytest.raises(InputError):
        keep_file(content=made.PROGRAM, name="x.pdf", scope=cast.CYBERSOUTH, by=bob)
    assert (KeptFile.objects.count(), Entry.objects.count(), (home / "files").exists()) == (0, entries, False)


@pytest.mark.django_db
def test_the_database_refuses_a_file_for_nothing_and_one_removed_before_it_was_withdrawn() -> None:
    at = {"uploaded_at": "2026-01-01T00:00Z", "sha256": "0" * 64, "size": 1, "is_redrawn": False}
    for wrong in (
        {"scope_kind": "project", "scope_key": ""}, {"scope_kind": "all", "scope_key": "x"},
        {"scope_kind": "all", "scope_key": "", "removed_at": "2026-01-01T00:00Z"},
    ):  # fmt: skip
        with transaction.atomic(), pytest.raises(IntegrityError):
            KeptFile.objects.create(**at, **wrong)


@pytest.mark.django_db
def test_bytes_that_belong_to_no_file_go_after_a_day(home: Path) -> None:
    bob = editor()
    kept = keep_file(content=TEXT, name="note.txt", scope=cast.CYBERSOUTH, by=bob)
    stray, fresh = home / "files" / "ab" / "tmp1234", home / "files" / "ab" / "tmp5678"
    stray.parent.mkdir()
    for path in (stray, fresh):
        path.write_bytes(b"half of it")
    old = (now() - timedelta(days=2)).timestamp()
    for path in (stray, home / "files" / kept.sha256[:2] / kept.sha256):
        os.utime(path, (old, old))
    assert remove_withdrawn_files(today()) == {"removed": 0, "strays": 1}
    assert fresh.exists()
    assert not stray.exists()
    assert kept_bytes(kept.sha256, Shelf.FILES) == TEXT


@pytest.mark.usefixtures("committing")
def test_of_many_who_give_at_once_no_more_fit_than_the_quota(home: Path) -> None:
    bob = editor()

    def give(number: int) -> bool:
        try:
            keep_file(content=bytes([65 + number]) * 1_048_576, name=f"{number}.txt", scope=cast.CYBERSOUTH, by=bob)
        except InputError:
            return False
        finally:
            connection.close()
        return True

    with override_settings(CAPACITA_PERSON_MB=3), ThreadPoolExecutor(6) as pool:
        fitted = list(pool.map(give, range(6)))
    assert sum(fitted) == 3
    assert KeptFile.objects.count() == 3
