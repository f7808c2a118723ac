"""The words of a law: begun from a file, corrected, recorded at once; each refusal names the place and changes nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from capacita.audit.models import Entry
from capacita.evidence.actions import keep_source
from capacita.evidence.erasing_actions import confirm_bytes_erasure, request_bytes_erasure
from capacita.evidence.models import Snapshot
from capacita.evidence.room import bytes_kept_by
from capacita.evidence.snapshots import kept_bytes
from capacita.kernel.errors import InputError, RefusedError, UnknownKeyError
from capacita.legislation.actions.importing import TextGiven, begin_import, drop_import, drop_unfinished, keep_import
from capacita.legislation.actions.recording_texts import TextsRecorded, record_texts
from capacita.legislation.models import LawProvision, LegalWork, ProvisionText, TextImport
from capacita.legislation.queries.imports import imports_of
from capacita.legislation.queries.laws import texts, texts_of
from capacita.people.choices import ScopeKind
from capacita.people.daily import run_daily
from capacita.people.personal.choices import ErasureReason
from capacita.people.rules import Scope, Standing
from capacita.search.models import Document
from tests.legislation.law_texts import ENGLISH, FRENCH, ROMANIAN, SOURCE
from tests.legislation.sample import on
from tests.people import cast
from tests.people.personal import persons

pytestmark = pytest.mark.django_db
GIVEN = TextGiven("ro", "original", SOURCE, 1, "2014-02-01")


@pytest.fixture
def alice() -> Standing:
    return cast.standing(cast.person("alice@example.org", "legal_assessor", Scope(ScopeKind.COUNTRY, "RO")))


def law(key: str = "ro-cp-2009") -> LegalWork:
    found: LegalWork = LegalWork.objects.recorded().get(key=key)
    return found


def begun(by: Standing, text: str = ROMANIAN, given: TextGiven = GIVEN, *, key: str = "ro-cp-2009") -> TextImport:
    return begin_import(law(key), given, content=text.encode(), name="", by=by)


def recorded(by: Standing, text: str = ROMANIAN, given: TextGiven = GIVEN) -> TextsRecorded:
    return record_texts(begun(by, text, given), version=0, by=by)


def everything() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (LawProvision, ProvisionText, Snapshot, Entry, TextImport))


def refused(held: TextImport, by: Standing) -> str:
    before = everything()
    with pytest.raises(InputError) as caught:
        record_texts(held, version=held.version, by=by)
    assert everything() == before
    return str(caught.value)


def change(held: TextImport, by: Standing, place: int, **typed: object) -> TextImport:
    return keep_import(held, {place: typed}, version=held.version, by=by)


def test_a_text_is_recorded_with_the_provision_that_it_is_and_a_new_one_is_made(alice: Standing) -> None:
    held = begun(alice)
    assert [(each["reference"], each["match"]) for each in held.pieces] == [
        ("Articolul 360", "ro-cp-360"), ("Articolul 900", ""),
    ]  # fmt: skip
    entries = Entry.objects.count()
    assert record_texts(held, version=0, by=alice) == TextsRecorded(2, 1, 0, 0)
    made = LawProvision.objects.recorded().get(key="ro-cp-2009-900")
    assert (made.ref, made.verified, made.valid_from, made.articles) == ("Articolul 900", "text", "", [])
    found = texts("ro-cp-2009", at=on("2020-01-01"))
    (text,) = found["ro-cp-360"]
    assert (text.key, text.source_class, text.valid_from) == ("ro-cp-360/ro/original/1", 1, "2014-02-01")
    assert text.text.startswith("Accesul ilegal la un sistem informatic\n(1) Accesul, fără drept")
    assert text.citation.text == SOURCE
    # One entry; the text as it was given is kept as what its source said; the draft is gone; the words are found.
    assert Entry.objects.count() == entries + 1
    assert Snapshot.objects.get(source__address="https://legislatie.example.org/286-2009").size == len(
        ROMANIAN.encode()
    )
    assert not TextImport.objects.exists()
    assert "dispoziție inventată" in Document.objects.get(key="ro-cp-2009-900/ro/original/1").text


def test_a_text_is_recorded_without_bytes_that_were_erased_since_it_was_begun(
    alice: Standing,
    tmp_path: Path,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.CAPACITA_HOME = tmp_path
    dana, erin = (cast.standing(persons.officer(f"{name}@example.org")) for name in ("dana", "erin"))
    kept = keep_source(address="https://legislatie.example.org/286-2009", content=ROMANIAN.encode(), by=alice)
    held = begun(alice)
    asked = request_bytes_erasure(kept.sha256, reason=ErasureReason.WRONGLY_KEPT, by=dana)
    with django_capture_on_commit_callbacks(execute=True):
        confirm_bytes_erasure(asked, by=erin)
    assert record_texts(held, version=0, by=alice) == TextsRecorded(2, 1, 0, 0)
    assert Snapshot.objects.filter(sha256=kept.sha256).exists()
    with pytest.raises(UnknownKeyError):
        kept_bytes(kept.sha256)


def test_an_amended_text_ends_the_earlier_one_and_what_stayed_the_same_is_not_recorded_again(alice: Standing) -> None:
    recorded(alice)
    amended = ROMANIAN.replace("trei ani", "cinci ani")
    later = TextGiven("ro", "original", SOURCE, 1, "2020-01-01", ends_earlier=True)
    assert recorded(alice, amended, later) == TextsRecorded(1, 0, 1, 1)
    first, second = texts("ro-cp-2009", at=on("2021-01-01"))["ro-cp-360"]
    assert (first.valid_to, second.valid_from, second.key) == ("2020-01-01", "2020-01-01", "ro-cp-360/ro/original/2")
    held = {day: texts_of(["ro-cp-360"], at=on(day))["ro-cp-360"][0].key for day in ("2019-12-31", "2020-01-01")}
    assert held == {"2019-12-31": first.key, "2020-01-01": second.key}
    assert len(texts("ro-cp-2009", at=on("2021-01-01"))["ro-cp-2009-900"]) == 1


def test_a_person_corrects_what_was_found(alice: Standing) -> None:
    held = begun(alice)
    held = change(held, alice, 1, heading="Altfel", match="", text="Unu.\n---\nArticolul 901\nDoi.")
    assert [each["reference"] for each in held.pieces] == ["Articolul 360", "Articolul 900", "Articolul 901"]
    held = keep_import(held, {}, merge=2, version=1, by=alice)
    assert held.pieces[1]["text"] == "Unu.\nArticolul 901\nDoi."
    held = change(held, alice, 0, dropped=True)
    assert record_texts(held, version=3, by=alice) == TextsRecorded(1, 1, 0, 0)


def test_what_another_window_changed_is_not_overwritten(alice: Standing) -> None:
    held = begun(alice)
    change(held, alice, 0, heading="Prima")
    with pytest.raises(RefusedError, match="another window"):
        change(held, alice, 0, heading="A doua")
    with pytest.raises(RefusedError, match="another window"):
        record_texts(held, version=0, by=alice)


def test_nobody_else_sees_changes_or_records_it(alice: Standing) -> None:
    held = begun(alice)
    bob = cast.standing(cast.person("bob@example.org", "legal_assessor"))
    assert not imports_of(bob, "ro-cp-2009").exists()
    for attempt in (lambda: change(held, bob, 0, heading="x"), lambda: drop_import(held, by=bob),
                    lambda: record_texts(held, version=0, by=bob)):  # fmt: skip
        with pytest.raises(RefusedError, match="by its author alone"):
            attempt()
    with pytest.raises(RefusedError, match="ask for a role"):
        begin_import(law("gb-cma-1990"), TextGiven("en", "original", SOURCE), content=b"x", name="", by=alice)
    drop_import(held, by=alice)
    assert not TextImport.objects.exists()


@pytest.mark.parametrize(
    ("given", "text", "words"),
    [
        (GIVEN, FRENCH, "column language: is said to be in RO and seems to be in FR. State the language of the text"),
        (TextGiven("ro", "original", SOURCE, 1, "2009-07-16"), ROMANIAN,
         "column valid_from: 2009-07-16 lies before the law was adopted (2009-07-17)"),
        (TextGiven("ro", "original", SOURCE, 1, "2020-01-01", "2019"), ROMANIAN, "column valid_to: the words end on 2019"),
        (TextGiven("ro", "original", SOURCE, 1, "soon"), ROMANIAN, "column valid_from: “soon” is not a date"),
        (TextGiven("ro", "original", " "), ROMANIAN, "column source: names no source"),
        (TextGiven("Romanian", "original", SOURCE), ROMANIAN, "column language: “Romanian” is no language"),
        (TextGiven("ro", "copied", SOURCE), ROMANIAN, "column kind: “copied” is not known"),
        (GIVEN, "  ", "column text: holds no text"),
    ],
)  # fmt: skip
def test_what_is_refused_at_the_beginning(alice: Standing, given: TextGiven, text: str, words: str) -> None:
    before = everything()
    with pytest.raises(InputError) as caught:
        begun(alice, text, given)
    assert words in str(caught.value)
    assert everything() == before


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reference": "", "match": ""}, "row 1, column reference: has no reference. Give it one"),
        ({"text": "", "heading": ""}, "row 1, column text: has no text"),
        ({"text": "x" * 20_001}, "row 1, column text: holds more than 20,000 characters. Divide it"),
        ({"valid_from": "2001"}, "row 1, column valid_from: 2001 lies before its law was adopted (2009-07-17)"),
        ({"valid_from": "2014-13"}, "row 1, column valid_from: “2014-13” is not a day of the calendar"),
        ({"valid_to": "2012-01-01"}, "row 1, column valid_to: 2012-01-01 lies before its start"),
        ({"match": "gb-cma-1"}, "row 1, column match: “gb-cma-1” is no provision of this law"),
    ],
)
def test_what_is_refused_when_it_is_recorded_and_the_draft_stays(
    alice: Standing, typed: dict[str, Any], words: str
) -> None:
    assert words in refused(change(begun(alice), alice, 0, **typed), alice)


def test_words_never_overlap_those_of_the_same_provision_language_and_kind(alice: Standing) -> None:
    recorded(alice)
    words = refused(begun(alice, given=TextGiven("ro", "original", SOURCE, 1, "2020-01-01")), alice)
    assert (
        "row 1, column valid_from: overlaps words of the same provision, language and kind (from 2014-02-01 to …)"
        in words
    )
    assert "Let the earlier words end where these begin" in words
    held = change(begun(alice), alice, 1, match="ro-cp-360")
    assert "row 2, column valid_from: overlaps" in refused(held, alice)
    # A translation of the same days is another text.
    english = TextGiven("en", "unofficial", SOURCE, 3, "2014-02-01")
    held = change(begun(alice, ENGLISH, english), alice, 1, match="ro-cp-360")
    for place in (2, 3):
        held = change(held, alice, place, dropped=True)
    record_texts(held, version=held.version, by=alice)
    assert [each.kind for each in texts("ro-cp-2009", at=on("2020-01-01"))["ro-cp-360"]] == ["original", "unofficial"]


def test_an_original_in_another_language_than_the_law_is_warned_of(alice: Standing) -> None:
    english = TextGiven("en", "original", SOURCE)
    (warning,) = begun(alice, ENGLISH, english).warnings
    assert "recorded as written in %(languages)s" in warning[0]
    assert begun(alice).warnings == []


def test_a_translation_makes_its_new_provisions_read_at_second_hand_only(alice: Standing) -> None:
    held = begun(alice, ENGLISH, TextGiven("en", "machine", SOURCE, 4))
    for place in (2, 3):
        held = change(held, alice, place, dropped=True)
    record_texts(held, version=held.version, by=alice)
    made = LawProvision.objects.recorded().get(key="ro-cp-2009-2")
    assert (made.verified, made.gist) == ("secondary", "Illegal access")


def test_texts_on_their_way_in_count_towards_what_their_author_may_keep_and_once_when_recorded(
    alice: Standing, tmp_path: Path
) -> None:
    size = len(ROMANIAN.encode())
    with override_settings(CAPACITA_HOME=tmp_path, CAPACITA_PERSON_MB=1):
        held = begun(alice)
        assert bytes_kept_by(alice.key) == size
        record_texts(held, version=0, by=alice)
        assert bytes_kept_by(alice.key) == size
        assert Snapshot.objects.get(added_by=alice.key).size == size
        begun(alice, ROMANIAN + "\n" * (1_048_576 - 2 * size))
        assert bytes_kept_by(alice.key) == 1_048_576
        before = everything()
        with pytest.raises(InputError, match="each person may keep 1 MB"):
            begun(alice)
        assert everything() == before


def test_a_text_that_nobody_changed_for_thirty_days_is_dropped(alice: Standing) -> None:
    left, changed = begun(alice), begun(alice)
    on = left.changed_at.date()
    TextImport.objects.filter(pk=changed.pk).update(changed_at=changed.changed_at + timedelta(days=2))
    assert drop_unfinished(on + timedelta(29)) == {"dropped": 0}
    (done,) = (each for each in run_daily(on=on + timedelta(30)) if each.name == "unfinished imports")
    assert done.counts == {"dropped": 1}
    assert list(imports_of(alice, "ro-cp-2009")) == [changed]
