"""The requirement catalogue of an instrument: its versions, and the elements of one with where each comes from."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ninja import Field, Query, Router, Schema

from capacita.api.asked import Asked, AskedPage
from capacita.api.pages import page_of
from capacita.api.schema import example
from capacita.api.shapes import Dated, Paged, dated
from capacita.kernel.moment import Moment
from capacita.standards import versions
from capacita.standards.lineage import Trace
from capacita.standards.queries import instrument, provisions

router = Router(tags=["Standards"])


class CatalogueVersionItem(Schema):
    """A version of the requirement catalogue. The first is what was loaded."""

    number: int
    released_on: date | None = Field(
        description="The day of its release; of the first, the day on which it was loaded."
    )
    digest: str = Field(description="SHA-256 over the keys and digests of all its elements.")
    summary: str = Field(description="What is new, in the words of whoever released it.")
    holds: bool = Field(description="Whether it is the version that the rule reads for the moment.")


class CatalogueVersions(Dated):
    """The versions that had been released by the known-on date, the first before."""

    instrument: str
    versions: list[CatalogueVersionItem]


class ElementOrigin(Schema):
    """What became of the elements of the version before, to make this one."""

    kind: Literal["same", "reworded", "split", "merged", "new"]
    before: list[str] = Field(description="Keys of the version before; none for what is new.")


class CatalogueElement(Schema):
    """One thing that domestic law must do, as a version has it. Its key stands for this wording alone."""

    key: str
    provision: str
    text: str
    weight: str = Field(description="core, supporting or option; blank: not ratable yet.")
    kind: str
    question: str
    guidance: list[str] = Field(description="References to guidance of the Cybercrime Convention Committee (T-CY).")
    origin: ElementOrigin | None = Field(description="Null in the first version.")


class CatalogueElementPage(Dated, Paged):
    """Elements of one version in the order of the instrument's text."""

    version: int
    withdrawn: list[str] = Field(description="Keys of the version before that this one asks no longer.")
    items: list[CatalogueElement]


@router.get(
    "/instruments/{code}/catalogue-versions",
    response=CatalogueVersions,
    summary="Versions of the requirement catalogue",
    openapi_extra=example("/instruments/ets185/catalogue-versions?as_of=2026-11-23&known_on=2026-11-23"),
)
def list_catalogue_versions(request: object, code: str, asked: Query[Asked]) -> CatalogueVersions:
    """The versions of an instrument's requirement elements, each with its number, day and digest."""
    at = asked.moment()
    found = instrument(code, at=at).code
    holds = versions.version_number(found, at=at)
    return CatalogueVersions(
        **dated(at, None),
        instrument=found,
        versions=[
            CatalogueVersionItem(
                number=each.number, released_on=each.released_on, digest=each.digest, summary=each.summary,
                holds=each.number == holds,
            )
            for each in versions.versions(found, at=at)
        ],
    )  # fmt: skip


@router.get(
    "/instruments/{code}/catalogue-versions/{number}/elements",
    response=CatalogueElementPage,
    summary="Elements of one version",
    openapi_extra=example(
        "/instruments/ets185/catalogue-versions/1/elements?limit=1&as_of=2026-11-23&known_on=2026-11-23"
    ),
)
def list_catalogue_elements(request: object, code: str, number: int, asked: Query[AskedPage]) -> CatalogueElementPage:
    """The elements of a version of the requirement catalogue, with the lineage of each."""
    at = asked.moment()
    found = instrument(code, at=at).code
    shown = _released(found, number, at)
    places = {each.key: each.position for each in provisions(found, at=at)}
    elements = list(versions.elements_of_version(found, shown, at=at))
    order = {each.key: f"{places.get(each.provision_key, 0):08d}{place:08d}" for place, each in enumerate(elements)}
    rows, more = page_of(f"catalogue/{found}/{shown}", elements, lambda row: (order[row.key], row.key), asked)
    traces = versions.traces(found, shown)
    origins = _origins(traces)
    return CatalogueElementPage(
        **dated(at, None),
        next_cursor=more,
        version=shown,
        withdrawn=[each.before for each in traces if not each.after],
        items=[
            CatalogueElement(
                key=row.key, provision=row.provision_key, text=row.text, weight=row.weight, kind=row.kind,
                question=row.question, guidance=row.guidance, origin=origins.get(row.key),
            )
            for row in rows
        ],
    )  # fmt: skip


def _released(code: str, number: int, at: Moment) -> int:
    """The number, if the version had been released by the moment; else it is refused as one that is not there."""
    known = {each.number for each in versions.versions(code, at=at)}
    return versions.version(code, number if number in known else 0, at=at).number


def _origins(traces: list[Trace]) -> dict[str, ElementOrigin]:
    before: dict[str, list[str]] = {}
    for each in traces:
        if each.after:
            before.setdefault(each.after, []).extend([each.before] if each.before else [])
    kinds = {each.after: each.kind.value for each in traces}
    return {key: ElementOrigin.model_validate({"kind": kinds[key], "before": keys}) for key, keys in before.items()}
