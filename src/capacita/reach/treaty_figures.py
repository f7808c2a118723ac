"""The figures of reach that follow from treaty actions: Parties, signed, invited, together, and who is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacita.countries.queries import state_codes
from capacita.evidence.words import current_language
from capacita.figures.registry import (
    Definition,
    Parameter,
    ParameterKind,
    Parameters,
    parameters_in_words,
    register_figure,
)
from capacita.figures.values import FigureValue, Unit
from capacita.kernel.moment import Moment
from capacita.kernel.rounding import round_to_step
from capacita.kernel.wording import day_in_words
from capacita.reach.treaty_counts import TREATY_RULE, TreatyCount, signed_ever, treaty_values
from capacita.standards.choices import Basis, Status
from capacita.standards.queries import CONVENTION, instrument, instruments
from capacita.standards.wording import has_parties

COUNTS = (
    TreatyCount(
        "reach.parties",
        (Status.PARTY,),
        lambda: _("Which States were Parties to the instrument?"),
        lambda n: ngettext("%(n)s State was a Party", "%(n)s States were Parties", n),
        lambda n: ngettext("%(n)s State had ratified or acceded", "%(n)s States had ratified or acceded", n),
    ),
    TreatyCount(
        "reach.signed",
        (Status.SIGNED,),
        lambda: _("Which States had signed the instrument and not consented to be bound?"),
        lambda n: ngettext("%(n)s State had signed and not ratified", "%(n)s States had signed and not ratified", n),
    ),
    TreatyCount(
        "reach.invited",
        (Status.INVITED,),
        lambda: _("Which States held an invitation to accede and had not consented to be bound?"),
        lambda n: ngettext(
            "%(n)s State held an open invitation to accede", "%(n)s States held an open invitation to accede", n
        ),
    ),
    TreatyCount(
        "reach.signed_or_invited",
        (Status.SIGNED, Status.INVITED),
        lambda: _("Which States had signed, or been invited to accede, and not consented to be bound?"),
        lambda n: ngettext(
            "%(n)s State had signed or been invited to accede", "%(n)s States had signed or been invited to accede", n
        ),
    ),
    TreatyCount(
        "reach.together",
        (Status.PARTY, Status.SIGNED, Status.INVITED),
        lambda: _("Which States were Parties, signatories or invited to accede?"),
        lambda n: ngettext(
            "%(n)s State was a Party, signatory or invited to accede",
            "%(n)s States were Parties, signatories or invited to accede",
            n,
        ),
        lambda n: ngettext(
            "%(n)s State had ratified, acceded, signed or been invited to accede",
            "%(n)s States had ratified, acceded, signed or been invited to accede",
            n,
        ),
    ),
    TreatyCount(
        "reach.none",
        (Status.NONE,),
        lambda: _("For which States is no treaty action recorded?"),
        lambda n: ngettext(
            "no treaty action was recorded for %(n)s State", "no treaty action was recorded for %(n)s States", n
        ),
    ),
)
# Only on basis in_force is a State between its deposit and entry into force: the count knows no other (decision 0005).
CONSENTED = TreatyCount(
    "reach.consented",
    (Status.CONSENTED,),
    lambda: _("Which States had ratified or acceded, and were not bound by the instrument yet?"),
    lambda n: ngettext(
        "%(n)s State had ratified or acceded and was not bound yet",
        "%(n)s States had ratified or acceded and were not bound yet",
        n,
    ),
    basis=Basis.IN_FORCE,
)


def register() -> None:
    parameters = (
        Parameter(
            "instrument",
            ParameterKind.INSTRUMENT,
            CONVENTION,
            _instruments,
            lambda: _("Instrument"),
            lambda code, at: f"{instrument(code, at=at).short(current_language())}, {instrument(code, at=at).number}",
        ),
        Parameter(
            "basis",
            ParameterKind.WORD,
            Basis.DEPOSIT.value,
            lambda _at: [basis.value for basis in Basis],
            lambda: _("Counted from"),
            lambda basis, _at: _("deposit") if basis == Basis.DEPOSIT else _("entry into force"),
        ),
    )
    for count in (*COUNTS, CONSENTED):
        register_figure(
            Definition(
                count.id,
                count.question,
                Unit.STATES,
                TREATY_RULE,
                _rule_text,
                _sentence(count),
                treaty_values(count),
                parameters if count.basis is None else parameters[:1],
            )
        )
    register_figure(
        Definition(
            "reach.parties_share",
            lambda: _("Which share of the States were Parties to the instrument?"),
            Unit.SHARE,
            TREATY_RULE,
            _rule_text,
            lambda value: _told(
                value,
                _("%(n)s of %(all)s States were Parties")
                if _has_parties(value)
                else _("%(n)s of %(all)s States had ratified or acceded"),
                n=value.numerator,
                all=value.denominator,
            ),
            _parties_share,
            parameters,
        )
    )
    register_figure(
        Definition(
            "reach.signed_ever",
            lambda: _("Which States had signed the instrument, whether or not they consented later?"),
            Unit.STATES,
            TREATY_RULE,
            _rule_text,
            lambda value: _told(
                value, ngettext("%(n)s State had signed", "%(n)s States had signed", _n(value)), n=value.value
            ),
            signed_ever,
            parameters[:1],
        )
    )


def _instruments(at: Moment) -> Sequence[str]:
    return sorted(each.code for each in instruments(at=at))


def _has_parties(value: FigureValue) -> bool:
    """Whether the States counted on a basis are called Parties at the value's date."""
    treaty = instrument(value.parameters["instrument"], at=value.at)
    return has_parties(treaty, value.at.as_of, Basis(value.parameters.get("basis", Basis.DEPOSIT)))


def _rule_text() -> str:
    return _(
        "A State counts as a Party from the day on which it deposits its ratification, acceptance, approval or accession "
        "(basis in_force: from the later of the instrument's own entry into force and the first day of the month after "
        "three full months from deposit). Signed: signature and no consent to be bound. Invited: invitation decided, no "
        "consent, no stated lapse. A date “not later than” counts from its bound; before it the State is undetermined. "
        "Denunciation ends a status; territories are not counted."
    )


def _parties_share(sets: Sequence[Parameters], at: Moment) -> list[FigureValue]:
    """Parties as a share of the States on the date: both counts are given, and the share never without them."""
    values = []
    for each, parties in zip(sets, treaty_values(COUNTS[0])(sets, at), strict=True):
        states = len(state_codes(at.as_of, at=at))
        count = None if parties.value is None else int(parties.value)
        shares = [None if number is None else Decimal(number) / states for number in (count, parties.low, parties.high)]
        value, low, high = (None if share is None else round_to_step(share, Decimal("0.001")) for share in shares)
        values.append(
            replace(
                parties,
                id="reach.parties_share",
                parameters=each,
                unit=Unit.SHARE,
                value=value,
                low=low,
                high=high,
                numerator=count,
                denominator=states if count is not None else None,
                step=Decimal("0.001"),
            )
        )
    return values


def _n(value: FigureValue) -> int:
    return int(value.value or 0)


def _told(value: FigureValue, words: str, **numbers: object) -> str:
    """On a day, what was counted, under which instrument and, where it is not the deposit, from what."""
    said = dict(parameters_in_words(value))
    if value.parameters.get("basis") in (None, Basis.DEPOSIT):
        said.pop(_("Counted from"), None)
    told = {"day": day_in_words(value.at.as_of, current_language()), "under": ", ".join(said.values())}
    if value.value is None:
        return _("%(under)s, on %(day)s: %(reason)s") % {**told, "reason": value.reason}
    return _("On %(day)s, %(counted)s (%(under)s)") % {**told, "counted": words % numbers}


def _sentence(count: TreatyCount) -> Callable[[FigureValue], str]:
    def sentence(value: FigureValue) -> str:
        words = count.sentence
        if count.not_in_force is not None and not _has_parties(value):
            words = count.not_in_force
        return _told(value, words(_n(value)), n=value.value)

    return sentence
