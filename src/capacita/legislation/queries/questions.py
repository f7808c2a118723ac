"""What may be asked of a country, what was asked, and what a filled document would answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said
from capacita.legislation.choices import Rating
from capacita.legislation.models import RATINGS, CountryQuestions
from capacita.legislation.queries.rating import drafts_of, elements_of_article, sheet_of
from capacita.legislation.rules.sheets import Sheet
from capacita.legislation.sources.answers import AnswerRow, question_number
from capacita.people.choices import Verb
from capacita.people.rules import Standing
from capacita.review.choices import State, StepKind
from capacita.review.models import Review, ReviewStep
from capacita.review.queries import reviews
from capacita.standards.models import RequirementElement

_OVER = (State.SETTLED, State.SUPERSEDED, State.WITHDRAWN)


@dataclass(frozen=True)
class Askable:
    """An element of a sheet about which its country may be asked; `is_open` where it is not assessed."""

    review: Review
    sheet: Sheet
    element: RequirementElement
    code: str

    @property
    def is_open(self) -> bool:
        return self.code in ("", Rating.UNK)

    @property
    def name(self) -> str:
        """By what a form names it."""
        return f"{self.review.key}|{self.element.key}"


def askable(user: Standing, iso2: str) -> list[Askable]:
    """Every element of the sheets of the country that `user` may see and that have not ended, in the order of the text."""
    found = []
    for review in reviews(user, kind=RATINGS, country=iso2).exclude(state__in=_OVER).order_by("pk"):
        sheet, kept = sheet_of(review), drafts_of(review)
        found += [
            Askable(review, sheet, each, kept[each.key].code if each.key in kept else "")
            for each in elements_of_article(sheet.article_key)
        ]
    return found


def questions_visible_to(rows: QuerySet[CountryQuestions], user: Standing) -> QuerySet[CountryQuestions]:
    """Those of the countries for which `user` speaks, or reads what is not published as one of the office."""
    if user.is_public:
        return rows.none()
    reach, spoken = user.reaches_as_staff(Verb.READ_INTERNAL), user.reaches(Verb.STATE_COUNTRY).countries
    return rows if reach.everything else rows.filter(Q(iso2__in=reach.countries) | Q(iso2__in=spoken))


def questions_of(user: Standing, iso2: str) -> QuerySet[CountryQuestions]:
    """What was asked of the country, the newest first."""
    return questions_visible_to(CountryQuestions.objects.filter(iso2=iso2), user)


def questions_by_key(key: str) -> CountryQuestions | None:
    return CountryQuestions.objects.filter(key=key).first()


@dataclass(frozen=True)
class Asked:
    """One question as it went out, with its number and the answers that came, the last one last."""

    number: str
    review_key: str
    element: str
    article: str
    question: str
    answers: tuple[str, ...]


def asked_lines(questions: CountryQuestions) -> list[Asked]:
    """The questions in their order. One query."""
    keys = {line["review"] for line in questions.lines}
    told: dict[tuple[str, str], list[str]] = {}
    steps = ReviewStep.objects.filter(review__key__in=keys, kind=StepKind.ANSWER, at__gte=questions.asked_at)
    for step in steps.select_related("review"):
        told.setdefault((step.review.key, step.item), []).append(step.text)
    return [
        Asked(
            question_number(questions.key, place), line["review"], line["element"], line["article"], line["question"],
            tuple(told.get((line["review"], line["element"]), ())),
        )
        for place, line in enumerate(questions.lines, start=1)
    ]  # fmt: skip


@dataclass(frozen=True)
class AnswerChange:
    """What one row would add: the question, what was answered before, and the answer."""

    row: AnswerRow
    asked: Asked

    @property
    def before(self) -> str:
        return self.asked.answers[-1] if self.asked.answers else ""


def answers_in(questions: CountryQuestions, rows: Sequence[AnswerRow], *, file: str) -> list[AnswerChange]:
    """What the rows would add, nothing being added. Refuses with every row that answers none of the questions.

    A row that says what was answered already adds nothing.
    """
    lines = asked_lines(questions)
    problems = []
    for row in rows:
        if row.questions != questions.key[:8]:
            message = said("belongs to other questions")
            problems.append(Problem(message, file, row.number, "number", said("Send it where those were asked.")))
        elif row.place > len(lines):
            problems.append(Problem(said("is no number of a question"), file, row.number, "number"))
    if problems:
        raise InputError(*problems)
    found = [AnswerChange(row, lines[row.place - 1]) for row in rows]
    return [each for each in found if each.before != each.row.text]


def reviews_asked(questions: CountryQuestions) -> Mapping[str, Review]:
    """The reviews that the questions are about, by key."""
    return {each.key: each for each in Review.objects.filter(key__in={line["review"] for line in questions.lines})}
