"""Which rows the office itself recorded, corrected or withdrew: a load of the product's own files leaves them as they are.

The mark is the time: a load writes all its rows at one time, and the snapshot that it keeps of the file has the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from capacita.evidence.catalogue import Catalogue, Draft
from capacita.evidence.models import Fact, Snapshot
from capacita.kernel.digests import short_digest


@dataclass(frozen=True)
class OfficeRow:
    """A row that stays as the office has it though the product's file says otherwise.

    `differing` are column, value here and value in the file; none where the office withdrew the row.
    """

    key: str
    differing: tuple[tuple[str, str, str], ...]

    @property
    def text(self) -> str:
        if not self.differing:
            return f"{self.key}: withdrawn or replaced here; the product's file holds it"
        said = (f"{name} is “{here}”, the product's file says “{there}”" for name, here, there in self.differing)
        return f"{self.key}: {'; '.join(said)}"


def catalogue_source_key(catalogue: Catalogue, *, is_own: bool) -> str:
    """The source whose snapshots are the files of the catalogue: the office's own, or those of the product."""
    return short_digest(f"catalogue:{catalogue.name}:{'own' if is_own else 'product'}")


def office_rows(catalogue: Catalogue, drafts: Sequence[Draft], current: Mapping[str, Fact]) -> list[OfficeRow]:
    """Those rows of the product's file that say otherwise than what the office recorded or withdrew."""
    by_product = _product_times(catalogue)
    ended = _ended(catalogue, {each.key for each in drafts if each.key not in current})
    found = []
    for draft in drafts:
        fact = current.get(draft.key)
        if fact is None:
            if draft.key in ended:
                found.append(OfficeRow(draft.key, ()))
        elif fact.digest != draft.digest and fact.recorded_at not in by_product:
            found.append(OfficeRow(draft.key, _differing(fact, draft)))
    return found


def _product_times(catalogue: Catalogue) -> frozenset[datetime]:
    """When a file of the product was loaded into the catalogue for the first time."""
    files = Snapshot.objects.filter(source__key=catalogue_source_key(catalogue, is_own=False))
    return frozenset(files.values_list("received_at", flat=True))


def _ended(catalogue: Catalogue, keys: Collection[str]) -> frozenset[str]:
    """Those of the keys under which there was a row once. A load of the product's files ends none."""
    if not keys:
        return frozenset()
    ever = catalogue.model.objects.filter(superseded_at__isnull=False).values_list("key", flat=True)
    return frozenset(ever) & frozenset(keys)


def _differing(fact: Fact, draft: Draft) -> tuple[tuple[str, str, str], ...]:
    here = {
        **{name: getattr(fact, name) for name in draft.values},
        "stated_on": fact.stated_on,
        "source": fact.citation.text,
        "note": fact.note,
    }
    there = {**draft.values, "stated_on": draft.stated_on, "source": draft.citation, "note": draft.note}
    return tuple(
        (name, _said(value), _said(there[name])) for name, value in here.items() if _said(value) != _said(there[name])
    )


def _said(value: object) -> str:
    return "" if value is None else str(value)
