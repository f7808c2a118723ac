"""What a workbook of ratings would change, told by row, before anything of it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from capacita.kernel.errors import InputError, Problem
from capacita.kernel.identifiers import near
from capacita.kernel.said import said
from capacita.legislation.models import RATINGS, LawProvision, RatingDraft
from capacita.legislation.queries.rating import article_of_element, catalogue_version, drafts_of
from capacita.legislation.queries.row_lineage import carried
from capacita.legislation.rules.sheets import Sheet
from capacita.legislation.sources.rating_rows import RatedRow
from capacita.people.rules import Standing
from capacita.review.choices import State
from capacita.review.queries import review_in_work


@dataclass(frozen=True)
class RowChange:
    """What one row would change: the element, the code before and after; its key in the file, if it was reworded since."""

    row: RatedRow
    before: str
    after: str
    reworded_from: str = ""


def changes_of_rows(rows: Sequence[RatedRow], *, iso2: str, file: str, by: Standing) -> list[RowChange]:
    """What taking the rows in would change, nothing being changed. Refuses with every row that does not fit.

    A row of an earlier version of the catalogue is carried to the elements of now as their lineage says.
    """
    taken, problems = carried(rows, file)
    rows = [each.row for each in taken]
    problems += _misfits(rows, iso2, file, by.on)
    if problems:
        raise InputError(*problems)
    reworded = {each.row.number: each.reworded_from for each in taken}
    found = []
    for sheet, filled in by_sheet(rows).items():
        review = review_in_work(by.key, RATINGS, sheet.key)
        if review is not None and review.state != State.DRAFT:
            message = said("Article %(article)s of this date is handed in already", article=sheet.number)
            raise InputError(Problem(message, file, filled[0].number, "article"))
        kept = drafts_of(review) if review is not None else {}
        found += [
            RowChange(each, _code(kept, each), str(each.code or ""), reworded[each.number])
            for each in filled
            if _differs(kept, each)
        ]
    return found


def _misfits(rows: Sequence[RatedRow], iso2: str, file: str, today: date) -> list[Problem]:
    version, articles = catalogue_version(), article_of_element()
    cited = {key for row in rows for key in row.cited}
    provisions = set(LawProvision.objects.recorded().filter(iso2=iso2, key__in=cited).values_list("key", flat=True))
    found = []
    for row in rows:
        if row.iso2 != iso2:
            message = said("is about %(country)s", country=row.iso2)
            found.append(Problem(message, file, row.number, "country", said("Send each country on its own page.")))
        if row.on > today:
            found.append(Problem(said("law is rated on a day that has come"), file, row.number, "law_as_of"))
        if row.element not in articles:
            older = row.catalogue != version
            message = said("is no element of the catalogue") if not older else said("is no element any more")
            alike = near(row.element, articles)
            remedy = said("The nearest is %(near)s: compare the questions.", near=alike[0]) if alike else ""
            found.append(Problem(message, file, row.number, "element", remedy))
        for key in row.cited:
            if key not in provisions:
                message = said("%(key)s is no recorded provision of the country", key=key[:60])
                found.append(Problem(message, file, row.number, "cited", said("Record the law first.")))
    return found


def by_sheet(rows: Sequence[RatedRow]) -> Mapping[Sheet, list[RatedRow]]:
    """The rows that say something, by the sheet to which they belong."""
    articles = article_of_element()
    found: dict[Sheet, list[RatedRow]] = {}
    for row in rows:
        if not row.is_blank:
            found.setdefault(Sheet(row.iso2, articles[row.element], row.on, row.territory), []).append(row)
    return found


def _code(kept: Mapping[str, RatingDraft], row: RatedRow) -> str:
    held = kept.get(row.element)
    return held.code if held else ""


def _differs(kept: Mapping[str, RatingDraft], row: RatedRow) -> bool:
    held = kept.get(row.element)
    if held is None:
        return True
    cited = tuple(each.get("provision", "") for each in held.cited)
    return (held.code, held.text, held.comment, held.cause, tuple(held.flags), tuple(dict.fromkeys(cited))) != (
        str(row.code or ""), row.text, row.comment, str(row.cause or ""), tuple(map(str, row.flags)),
        tuple(dict.fromkeys(row.cited)),
    )  # fmt: skip
