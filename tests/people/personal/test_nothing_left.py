"""After an erasure the bytes themselves are searched: database, its logs, letters, sessions, file names."""

from __future__ import annotations

import base64
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.mail import send_mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from capacita.audit import verify_audit
from capacita.audit.queries import exported_lines, verification
from capacita.evidence.models import KeptFile
from capacita.kernel.clock import now, today
from capacita.people.actions import deactivate_person
from capacita.people.address_actions import ask_for_address
from capacita.people.erasure import finish_erasures
from capacita.people.models import Attempt, User
from capacita.people.naming_actions import note_former
from capacita.people.personal.actions.contacts import Details, WrittenName, add_contact, change_contact, record_consent
from capacita.people.personal.actions.erasing import confirm_erasure, dry_run, request_erasure
from capacita.people.personal.actions.registers import BreachTold, change_breach, record_breach
from capacita.people.personal.actions.unlisted import seek_unlisted
from capacita.people.personal.choices import ConsentState, ContactKind, ErasureReason
from capacita.people.personal.models import Disclosure, Tombstone
from capacita.review.models import Draft, Mistake, Question, Review, ReviewStep, Submission
from tests.people import cast
from tests.people.personal import persons

# Words that occur nowhere else, one for each place where something personal can stand.
MARKERS = {
    "account name": "Qwvxaccountname Zprtholder",
    # The digest under which the sign-in library counts tries names the address to whoever guesses it.
    "digest of the account's address": sha256(b"qwvxaddress@zprt-account.example.org").hexdigest(),
    "account address": "qwvxaddress@zprt-account.example.org",
    "earlier account name": "Qwvxearliername Zprtholder",
    "earlier account address": "qwvxearlier@zprt-account.example.org",
    "address asked for": "qwvxasked@zprt-account.example.org",
    "browser": "Qwvxbrowser/9.1",
    "second factor": "qwvxsecretseed",
    "contact name": "Qwvxcontact Zprtlatin",
    "contact name in Cyrillic": "Юквхмаркер Зпртприклад",
    "contact name in Arabic": "محمدقوفكس زبرتمثال",
    "contact address": "qwvxreach@zprt-contact.example.org",
    "name of a file": "Qwvxcontact-Zprtlatin.pdf",
    "phone": "+99 555 0142 7733",
    "employer": "Qwvxemployer of Zprtland",
    "function": "Qwvxfunction",
    "earlier employer": "Qwvxearlier before",
    "how consent was given": "Qwvxhow on paper",
    "former address": "qwvxbefore@zprt-former.example.org",
    "name of one word": "Qwvxmononym",
    "name the other way round": "Zprtlatin, Qwvxcontact",
    "name of somebody who is not listed": "Qwvxtyped Zprtunlisted",
    "address of somebody who is not listed": "qwvxtyped@zprt-typed.example.org",
}


def encodings(marker: str) -> Iterator[bytes]:
    """The bytes that a marker may lie as on a disk, in lower case where letters are Latin; base64 as it is."""
    for text in {marker, marker.lower(), marker.upper(), quote(marker), quote(marker, safe="@+ ")}:
        for charset in ("utf-8", "utf-16-le", "utf-16-be"):
            yield text.encode(charset).lower()
    yield marker.encode("unicode_escape").lower()


def in_base64(marker: str) -> Iterator[bytes]:
    """What stands before decides how the letters fall; the ends depend on neighbours and are left out."""
    for text in {marker, marker.lower()}:
        for shift in range(3):
            yield base64.b64encode(b"\0" * shift + text.encode())[4 if shift else 0 : -4]


def files_below(folder: Path, leaving: frozenset[str]) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if each not in leaving]
        yield from (Path(place) / each for each in files if (Path(place) / each).is_file())


def found_in(folder: Path, *, leaving: Iterable[str] = ()) -> dict[str, list[str]]:
    """The markers that any file below the folder holds in any form, or is named by."""
    found: dict[str, list[str]] = {}
    wanted = {what: (set(encodings(marker)), set(in_base64(marker))) for what, marker in MARKERS.items()}
    for path in sorted(files_below(folder, frozenset(leaving))):
        try:
            content = path.name.encode() + b"\n" + path.read_bytes()
        except FileNotFoundError:
            continue  # the server's own, gone since it was listed
        lowered = content.lower()
        for what, (plain, encoded) in wanted.items():
            if any(form in lowered for form in plain) or any(form in content for form in encoded):
                found.setdefault(what, []).append(str(path.relative_to(folder)))
    return found


@pytest.fixture
def home(committing: None, tmp_path: Path, settings: Settings) -> Path:
    """An installation's folder of its own, with letters as files, beside a database in which commits are real."""
    settings.CAPACITA_HOME = tmp_path / "home"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "home" / "mail"
    settings.CAPACITA_HOME.mkdir()
    return tmp_path


def searched(tmp_path: Path) -> dict[str, list[str]]:
    """Where the markers are: all files of the installation, and of the database's own folder."""
    if connection.vendor == "sqlite":
        return found_in(tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        (data,) = cursor.fetchone()
        cursor.execute("SELECT oid::text FROM pg_database WHERE datname = current_database()")
        (own,) = cursor.fetchone()
    # The write-ahead log is the server's: it is overwritten in time, as docs/explanation/personal-data.md says. Other
    # databases of the cluster come and go with the tests beside this one.
    found = found_in(tmp_path) | found_in(Path(data) / "base" / own)
    return found | found_in(Path(data), leaving={"pg_wal", "base"})


def account_with_markers() -> User:
    person = cast.person(MARKERS["account address"], "viewer")
    User.objects.filter(pk=person.pk).update(name=MARKERS["account name"])
    for kind, what in (("names", "earlier account name"), ("email", "earlier account address")):
        note_former(person.key, kind, MARKERS[what])
    ask_for_address(person, address=MARKERS["address asked for"], by=cast.command())
    Authenticator.objects.create(user=person, type="totp", data={"secret": MARKERS["second factor"]})
    browser = cast.browser(person)
    assert browser.get("/account/", HTTP_USER_AGENT=MARKERS["browser"]).status_code == 200
    UserSession.objects.filter(user_id=person.pk).update(user_agent=MARKERS["browser"])
    if not UserSession.objects.filter(user_id=person.pk).exists():
        UserSession.objects.create(
            user=person, ip="192.0.2.7", user_agent=MARKERS["browser"], session_key=browser.session.session_key
        )
    tried = Client().post(reverse("account_login"), {"login": MARKERS["account address"], "password": "not the one"})
    assert tried.status_code == 200
    assert Attempt.objects.filter(cache_key__contains=sha256(MARKERS["account address"].encode()).hexdigest()).exists()
    person.refresh_from_db()
    send_mail("Hello", f"Dear {MARKERS['account name']}", None, [person.email])
    return person


def wrote_in() -> None:
    """What a reader leaves who later has an account, and what somebody leaves who answered by a link."""
    at = now()
    Mistake.objects.create(
        about="/", text="It is not so.", reply_to=MARKERS["account address"].title(), language="en", reported_at=at
    )
    Question.objects.create(
        text="Is it so?", language="en", sent_to=MARKERS["contact address"], asked_by="x", asked_at=at, expires_at=at,
        answered_by=MARKERS["contact name in Cyrillic"],
    )  # fmt: skip
    # The form asks for name and function.
    Question.objects.create(
        text=f"Dear {MARKERS['account name']}, is this so?", language="en", asked_by="x", asked_at=at, expires_at=at,
        answered_at=at, answered_by=f"{MARKERS['contact name in Cyrillic'].upper()}, прокурор",
        answer=f"Ask {MARKERS['contact name'].upper()} or {MARKERS['contact address']}.",
    )  # fmt: skip
    Mistake.objects.create(
        about="/", text=f"It is not so. {MARKERS['account name']}", answer=f"Dear {MARKERS['account name']}, it was.",
        language="en", reported_at=at,
    )  # fmt: skip


def written_of_them(officer: User) -> None:
    """Comments, reasons, remarks, registers: what is about something else, and cannot be changed otherwise."""
    at = now()
    said = ", ".join(
        MARKERS[each]
        for each in ("contact name", "name the other way round", "former address", "phone", "name of one word")
    )
    review = Review.objects.create(
        kind="law-ratings", subject_key="x", country="MA", author="x", begun_at=at, changed_at=at
    )
    ReviewStep.objects.create(review=review, at=at, by="x", from_state="draft", to_state="draft", text=said)
    Submission.objects.create(
        catalogue="sources", cells={"title": said, "pages": [said, 1, None]}, reason=said, author="x", scope_kind="all",
        submitted_at=at, decided_at=at, decided_by="y", outcome="returned", remark=said,
    )  # fmt: skip
    Draft.objects.create(catalogue="sources", cells={"title": said}, author="x", changed_at=at)
    Mistake.objects.create(
        about=f"/personal/contacts/?q={MARKERS['contact name']}", text="x", language="en", reported_at=at
    )
    Disclosure.objects.create(
        recipient=said, purpose=said, basis="public_task", fields=["name"], left_out=0, made_by="x", made_at=at
    )
    told = BreachTold(happened=f"A list with {said} was lost.", noticed_at=at, categories="names")
    breach = record_breach(told, by=cast.standing(officer))
    # What was corrected since stands on the chain alone.
    change_breach(breach, replace(told, happened="A list was lost."), by=cast.standing(officer))


def unlisted_with_markers(officer: User) -> str:
    """Somebody who reported a mistake, is named in another report, and asks."""
    name, address = (MARKERS[f"{each} of somebody who is not listed"] for each in ("name", "address"))
    Mistake.objects.create(about="/", text="Wrong.", reply_to=address, language="en", reported_at=now())
    Mistake.objects.create(about="/", text=f"Ask {name}.", language="en", reported_at=now())
    return seek_unlisted(names=[name], addresses=[address], numbers=[], by=cast.standing(officer))


def file_named_after_them() -> None:
    KeptFile.objects.create(
        sha256="0" * 64, size=1, media_type="application/pdf", name="CV_Qwvxcontact-Zprtlatin.pdf", is_redrawn=False,
        scope_kind="all", uploaded_by="x", uploaded_at=now(),
    )  # fmt: skip


def backup_that_was_killed(home: Path) -> None:
    folder = home / "backing-up"
    folder.mkdir()
    (folder / "database.sqlite3").write_text(MARKERS["phone"], encoding="utf-8")


def contact_with_markers(lead: User) -> str:
    by = cast.standing(lead)
    names = [
        WrittenName(MARKERS["contact name"]),
        WrittenName(MARKERS["contact name in Cyrillic"], "uk"),
        WrittenName(MARKERS["contact name in Arabic"], "ar"),
        WrittenName(MARKERS["name of one word"]),
    ]
    first = Details(
        ContactKind.CONTACT_POINT, today(), email=MARKERS["former address"], phone=MARKERS["phone"],
        employer=MARKERS["earlier employer"], function=MARKERS["function"], country="MA",
    )  # fmt: skip
    made = add_contact(names=names, details=first, notice_version=1, by=by)
    send_mail("A course", "Dear colleague", None, [MARKERS["former address"]])
    later = replace(first, employer=MARKERS["employer"], email=MARKERS["contact address"])
    change_contact(made, names=names, details=later, by=by)
    record_consent(made, state=ConsentState.REFUSED, on=today(), how=MARKERS["how consent was given"], by=by)
    send_mail("A training", f"Dear {MARKERS['contact name in Cyrillic']}", None, [MARKERS["contact address"]])
    return made.key


def test_no_byte_names_an_erased_person(home: Path) -> None:
    asking, confirming = persons.officer("dana@example.org"), persons.officer("erin@example.org")
    account = account_with_markers()
    contact = contact_with_markers(persons.programme_lead())
    unlisted = unlisted_with_markers(asking)
    wrote_in()
    written_of_them(asking)
    file_named_after_them()
    backup_that_was_killed(home / "home")
    letters = home / "home" / "mail"
    send_mail("Another's", "Dear somebody else", None, ["else@example.org"])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    before = searched(home)
    # The search itself works: everything that was written is found first.
    assert set(before) >= set(MARKERS) - {"earlier employer"}, set(MARKERS) - set(before)
    for key in (account.key, contact, unlisted):
        request = request_erasure(key, reason=ErasureReason.ASKED, by=cast.standing(asking))
        told = dry_run(request)
        assert all(each.passage and each.title for each in told.hits)
        # A name of one word is ticked by whoever looks at what it stands in.
        struck = {each.row for each in told.hits}
        confirm_erasure(request, by=cast.standing(confirming), shown=told.digest, struck=struck)
    assert not Tombstone.objects.filter(cleaned_at=None).exists()
    assert searched(home) == {}
    assert verification().holds
    assert verification().erased > 2
    # Whoever verifies from outside finds the same.
    broken, _head, blank = verify_audit.breaks(json.loads(line) for line in exported_lines())
    assert broken == []
    assert len(blank) == verification().erased
    lines = (home / "home" / "erased.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["person"] for line in lines] == [account.key, contact, unlisted]
    assert Question.objects.get(text="Dear […], is this so?").answer == "Ask […] or […]."
    assert KeptFile.objects.get().name == "CV_[…].pdf"
    assert any(b"somebody else" in path.read_bytes() for path in letters.iterdir())
    shutil.rmtree(letters)
    account.refresh_from_db()
    assert (account.name, account.is_active) == ("", False)
    with pytest.raises(Exception, match="closed already"):
        deactivate_person(account, by=cast.command())


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["utf-16-le", "percent", "base64", "name of a file"])
def test_the_search_finds_a_marker_in_every_form(form: str, tmp_path: Path) -> None:
    marker = MARKERS["contact address"]
    content = {
        "utf-16-le": marker.upper().encode("utf-16-le"),
        "percent": quote(marker).encode(),
        "base64": base64.b64encode(b"To: " + marker.encode() + b" and more"),
        "name of a file": b"",
    }[form]
    (tmp_path / (marker if form == "name of a file" else "some")).write_bytes(b"\1\2" + content)
    assert list(found_in(tmp_path)) == ["contact address"]


@pytest.mark.postgresql
def test_storage_is_not_called_clean_while_somebody_still_reads_what_was_there_before(home: Path) -> None:
    asking, confirming = persons.officer("dana@example.org"), persons.officer("erin@example.org")
    contact = contact_with_markers(persons.programme_lead())
    reader = connection.copy()
    with reader.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT count(*) FROM people_tombstone")
        confirm_erasure(
            request_erasure(contact, reason=ErasureReason.ASKED, by=cast.standing(asking)), by=cast.standing(confirming)
        )
        assert Tombstone.objects.filter(cleaned_at=None).exists()
        cursor.execute("COMMIT")
    reader.close()
    finish_erasures()
    assert not Tombstone.objects.filter(cleaned_at=None).exists()
    found = searched(home)
    assert not {name for name in found if name.startswith("contact")}, found


@pytest.mark.postgresql
def test_whoever_works_in_another_database_of_the_server_is_not_waited_for(home: Path) -> None:
    asking, confirming = persons.officer("dana@example.org"), persons.officer("erin@example.org")
    contact = contact_with_markers(persons.programme_lead())
    with connection._nodb_cursor() as elsewhere:
        elsewhere.execute("BEGIN")
        elsewhere.execute("SELECT pg_current_xact_id()")
        confirm_erasure(
            request_erasure(contact, reason=ErasureReason.ASKED, by=cast.standing(asking)), by=cast.standing(confirming)
        )
        elsewhere.execute("ROLLBACK")
    assert not Tombstone.objects.filter(cleaned_at=None).exists()
