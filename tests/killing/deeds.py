"""The mixed actions of a writer, and for each what the tables and the audit entries must agree about.

To try one more action: write a function that does it once, add it to DEEDS, and add what it leaves to `balances`.
"""

from __future__ import annotations

import csv
import io
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from capacita.audit.models import Payload
from capacita.evidence.catalogue import Catalogue, catalogues
from capacita.evidence.loading import load_catalogues
from capacita.evidence.models import SourceDescription
from capacita.evidence.recording import RowChange
from capacita.kernel.clock import today
from capacita.people import actions
from capacita.people.choices import ScopeKind, Verb
from capacita.people.models import LOADER, Grant, GrantReview, Invitation, User, Work
from capacita.people.queries import command_standing, standing_by_grants
from capacita.people.roles import ProgrammeManager
from capacita.people.rules import EVERYTHING, Scope, Standing
from capacita.review.actions.submitting import confirm_submission, keep_draft, return_submission, submit_draft
from capacita.review.actions.writing_in import answer_mistake, report_mistake
from capacita.review.choices import Outcome
from capacita.review.models import TO_CONFIRM, Mistake, Submission

CATALOGUE = "glossary"
_SCOPES = (("viewer", EVERYTHING), ("project_editor", Scope(ScopeKind.PROJECT, "GLACY+")),
           ("country_focal_point", Scope(ScopeKind.COUNTRY, "MA")), ("reviewer", EVERYTHING))  # fmt: skip


def by() -> Standing:
    return command_standing(on=today())


def recorder(name: str) -> Standing:
    """Somebody who may record facts and confirm those of others: an account made when it is first needed."""
    address = f"{name}@recorders.example.org"
    person = User.objects.filter(email=address).first() or _account(address)
    if not standing_by_grants(person, on=today()).may(Verb.RECORD_FACTS):
        actions.grant_role(
            person, role=ProgrammeManager.key, scope=EVERYTHING, from_on=today(), until_on=None, by=by()
        )  # fmt: skip
    return standing_by_grants(person, on=today())


def _account(address: str) -> User:
    invited = Invitation.objects.filter(email=address, accepted_at=None, withdrawn_at=None).first()
    invited = invited or actions.invite_person(
        email=address, role=ProgrammeManager.key, scope=EVERYTHING, until_on=None, language="en", by=by()
    )
    return actions.accept_invitation(
        invited, token=actions.link_token(invited), name="Recorder", password="correct horse", on=today()
    )


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
    if person.grants.filter(role=role, scope_kind=scope.kind, scope_key=scope.key, revoked_at=None).exists():
        return accept(source)
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


def hand_in(source: random.Random) -> None:
    """A draft is no entry; what is handed in from it is."""
    cells = {"address": f"https://example.org/{source.getrandbits(60):x}", "title": "Example", "language": "en"}
    draft = keep_draft(RowChange("sources", cells), by=recorder("one"))
    submit_draft(draft, by=recorder("one"))


def confirm(source: random.Random) -> None:
    submission = _any(source, Submission.objects.filter(outcome=None))
    if submission is None:
        return hand_in(source)
    confirm_submission(submission, by=recorder("two"))
    return None


def send_back(source: random.Random) -> None:
    submission = _any(source, Submission.objects.filter(outcome=None))
    if submission is None:
        return hand_in(source)
    return return_submission(submission, remark="tried", by=recorder("two"))


def report_a_mistake(source: random.Random) -> None:
    report_mistake(about="reach.parties", text="tried", reply_to="", language="en", by=recorder("one"))


def answer_a_mistake(source: random.Random) -> None:
    mistake = _any(source, Mistake.objects.filter(answered_at=None))
    return report_a_mistake(source) if mistake is None else answer_mistake(mistake, answer="tried", by=recorder("two"))


DEEDS: tuple[Callable[[random.Random], None], ...] = (
    invite, accept, withdraw, resend, grant, revoke, review, load_changed_rows, withdraw_a_row,
    hand_in, confirm, send_back, report_a_mistake, answer_a_mistake,
)  # fmt: skip


Told = dict[str, list[tuple[str, dict[str, Any]]]]


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
    yield from _of_review(told)
    yield _of_rows([entry["after"] for _, entry in told["load_catalogues"]])


def _of_review(told: Told) -> Iterator[Balance]:
    decided = dict(Submission.objects.values_list("key", "outcome"))
    confirmed = [entry["after"]["submission"] for _, entry in told["record_row"]]
    rows = SourceDescription.objects.filter(note="", title="Example")
    waiting = Work.objects.filter(done_at=None)
    yield Balance("handed in", Counter(decided.keys()), Counter(key for key, _ in told["submit"]))
    yield Balance("confirmed", _with(decided, Outcome.CONFIRMED), Counter(confirmed))
    yield Balance(
        "recorded", Counter(rows.values_list("key", flat=True)), Counter(key for key, _ in told["record_row"])
    )
    yield Balance("returned", _with(decided, Outcome.RETURNED), Counter(key for key, _ in told["return"]))
    yield Balance(
        "waiting", Counter(waiting.filter(kind=TO_CONFIRM).values_list("subject_key", flat=True)), _with(decided, None)
    )
    mistakes = dict(Mistake.objects.values_list("key", "answered_at"))
    yield Balance("reported", Counter(mistakes.keys()), Counter(key for key, _ in told["report_mistake"]))
    yield Balance(
        "answered",
        Counter(key for key, at in mistakes.items() if at),
        Counter(key for key, _ in told["answer_mistake"]),
    )


def _with(decided: dict[str, str | None], outcome: str | None) -> Counter[str]:
    return Counter(key for key, each in decided.items() if each == outcome)


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


def _told() -> Told:
    """By verb, the subjects and payloads of all entries."""
    found: Told = defaultdict(list)
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
    # In the home, which goes with the test: whoever is killed here clears nothing away.
    with tempfile.TemporaryDirectory(dir=settings.CAPACITA_HOME) as folder:
        path = Path(folder) / f"{CATALOGUE}.csv"
        path.write_text(written.getvalue(), encoding="utf-8")
        load_catalogues(by=LOADER, files={CATALOGUE: path}, **options)
