"""The mixed actions of a writer, and for each what the tables and the audit entries must agree about.

To try one more action: write a function that does it once, add it to DEEDS, and add what it leaves to `balances`.
"""

from __future__ import annotations

import csv
import io
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from capacita.audit.models import Payload
from capacita.evidence.catalogue import Catalogue, catalogues
from capacita.evidence.loading import load_catalogues
from capacita.kernel.clock import today
from capacita.people import actions
from capacita.people.choices import ScopeKind
from capacita.people.models import LOADER, Grant, GrantReview, Invitation, User
from capacita.people.queries import command_standing
from capacita.people.rules import EVERYTHING, Scope, Standing

CATALOGUE = "glossary"
_SCOPES = (("viewer", EVERYTHING), ("project_editor", Scope(ScopeKind.PROJECT, "GLACY+")),
           ("country_focal_point", Scope(ScopeKind.COUNTRY, "MA")), ("reviewer", EVERYTHING))  # fmt: skip


def by() -> Standing:
    return command_standing(on=today())


def invite(source: random.Random) -> None:
    role, scope = source.choice(_SCOPES)
    actions.invite_person(
        email=f"{source.getrandbits(64):x}@example.org", role=role, scope=scope, until_on=None, language="en", by=by()
    )


def accept(source: random.Random) -> None:
    invitation = _any(source, Invitation.objects.filter(accepted_at=None, withdrawn_at=None))
    if invitation is None:
        return invite(source)
    token = actions.link_token(invitation)
    actions.accept_invitation(invitation, token=token, name="Example", password="correct horse", on=today())
    return None


def withdraw(source: random.Random) -> None:
    invitation = _any(source, Invitation.objects.filter(accepted_at=None, withdrawn_at=None))
    return invite(source) if invitation is None else actions.withdraw_invitation(invitation, by=by())


def resend(source: random.Random) -> None:
    invitation = _any(source, Invitation.objects.filter(accepted_at=None, withdrawn_at=None))
    if invitation is None:
        return invite(source)
    actions.resend_invitation(invitation, by=by())
    return None


def grant(source: random.Random) -> None:
    person = _any(source, User.objects.all())
    if person is None:
        return accept(source)
    role, scope = source.choice(_SCOPES)
    day = date(2020, 1, 1).fromordinal(date(2020, 1, 1).toordinal() + source.randrange(100_000))
    actions.grant_role(person, role=role, scope=scope, from_on=day, until_on=None, by=by())
    return None


def revoke(source: random.Random) -> None:
    held = _any(source, Grant.objects.filter(revoked_at=None))
    return accept(source) if held is None else actions.revoke_grant(held, by=by())


def review(source: random.Random) -> None:
    held = _any(source, Grant.objects.filter(revoked_at=None))
    return accept(source) if held is None else actions.review_grant(held, by=by())


def load_changed_rows(source: random.Random) -> None:
    """A file of three rows, each with another note than before: each supersedes its former self."""
    rows = source.sample(_rows(), 3)
    _load([{**row, "note": f"seen {source.getrandbits(32):x}"} for row in rows])


def withdraw_a_row(source: random.Random) -> None:
    """A row ends that the file no longer holds; a later load of it brings it back."""
    current = sorted(_catalogue().current())
    ended = source.choice(current)
    kept = [row for row in source.sample(_rows(), 2) if not ended.startswith(f"{row['key']}/")]
    _load(kept, withdraw=(ended,), reason="tried")


DEEDS: tuple[Callable[[random.Random], None], ...] = (
    invite, accept, withdraw, resend, grant, revoke, review, load_changed_rows, withdraw_a_row,
)  # fmt: skip


@dataclass(frozen=True)
class Balance:
    """The same things counted twice: in the tables, and in the audit entries about them."""

    what: str
    in_tables: Counter[str]
    in_entries: Counter[str]

    @property
    def holds(self) -> bool:
        return self.in_tables == self.in_entries


def balances() -> Iterator[Balance]:
    """One for each effect of an action: equal, or some action is there by half. To be read in one transaction."""
    told = _told()
    accepted, granted = told["accept_invitation"], told["grant_role"]
    invitations = list(Invitation.objects.values_list("key", "serial", "accepted_at", "withdrawn_at"))
    grants = list(Grant.objects.values_list("key", "revoked_at"))
    made = [entry["after"]["grant"] for _, entry in (*accepted, *granted)]
    yield Balance("invited", Counter(key for key, *_ in invitations), Counter(key for key, _ in told["invite_person"]))
    yield Balance("accepted", Counter(each[0] for each in invitations if each[2]), Counter(key for key, _ in accepted))
    yield Balance(
        "withdrawn",
        Counter(each[0] for each in invitations if each[3]),
        Counter(key for key, _ in told["withdraw_invitation"]),
    )
    yield Balance(
        "sent again",
        Counter({each[0]: each[1] - 1 for each in invitations if each[1] > 1}),
        Counter(key for key, _ in told["resend_invitation"]),
    )
    yield Balance(
        "persons",
        Counter(User.objects.values_list("key", flat=True)),
        Counter(e["after"]["person"] for _, e in accepted),
    )
    yield Balance("grants", Counter(key for key, _ in grants), Counter(made))
    yield Balance(
        "taken away",
        Counter(key for key, revoked_at in grants if revoked_at),
        Counter(entry["before"]["grant"] for _, entry in told["revoke_grant"]),
    )
    yield Balance(
        "reviewed",
        Counter(GrantReview.objects.values_list("grant__key", flat=True)),
        Counter(entry["after"]["grant"] for _, entry in told["review_grant"]),
    )
    yield _of_rows([entry["after"] for _, entry in told["load_catalogues"]])


def _of_rows(loads: list[dict[str, Any]]) -> Balance:
    rows = _catalogue().model.objects.values_list("superseded_at", flat=True)
    loaded = [each[CATALOGUE] for each in loads if CATALOGUE in each]
    added, superseded = sum(each["added"] for each in loaded), sum(each["superseded"] for each in loaded)
    ended = superseded + sum(len(each.get("withdrawn", ())) for each in loaded)
    return Balance(
        "rows",
        Counter({"written": len(rows), "ended": sum(at is not None for at in rows)}),
        Counter({"written": added + superseded, "ended": ended}),
    )


def _told() -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """By verb, the subjects and payloads of all entries."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {
        verb: []
        for verb in (
            "invite_person", "accept_invitation", "withdraw_invitation", "resend_invitation", "grant_role",
            "revoke_grant", "review_grant", "load_catalogues",
        )
    }  # fmt: skip
    for verb, key, body in Payload.objects.values_list("entry__verb", "entry__subject_key", "body"):
        found[verb].append((key, body or {}))
    return found


def _any(source: random.Random, rows: Any) -> Any:
    count = rows.count()
    return rows.order_by("pk")[source.randrange(count)] if count else None


def _catalogue() -> Catalogue:
    return next(each for each in catalogues() if each.name == CATALOGUE)


def _rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_catalogue().path.read_text(encoding="utf-8"))))


def _load(rows: list[dict[str, str]], **options: Any) -> None:
    written = io.StringIO()
    writer = csv.DictWriter(written, _rows()[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{CATALOGUE}.csv"
        path.write_text(written.getvalue(), encoding="utf-8")
        load_catalogues(by=LOADER, files={CATALOGUE: path}, **options)
