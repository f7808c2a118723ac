"""The passages of law that a rating cites, as the law stood on its date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from capacita.kernel.moment import Moment
from capacita.legislation.choices import Force, TextKind, Verified
from capacita.legislation.models import LawProvision, ProvisionText
from capacita.legislation.queries.law import LawLine, law_lines
from capacita.legislation.queries.laws import texts_of
from capacita.legislation.rules.evidence import Cited

_FORCE = {Force.IN_FORCE: True, Force.NOT_IN_FORCE: False, Force.UNDETERMINED: None}
# Where neither the assessor nor the text states a class: text that was read counts as a recognised copy, else as secondary.
_CLASS = {Verified.TEXT: 3}
_SECONDARY = 4

Place = tuple[str, str, str, str]


def place_of(passage: Mapping[str, str]) -> Place:
    """Provision, paragraph, words and class of source of a passage as it is kept in a draft."""
    return (
        passage.get("provision", ""), passage.get("paragraph", ""), passage.get("words", ""), passage.get("class", ""),
    )  # fmt: skip


def passages_cited(iso2: str, passages: Iterable[Mapping[str, str]], *, at: Moment) -> dict[Place, Cited]:
    """Each passage with what is known of it at the moment. Four queries whatever their number."""
    places = {place_of(each) for each in passages}
    rows = LawProvision.objects.recorded(at).filter(iso2=iso2, key__in={key for key, *_ in places})
    lines = {line.provision.key: line for line in law_lines(rows, at=at)}
    classes = {key: _class_of(held) for key, held in texts_of(lines, at=at).items()}
    return {place: _cited(place, lines.get(place[0]), classes.get(place[0])) for place in places}


def _class_of(held: Iterable[ProvisionText]) -> int | None:
    """The best class of source that was stated for the words in the original or in an official translation."""
    read = (each.source_class for each in held if each.kind in (TextKind.ORIGINAL, TextKind.OFFICIAL))
    return min((each for each in read if each is not None), default=None)


def _cited(place: Place, line: LawLine | None, of_text: int | None) -> Cited:
    key, paragraph, words, stated = place
    if line is None:
        return Cited(key, paragraph, words, _SECONDARY, None, is_unverified=True, source=key)
    verified = Verified(line.provision.verified)
    return Cited(
        f"{line.work.title}, {line.provision.ref}".rstrip(", "), paragraph, words,
        int(stated) if stated else of_text or _CLASS.get(verified, _SECONDARY), _FORCE[line.standing.force],
        is_unverified=verified is Verified.NONE, source=line.provision.citation.text, why=line.standing.reason,
        since=line.standing.on.iso if line.standing.on is not None else "",
    )  # fmt: skip
