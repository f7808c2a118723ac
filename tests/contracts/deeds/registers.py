"""Examples of what is done in the registers of personal data, and of erasing a person."""

from __future__ import annotations

from datetime import timedelta

from capacita.evidence.erasing_actions import confirm_bytes_erasure, request_bytes_erasure, withdraw_bytes_erasure
from capacita.evidence.models import BytesErasure, KeptFile
from capacita.kernel.clock import now, today
from capacita.people.personal.actions.erasing import confirm_erasure, request_erasure, withdraw_erasure
from capacita.people.personal.actions.registers import (
    BreachTold,
    change_breach,
    close_request,
    publish_notice,
    record_breach,
    record_request,
)
from capacita.people.personal.actions.unlisted import seek_unlisted
from capacita.people.personal.choices import CollectionForm, ErasureReason, RequestKind
from capacita.people.personal.models import ErasureRequest
from capacita.people.rules import Standing
from tests.contracts.deeds.examples import OWN, Deed, Ground, account_of, another_administrator, example


@example("people.personal.actions.erasing.request_erasure", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    person = account_of(here, by, thing)
    another_administrator()
    return lambda: request_erasure(person.key, reason=ErasureReason.ASKED, by=by)


@example("people.personal.actions.erasing.withdraw_erasure", "asked by oneself", "asked by another")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    asked = _erasure(here, by, thing)
    return lambda: withdraw_erasure(asked, by=by)


@example("people.personal.actions.erasing.confirm_erasure", "asked by oneself", "asked by another", "own")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    asked = _erasure(here, by, thing)
    another_administrator()
    return lambda: confirm_erasure(asked, by=by)


@example("evidence.erasing_actions.request_bytes_erasure")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    digest = _kept(here)
    return lambda: request_bytes_erasure(digest, reason=ErasureReason.WRONGLY_KEPT, by=by)


@example("evidence.erasing_actions.withdraw_bytes_erasure", "asked by oneself", "asked by another")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    asked = _bytes_erasure(here, by, thing)
    return lambda: withdraw_bytes_erasure(asked, by=by)


@example("evidence.erasing_actions.confirm_bytes_erasure", "asked by oneself", "asked by another")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    asked = _bytes_erasure(here, by, thing)
    return lambda: confirm_bytes_erasure(asked, by=by)


@example("people.personal.actions.registers.publish_notice")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: publish_notice(CollectionForm.CONTACT, text_en="We keep it.", text_fr="Nous le gardons.", by=by)


@example("people.personal.actions.registers.record_breach")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: record_breach(_told(), by=by)


@example("people.personal.actions.registers.change_breach")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    made = record_breach(_told(), by=here.dana)
    return lambda: change_breach(made, _told(), by=by)


@example("people.personal.actions.registers.record_request")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: record_request(here.bob.key, kind=RequestKind.ACCESS, received_on=today(), by=by)


@example("people.personal.actions.registers.close_request")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    made = record_request(here.bob.key, kind=RequestKind.ACCESS, received_on=today(), by=here.dana)
    return lambda: close_request(made, by=by)


@example("people.personal.actions.unlisted.seek_unlisted")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: seek_unlisted(names=["Maria Another"], addresses=[], numbers=[], by=by)


def _kept(here: Ground) -> str:
    """The digest of a file that is kept for a project."""
    made = KeptFile.objects.create(
        sha256="0" * 64, size=6, media_type="text/plain", name="note.txt", is_redrawn=False, scope_kind="project",
        scope_key="CYBERSOUTH", uploaded_by=here.frank.key, uploaded_at=now(),
    )  # fmt: skip
    return made.sha256


def _bytes_erasure(here: Ground, by: Standing, thing: str) -> BytesErasure:
    asker = by.key if thing == "asked by oneself" else here.dana.key
    return BytesErasure.objects.create(
        sha256=_kept(here), reason=ErasureReason.ASKED, requested_by=asker, requested_at=now()
    )


def _told() -> BreachTold:
    return BreachTold("A laptop was lost.", now() - timedelta(1), "names of participants")


def _erasure(here: Ground, by: Standing, thing: str) -> ErasureRequest:
    person = account_of(here, by, thing)
    asker = by.key if thing == "asked by oneself" else here.dana.key
    return ErasureRequest.objects.create(
        person=person.key, reason=ErasureReason.ASKED, requested_by=asker, requested_at=now()
    )
