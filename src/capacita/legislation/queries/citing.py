"""The passages of law that a rating cites, as the law stood on its date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from capacita.kernel.moment import Moment
from capacita.legislation.choices import Force, Verified
from capacita.legislation.models import LawProvision
from capacita.legislation.queries.law import LawLine, law_lines
from capacita.legislation.rules.evidence import Cited

_FORCE = {Force.IN_FORCE: True, Force.NOT_IN_FORCE: False, Force.UNDETERMINED: None}
# Where the assessor states no class: a text that was read counts as a recognised copy, all else as secondary.
_CLASS = {Verified.TEXT: 3}
_SECONDARY = 4

Place = tuple[str, str, str, str]


def place_of(passage: Mapping[str, str]) -> Place:
    """Provision, paragraph, words and class of source of a passage as it is kept in a draft."""
    return (
        passage.get("provision", ""), passage.get("paragraph", ""), passage.get("words", ""), passage.get("class", ""),
    )  # fmt: skip


def passages_cited(iso2: str, passages: Iterable[Mapping[str, str]], *, at: Moment) -> dict[Place, Cited]:
    """Each passage with what is known of it at the moment. Three queries whatever their number."""
    places = {place_of(each) for each in passages}
    rows = LawProvision.objects.recorded(at).filter(iso2=iso2, key__in={key for key, *_ in places})
    lines = {line.provision.key: line for line in law_lines(rows, at=at)}
    return {place: _cited(place, lines.get(place[0])) for place in places}


def _cited(place: Place, line: LawLine | None) -> Cited:
    key, paragraph, words, stated = place
    if line is None:
        return Cited(key, paragraph, words, _SECONDARY, None, is_unverified=True, source=key)
    verified = Verified(line.provision.verified)
    return Cited(
        f"{line.work.title}, {line.provision.ref}".rstrip(", "), paragraph, words,
        int(stated) if stated else _CLASS.get(verified, _SECONDARY), _FORCE[line.standing.force],
        is_unverified=verified is Verified.NONE, source=line.provision.citation.text,
    )  # fmt: skip
