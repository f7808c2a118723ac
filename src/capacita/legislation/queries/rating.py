"""Reads of ratings: the sheet that a review is about, what is typed on it, and what holds on a date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet

from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.legislation.choices import Publication, Rating
from capacita.legislation.models import RATINGS, LawRating, RatingDraft
from capacita.legislation.queries.citing import passages_cited, place_of
from capacita.legislation.queries.latest import holding_rows
from capacita.legislation.rules.evidence import Rated
from capacita.legislation.rules.sheets import Sheet, sheet_from
from capacita.people.rules import Standing
from capacita.review.choices import State
from capacita.review.comparing import disputed_items, holding_elsewhere, settled_at
from capacita.review.models import Review
from capacita.review.queries import reviews
from capacita.review.rules import Agreement, agreement
from capacita.standards.models import Provision, RequirementElement
from capacita.standards.queries import CONVENTION
from capacita.standards.versions import earlier_wordings, elements_at, version_at


def sheet_of(review: Review) -> Sheet:
    return sheet_from(review.subject_key)


@once
def elements_of_article(article_key: str, *, at: Moment | None = None) -> tuple[RequirementElement, ...]:
    """The ratable elements of an article and its paragraphs in the version that holds, in the order of the text."""
    article = Provision.objects.recorded(at).filter(key=article_key).first()
    if article is None:
        return ()
    parts = Provision.objects.recorded(at).filter(instrument=article.instrument, article=article.article)
    place = dict(parts.values_list("key", "position"))
    rows = elements_at(article.instrument, at=at).filter(provision_key__in=place).exclude(weight="")
    return tuple(sorted(rows, key=lambda each: (place[each.provision_key], each.position, each.pk)))


def elements_of_sheet(review: Review) -> tuple[RequirementElement, ...]:
    """The elements that a sheet answers: those of now while it is in work, those of its handing in ever after."""
    article_key = sheet_of(review).article_key
    if review.state == State.DRAFT:
        return elements_of_article(article_key)
    handed_in = review.steps.filter(to_state=State.SUBMITTED).order_by("-pk").values_list("at", flat=True).first()
    if handed_in is None:
        return elements_of_article(article_key)
    return elements_of_article(article_key, at=Moment(handed_in.date(), handed_in.date(), handed_in))


@once
def ratable_articles(*, at: Moment | None = None) -> tuple[Provision, ...]:
    """The articles of the Convention that have ratable elements, in the order of the text."""
    parts = Provision.objects.recorded(at).filter(instrument=CONVENTION)
    weighed = elements_at(CONVENTION, at=at).exclude(weight="").values("provision_key")
    ratable = parts.filter(key__in=weighed.order_by()).values("article")
    return tuple(parts.filter(paragraph="", article__in=ratable).order_by("position"))


@once
def article_of_element(*, at: Moment | None = None) -> Mapping[str, str]:
    """The key of the article of every ratable element, in the order of the text."""
    parts = Provision.objects.recorded(at).filter(instrument=CONVENTION).order_by("position")
    numbers = dict(parts.values_list("key", "article"))
    places = {key: number for number, key in enumerate(numbers)}
    rows = elements_at(CONVENTION, at=at).exclude(weight="").values_list("key", "provision_key")
    listed = sorted(((key, part) for key, part in rows if part in places), key=lambda each: places[each[1]])
    return {key: f"{CONVENTION}/art_{numbers[part]}" for key, part in listed}


def catalogue_version(*, at: Moment | None = None) -> str:
    """How a file names the version of the catalogue that holds: its number and twelve digits that stand for its elements."""
    return version_at(CONVENTION, at=at).name


def drafts_of(review: Review) -> Mapping[str, RatingDraft]:
    """What is typed on the sheet so far, by element."""
    return {each.element_key: each for each in review.rating_drafts.all()}


def settled_drafts(review: Review) -> Mapping[str, RatingDraft]:
    """What the sheet says once two who rated it apart have settled: of some elements another's draft holds.

    It has the version of the sheet's own: what is typed of it is kept there, and holds from then on where the sheet came
    back after the two had settled.
    """
    found, since = dict(drafts_of(review)), settled_at(review)
    for element, other in holding_elsewhere(review).items():
        own, held = found.get(element), other.rating_drafts.filter(element_key=element).first()
        if held is None or (own is not None and since is not None and own.changed_at > since):
            continue
        held.version = own.version if own is not None else 0
        found[element] = held
    return found


def codes_of(review: Review) -> Mapping[str, str]:
    """The codes on the sheet, by element."""
    return dict(review.rating_drafts.exclude(code="").values_list("element_key", "code"))


def asked_elements(review: Review) -> tuple[RequirementElement, ...]:
    """The elements that the sheet rates: all that it answers, or what two differ on where a third is asked to decide."""
    elements, disputed = elements_of_sheet(review), disputed_items(review)
    return elements if disputed is None else tuple(each for each in elements if each.key in disputed)


def rated_elements(review: Review, *, known_on: date, settled: bool = False) -> list[Rated]:
    """The elements that have a code on the sheet, with the law that they cite as it stood on the sheet's date.

    What was typed of elements that the sheet no longer asks is not among them. With `settled` they are those that hold
    once two who rated apart have settled.
    """
    kept = settled_drafts(review) if settled else drafts_of(review)
    sheet, asked = sheet_of(review), {each.key for each in elements_of_sheet(review)}
    drafts = [each for element, each in sorted(kept.items()) if each.code and element in asked]
    at = Moment(sheet.on, known_on)
    cited = passages_cited(sheet.iso2, [passage for each in drafts for passage in each.cited], at=at)
    return [
        Rated(each.element_key, Rating(each.code), each.text, tuple(cited[place_of(passage)] for passage in each.cited))
        for each in drafts
    ]


def rated_before(sheet: Sheet) -> Mapping[str, LawRating]:
    """The latest ratings of the elements that hold from the sheet's date or an earlier one, by element."""
    rows = LawRating.objects.recorded().filter(
        iso2=sheet.iso2, territory=sheet.territory, article_key=sheet.article_key, holds_from__lte=sheet.on
    )
    return {row.element_key: row for row in holding_rows(rows)}


def rated_in_other_words(review: Review) -> Mapping[str, LawRating | RatingDraft]:
    """By element of now, what was typed on the sheet or rated before of an earlier wording of it.

    It counts only once a person took it over.
    """
    wordings, article = earlier_wordings(CONVENTION), sheet_of(review).article_key
    if not any(key.startswith(f"{article}/") for key in wordings):
        return {}
    typed = {key: each for key, each in drafts_of(review).items() if each.code}
    before = rated_before(sheet_of(review))
    known: dict[str, LawRating | RatingDraft] = {**before, **typed}
    return {
        key: next(known[each] for each in earlier if each in known)
        for key, earlier in wordings.items()
        if key not in before and any(each in known for each in earlier)
    }


def ratings_on(*, at: Moment, public_only: bool, iso2: str = "", article_key: str = "") -> QuerySet[LawRating]:
    """The ratings that had been made of the law of the moment or before, of a country or an article where it is said.

    Demonstrations are never among them. The later of two of an element is the one that holds: see `latest`.
    """
    rows: QuerySet[LawRating] = LawRating.objects.recorded(at).filter(
        is_demonstration=False, holds_from__lte=at.as_of, stated_on__lte=at.known_on
    )
    if public_only:
        rows = rows.filter(publication=Publication.PUBLIC)
    if iso2:
        rows = rows.filter(iso2=iso2)
    if article_key:
        rows = rows.filter(article_key=article_key)
    return rows.order_by("holds_from")


def holding(rows: QuerySet[LawRating]) -> dict[tuple[str, str], dict[str, LawRating]]:
    """By country and territory, then element, the rating that holds. One query."""
    found: dict[tuple[str, str], dict[str, LawRating]] = {}
    for row in holding_rows(rows).select_related("citation"):
        found.setdefault((row.iso2, row.territory), {})[row.element_key] = row
    return found


def sheets_of(user: Standing, iso2: str) -> list[tuple[Review, Sheet]]:
    """The reviews of a country's ratings that `user` may see, the newest first."""
    return [(each, sheet_of(each)) for each in reviews(user, kind=RATINGS, country=iso2)]


def rated_apart(review: Review, user: Standing) -> list[tuple[Review, Agreement]]:
    """How far other sheets of the same subject agree with this one, of those that `user` may see."""
    codes = codes_of(review)
    others = reviews(user, kind=RATINGS, subject_key=review.subject_key).exclude(author=review.author)
    return [(each, agreement(codes, codes_of(each))) for each in others if each.state != State.DRAFT]
