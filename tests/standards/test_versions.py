"""The next version of the catalogue: drafted, looked at by others, released at once; and what the moment before still reads."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from capacita.audit.models import Entry
from capacita.evidence.loading import load_catalogues, standing_problems
from capacita.kernel.clock import now, today
from capacita.kernel.errors import InputError, RefusedError, UnknownKeyError
from capacita.kernel.moment import Moment
from capacita.review.actions import reviewing, with_country
from capacita.standards import versions
from capacita.standards.actions.drafting import begin_version, drop_change, keep_change
from capacita.standards.choices import Lineage
from capacita.standards.lineage import Step, Wording
from capacita.standards.models import CatalogueVersion, ElementDraft, ElementLineage, RequirementElement
from tests.people import cast
from tests.standards.made_version import Office, second_version, wording

pytestmark = pytest.mark.django_db
ARTICLE = "ets185/art_2"


@pytest.fixture
def office() -> Office:
    return Office()


def keys(number: int) -> list[str]:
    rows = versions.elements_of_version("ets185", number).filter(provision_key=ARTICLE)
    return [each.element for each in rows]


def test_a_released_version_has_its_own_elements_and_the_one_before_keeps_its_own(office: Office) -> None:
    first, then = versions.version_at("ets185"), now()
    assert (first.number, keys(1)) == (1, ["e1", "e2", "e3", "e4", "e5", "e6", "e7"])
    entries = Entry.objects.count()
    second_version(office)
    # Begun, handed in, taken, agreed, approved, and published with the release in one.
    assert [each.verb for each in Entry.objects.order_by("seq")[entries + 4 :]][-1] == "publish_review"
    second = versions.version_at("ets185")
    assert (second.number, second.released_on, second.summary) == (2, today(), "Clearer questions.")
    assert second.digest != first.digest
    assert versions.version("ets185", 1).digest == first.digest
    assert keys(1) == ["e1", "e2", "e3", "e4", "e5", "e6", "e7"]
    # In the order of the text: what took the place of e1 to e4, those that stayed, and what is new at the end.
    assert keys(2) == ["e8", "e9", "e10", "e11", "e6", "e7", "e12"]
    assert [each.name for each in versions.versions("ets185")] == [first.name, second.name]
    # By what was known the day before, and by what was recorded before, the first version holds.
    before = Moment(today(), today() - timedelta(days=1))
    assert versions.version_number("ets185", at=before) == 1
    assert versions.elements_at("ets185", at=before).filter(provision_key=ARTICLE).count() == 7
    assert versions.version_number("ets185", at=Moment(today(), today(), then)) == 1
    with pytest.raises(UnknownKeyError):
        versions.version("ets185", 3)


def test_every_element_has_its_lineage_and_is_followed_by_it(office: Office) -> None:
    second_version(office)
    became = {number: versions.become(f"{ARTICLE}/e{number}", "ets185", 1) for number in range(1, 8)}
    assert became == {
        1: Step(Lineage.REWORDED, (f"{ARTICLE}/e8",)),
        2: Step(Lineage.SPLIT, (f"{ARTICLE}/e9", f"{ARTICLE}/e10")),
        3: Step(Lineage.MERGED, (f"{ARTICLE}/e11",)),
        4: Step(Lineage.MERGED, (f"{ARTICLE}/e11",)),
        5: Step(Lineage.WITHDRAWN),
        6: Step(Lineage.SAME, (f"{ARTICLE}/e6",)),
        7: Step(Lineage.SAME, (f"{ARTICLE}/e7",)),
    }
    told = versions.traces("ets185", 2)
    assert {each.before for each in told if each.before} == {
        each.key for each in versions.elements_of_version("ets185", 1)
    }
    assert {each.after for each in told if each.after} == {
        each.key for each in versions.elements_of_version("ets185", 2)
    }
    assert versions.earlier_wordings("ets185") == {f"{ARTICLE}/e8": (f"{ARTICLE}/e1",)}


def test_class_kind_and_guidance_change_under_the_same_key(office: Office) -> None:
    held = RequirementElement.objects.recorded().get(key=f"{ARTICLE}/e2")
    review = office.begin()
    after = Wording(ARTICLE, held.text, held.question, "core", "object", ("T-CY Guidance Note #1",))
    assert office.change(review, [held.key], after).kind == "same"
    office.release(review)
    now_held = RequirementElement.objects.recorded().get(key=held.key)
    assert (now_held.weight, now_held.kind, now_held.guidance) == ("core", "object", ["T-CY Guidance Note #1"])
    assert now_held.supersedes == held
    assert now_held.citation == held.citation
    assert versions.become(held.key, "ets185", 1) == Step(Lineage.SAME, (held.key,))


def test_nobody_releases_the_own_draft_and_two_others_look_at_it(office: Office) -> None:
    review = office.begin()
    office.change(review, [f"{ARTICLE}/e5"])
    expert = office.by(office.expert)
    reviewing.submit_review(review, by=expert)
    with pytest.raises(RefusedError, match="Whoever made this"):
        reviewing.take_review(review, by=expert)
    reviewing.take_review(review, by=office.by(office.reviewer))
    reviewing.agree_review(review, by=office.by(office.reviewer))
    with pytest.raises(RefusedError, match="no country"):
        with_country.ask_country(review, until=today() + timedelta(days=9), by=office.by(office.manager))
    reviewing.approve_review(review, by=office.by(office.reviewer))
    with pytest.raises(RefusedError, match="another person"):
        reviewing.publish_review(review, by=office.by(office.reviewer))
    assert not CatalogueVersion.objects.exists()
    # Whoever rates one country alone has no say in what is asked of all, nor has a reviewer of it.
    for role in ("legal_assessor", "reviewer"):
        local = cast.standing(cast.person(f"{role}@example.org", role, cast.MOROCCO))
        with pytest.raises(RefusedError):
            begin_version("ets185", by=local)
        with pytest.raises(RefusedError):
            reviewing.publish_review(review, by=local)


def test_a_draft_refuses_what_does_not_fit_and_is_changed_by_its_author_alone(office: Office) -> None:
    review = office.begin()
    with pytest.raises(InputError, match="nothing is changed"):
        reviewing.submit_review(review, by=office.by(office.expert))
    with pytest.raises(InputError, match="no element"):
        office.change(review, [f"{ARTICLE}/e99"])
    with pytest.raises(InputError, match="same words"):
        office.change(review, [], wording("twice"), wording("twice"))
    with pytest.raises(InputError, match="characters"):
        keep_change(review, after=[Wording(ARTICLE, "x", "x?", "core", "conduct" * 9)], by=office.by(office.expert))
    with pytest.raises(RefusedError, match="author alone"):
        keep_change(review, before=[f"{ARTICLE}/e5"], by=office.by(office.reviewer))
    # What was said of an element before is forgotten when something else is said of it.
    office.change(review, [f"{ARTICLE}/e1"])
    office.change(review, [f"{ARTICLE}/e1"], wording("access"))
    kept = ElementDraft.objects.get()
    assert kept.kind == "reworded"
    drop_change(review, kept.key, by=office.by(office.expert))
    for number in (1, 3, 4):
        office.change(review, [f"{ARTICLE}/e{number}"])
    with pytest.raises(InputError, match="Article 2 would have no core element"):
        reviewing.submit_review(review, by=office.by(office.expert))
    assert not CatalogueVersion.objects.exists()


def test_of_two_drafts_the_first_released_holds_and_the_other_begins_anew(office: Office) -> None:
    other = cast.person("other@example.org", "legal_assessor")
    late = begin_version("ets185", by=cast.standing(other))
    keep_change(late, before=[f"{ARTICLE}/e7"], by=cast.standing(other))
    second_version(office)
    with pytest.raises(RefusedError, match="released meanwhile"):
        keep_change(late, before=[f"{ARTICLE}/e6"], by=cast.standing(other))
    with pytest.raises(InputError, match="released meanwhile"):
        reviewing.submit_review(late, by=cast.standing(other))
    assert begin_version("ets185", by=cast.standing(other)).subject_key == "ets185|3"


def test_versions_and_lineage_never_change_and_a_key_is_never_used_again(office: Office) -> None:
    second_version(office)
    for change in (
        lambda: CatalogueVersion.objects.update(number=7),
        lambda: ElementLineage.objects.all().delete(),
        lambda: ElementLineage.objects.create(
            version=CatalogueVersion.objects.get(), kind="same", before_key="a", after_key="b"
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    third = office.begin()
    office.change(third, [f"{ARTICLE}/e12"])
    office.change(third, [], wording("something else"))
    office.release(third)
    assert keys(3)[-1] == "e13"
    assert keys(2)[-1] == "e12"


def test_a_file_does_not_bring_back_what_a_released_version_withdrew(office: Office, tmp_path: Path) -> None:
    second_version(office)
    assert not standing_problems()
    loaded = load_catalogues(by="system:test")
    assert "elements" not in {each.name for each in loaded}
    assert keys(2) == ["e8", "e9", "e10", "e11", "e6", "e7", "e12"]
    from capacita.standards import catalogues

    own = tmp_path / "provisions.yaml"
    own.write_bytes((catalogues._FOLDER / "provisions.yaml").read_bytes())
    with pytest.raises(InputError, match="developed further"):
        load_catalogues(by="system:test", files={"elements": own})
