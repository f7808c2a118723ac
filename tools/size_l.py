"""Fills a new, empty installation with an office of size L, made up throughout: for `make load`, and for trying things.

    CAPACITA_HOME=/somewhere/new python -m tools.size_l [--seed 1] [--share 0.1] [--entries 200000]

Size L is ten years of an office: 600 accounts, 150 projects, 150,000 persons, 100,000 files, 20 million audit entries.
The files are small ones: the 500 GB that they would come to lie on no machine on which this is tried.

Every name of an account ends in “(made up)”, every address lies in example.org. Refused where anything was recorded
before: it is never put beside an office's own data, and is removed with its folder or database. The same seed makes the
same rows.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any

PASSWORD = "correct horse battery staple"  # noqa: S105 - of nobody
BEGUN, DAYS = datetime(2021, 1, 4, tzinfo=UTC), 1_990
SIZES = {
    "accounts": 600, "invitations": 4_000, "projects": 150, "facts": 50_000, "sources": 2_000, "contacts": 150_000,
    "files": 100_000, "entries": 20_000_000,
}  # fmt: skip
ADMINISTRATORS, _EVERY = 5, 6
_KNOWN = ("GLACY+", "CYBERSOUTH", "OCTOPUS")
_FIRST = (
    "Amina Bilal Carla Davit Élise Farid Giorgi Hana Ивана José Kofi Leyla Marek Նարե Oana Pavle ქეთევანი سليم Thabo"
).split()
_LAST = "Abashidze Benali Costa Diallo Eriksen García Հակոբյան Ionescu Jansen Kovač Lopes Мельник Ndiaye العلوي".split()


def main() -> int:
    """0 once it is filled; 1 with a sentence where it may not be."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--share", type=float, default=1.0, help="of size L; 0.1 is a tenth of it")
    arguments.add_argument("--entries", type=int, help="audit entries, where not as many as the share comes to")
    chosen = arguments.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "capacita.config.settings")
    import django

    django.setup()
    try:
        fill(seed=chosen.seed, share=chosen.share, entries=chosen.entries, say=print)
    except RuntimeError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def fill(
    *, seed: int = 1, share: float = 1.0, entries: int | None = None, say: Callable[[str], object] = lambda line: None
) -> None:
    """Afterwards the database holds the reference data and an office of size L, its chain whole, its triggers in place."""
    from django.core.management import call_command

    from capacita.audit import immutability
    from capacita.audit.models import Entry
    from capacita.evidence.loading import load_catalogues
    from capacita.people.models import LOADER, User

    call_command("migrate", verbosity=0, interactive=False)
    if Entry.objects.exists() or User.objects.exists():
        raise RuntimeError("This installation has been used: set CAPACITA_HOME or DATABASE_URL to a new, empty one.")
    sizes = {name: max(6, round(size * share)) for name, size in SIZES.items()}
    if entries is not None:
        sizes["entries"] = entries
    makers = (
        ("facts", _facts), ("people", _people), ("persons", _contacts), ("files", _files), ("audit entries", _entries),
    )  # fmt: skip
    immutability.lift()
    try:
        for what, make in makers:
            begun = time.monotonic()
            make(random.Random(f"{seed} {what}"), sizes)  # noqa: S311 - the same each time
            say(f"  {what}: {time.monotonic() - begun:.0f} s")
    finally:
        immutability.install()
    load_catalogues(by=LOADER)


def _facts(source: random.Random, sizes: dict[str, int]) -> None:
    """What was recorded of each treaty action and each project's terms before: one version superseding the other.

    A few facts were corrected hundreds of times, most a few times. The last versions hold until the reference data come.
    """
    from capacita.evidence.catalogue import catalogues
    from capacita.evidence.citing import cite

    known = {each.name: each for each in catalogues()}
    drafts = {name: list(known[name].parse(known[name].path.read_bytes(), name)) for name in _COPIED}
    for name, made in _made_up(source, drafts, sizes).items():
        drafts[name] += made
    cited = [f"https://example.org/made-up/{number}" for number in range(sizes["sources"])]
    texts = {draft.citation for each in drafts.values() for draft in each} | set(cited)
    citations = {text: each.pk for text, each in cite(sorted(texts), at=BEGUN).items()}
    versions = [
        (name, draft) for name, each in drafts.items() for draft in each if name in ("treaty_actions", "project_terms")
    ]
    weights = [1 / (1 + source.randrange(len(versions))) for _ in versions]
    more = source.choices(range(len(versions)), weights, k=max(0, sizes["facts"] - len(versions)))
    counts = [1] * len(versions)
    for index in more:
        counts[index] += 1
    for name in ("projects", "claims"):
        _write(
            known[name].model,
            [(draft, citations[draft.citation], [BEGUN]) for draft in drafts[name] if draft.row is None],
        )
    for name in ("treaty_actions", "project_terms"):
        of_table = [
            (draft, citations[draft.citation], _moments(source, count))
            for (table, draft), count in zip(versions, counts, strict=True)
            if table == name
        ]
        _write(known[name].model, of_table)


_COPIED = ("projects", "project_terms", "claims", "treaty_actions")


def _made_up(source: random.Random, drafts: dict[str, list[Any]], sizes: dict[str, int]) -> dict[str, list[Any]]:
    """Projects beyond those that are known, with terms, and one published statement for each source."""
    project, terms, claim = drafts["projects"][0], drafts["project_terms"][0], drafts["claims"][-1]
    made: dict[str, list[Any]] = {"projects": [], "project_terms": [], "claims": []}
    for number in range(1, sizes["projects"] - len(drafts["projects"]) + 1):
        code, begins = f"MADEUP-{number:03d}", date(2019 + number % 6, 1 + number % 12, 1)
        values = {**project.values, "code": code, "short_name": f"Project {number} (made up)"}
        made["projects"].append(replace(project, key=code, values=values, row=None))
        stated = {
            **terms.values, "code": code, "title": f"Project {number} (made up)", "known_from": begins.isoformat(),
            "start": begins.isoformat()[:7], "end": f"{begins.year + 4}-12", "countries": "GLOBAL",
            "objective": "Made up", "funders": source.choice(("European Union", "Japan", "Voluntary contributions")),
        }  # fmt: skip
        made["project_terms"].append(
            replace(terms, key=f"{code}/{begins}/made-up", values=stated, stated_on=begins, row=None)
        )
    for number in range(sizes["sources"] // 4):
        values = {**claim.values, "text_en": f"Statement {number} (made up)", "text_fr": f"Énoncé {number} (inventé)",
                  "locator": "", "position": 1_000 + number}  # fmt: skip
        made["claims"].append(
            replace(
                claim,
                key=f"made-up/{number}",
                values=values,
                citation=f"https://example.org/made-up/{number}",
                row=None,
            )
        )
    return made


def _moments(source: random.Random, count: int) -> list[datetime]:
    """When each version was recorded, in order and at different seconds."""
    seconds = source.sample(range(DAYS * 86_400), count)
    return [BEGUN + timedelta(seconds=each) for each in sorted(seconds)]


def _write(model: Any, facts: Iterable[tuple[Any, int, list[datetime]]]) -> None:
    """Each draft in as many versions as moments, the last of them current."""
    from django.db import connection

    from tools.bulk import fill

    own = [each for each in model._meta.concrete_fields if each.attname not in _OF_FACTS]
    columns = [*_OF_FACTS, *(each.column for each in own)]
    last = model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rows: list[tuple[Any, ...]] = []
    for draft, citation, moments in facts:
        for number, at in enumerate(moments, start=1):
            last += 1
            until = moments[number] if number < len(moments) else None
            values = {"note": draft.note if number == len(moments) else f"as it was read the {number}. time"}
            rows.append(
                (
                    last, draft.key, replace(draft, **values).digest, citation, draft.stated_on, values["note"], at,
                    until, last - 1 if number > 1 else None, *(draft.values[each.attname] for each in own),
                )
            )  # fmt: skip
    prepared = [model._meta.get_field(name.removesuffix("_id")) for name in _OF_FACTS] + own
    fill(
        model,
        ([each.get_db_prep_save(value, connection) for each, value in zip(prepared, row, strict=True)] for row in rows),
        columns,
    )
    _count_on(model)


_OF_FACTS = (
    "id", "key", "digest", "citation_id", "stated_on", "note", "recorded_at", "superseded_at", "supersedes_id",
)  # fmt: skip


def _count_on(model: Any) -> None:
    """PostgreSQL gives out the numbers after those that were written here."""
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def _people(source: random.Random, sizes: dict[str, int]) -> None:
    """Accounts with grants of every role, held, ended and taken away, with reviews of them; and invitations."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from django.contrib.auth.hashers import make_password

    from capacita.people.models import Grant as GrantRow
    from capacita.people.models import GrantReview, Invitation, User
    from capacita.people.roles import granted_roles

    password = make_password(PASSWORD, salt="made-up-salt-of-size-l")
    people = User.objects.bulk_create(
        User(
            key=_key(source), email=f"person{number}@example.org", password=password,
            name=f"{source.choice(_FIRST)} {source.choice(_LAST)} (made up)", language=source.choice(("en", "en", "fr")),
            deactivated_at=_moment(source) if number >= ADMINISTRATORS and source.random() < 0.1 else None,
        )
        for number in range(sizes["accounts"])
    )  # fmt: skip
    EmailAddress.objects.bulk_create(
        EmailAddress(user=each, email=each.email, verified=True, primary=True) for each in people
    )
    roles = [role for role in granted_roles() if role.key != "administrator"]
    grants = [
        _grant(source, GrantRow, person, people[0], role)
        for number, person in enumerate(people[ADMINISTRATORS:])
        # Every role is held by somebody; most people hold three, a few hold thirty, and every sixth is a viewer and no more.
        for role in _roles(source, roles, number)
    ]
    admin = next(role for role in granted_roles() if role.key == "administrator")
    grants += [GrantRow(key=_key(source), person=each, role=admin.key, scope_kind="all", scope_key="", from_on=BEGUN.date(),
                        granted_by="cli", recorded_at=BEGUN) for each in people[:ADMINISTRATORS]]  # fmt: skip
    GrantRow.objects.bulk_create(grants, batch_size=500)
    GrantReview.objects.bulk_create(
        [
            GrantReview(grant=grant, reviewed_by=people[0].key, reviewed_at=_moment(source))
            for grant in grants
            for _ in range(source.randrange(4))
        ],
        batch_size=500,
    )
    Invitation.objects.bulk_create(
        [_invitation(source, Invitation, people, roles, number) for number in range(sizes["invitations"])],
        batch_size=500,
    )
    for number, person in enumerate(people):
        is_viewer_only = number >= ADMINISTRATORS and (number - ADMINISTRATORS) % _EVERY == 0
        if person.deactivated_at is None and not is_viewer_only:
            RecoveryCodes.activate(person)


def _roles(source: random.Random, roles: list[Any], number: int) -> list[Any]:
    if number % _EVERY == 0:
        return [next(role for role in roles if role.key == "viewer")]
    return [roles[number % len(roles)], *source.choices(roles, k=min(30, int(source.paretovariate(0.8)) + 1))]


def _grant(source: random.Random, model: Any, person: Any, giver: Any, role: Any) -> Any:
    kind, key = _scope(source, role)
    from_on = BEGUN.date() + timedelta(days=source.randrange(DAYS))
    is_over, is_taken = source.random() < 0.25, source.random() < 0.3
    return model(
        key=_key(source), person=person, role=role.key, scope_kind=kind, scope_key=key, from_on=from_on,
        until_on=from_on + timedelta(days=source.randrange(30, 1500)) if is_over else None, granted_by=giver.key,
        recorded_at=datetime(from_on.year, from_on.month, from_on.day, 9, tzinfo=UTC),
        revoked_at=_moment(source) if is_taken else None, revoked_by=giver.key if is_taken else None,
    )  # fmt: skip


def _scope(source: random.Random, role: Any) -> tuple[str, str]:
    kind = source.choice(sorted(role.scopes)).value
    if kind == "project":
        return kind, source.choice((*_KNOWN, *(f"MADEUP-{each:03d}" for each in range(1, 20))))
    return kind, source.choice("MA SN GE AM UA RO MD TN LB PH LK GH".split()) if kind == "country" else ""


def _invitation(source: random.Random, model: Any, people: list[Any], roles: list[Any], number: int) -> Any:
    """Three in four were accepted, some withdrawn; a few dozen are open."""
    role = source.choice(roles)
    kind, key = _scope(source, role)
    at, fate = _moment(source), source.random()
    is_open = fate > 0.98
    return model(
        key=_key(source), email=f"invited{number}@example.org" if is_open else "", role=role.key, scope_kind=kind,
        scope_key=key, invited_by=people[number % ADMINISTRATORS].key, invited_at=at, expires_at=at + timedelta(days=7),
        accepted_at=at + timedelta(hours=20) if fate < 0.75 else None,
        withdrawn_at=at + timedelta(days=2) if 0.75 <= fate <= 0.98 else None,
    )  # fmt: skip


def _contacts(source: random.Random, sizes: dict[str, int]) -> None:
    """Participants and contacts of all projects."""
    from tools.size_l_contacts import make_contacts

    make_contacts(source, sizes["contacts"], _projects())


def _files(source: random.Random, sizes: dict[str, int]) -> None:
    """Files that people gave for projects, each of some kilobytes."""
    from pathlib import Path

    from django.conf import settings

    from capacita.evidence.models import KeptFile
    from capacita.evidence.snapshots import Shelf
    from capacita.kernel.digests import sha256_hex
    from capacita.people.models import User

    keys, projects = list(User.objects.order_by("pk").values_list("key", flat=True)), _projects()
    shelf = Path(settings.CAPACITA_HOME) / Shelf.FILES
    for first in range(256):
        (shelf / f"{first:02x}").mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    for number in range(sizes["files"]):
        content = f"File {number} (made up)\n".encode() + source.randbytes(
            round(source.paretovariate(1.2) * 500) % 200_000
        )
        digest, at = sha256_hex(content), _moment(source)
        (shelf / digest[:2] / digest).write_bytes(content)
        made.append(
            KeptFile(
                key=_key(source), sha256=digest, size=len(content), media_type="text/plain", is_redrawn=False,
                name=f"Report {number} (made up).txt", scope_kind="project", scope_key=source.choice(projects),
                uploaded_by=source.choice(keys), uploaded_at=at,
            )
        )  # fmt: skip
    KeptFile.objects.bulk_create(made, batch_size=2_000)


def _projects() -> list[str]:
    """Codes of projects that are made up, and of some that come with the reference data."""
    from capacita.portfolio.models import Project

    return [*_KNOWN, *Project.objects.filter(superseded_at=None).order_by("code").values_list("code", flat=True)]


def _entries(source: random.Random, sizes: dict[str, int]) -> None:
    """What these people did over five years: mostly signing in, then the records of facts and access."""
    from capacita.people.models import User
    from tools.bulk import chain, unguarded

    keys = list(User.objects.order_by("pk").values_list("key", flat=True))
    with unguarded():
        chain(_deeds(source, keys, sizes["entries"]))


def _deeds(source: random.Random, keys: list[str], count: int) -> Iterator[Any]:
    from tools.bulk import Deed

    step = timedelta(seconds=DAYS * 86_400 / count)
    weights = list(accumulate(1 / (1 + number) for number in range(len(keys))))
    for number in range(count):
        (actor,) = source.choices(keys, cum_weights=weights)
        at, kind = BEGUN + number * step, source.random()
        if kind < 0.6:
            yield Deed(at, actor, "sign_in" if kind < 0.45 else "sign_out", "person", actor, after={"at": "password"})
        elif kind < 0.75:
            yield Deed(at, actor, "review_grant", "person", source.choice(keys), after={"grant": _key(source)})
        elif kind < 0.8:
            yield Deed(at, actor, "view_contact", "contact", _key(source))
        else:
            row = f"ets185/{source.choice('MA SN GE AM UA RO'.split())}/accession/1"
            yield Deed(at, actor, "record_row", "treaty_actions", row, {"note": "before"}, {"note": f"read {number}"})


def _key(source: random.Random) -> str:
    return f"{source.getrandbits(128):032x}"


def _moment(source: random.Random) -> datetime:
    return BEGUN + timedelta(seconds=source.randrange(DAYS * 86_400))


if __name__ == "__main__":
    sys.exit(main())
