"""The text of a law becomes facts: its provisions, their words, and what they cite, all of it or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from capacita.audit.actions import record_entry
from capacita.evidence.catalogue import Catalogue, Draft, catalogues, kept_draft
from capacita.evidence.erasing_actions import keep_wanted
from capacita.evidence.limits import misfitting
from capacita.evidence.models import CitedSource
from capacita.evidence.receiving import keep_snapshot
from capacita.evidence.writing import write_rows
from capacita.kernel.clock import now, today
from capacita.kernel.dates import StatedDate, parse_stated_date
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.kernel.once import reading_anew
from capacita.kernel.said import said
from capacita.legislation.choices import Confidence, TextKind, Verified
from capacita.legislation.models import LawProvision, LegalWork, ProvisionText, TextImport
from capacita.legislation.queries.imports import ever_taken, law_recorded, own_import, provisions_held, texts_held
from capacita.legislation.rules.imports import LONGEST_TEXT, Incoming, from_kept, provision_key
from capacita.legislation.rules.intervals import Interval, overlapping
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of

_READ = frozenset({TextKind.ORIGINAL, TextKind.OFFICIAL})


@dataclass(frozen=True)
class TextsRecorded:
    """How many texts were recorded, how many provisions are new, how many earlier texts ended; what said nothing new."""

    texts: int
    provisions: int
    ended: int
    unchanged: int


@dataclass
class _Rows:
    """What is to be written, before it is: rows stand at the place of their provision in the preview, from 1."""

    provisions: list[Draft] = field(default_factory=list)
    texts: list[Draft] = field(default_factory=list)
    ending: dict[str, tuple[Draft, ProvisionText]] = field(default_factory=dict)
    unchanged: int = 0


def record_texts(held: TextImport, *, version: int, by: Standing) -> TextsRecorded:
    """Every provision that is not dropped has its words as a fact; those that match none are recorded as new ones.

    The file is kept as a snapshot of the source. Refused, with the place of every fault: a provision without reference
    or text, words that overlap others of the same provision, language and kind, that hold before the law was adopted, or
    are in another language; what another window changed after `version`. Then nothing is recorded and the draft stays.
    """
    at = now()
    with in_turn_of(by):
        kept = own_import(held, by=by)
        if kept.version != version:
            raise RefusedError(said("This text was changed in another window: look at it again."))
        work = law_recorded(kept.work_key)
        if work is None:
            raise RefusedError(said("The law is no longer recorded."))
        rows = _rows(kept, work)
        if not rows.texts and not rows.unchanged:
            raise InputError(Problem(said("no provision is left to record")))
        _write(rows, kept, at)
        digest = _snapshot(rows, kept, at)
        told = TextsRecorded(len(rows.texts), len(rows.provisions), len(rows.ending), rows.unchanged)
        kept.delete()
        record_entry(
            by=by.key, verb="record_texts", subject_kind="laws", subject_key=work.key,
            after={
                "texts": [each.key for each in rows.texts], "provisions": [each.key for each in rows.provisions],
                "ended": sorted(rows.ending), "language": kept.language, "kind": kept.kind, "file": digest,
            },
        )  # fmt: skip
    return told


def _rows(kept: TextImport, work: LegalWork) -> _Rows:
    """The rows of all provisions. Refuses what can be told without writing, each at its place."""
    listed = [(place, each) for place, each in enumerate(from_kept(kept.pieces), start=1) if not each.dropped]
    known = {each.key for each in provisions_held(work.key)}
    problems = [problem for place, each in listed for problem in _unfit(place, each, known)]
    if problems:
        raise InputError(*problems)
    earlier = texts_held((each.match for _place, each in listed if each.match), language=kept.language, kind=kept.kind)
    rows, taken = _Rows(), ever_taken(LawProvision, work.key)
    keys: set[str] = set()
    for place, each in listed:
        named = each.match
        if not named:
            named = provision_key(work.key, each.reference, taken)
            taken.add(named)
            rows.provisions.append(_provision(named, place, each, kept, work))
        before = _still_holding(earlier.get(named, ()), each) if kept.ends_earlier else None
        if before is not None and before.text == each.words:
            rows.unchanged += 1
            continue
        if before is not None:
            rows.ending[before.key] = (_ended(before, place, each.valid_from), before)
        draft = _text(named, place, each, kept, work, keys)
        keys.add(draft.key)
        rows.texts.append(draft)
    return rows


def _unfit(place: int, each: Incoming, known: Collection[str]) -> Iterable[Problem]:
    if each.match and each.match not in known:
        message = said("“%(value)s” is no provision of this law", value=each.match[:100])
        yield Problem(message, row=place, column="match", remedy=said("Choose one of the list, or leave it blank."))
    if not each.match and not each.reference.strip():
        yield Problem(said("has no reference"), row=place, column="reference",
                      remedy=said("Give it one, join it to the one above, or leave it out."))  # fmt: skip
    if not each.words.strip():
        yield Problem(
            said("has no text"), row=place, column="text", remedy=said("Give it, or leave the provision out.")
        )
    if len(each.words) > LONGEST_TEXT:
        message = said("holds more than %(n)s characters", n=f"{LONGEST_TEXT:,}")
        yield Problem(
            message, row=place, column="text", remedy=said("Divide it: a line of three hyphens begins another.")
        )
    for column in ("valid_from", "valid_to"):
        try:
            if getattr(each, column):
                parse_stated_date(getattr(each, column), where=Problem("", row=place, column=column))
        except InputError as refusal:
            yield from refusal.problems


def _provision(key: str, place: int, each: Incoming, kept: TextImport, work: LegalWork) -> Draft:
    """A new provision. It came in with its law, unless its words were given another beginning than the rest."""
    came_later = each.valid_from if each.valid_from != kept.valid_from else ""
    values = {
        "work_key": work.key, "iso2": work.iso2, "territory": "", "ref": each.reference.strip(), "articles": [],
        "does_not_satisfy": [], "gist": each.gist.strip(), "valid_from": came_later, "valid_to": "", "absent_as_of": "",
        "verified": str(Verified.TEXT if kept.kind in _READ else Verified.SECONDARY), "confidence": str(Confidence.HIGH),
    }  # fmt: skip
    return Draft(key, values, kept.source, _stated_on(came_later, work), row=place)


def _text(key: str, place: int, each: Incoming, kept: TextImport, work: LegalWork, keys: set[str]) -> Draft:
    values = {
        "provision_key": key, "language": kept.language, "kind": kept.kind, "text": each.words,
        "valid_from": each.valid_from, "valid_to": each.valid_to, "source_class": kept.source_class,
    }  # fmt: skip
    stem = f"{key}/{kept.language}/{kept.kind}"
    taken = keys | ever_taken(ProvisionText, f"{stem}/")
    counted = next(one for count in range(1, len(taken) + 2) if (one := f"{stem}/{count}") not in taken)
    return Draft(counted, values, kept.source, _stated_on(each.valid_from, work), row=place)


def _stated_on(begins: str, work: LegalWork) -> date | None:
    return StatedDate(begins).last_day if begins else work.stated_on


def _still_holding(earlier: Iterable[ProvisionText], each: Incoming) -> ProvisionText | None:
    """The text that holds without an end when these words begin."""
    if not each.valid_from:
        return None
    begins = StatedDate(each.valid_from).first_day
    open_ = [row for row in earlier if not row.valid_to]
    return next((row for row in open_ if not row.valid_from or StatedDate(row.valid_from).last_day < begins), None)


def _ended(row: ProvisionText, place: int, on: str) -> Draft:
    draft = kept_draft(_catalogue("provision_texts"), row)
    return replace(draft, values={**draft.values, "valid_to": on}, citation=row.citation.text, file="", row=place)


def _write(rows: _Rows, kept: TextImport, at: datetime) -> None:
    """All rows are written, then checked beside those of the same provisions, as a load would check them."""
    beside = _beside(rows, kept)
    if common := list(overlapping(map(_interval, rows.texts), map(_interval, beside))):
        raise InputError(*common)
    provisions, texts = _catalogue("law_provisions"), _catalogue("provision_texts")
    problems = [
        each.problem(column, complaint)
        for catalogue, drafts in ((provisions, rows.provisions), (texts, rows.texts))
        for each in drafts
        for column, complaint in misfitting(catalogue.model, {"key": each.key, **each.values})
    ]
    if problems:
        raise InputError(*problems)
    ending = [draft for draft, _row in rows.ending.values()]
    replaced: Mapping[str, ProvisionText] = {key: row for key, (_draft, row) in rows.ending.items()}
    write_rows(provisions, rows.provisions, replaced={}, ended=(), at=at)
    write_rows(texts, [*rows.texts, *ending], replaced=replaced, ended=(), at=at)
    with reading_anew():
        found = [
            *provisions.check(rows.provisions, (), today()),
            *texts.check(rows.texts, beside, today()),
        ]
    if found:
        raise InputError(*found)


def _beside(rows: _Rows, kept: TextImport) -> list[Draft]:
    """The other texts of the same provisions, language and kind, as they will hold beside these."""
    named = {each.values["provision_key"] for each in rows.texts}
    held = texts_held(named, language=kept.language, kind=kept.kind)
    ending = {key: draft for key, (draft, _row) in rows.ending.items()}
    texts = _catalogue("provision_texts")
    return [ending.get(row.key) or kept_draft(texts, row) for listed in held.values() for row in listed]


def _interval(draft: Draft) -> Interval:
    values = draft.values
    return Interval(values["provision_key"], values["valid_from"], values["valid_to"], draft.row)


def _snapshot(rows: _Rows, kept: TextImport, at: datetime) -> str:
    """The file as it was given lies under its digest, as what was received of the source that the texts cite first."""
    if not rows.texts:
        return ""
    content = bytes(TextImport.objects.values_list("content", flat=True).get(pk=kept.pk))
    fact = ProvisionText.objects.recorded().get(key=rows.texts[0].key)
    cited = CitedSource.objects.filter(citation=fact.citation_id).order_by("position").first()
    if cited is None:
        return keep_wanted(content)
    return keep_snapshot(
        cited.source,
        content,
        media_type=kept.media_type,
        at=kept.begun_at,
        brought_by=kept.author,
        added_by=kept.author,
    ).sha256


def _catalogue(name: str) -> Catalogue:
    return next(each for each in catalogues() if each.name == name)
