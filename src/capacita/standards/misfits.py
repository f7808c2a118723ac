"""Acts of one State under one instrument that contradict each other, or the instrument's final clauses.

Authority: ETS 185 Articles 36, 37 and 47, ETS 189 Articles 9 to 11 and 14, CETS 224 Articles 16 and 24.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from capacita.kernel.said import said
from capacita.standards.choices import CONSENTS, Act
from capacita.standards.rules import InstrumentTerms, TreatyAct, in_order

# Consents that follow a signature; an accession does without.
_AFTER_SIGNATURE = CONSENTS - {Act.ACCESSION}


@dataclass(frozen=True)
class Misfit:
    """An act that cannot follow from those before it; `against` is the key of the one that it contradicts, if one does."""

    key: str
    reason: str
    against: str = ""


@dataclass(frozen=True)
class _Before:
    """What the acts before an act have made of the State: by what it is bound, and has signed, since a denunciation."""

    bound_by: TreatyAct | None = None
    signed_by: TreatyAct | None = None
    denounced_by: TreatyAct | None = None

    def then(self, act: TreatyAct) -> _Before:
        if act.act in CONSENTS:
            return _Before(act, self.signed_by, self.denounced_by)
        if act.act is Act.SIGNATURE:
            return _Before(self.bound_by, act, self.denounced_by)
        return _Before(denounced_by=act) if act.act is Act.DENUNCIATION else self


def misfits(acts: Sequence[TreatyAct], terms: InstrumentTerms) -> list[Misfit]:
    """The acts of one State that contradict each other: what a loader or a form must refuse.

    The same act twice, a second signature or consent without a denunciation between, a ratification without a
    signature, an invitation or signature after consent, a lapse or extension without an invitation, an invitation
    where the instrument knows none, a denunciation or entry into force without consent, anything before the instrument
    opened. A new accession after a denunciation fits. A date that is a bound contradicts only what it surely does.
    """
    found: list[Misfit] = []
    before, last = _Before(), None
    for act in in_order(acts):
        if last is not None and (act.act, act.on.iso) == (last.act, last.on.iso):
            found.append(Misfit(act.key, said("of %(day)s stands twice", day=act.on), last.key))
            continue
        found += _of_itself(act, terms)
        found += _after(act, before)
        found += _without(act, acts, terms, before)
        before, last = before.then(act), act
    return found


def _of_itself(act: TreatyAct, terms: InstrumentTerms) -> Iterable[Misfit]:
    if act.on.last_day < terms.opened_on:
        opened = said(
            "is dated %(day)s, before the instrument opened on %(opened)s", day=act.on, opened=terms.opened_on
        )
        yield Misfit(act.key, opened)
    if act.act is Act.INVITED and not terms.invites:
        yield Misfit(act.key, said("is under an instrument to which nobody is invited"))
    if act.valid_until is not None and act.act not in (Act.INVITED, Act.INVITATION_EXTENDED):
        yield Misfit(act.key, said("has an end of validity, which only an invitation has"))
    elif act.valid_until is not None and act.valid_until <= act.on.first_day:
        ends = said("is valid until %(end)s, not later than its own date %(day)s", end=act.valid_until, day=act.on)
        yield Misfit(act.key, ends)


def _after(act: TreatyAct, before: _Before) -> Iterable[Misfit]:
    """What a consent or signature before the act forbids."""
    bound_by, signed_by = before.bound_by, before.signed_by
    if bound_by is None:
        if act.act is Act.DENUNCIATION:
            yield Misfit(act.key, said("denounces an instrument by which the State was not bound"))
        elif act.act is Act.ENTRY_INTO_FORCE:
            yield Misfit(act.key, said("has no consent to be bound before it"))
    elif act.act in CONSENTS:
        second = said("is a second consent to be bound; the first is of %(day)s", day=bound_by.on)
        yield Misfit(act.key, second, bound_by.key)
    elif act.act in (Act.INVITED, Act.SIGNATURE) and _surely_after(act, bound_by):
        after = said("comes after the State’s consent to be bound, of %(day)s", day=bound_by.on)
        yield Misfit(act.key, after, bound_by.key)
    if act.act is Act.SIGNATURE and signed_by is not None:
        second = said("is a second signature; the first is of %(day)s", day=signed_by.on)
        yield Misfit(act.key, second, signed_by.key)


def _without(act: TreatyAct, acts: Sequence[TreatyAct], terms: InstrumentTerms, before: _Before) -> Iterable[Misfit]:
    """What must have come before the act, and cannot have: bounds may reach back behind it."""
    if act.act in _AFTER_SIGNATURE and not _may_precede(Act.SIGNATURE, act, acts, terms, before):
        yield Misfit(act.key, said("has no signature before it or on its day; a State that did not sign accedes"))
    if act.act in (Act.INVITATION_EXTENDED, Act.INVITATION_LAPSED) and not _may_precede(
        Act.INVITED, act, acts, terms, before
    ):
        yield Misfit(act.key, said("has no invitation before it"))


def _may_precede(kind: Act, act: TreatyAct, acts: Sequence[TreatyAct], terms: InstrumentTerms, before: _Before) -> bool:
    """Whether an act of the kind may have been done by the act's day, and after the last denunciation before it."""
    since = before.denounced_by
    return any(
        each.act is kind
        and each.on.possible_by(act.on.last_day, terms.opened_on)
        and (since is None or each.on.last_day >= since.on.first_day)
        for each in acts
    )


def _surely_after(act: TreatyAct, consent: TreatyAct) -> bool:
    if act.on.not_later_than:
        return act.on.earliest is not None and act.on.earliest > consent.on.last_day
    return act.on.first_day > consent.on.last_day
