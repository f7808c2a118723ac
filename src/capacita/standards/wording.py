"""Words for acts and statuses of States under instruments, and for the records of them, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from capacita.countries.queries import names
from capacita.evidence.words import RecordWords, current_language
from capacita.kernel.moment import Moment
from capacita.kernel.wording import stated_date_in_words
from capacita.standards.choices import Act, Basis, Status
from capacita.standards.models import Instrument, Provision, TreatyAction
from capacita.standards.queries import instruments
from capacita.standards.rules import Standing


def has_parties(instrument: Instrument, on: date, basis: Basis = Basis.DEPOSIT) -> bool:
    """Whether States that count as Parties are called so; while the instrument itself is not in force they have
    ratified or acceded. On basis in_force a State counts only once the instrument binds it."""
    return basis is Basis.IN_FORCE or instrument.is_in_force_on(on)


def status_in_words(status: Status, instrument: Instrument, on: date, basis: Basis = Basis.DEPOSIT) -> str:
    """A State's own status under the instrument on the day: Party, signed, invited to accede."""
    match status:
        case Status.PARTY:
            return _("Party") if has_parties(instrument, on, basis) else _("ratified or acceded")
        case Status.CONSENTED:
            return _("ratified or acceded, not yet in force")
        case Status.SIGNED:
            return _("signed")
        case Status.INVITED:
            return _("invited to accede")
        case Status.NONE:
            return _("no treaty action recorded")


def act_in_words(act: Act) -> str:
    """What a State did, as a heading of its date. Only the word asked for is looked up: a page says hundreds."""
    match act:
        case Act.SIGNATURE:
            return pgettext("act", "Signed")
        case Act.RATIFICATION:
            return pgettext("act", "Ratified")
        case Act.ACCEPTANCE:
            return pgettext("act", "Accepted")
        case Act.APPROVAL:
            return pgettext("act", "Approved")
        case Act.ACCESSION:
            return pgettext("act", "Acceded")
        case Act.INVITED:
            return pgettext("act", "Invited to accede")
        case Act.INVITATION_EXTENDED:
            return pgettext("act", "Invitation extended")
        case Act.INVITATION_LAPSED:
            return pgettext("act", "Invitation lapsed")
        case Act.ENTRY_INTO_FORCE:
            return pgettext("act", "Entry into force")
        case Act.DENUNCIATION:
            return pgettext("act", "Denounced")


def standing_in_words(
    standing: Standing,
    instrument: Instrument,
    on: date,
    basis: Basis = Basis.DEPOSIT,
    *,
    is_unverified: bool = False,
) -> str:
    """Invited to accede, 11 December 2019; with what is uncertain or unverified about it."""
    text = status_in_words(standing.status, instrument, on, basis)
    if standing.decided_by is not None:
        text = f"{text}, {stated_date_in_words(standing.decided_by.on, current_language())}"
    if standing.may_have_lapsed:
        text = _("%s (may have lapsed)") % text
    if is_unverified:
        text = _("%s (unverified)") % text
    return text


def treaty_actions_in_words(rows: Sequence[TreatyAction], at: Moment) -> list[RecordWords]:
    """Morocco: Acceded, Budapest Convention, 29 June 2018."""
    named, shorts = (
        names(current_language(), at=at),
        {each.code: each.short(current_language()) for each in instruments(at=at)},
    )
    return [
        RecordWords(
            _("%(name)s: %(act)s, %(instrument)s, %(day)s")
            % {
                "name": named.get(row.iso2, row.iso2),
                "act": act_in_words(Act(row.act)),
                "instrument": shorts.get(row.instrument, row.instrument),
                "day": stated_date_in_words(row.stated, current_language()),
            },
            f"/countries/{row.iso2}/",
        )
        for row in rows
    ]


def instruments_in_words(rows: Sequence[Instrument], _at: Moment) -> list[RecordWords]:
    return [RecordWords(f"{row.short(current_language())}, {row.number}", f"/instruments/{row.code}/") for row in rows]


def provisions_in_words(rows: Sequence[Provision], at: Moment) -> list[RecordWords]:
    """Budapest Convention, Article 16, paragraph 1."""
    shorts = {each.code: each.short(current_language()) for each in instruments(at=at)}
    found = []
    for row in rows:
        place = _("Article %s") % row.article
        if row.paragraph:
            place = _("%(article)s, paragraph %(paragraph)s") % {"article": place, "paragraph": row.paragraph}
        text = f"{shorts.get(row.instrument, row.instrument)}, {place}: {row.heading}".strip(": ")
        found.append(RecordWords(text, f"/instruments/{row.instrument}/"))
    return found
