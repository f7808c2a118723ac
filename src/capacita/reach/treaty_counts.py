"""The values of treaty counts: who is counted by which act, who is undetermined, who is left out and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from capacita.countries.models import Country
from capacita.countries.queries import names, sort_key
from capacita.evidence.queries import sourced_to
from capacita.evidence.words import current_language
from capacita.figures.registry import Parameters
from capacita.figures.values import FigureValue, Named, Record, Rule, Unit
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words, stated_date_in_words
from capacita.reach.queries import Partition, partition
from capacita.reach.rules import TierCount
from capacita.standards.choices import Act, Basis, Status
from capacita.standards.queries import ActRow, act_rows, acts_by_state
from capacita.standards.rules import RULE, RULE_VERSION, Standing, TreatyAct
from capacita.standards.wording import act_in_words, has_parties, status_in_words

TREATY_RULE = Rule(RULE, RULE_VERSION)


@dataclass(frozen=True)
class TreatyCount:
    """A count of States by status: its id, the statuses, the question and the sentence with the count in it.

    `not_in_force` is the sentence while the instrument itself is not in force, where it differs: no State is a Party
    to it then. `basis` is that of a count that makes sense on one only.
    """

    id: str
    statuses: tuple[Status, ...]
    question: Callable[[], str]
    sentence: Callable[[int], str]
    not_in_force: Callable[[int], str] | None = None
    basis: Basis | None = None


def treaty_values(count: TreatyCount) -> Callable[[Sequence[Parameters], Moment], list[FigureValue]]:
    def compute(sets: Sequence[Parameters], at: Moment) -> list[FigureValue]:
        named = names(current_language(), at=at)
        found: dict[tuple[str, Basis], Partition] = {}
        values = []
        for each in sets:
            key = each["instrument"], count.basis or Basis(each["basis"])
            if key not in found:
                found[key] = partition(at=at, code=key[0], basis=key[1])
            values.append(treaty_value(count, found[key], each, named=named))
        return values

    return compute


def treaty_value(
    count: TreatyCount, found: Partition, parameters: Parameters, *, named: Mapping[str, str] | None = None
) -> FigureValue:
    """The count of States in the statuses of `count`, with a record for each and the reasons for the others."""
    at = found.at
    labels = names(current_language(), at=at) if named is None else named
    closed = closed_value(count.id, found, parameters)
    if closed is not None:
        return closed
    counted = found.count(*count.statuses)
    return FigureValue(
        id=count.id,
        parameters=parameters,
        at=at,
        unit=Unit.STATES,
        rule=TREATY_RULE,
        value=counted.value,
        low=counted.low,
        high=counted.high,
        records=_records(found, counted, labels),
        undetermined=named_in_order(
            Named(state, labels[state], _why_undetermined(found.standing(state), found, state))
            for state in counted.undetermined
        ),
        uncertain=named_in_order(
            Named(state, labels[state], _why_uncertain(found.standing(state))) for state in counted.uncertain
        ),
        left_out=_left_out(found, counted, labels),
        notes=_notes(found, count),
        sourced_to=sourced_to(found.instrument.dataset, at=at),
    )


def closed_value(id: str, found: Partition, parameters: Parameters) -> FigureValue | None:
    """The answer where there is nothing to count yet: an instrument without compiled actions, or not yet open."""
    if not found.instrument.dataset:
        reason = _("no treaty action has been compiled for this instrument")
    elif not found.is_open:
        reason = _("not yet open for signature on this date; it opened on %s") % day_in_words(
            found.instrument.opened_on, current_language()
        )
    else:
        return None
    return FigureValue(
        id=id,
        parameters=parameters,
        at=found.at,
        unit=Unit.STATES,
        rule=TREATY_RULE,
        value=None,
        low=None,
        high=None,
        sourced_to=sourced_to(found.instrument.dataset, at=found.at) if found.instrument.dataset else None,
        reason=reason,
        missing=_("not yet open") if found.instrument.dataset else "",
    )


def _records(found: Partition, counted: TierCount, labels: Mapping[str, str]) -> tuple[Record, ...]:
    deciding: dict[str, TreatyAct] = {}
    for state in counted.certain:
        decided_by = found.standing(state).decided_by
        if decided_by is not None:
            deciding[state] = decided_by
    acts = act_rows(found.instrument.code, at=found.at)
    without = [state for state in counted.certain if state not in deciding]
    rows = {row.iso2: row for row in Country.objects.recorded(found.at).filter(iso2__in=without)} if without else {}
    records = []
    for state in counted.certain:
        act = deciding.get(state)
        if act is not None:
            records.append(_act_record(acts[act.key], state, labels[state], act))
        else:
            country = rows[state]
            records.append(
                Record(
                    country.key,
                    country.digest,
                    state,
                    labels[state],
                    _("no treaty action recorded"),
                    None,
                    country.citation_id,
                )
            )
    return by_name(records)


def by_name(records: Iterable[Record]) -> tuple[Record, ...]:
    """Records in the order in which a reader looks for their names."""
    return tuple(sorted(records, key=lambda each: (sort_key(each.name), each.what, each.key)))


def named_in_order(listed: Iterable[Named]) -> tuple[Named, ...]:
    """Names in the order in which a reader looks for them."""
    return tuple(sorted(listed, key=lambda each: (sort_key(each.name), each.key)))


def _act_record(row: ActRow, state: str, name: str, act: TreatyAct) -> Record:
    return Record(row.key, row.digest, state, name, act_in_words(act.act), act.on, row.citation_id, row.note)


def _left_out(found: Partition, counted: TierCount, labels: Mapping[str, str]) -> tuple[Named, ...]:
    beside = {*counted.certain, *counted.undetermined}
    # Each status is put into words once, not once for each State.
    words = {each: status_in_words(each, found.instrument, found.at.as_of, found.basis) for each in Status}
    rest = [
        Named(state, labels.get(state, state), words[found.standing(state).status])
        for state in sorted(found.states - beside)
    ]
    rest += [
        Named(state, labels.get(state, state), _("not a State of its own on the date"))
        for state, standing in sorted(found.standings.items())
        if state not in found.states and standing.status is not Status.NONE
    ]
    return tuple(sorted(rest, key=lambda each: (each.reason, sort_key(each.name), each.key)))


def _why_undetermined(standing: Standing, found: Partition, state: str) -> str:
    acts = acts_by_state(found.instrument.code, at=found.at).get(state, [])
    bounds = [act for act in acts if act.on.not_later_than and act.on.last_day > found.at.as_of]
    if bounds:
        act = bounds[0]
        return f"{act_in_words(act.act)}, {stated_date_in_words(act.on, current_language())}"
    return _("the date of an act is not known to the day")


def _why_uncertain(standing: Standing) -> str:
    if standing.may_have_lapsed and standing.decided_by and standing.decided_by.valid_until:
        return _("the invitation may have lapsed: it was valid until %s, and no lapse or extension is stated") % (
            day_in_words(standing.decided_by.valid_until, current_language())
        )
    return _("another act of uncertain date may have changed this status")


def _notes(found: Partition, count: TreatyCount) -> tuple[str, ...]:
    notes = []
    if found.basis is Basis.IN_FORCE and found.instrument.in_force_on is None:
        notes.append(_("The instrument is not in force: on this basis it has no Parties."))
    if not has_parties(found.instrument, found.at.as_of, found.basis) and Status.PARTY in count.statuses:
        notes.append(_("The instrument is not in force on the date: States counted have ratified or acceded."))
    if Status.INVITED in count.statuses and not found.instrument.accedes_by_invitation:
        notes.append(_("Accession to this instrument needs no invitation of its own."))
    return tuple(notes)


def signed_ever(sets: Sequence[Parameters], at: Moment) -> list[FigureValue]:
    labels = names(current_language(), at=at)
    values = []
    for each in sets:
        found = partition(at=at, code=each["instrument"])
        closed = closed_value("reach.signed_ever", found, each)
        if closed is not None:
            values.append(closed)
            continue
        acts = acts_by_state(found.instrument.code, at=at)
        signatures = {
            state: [act for act in its_acts if act.act is Act.SIGNATURE]
            for state, its_acts in acts.items()
            if state in found.states
        }
        certain = {
            state: next(act for act in each_acts if act.on.certain_by(at.as_of))
            for state, each_acts in signatures.items()
            if any(act.on.certain_by(at.as_of) for act in each_acts)
        }
        possible = [
            state
            for state, each_acts in signatures.items()
            if state not in certain
            and any(act.on.possible_by(at.as_of, found.instrument.opened_on) for act in each_acts)
        ]
        rows = act_rows(found.instrument.code, at=at)
        records = [_act_record(rows[act.key], state, labels[state], act) for state, act in certain.items()]
        values.append(
            FigureValue(
                id="reach.signed_ever",
                parameters=each,
                at=at,
                unit=Unit.STATES,
                rule=TREATY_RULE,
                value=len(certain),
                low=len(certain),
                high=len(certain) + len(possible),
                records=by_name(records),
                undetermined=named_in_order(
                    Named(state, labels[state], _("date of signature not known to the day")) for state in possible
                ),
                sourced_to=sourced_to(found.instrument.dataset, at=at),
            )
        )
    return values
