"""Examples of rating a country's law: in scope and out of scope, one's own sheet and another's."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl

from capacita.kernel.clock import now
from capacita.legislation.actions.questions import mark_answers_read, send_questions, take_in_answers
from capacita.legislation.actions.rating import begin_rating, keep_rating, take_earlier
from capacita.legislation.actions.rating_rows import take_in_rows
from capacita.legislation.choices import Rating
from capacita.legislation.models import RATINGS, CountryQuestions, RatingDraft
from capacita.legislation.rules.sheets import Sheet
from capacita.legislation.sources.rating_rows import RatedRow
from capacita.people.rules import Standing
from capacita.review.models import Review
from tests.contracts.deeds.examples import OWN, Deed, Ground, author, example
from tests.standards.made_version import reworded

_COUNTRIES = {"country in scope": "MA", "country out of scope": "TN"}
_ON, _ELEMENT = date(2024, 3, 2), "ets185/art_2/e1"


def _sheet(country: str) -> Sheet:
    return Sheet(country, "ets185/art_2", _ON)


@example("legislation.actions.rating.begin_rating", *_COUNTRIES)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: begin_rating(_sheet(_COUNTRIES[thing]), by=by)


@example("legislation.actions.rating.keep_rating", *(f"{whose}, {where}" for whose in OWN for where in _COUNTRIES))
def _(here: Ground, by: Standing, thing: str) -> Deed:
    whose, where = thing.split(", ")
    sheet, at = _sheet(_COUNTRIES[where]), now()
    held = Review.objects.create(
        kind=RATINGS, subject_key=sheet.key, country=sheet.iso2, author=author(here, by, whose), begun_at=at, changed_at=at
    )  # fmt: skip
    return lambda: keep_rating(held, _ELEMENT, {"code": "NOT"}, version=0, by=by)


@example(
    "legislation.actions.questions.send_questions", *(f"{whose}, {where}" for whose in OWN for where in _COUNTRIES)
)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    held = _handed_in(here, by, thing)
    chosen = {f"{held.key}|{_ELEMENT}": ""}
    return lambda: send_questions(held.country, chosen, until=by.on + timedelta(days=9), language="en", by=by)


@example(
    "legislation.actions.questions.take_in_answers", *(f"{whose}, {where}" for whose in OWN for where in _COUNTRIES)
)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    held = _handed_in(here, by, thing)
    asked = _asked(held, "another")
    content = f"number,article,question,answer\n{asked.key[:8]}-1,2,Is it?,Section 5.\n"
    return lambda: take_in_answers(asked, content=_workbook(content), file="answers.xlsx", by=by)


@example("legislation.actions.questions.mark_answers_read", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    asked = _asked(_handed_in(here, by, f"{thing}, country in scope"), author(here, by, thing))
    return lambda: mark_answers_read(asked, by=by)


def _handed_in(here: Ground, by: Standing, thing: str) -> Review:
    whose, where = thing.split(", ")
    sheet, at = _sheet(_COUNTRIES[where]), now()
    made = Review.objects.create(
        kind=RATINGS, subject_key=sheet.key, country=sheet.iso2, author=author(here, by, whose), begun_at=at, changed_at=at
    )  # fmt: skip
    Review.objects.filter(pk=made.pk).update(state="submitted")
    return made


def _asked(review: Review, who: str) -> CountryQuestions:
    line = {"review": review.key, "element": _ELEMENT, "article": "2", "question": "Is it?"}
    return CountryQuestions.objects.create(
        iso2=review.country, language="en", until=now().date(), lines=[line], asked_by=who, asked_at=now()
    )


def _workbook(text: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in text.splitlines():
        sheet.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@example("legislation.actions.rating.take_earlier", *(f"{whose}, {where}" for whose in OWN for where in _COUNTRIES))
def _(here: Ground, by: Standing, thing: str) -> Deed:
    whose, where = thing.split(", ")
    sheet, at = _sheet(_COUNTRIES[where]), now()
    held = Review.objects.create(
        kind=RATINGS, subject_key=sheet.key, country=sheet.iso2, author=author(here, by, whose), begun_at=at, changed_at=at
    )  # fmt: skip
    reworded("ets185", _ELEMENT, f"{_ELEMENT}00", at)
    RatingDraft.objects.create(review=held, element_key=_ELEMENT, code="NOT", text="searched", changed_at=at)
    return lambda: take_earlier(held, f"{_ELEMENT}00", by=by)


@example("legislation.actions.rating_rows.take_in_rows", *_COUNTRIES)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    country = _COUNTRIES[thing]
    row = RatedRow(2, country, "", _ON, "", _ELEMENT, Rating.NOT, "searched everywhere", (), "", None, ())
    return lambda: take_in_rows([row], iso2=country, file="ratings.xlsx", by=by)
