"""The standards' catalogues, and the checks of treaty actions that need all acts of a State at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from capacita.countries.catalogues import unknown_countries
from capacita.evidence.catalogue import Catalogue, Draft, RowForm, register_catalogue, register_csv
from capacita.evidence.models import Dataset
from capacita.kernel.dates import StatedDate
from capacita.kernel.errors import Problem
from capacita.kernel.said import said
from capacita.people.choices import ScopeKind
from capacita.standards import sources
from capacita.standards.choices import Act
from capacita.standards.misfits import Misfit, misfits
from capacita.standards.models import CatalogueVersion, Instrument, Provision, RequirementElement, TreatyAction
from capacita.standards.rules import TreatyAct

_FOLDER = Path(__file__).parent / "catalog"


def check_instruments(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """The dataset that an instrument's actions form is one of those whose date is stated."""
    known = set(Dataset.objects.recorded().values_list("key", flat=True))
    for draft in drafts:
        name = draft.values["dataset"]
        if name:
            yield from draft.unknown("dataset", name, said("a dataset"), known, said("Add it to datasets.csv first."))


def check_actions(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """Unknown codes, days to come, and acts of one State that contradict each other, kept ones among them."""
    instruments = {each.code: each.terms for each in Instrument.objects.recorded()}
    yield from unknown_countries(drafts)
    by_state: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        code = draft.values["instrument"]
        if code not in instruments:
            remedy = said("Add it to instruments.csv first.")
            yield from draft.unknown("treaty", code, said("an instrument"), instruments, remedy)
            continue
        if draft.stated_on is not None and draft.stated_on > today:
            message = said("%(day)s lies in the future", day=draft.values["on"])
            yield draft.problem("date", message, said("Record an act once it is done."))
        by_state[code, draft.values["iso2"]].append(draft)
    for draft in kept:
        state = draft.values["instrument"], draft.values["iso2"]
        if state in by_state:
            by_state[state].append(draft)
    for (code, _), group in by_state.items():
        rows = {draft.key: draft for draft in group}
        for misfit in misfits([_act(draft) for draft in group], instruments[code]):
            yield _misfit_problem(misfit, rows)


def _misfit_problem(misfit: Misfit, rows: Mapping[str, Draft]) -> Problem:
    """Told at the row of the file or the form, whichever of the two came first; a kept row is named by its key."""
    misfitting, against = rows[misfit.key], rows.get(misfit.against)
    place = against if misfitting.is_kept and against is not None and not against.is_kept else misfitting
    kept = next((each for each in (misfitting, against) if each is not None and each.is_kept), None)
    if place.row:
        act, state = misfitting.values["act"], misfitting.values["iso2"]
        message = said("the %(act)s of %(state)s %(reason)s", act=act, state=state, reason=misfit.reason)
    elif misfitting is place:
        message = said("this act %(reason)s", reason=misfit.reason)
    else:
        message = said("another act of this State %(reason)s", reason=misfit.reason)
    remedy = said("Check the date and the State, or add the act that is missing between.")
    return place.problem("action", message, remedy, against=kept)


def check_provisions(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """Provisions are of a known instrument, and a paragraph is part of an article that is there."""
    instruments = set(Instrument.objects.recorded().values_list("code", flat=True))
    keys = {draft.key for draft in (*drafts, *kept)}
    for draft in drafts:
        if draft.values["instrument"] not in instruments:
            message = said("“%(value)s” is not %(kind)s", value=draft.values["instrument"], kind=said("an instrument"))
            yield draft.problem("instrument", message)
        if draft.values["parent_key"] and draft.values["parent_key"] not in keys:
            message = said("“%(value)s” is not %(kind)s", value=draft.values["parent_key"], kind=said("a provision"))
            yield draft.problem("parent_id", message)


def check_elements(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """Nothing comes from a file once a version was released here: keys of the two would stand for different wordings."""
    if _is_ahead() and drafts and not drafts[0].is_kept:
        yield drafts[0].problem(
            "", "the catalogue of requirements has been developed further here", "Draft the next version instead."
        )


def _is_ahead() -> bool:
    return CatalogueVersion.objects.exists()


def _act(draft: Draft) -> TreatyAct:
    values = draft.values
    return TreatyAct(
        Act(values["act"]),
        StatedDate(values["on"], values["not_later_than"], values["earliest"]),
        draft.stated_on,
        values["valid_until"],
        draft.key,
    )


def register() -> None:
    def from_bytes(
        parse: Callable[[bytes, str], Sequence[dict[str, Any]]],
    ) -> Callable[[bytes, str], Sequence[Draft]]:
        return lambda content, file: [Draft(**fields) for fields in parse(content, file)]

    register_csv(
        "instruments", _FOLDER, Instrument, sources.INSTRUMENT_COLUMNS, sources.parse_instruments, check_instruments
    )
    register_csv(
        "treaty_actions", _FOLDER, TreatyAction, sources.ACTION_COLUMNS, sources.parse_treaty_actions, check_actions,
        RowForm(sources.action_cells, ScopeKind.COUNTRY, "iso2", is_counted=True),
    )  # fmt: skip
    path = _FOLDER / "provisions.yaml"
    register_catalogue(Catalogue("provisions", path, Provision, from_bytes(sources.parse_provisions), check_provisions))
    register_catalogue(
        Catalogue(
            "elements", path, RequirementElement, from_bytes(sources.parse_elements), check_elements, is_ahead=_is_ahead
        )
    )
