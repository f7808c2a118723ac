"""Citations and their sources: made where a text is cited for the first time, found again ever after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from capacita.evidence.choices import Sourcing
from capacita.evidence.models import Citation, CitedSource, Source
from capacita.evidence.rules import cited_parts, publisher_of, sourcing
from capacita.kernel.digests import sha256_hex
from capacita.search.writing import refresh


def cite(texts: Iterable[str], *, at: datetime) -> dict[str, Citation]:
    """The citation of each text, made with its sources where it was not known yet."""
    keyed = {sha256_hex(text.encode()): text for text in texts}
    found = {citation.key: citation for citation in _in_batches(Citation, list(keyed))}
    missing = {key: text for key, text in keyed.items() if key not in found}
    parts = {key: cited_parts(text) for key, text in missing.items()}
    sources = _sources({part.source_key: part for each in parts.values() for part in each}, at)
    # What is cited for the first time is everybody's from now on, and found.
    new = set(sources) - _cited(list(sources))
    made = Citation.objects.bulk_create(
        [
            Citation(key=key, text=text, is_unverified=sourcing(text) is Sourcing.UNVERIFIED)
            for key, text in sorted(missing.items())
        ],
        batch_size=500,
    )
    CitedSource.objects.bulk_create(
        [
            CitedSource(citation=citation, source=sources[part.source_key], locator=part.words, position=position)
            for citation in made
            for position, part in enumerate(parts[citation.key])
        ],
        batch_size=500,
    )
    refresh(Source, new)
    found.update({citation.key: citation for citation in made})
    return {text: found[key] for key, text in keyed.items()}


def _sources(parts: Mapping[str, Any], at: datetime) -> dict[str, Source]:
    found = {source.key: source for source in _in_batches(Source, list(parts))}
    made = Source.objects.bulk_create(
        [
            Source(
                key=key,
                title=part.address or part.words,
                publisher=publisher_of(part.address),
                address=part.address,
                recorded_at=at,
            )
            for key, part in sorted(parts.items())
            if key not in found
        ],
        batch_size=500,
    )
    found.update({source.key: source for source in made})
    return found


def _cited(keys: list[str]) -> set[str]:
    """Those of the sources that some citation names already."""
    batches = (keys[start : start + 500] for start in range(0, len(keys), 500))
    rows = (CitedSource.objects.filter(source__key__in=each).values_list("source__key", flat=True) for each in batches)
    return {key for found in rows for key in found}


def _in_batches(model: Any, keys: list[str]) -> Iterable[Any]:
    for start in range(0, len(keys), 500):
        yield from model.objects.filter(key__in=keys[start : start + 500])
