"""Words for domestic law in the reader's language: whether a provision is in force and why, what happened, what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from capacita.countries.queries import names
from capacita.evidence.words import RecordWords, current_language
from capacita.kernel.dates import StatedDate
from capacita.kernel.moment import Moment
from capacita.kernel.wording import span_in_words, stated_date_in_words
from capacita.legislation.choices import Confidence, EventKind, Reason, TextKind, Verified
from capacita.legislation.models import LawProvision, LegalWork, ProvisionText, WorkEvent
from capacita.legislation.queries.law import LawLine
from capacita.legislation.queries.laws import works


def standing_in_words(line: LawLine) -> str:
    """Why the provision is in force, is not, or why nobody can say: in force, since 1 Feb 2014; repealed, 1 Feb 2014."""
    found = line.standing
    if found.on is None:
        return _without_day(found.reason)
    match found.reason:
        case Reason.COMMENCED:
            return _("in force, %s") % span_in_words(found.on, None, current_language())
        case Reason.RESUMED:
            return _("in force again, %s") % span_in_words(found.on, None, current_language())
        case Reason.SUSPENDED:
            return _("suspended, %s") % span_in_words(found.on, None, current_language())
        case Reason.REPLACED if line.replaced_by is not None:
            words = {"day": _day(found.on), "provision": line.replaced_by.ref}
            return _("replaced on %(day)s by %(provision)s") % words
    return _with_day(found.reason) % {"day": _day(found.on)}


def _with_day(reason: Reason) -> str:
    match reason:
        case Reason.NOT_YET_ADOPTED:
            return _("not yet adopted (adoption: %(day)s)")
        case Reason.NOT_YET_COMMENCED:
            return _("not yet commenced (commencement: %(day)s)")
        case Reason.COMMENCEMENT_UNKNOWN:
            return _("day of commencement not known (%(day)s)")
        case Reason.STRUCK_DOWN:
            return _("struck down (%(day)s)")
        case Reason.REPEALED:
            return _("repealed (%(day)s)")
        case Reason.END_UNKNOWN:
            return _("may have been repealed: the day is not known (%(day)s)")
        case Reason.SUSPENSION_UNKNOWN:
            return _("may be suspended: the day is not known (%(day)s)")
        case Reason.NO_SUCH_POWER:
            return _("searched for and not found (as of %(day)s)")
        case Reason.NOT_SEARCHED:
            return _("not searched for this date; none was found as of %(day)s")
        case _:
            return _("no longer in force (%(day)s)")


def _without_day(reason: Reason) -> str:
    match reason:
        case Reason.NOT_YET_COMMENCED:
            return _("not yet commenced: no commencement had been stated by then")
        case Reason.COMMENCEMENT_UNKNOWN:
            return _("day of commencement not known")
        case Reason.END_UNKNOWN:
            return _("may have been repealed: the day is not known")
        case _:
            return _("may be suspended: the day is not known")


def change_in_words(kind: EventKind | Reason) -> str:
    """What happened, as a heading of its date."""
    match kind:
        case EventKind.ASSENT:
            return pgettext("law", "Adopted")
        case EventKind.PUBLICATION:
            return pgettext("law", "Published")
        case EventKind.COMMENCEMENT:
            return pgettext("law", "Commenced")
        case EventKind.AMENDMENT:
            return pgettext("law", "Amended")
        case EventKind.REPEAL:
            return pgettext("law", "Repealed")
        case EventKind.SUSPENSION_START:
            return pgettext("law", "Suspended")
        case EventKind.SUSPENSION_END:
            return pgettext("law", "Suspension ended")
        case EventKind.STRUCK_DOWN:
            return pgettext("law", "Struck down")
        case _:
            return pgettext("law", "No longer in force")


def verified_in_words(verified: Verified) -> str:
    """What somebody read for the record."""
    match verified:
        case Verified.TEXT:
            return _("text read")
        case Verified.HEADING:
            return _("heading read only")
        case Verified.SECONDARY:
            return _("from a secondary source")
        case Verified.NONE:
            return _("nothing read")


def confidence_in_words(confidence: Confidence) -> str:
    """How sure it is that mapping and citation are right."""
    match confidence:
        case Confidence.HIGH:
            return _("confidence: high")
        case Confidence.MEDIUM:
            return _("confidence: medium")
        case Confidence.LOW:
            return _("confidence: low")


def text_kind_in_words(kind: TextKind) -> str:
    match kind:
        case TextKind.ORIGINAL:
            return pgettext("text of a law", "original")
        case TextKind.OFFICIAL:
            return _("official translation")
        case TextKind.UNOFFICIAL:
            return _("unofficial translation")
        case TextKind.MACHINE:
            return _("machine translation")


def source_class_in_words(source_class: int) -> str:
    """What kind of source a text was taken from."""
    return {
        1: _("1: official gazette or portal"),
        2: _("2: copy of the government or a court"),
        3: _("3: recognised legal database"),
        4: _("4: secondary source"),
        5: _("5: statement"),
    }[source_class]


def laws_in_words(rows: Sequence[LegalWork], at: Moment) -> list[RecordWords]:
    """Romania: Criminal Code, Law no. 286/2009 of 17 July 2009."""
    named = names(current_language(), at=at)
    return [
        RecordWords(
            _("%(name)s: %(words)s") % {"name": named[row.iso2], "words": f"{row.title}, {row.official_citation}"},
            law_address(row.key),
        )
        for row in rows
    ]


def law_provisions_in_words(rows: Sequence[LawProvision], at: Moment) -> list[RecordWords]:
    """Romania: Criminal Code, art. 360."""
    named, titles = names(current_language(), at=at), _titles(at)
    return [
        RecordWords(
            _("%(name)s: %(words)s")
            % {"name": named[row.iso2], "words": provision_name(titles.get(row.work_key, row.work_key), row.ref)},
            law_address(row.work_key),
        )
        for row in rows
    ]


def law_events_in_words(rows: Sequence[WorkEvent], at: Moment) -> list[RecordWords]:
    """Romania: Criminal Code, Repealed, 1 Feb 2014."""
    named, titles = names(current_language(), at=at), _titles(at)
    found = []
    for row in rows:
        day = _day(row.stated) if row.stated else _("day not known")
        words = ", ".join((titles.get(row.work_key, row.work_key), change_in_words(EventKind(row.kind)), day))
        found.append(
            RecordWords(_("%(name)s: %(words)s") % {"name": named[row.iso2], "words": words}, law_address(row.work_key))
        )
    return found


def provision_texts_in_words(rows: Sequence[ProvisionText], at: Moment) -> list[RecordWords]:
    """The provision's reference with the language and kind of the text: art. 360 (ro, original)."""
    held = LawProvision.objects.recorded(at).filter(key__in=[row.provision_key for row in rows])
    known: Mapping[str, LawProvision] = {each.key: each for each in held}
    found = []
    for row in rows:
        provision = known.get(row.provision_key)
        name = provision.ref if provision is not None and provision.ref else row.provision_key
        words = f"{name} ({row.language}, {text_kind_in_words(TextKind(row.kind))})"
        found.append(RecordWords(words, law_address(provision.work_key) if provision is not None else ""))
    return found


def provision_name(title: str, ref: str) -> str:
    """Criminal Code, art. 360; the title alone where no section is recorded."""
    return f"{title}, {ref}" if ref else title


def law_address(key: str) -> str:
    """The page of a law, without its moment."""
    return f"/legislation/laws/{key}/"


def _titles(at: Moment) -> Mapping[str, str]:
    return dict(works(at=at).values_list("key", "title"))


def _day(stated: StatedDate) -> str:
    return stated_date_in_words(stated, current_language(), short=True)
