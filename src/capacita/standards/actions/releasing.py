"""Releasing the next version of the catalogue, once others have looked at it: its elements, its lineage, its row."""

from __future__ import annotations

from datetime import datetime

from capacita.evidence.catalogue import Draft, catalogues
from capacita.evidence.writing import write_rows
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said
from capacita.review.choices import State
from capacita.review.models import Review
from capacita.standards.choices import Weight
from capacita.standards.drafts import Held, changes_of, draft_of, held_by, next_elements, wording_of
from capacita.standards.lineage import Element, Trace, without_core
from capacita.standards.models import CatalogueVersion, ElementLineage, Provision, RequirementElement
from capacita.standards.versions import digest_of_elements, elements_of_version, version_number


def check_version(review: Review) -> None:
    """Refuses a draft that changes nothing, one of a version that was released meanwhile, an article without core element."""
    held, subject = held_by(review), draft_of(review)
    problems = []
    if subject.number != version_number(subject.instrument) + 1:
        message = said("Version %(number)s was released meanwhile: begin from it.", number=subject.number)
        problems.append(Problem(message))
    if not held.drafts:
        problems.append(Problem(said("nothing is changed yet")))
    problems += _misfits(held)
    if problems:
        raise InputError(*problems)


def _misfits(held: Held) -> list[Problem]:
    gone = [key for each in changes_of(held.drafts) for key in each.before if key not in held.elements]
    problems = [Problem(said("%(key)s is no element of the catalogue", key=key), column="element") for key in gone]
    if gone:
        return problems
    elements, _traces = next_elements(held)
    ratable = dict.fromkeys(
        held.articles[each.wording.provision_key]
        for each in held.elements.values()
        if each.wording.weight == Weight.CORE
    )
    return [
        Problem(
            said("Article %(article)s would have no core element left, and could not be rated", article=article),
            column="weight",
        )
        for article in without_core(elements, held.articles, tuple(ratable))
    ]


def settle_version(review: Review, at: datetime) -> None:
    """Published, the version is released: from then on its elements are those that are rated."""
    if review.state == State.PUBLISHED:
        check_version(review)
        _release(review, at)


def _release(review: Review, at: datetime) -> None:
    held, subject = held_by(review), draft_of(review)
    elements, lineage = next_elements(held)
    rows = {row.key: row for row in elements_of_version(subject.instrument, subject.number - 1)}
    staying = {each.key for each in elements}
    changed = [each for each in elements if each.key not in rows or wording_of(rows[each.key]) != each.wording]
    catalogue = next(each for each in catalogues() if each.model is RequirementElement)
    write_rows(
        catalogue,
        _drafts(changed, lineage, rows, at),
        replaced=rows,
        ended=[rows[key] for key in held.elements if key not in staying],
        at=at,
    )
    version = CatalogueVersion.objects.create(
        instrument=subject.instrument, number=subject.number, released_on=at.date(), recorded_at=at,
        digest=digest_of_elements(RequirementElement.objects.recorded().filter(
            provision_key__startswith=f"{subject.instrument}/"
        )),
        summary=_summary(review), review_key=review.key,
    )  # fmt: skip
    ElementLineage.objects.bulk_create(
        ElementLineage(version=version, kind=each.kind, before_key=each.before, after_key=each.after)
        for each in lineage
    )


def _drafts(
    changed: list[Element], lineage: list[Trace], rows: dict[str, RequirementElement], at: datetime
) -> list[Draft]:
    """The rows to be written. Each cites what its provision cites: the text that it puts in our own words."""
    provisions = Provision.objects.recorded().filter(key__in={each.wording.provision_key for each in changed})
    cited = dict(provisions.values_list("key", "citation__text"))
    origin = {each.after: each.before for each in lineage}
    found = []
    for each in changed:
        wording, before = each.wording, rows.get(origin.get(each.key, ""))
        is_optional = (
            before.is_optional if before is not None and not wording.weight else wording.weight == Weight.OPTION
        )
        values = {
            "provision_key": wording.provision_key, "element": each.key.rpartition("/")[2], "text": wording.text,
            "is_optional": is_optional, "weight": wording.weight, "kind": wording.kind, "question": wording.question,
            "guidance": list(wording.guidance), "position": each.position,
        }  # fmt: skip
        found.append(Draft(each.key, values, cited[wording.provision_key], at.date()))
    return found


def _summary(review: Review) -> str:
    """What the author said on handing it in, or whoever agreed to it."""
    told = review.steps.exclude(text="").order_by("-pk").values_list("text", flat=True)
    return told.first() or ""
