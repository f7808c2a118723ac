"""The file of domestic law: every row with its source, and each fault told by entry and key before anything is kept."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from capacita.evidence.loading import load_catalogues
from capacita.kernel.errors import InputError
from capacita.legislation.models import LawProvision, LegalWork, ProvisionText, WorkEvent
from capacita.legislation.queries.laws import texts, work
from capacita.people.models import LOADER
from tests.legislation.sample import FILE, on, written

pytestmark = pytest.mark.django_db
NAMES = ("laws", "law_provisions", "law_events", "provision_texts")
TEXT = {
    "provision": "ro-cp-360", "language": "ro", "kind": "original", "text": "(1) Un text inventat.\n(2) Altul.",
    "source_url": "made up for a test", "valid_from": "2014-02-01", "valid_to": None,
}  # fmt: skip


def changed(change: Callable[[dict[str, Any]], None]) -> str:
    """The packaged file with something in it changed."""
    held = deepcopy(FILE)
    change(held)
    return written(held)


def row(held: dict[str, Any], section: str, key: str) -> dict[str, Any]:
    return next(each for each in held[section] if each["id"] == key)


def load(content: str, folder: Path) -> None:
    path = folder / "law.yaml"
    path.write_text(content, encoding="utf-8")
    load_catalogues(by=LOADER, files=dict.fromkeys(NAMES, path))


def refusal(change: Callable[[dict[str, Any]], None], folder: Path) -> str:
    before = [model.objects.count() for model in (LegalWork, LawProvision, WorkEvent, ProvisionText)]
    with pytest.raises(InputError) as caught:
        load(changed(change), folder)
    assert before == [model.objects.count() for model in (LegalWork, LawProvision, WorkEvent, ProvisionText)]
    return str(caught.value)


def test_the_six_countries_are_loaded_with_every_row() -> None:
    assert LegalWork.objects.recorded().count() == len(FILE["laws"]) == 22
    assert LawProvision.objects.recorded().count() == len(FILE["provisions"]) == 117
    assert WorkEvent.objects.recorded().count() == len(FILE["events"]) == 8
    assert not ProvisionText.objects.exists()


def test_what_nobody_verified_is_marked_and_the_rest_is_not() -> None:
    none = {each["id"] for each in FILE["provisions"] if each["verified"] == "none"}
    marked = LawProvision.objects.filter(citation__is_unverified=True).values_list("key", flat=True)
    assert set(marked) == none
    assert WorkEvent.objects.get(key="ev-ph-tro-end").citation.is_unverified
    assert LegalWork.objects.get(key="lk-penal").citation.is_unverified
    assert LegalWork.objects.get(key="gb-cma-1990").citation.is_partly_unverified


def test_unknown_dates_stay_blank() -> None:
    act = LegalWork.objects.get(key="mu-2021")
    assert (act.adopted_on, act.in_force_from, act.in_force_by) == ("2021-11-19", "", "")
    assert WorkEvent.objects.get(key="ev-mu-replace").on == ""


def _set(section: str, key: str, **values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda held: row(held, section, key).update(values)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_set("laws", "ro-cp-2009", iso2="ZZ"), "“ZZ” is not a country or area of the table"),
        (_set("laws", "ro-cp-2009", in_force_from="2009-01-01"), "2009-01-01 lies before it was adopted (2009-07-17)"),
        (_set("laws", "ro-161-2003", in_force_by="2001"), "2001 lies before it was adopted"),
        (_set("laws", "ro-cp-2009", in_force_to="2010-01-01"), "lies before it was in force"),
        (_set("laws", "ro-cp-2009", adopted="soon"), "ro-cp-2009: “soon” is not a date"),
        (_set("laws", "ro-cp-2009", confidence="sure"), "ro-cp-2009: “sure” is not known here. One of high, medium, low"),
        (_set("laws", "lk-ipa-2003", id="lk/36"), "“lk/36” is not an id"),
        (_set("laws", "ro-cp-2009", title=None), "laws[1].title: is not text"),
        (_set("laws", "ro-cp-2009", colour="blue"), "laws[1].colour: is not a key of its kind"),
        (_set("provisions", "ro-cp-360", law="ro-cp-2010", source_url="x"), "“ro-cp-2010” is not a law of the table"),
        (_set("provisions", "ro-cp-360", iso2="GB"), "“GB” is not the country of the law “Criminal Code”"),
        (_set("provisions", "ro-cp-360", conv=["2", "99"]), "“ets185/art_99” is not an article of the instrument"),
        (_set("provisions", "ro-cp-360", valid_to="2013-01-01"), "2013-01-01 lies before its start (2014-02-01)"),
        (_set("provisions", "ro-cp-360", valid_from="2001-01-01"), "lies before its law was adopted"),
        (_set("provisions", "gh-1038-77", conv=["16"]), "ets185/art_16 is said to be served as well"),
        (_set("events", "ev-ro-repeal", affects=[]), "affects nothing"),
        (_set("events", "ev-ro-repeal", affects=["nowhere"]), "“nowhere” is not a provision of the table"),
        (_set("events", "ev-ro-repeal", affects=["ro-161-42", "ro-cp-360"]), "names provisions of several laws"),
        (_set("events", "ev-ro-repeal", affects_law="ro-161-2003"), "names provisions and a whole law"),
        (_set("events", "ev-lk-commence", affects_law="lk-none"), "“lk-none” is not a law of the table"),
        (_set("events", "ev-lk-commence", date="2006-01-01"), "2006-01-01 lies before the law was adopted"),
        (_set("events", "ev-gh-repeal", by_law="gh-1039"), "“gh-1039” is not a law of the table. Did you mean gh-1038"),
        (_set("events", "ev-gh-repeal", kind="revoked"), "“revoked” is not known here"),
        (lambda held: held["laws"].append(deepcopy(held["laws"][0])), "says again what row 1 says (ro-cp-2009)"),
        (lambda held: held.update(texts=[TEXT, {**TEXT, "valid_from": "2015-01-01"}]), "the period overlaps that of row 1"),
        (lambda held: held.update(texts=[{**TEXT, "provision": "x"}]), "“x” is not a provision of the table"),
        (lambda held: held.update(texts=[{**TEXT, "valid_to": "2010-01-01"}]), "lies before its start"),
        (lambda held: held.pop("meta"), "meta: is missing"),
    ],
)  # fmt: skip
def test_a_fault_is_told_where_it_stands(change: Callable[[dict[str, Any]], None], words: str, tmp_path: Path) -> None:
    message = refusal(change, tmp_path)
    assert words in message.replace("column ", "")
    assert "law.yaml" in message


def test_texts_are_kept_by_language_kind_and_period_and_were_not_known_before_they_held(tmp_path: Path) -> None:
    later = {**TEXT, "valid_from": "2020-01-01", "text": "(1) Un text nou."}
    translation = {**TEXT, "language": "en", "kind": "machine", "text": "(1) An invented text."}
    load(changed(lambda held: held.update(texts=[{**TEXT, "valid_to": "2020-01-01"}, later, translation])), tmp_path)
    found = texts("ro-cp-2009", at=on("2021-01-01"))["ro-cp-360"]
    assert [each.key for each in found] == [
        "ro-cp-360/ro/original/1", "ro-cp-360/ro/original/2", "ro-cp-360/en/machine/1",
    ]  # fmt: skip
    then = texts("ro-cp-2009", at=on("2016-01-01", known_on="2016-01-01"))["ro-cp-360"]
    assert [each.key for each in then] == ["ro-cp-360/ro/original/1", "ro-cp-360/en/machine/1"]


def test_a_corrected_row_supersedes_and_the_old_one_is_read_again_at_its_time(tmp_path: Path) -> None:
    first = LegalWork.objects.get(key="mu-2021")
    load(changed(_set("laws", "mu-2021", in_force_from="2021-12-13")), tmp_path)
    assert work("mu-2021", at=on("2022-01-01")).in_force_from == "2021-12-13"
    first.refresh_from_db()
    assert first.superseded_at is not None
