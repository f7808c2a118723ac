"""Examples of recording the words of a law: of a country in scope and out of scope, one's own text and another's."""

from __future__ import annotations

from capacita.kernel.clock import now
from capacita.legislation.actions.importing import TextGiven, begin_import, drop_import, keep_import
from capacita.legislation.actions.recording_texts import record_texts
from capacita.legislation.models import LegalWork, TextImport
from capacita.people.rules import Standing
from tests.contracts.deeds.examples import OWN, Deed, Ground, author, example

_COUNTRIES = {"country in scope": "MA", "country out of scope": "TN"}
_THINGS = tuple(f"{whose}, {where}" for whose in OWN for where in _COUNTRIES)
_PIECE = {"reference": "art. 1", "text": "Short."}


def _law(iso2: str) -> LegalWork:
    """A law of the country, made up."""
    like: LegalWork = LegalWork.objects.recorded().get(key="ro-cp-2009")
    like.pk, like.key, like.iso2, like.recorded_at = None, f"demo-{iso2}", iso2, now()
    like.save()
    return like


def _begun(here: Ground, by: Standing, thing: str) -> TextImport:
    whose, where = thing.split(", ")
    law, at = _law(_COUNTRIES[where]), now()
    return TextImport.objects.create(
        work_key=law.key, iso2=law.iso2, author=author(here, by, whose), language="ro", kind="original",
        source="https://example.org/law", ends_earlier=False, content=b"Short.", media_type="text/plain",
        pieces=[_PIECE], begun_at=at, changed_at=at,
    )  # fmt: skip


@example("legislation.actions.importing.begin_import", *_COUNTRIES)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    law = _law(_COUNTRIES[thing])
    given = TextGiven("ro", "original", "https://example.org/law")
    return lambda: begin_import(law, given, content=b"Art. 1. Scurt.", name="", by=by)


@example("legislation.actions.importing.keep_import", *_THINGS)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    held = _begun(here, by, thing)
    return lambda: keep_import(held, {0: {"text": "Other."}}, version=0, by=by)


@example("legislation.actions.importing.drop_import", *_THINGS)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    held = _begun(here, by, thing)
    return lambda: drop_import(held, by=by)


@example("legislation.actions.recording_texts.record_texts", *_THINGS)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    held = _begun(here, by, thing)
    return lambda: record_texts(held, version=0, by=by)
