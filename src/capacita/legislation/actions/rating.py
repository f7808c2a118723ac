"""Rating the law of a country, article by article: the draft that is saved at every stroke, and the facts once approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from capacita.evidence.citing import cite
from capacita.evidence.shapes import TEXT, Each, Keys, faults
from capacita.evidence.writing import supersede
from capacita.kernel.clock import now
from capacita.kernel.digests import digest_of
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.kernel.moment import Moment
from capacita.kernel.said import said
from capacita.legislation.choices import MOST_TYPED, Cause, Flag, Publication, Rating
from capacita.legislation.models import RATINGS, LawRating, RatingDraft
from capacita.legislation.queries.baseline import lacks_second
from capacita.legislation.queries.held import held_requirements
from capacita.legislation.queries.rating import (
    asked_elements,
    drafts_of,
    elements_of_article,
    elements_of_sheet,
    rated_before,
    rated_elements,
    rated_in_other_words,
    settled_drafts,
    sheet_of,
)
from capacita.legislation.rules.evidence import Cited, Rated, is_weak, problems_of, rests_on_unverified
from capacita.legislation.rules.requirements import refusals
from capacita.legislation.rules.sheets import Sheet
from capacita.people.rules import Standing
from capacita.review.actions.reviewing import begin_review
from capacita.review.choices import State
from capacita.review.comparing import dissents_from
from capacita.review.models import Review
from capacita.review.permissions import require_author
from capacita.standards.choices import Status
from capacita.standards.queries import CONVENTION, instrument, standings
from capacita.standards.rules import NO_STANDING

_PASSAGES = Each(Keys({"provision": TEXT}, {"paragraph": TEXT, "words": TEXT, "class": TEXT}))
_CLASSES = ("", "1", "2", "3", "4", "5")
_FIELDS = ("code", "text", "comment", "cited", "flags", "cause")


def begin_rating(sheet: Sheet, *, by: Standing) -> Review:
    """A sheet of ratings of one article of one country's law on a date, in work. Refused for articles that are not ratable.

    Two who rate the same sheet do so blind: neither sees the other's before the own is handed in.
    """
    if not elements_of_article(sheet.article_key):
        raise InputError(Problem(said("%(article)s is not ratable", article=sheet.article_key), column="article"))
    if sheet.on > by.on:
        raise InputError(Problem(said("law is rated on a day that has come"), column="on"))
    return begin_review(RATINGS, sheet.key, country=sheet.iso2, pair=digest_of(sheet.key)[:32], by=by)


def keep_rating(
    review: Review, element_key: str, values: Mapping[str, Any], *, version: int, by: Standing
) -> RatingDraft:
    """The author's draft of one element holds the values. Nothing of it needs to be complete.

    Refused where another window changed it after `version`; what it holds now is told by the page.
    """
    sheet = sheet_of(review)
    if element_key not in {each.key for each in elements_of_article(sheet.article_key)}:
        raise InputError(Problem(said("%(key)s is no element of this article", key=element_key), column="element"))
    if problems := _unfit(values):
        raise InputError(*problems)
    with transaction.atomic():
        # The review's row is held, so that nothing is typed into what is being handed in.
        held = Review.objects.select_for_update().get(pk=review.pk)
        if held.author != by.key or held.state != State.DRAFT:
            raise RefusedError(said("A rating is changed by its author alone, as long as it is in work."))
        require_author(by, held)
        kept, _made = RatingDraft.objects.get_or_create(
            review=held, element_key=element_key, defaults={"changed_at": now()}
        )
        if kept.version != version:
            raise RefusedError(said("This element was changed in another window: look at it again."))
        for name in _FIELDS:
            if name in values:
                setattr(kept, name, values[name])
        kept.version += 1
        kept.changed_at = now()
        kept.save()
    return kept


def take_earlier(review: Review, element_key: str, *, by: Standing) -> RatingDraft:
    """The draft of an element that was reworded holds what was rated of its earlier wording: `by` found that it fits.

    Its cause says that the rule changed. Refused where no earlier wording was rated, and where the element is already.
    """
    earlier = rated_in_other_words(review).get(element_key)
    held = drafts_of(review).get(element_key)
    if earlier is None:
        raise RefusedError(said("No earlier wording of this element was rated."))
    if held is not None and held.code:
        raise RefusedError(said("This element is rated already."))
    values = {
        "code": earlier.code, "text": earlier.text, "cited": earlier.cited, "cause": str(Cause.RULE_CHANGED),
        "flags": [each for each in earlier.flags if each != Flag.WEAK],
    }  # fmt: skip
    return keep_rating(review, element_key, values, version=held.version if held else 0, by=by)


def _unfit(values: Mapping[str, Any]) -> list[Problem]:
    """What no page of ours sends: codes, causes and flags that are none, passages of another shape."""
    found = []
    if values.get("code") and values["code"] not in set(Rating):
        found.append(Problem(said("%(code)s is no code of the scale", code=values["code"]), column="code"))
    if values.get("cause") and values["cause"] not in set(Cause):
        found.append(Problem(said("“%(value)s” is not known", value=values["cause"]), column="cause"))
    if not set(Flag).issuperset(values.get("flags", ())):
        found.append(Problem(said("is not known"), column="flags"))
    found += [
        Problem(said("is longer than %(n)s characters", n=MOST_TYPED), column=name)
        for name in ("text", "comment")
        if len(values.get(name, "")) > MOST_TYPED
    ]
    cited = values.get("cited", [])
    misshapen = [f"cited{place}" for place, _fault in faults(cited, _PASSAGES)]
    unclassed = [] if misshapen else ["cited" for each in cited if each.get("class", "") not in _CLASSES]
    return found + [Problem(said("is no passage of law"), column=place) for place in (*misshapen, *unclassed)]


def check_rating(review: Review) -> None:
    """Refuses a sheet that is not complete: an element without code, a rating without what its code needs."""
    sheet = sheet_of(review)
    problems = []
    rated = {each.element: each for each in rated_elements(review, known_on=now().date())}
    elements = asked_elements(review)
    for element in elements:
        found = rated.get(element.key)
        if found is None:
            problems.append(Problem(said("is not rated yet"), column=f"{element.key}/code"))
        else:
            problems += problems_of(found)
    if len(elements) == len(elements_of_article(sheet.article_key)):
        problems += refusals(held_requirements(), {key: each.code for key, each in rated.items()})
    problems += [*_without_cause(review, sheet, rated), *_reserved_by_no_party(sheet, rated)]
    if problems:
        raise InputError(*problems)


def _without_cause(review: Review, sheet: Sheet, rated: Mapping[str, Rated]) -> list[Problem]:
    before, causes = rated_before(sheet), dict(review.rating_drafts.values_list("element_key", "cause"))
    return [
        Problem(said("was rated %(code)s before: say why it changes", code=before[key].code), column=f"{key}/cause")
        for key, found in rated.items()
        if key in before and before[key].code != found.code and not causes.get(key)
    ]


def _reserved_by_no_party(sheet: Sheet, rated: Mapping[str, Rated]) -> list[Problem]:
    """A reservation is the State's own under the Convention: one that is certainly no Party on the date has none."""
    reserved = [key for key, each in rated.items() if each.code is Rating.RES]
    if not reserved:
        return []
    acted = standings(instrument(CONVENTION), at=Moment(sheet.on, now().date()))
    if Status.PARTY in acted.get(sheet.iso2, NO_STANDING).possible:
        return []
    message = said("RES rests on the State's own reservation: it was no Party to the Convention on the date")
    remedy = said("Rate what the law says; where it is a Party, record that first.")
    return [Problem(message, column=f"{key}/code", remedy=remedy) for key in reserved]


def settle_rating(review: Review, at: datetime) -> None:
    """What a step means for the ratings: approved they are facts of the office, published those of the public.

    What was shared with the country is the office's and the country's once it is approved. Refused where only one rated
    the baseline of an article that two rate.
    """
    match State(review.state):
        case State.APPROVED:
            _require_same_elements(review)
            _record(review, Publication.SHARED if review.shared_at else Publication.INTERNAL, at)
        case State.PUBLISHED:
            _require_second(review)
            _record(review, Publication.PUBLIC, at)
        case State.WITHDRAWN:
            supersede(LawRating, LawRating.objects.recorded().filter(review_key=review.key), at=at)


def _require_second(review: Review) -> None:
    """Refuses the first public ratings of an article that two rate apart, where only one did."""
    if lacks_second(review):
        raise RefusedError(
            said(
                "Nothing is public yet of this article in the country: two rate it apart before it is, and only one did. "
                "Withdraw this, and have a second person rate it as well."
            )
        )


def _require_same_elements(review: Review) -> None:
    """Refuses ratings of elements that are asked no longer: facts are recorded under the version that holds."""
    asked = {each.key for each in elements_of_article(sheet_of(review).article_key)}
    if {each.key for each in elements_of_sheet(review)} != asked:
        raise RefusedError(
            said("The catalogue of requirements changed since this was handed in: return it to its author.")
        )


@dataclass(frozen=True)
class _Row:
    key: str
    values: dict[str, Any]
    citation: str


def _record(review: Review, publication: Publication, at: datetime) -> None:
    sheet = sheet_of(review)
    drafts, contested = settled_drafts(review), {each.item for each in dissents_from(review)}
    rows = [
        _row(review, sheet, each, drafts[each.element], publication, is_contested=each.element in contested)
        for each in rated_elements(review, known_on=at.date(), settled=True)
    ]
    current = {each.key: each for each in LawRating.objects.recorded().filter(key__in=[row.key for row in rows])}
    if publication is not Publication.PUBLIC:
        # What corrects a public rating takes its place once it is published itself, and not before.
        public = {key for key, each in current.items() if each.publication == Publication.PUBLIC}
        rows = [row for row in rows if row.key not in public]
        current = {key: each for key, each in current.items() if key not in public}
    supersede(LawRating, current.values(), at=at)
    citations = cite({row.citation for row in rows}, at=at)
    LawRating.objects.bulk_create(
        LawRating(
            key=row.key, digest=digest_of({**row.values, "citation": row.citation}), citation=citations[row.citation],
            stated_on=at.date(), recorded_at=at, supersedes=current.get(row.key), **row.values,
        )
        for row in rows
    )  # fmt: skip


def _row(
    review: Review, sheet: Sheet, rated: Rated, draft: RatingDraft, publication: Publication, *, is_contested: bool
) -> _Row:
    unverified = rests_on_unverified(rated.cited)
    # What rests on text that nobody verified is never published as a finding, whoever approved it.
    kept = Publication.INTERNAL if unverified else publication
    more = [Flag.WEAK] if is_weak(rated.cited) else []
    more += [Flag.CONTESTED] if is_contested else []
    flags = sorted({*draft.flags, *map(str, more)})
    values = {
        "iso2": sheet.iso2, "territory": sheet.territory, "article_key": sheet.article_key, "element_key": rated.element,
        "holds_from": sheet.on, "code": str(rated.code), "text": rated.text, "cited": draft.cited, "flags": flags,
        "cause": draft.cause, "publication": str(kept), "is_demonstration": unverified, "review_key": review.key,
    }  # fmt: skip
    key = f"{sheet.iso2}/{sheet.territory or '-'}/{rated.element}/{sheet.on.isoformat()}"
    return _Row(key, values, _citation(rated.cited))


def _citation(cited: Sequence[Cited]) -> str:
    """What the fact cites: the sources of the provisions; where it rests on none, the assessment itself.

    Sources are everybody's to see: that a country was assessed, and what for, must not stand in the name of one.
    """
    if not cited:
        return "the office's assessment of domestic law"
    return "; ".join(dict.fromkeys(each.source for each in cited))
