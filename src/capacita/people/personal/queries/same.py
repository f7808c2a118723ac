"""Who may be the same person: candidates are found by their groups, in the database, and only they are compared."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, islice, zip_longest
from operator import itemgetter
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from capacita.people.models import User
from capacita.people.personal.choices import GroupKind
from capacita.people.personal.models import Contact, ContactGroup, Merge, NotSame, Unlisted
from capacita.people.personal.permissions import groups_visible_to, sees_all, visible_to
from capacita.people.personal.queries.groups import groups_kept_of, known
from capacita.people.personal.queries.persons import ERASED_DOMAIN, Held, absorbed_among, holder
from capacita.people.personal.rules.groups import MOST_IN_GROUP, REACHED
from capacita.people.personal.rules.names import Known, Proposal, compared
from capacita.people.rules import Standing

# So many others of one record are compared at the most, and pairs of all for so many seconds: an answer comes in time.
MOST_NEAR, SECONDS = 2_000, 2.0
# Groups that are read, and pairs that are compared, between two looks at the clock.
_GROUPS, _PAIRS = 1_000, 500
_GATHERING = tuple(each for each in GroupKind if each is not GroupKind.SOURCE)
Pair = tuple[Known, Known]


@dataclass(frozen=True)
class Proposals:
    """Pairs that may be one person, the most alike first; `is_all` unless there were more to compare than time."""

    pairs: list[Proposal]
    is_all: bool


def alike(contact: Contact, *, user: Standing) -> list[Proposal]:
    """Who among the contacts that `user` may see may be the same person as this one, the most alike first."""
    seen = visible_to(Contact.objects.all(), user)
    if absorbed_among(seen).filter(absorbed=contact.key).exists():
        return []
    own = list(known(seen.filter(pk=contact.pk)).values())
    near = _near(own, user)
    return _sorted(_compared(((one, other) for one in own for other in near), _apart([contact.key])))


def duplicate_proposals(*, user: Standing, most: int = 100) -> Proposals:
    """Pairs of contacts that `user` may see and that may be one person, the most alike first; decided ones left out.

    Looked for by address, then by the name letter by letter, the number, the name as heard, and at last by each two
    words as heard. Once `most` are found, nobody looks further. So where more may be the same than are asked about at
    once, the most alike are found but for single ones, and the next when these are decided.
    """
    apart, begun = _apart(), time.monotonic()
    found: dict[tuple[str, str], Proposal] = {}
    # Whoever sees a part has few groups, and is asked for all of them at once.
    for kinds in [[each] for each in _GATHERING] if sees_all(user) else [_GATHERING]:
        for pairs in _pairs(kinds, user, apart):
            found |= {(each.first, each.second): each for each in _compared(pairs, apart)}
            is_over = time.monotonic() - begun > SECONDS
            if len(found) >= most or is_over:
                return Proposals(_sorted(found.values())[:most], not is_over)
    return Proposals(_sorted(found.values()), is_all=True)


def perhaps_same(keys: Sequence[str]) -> list[Held]:
    """Who else may be the person of these keys: whoever is reached by the same address or number, or called alike.

    Those who were found to be somebody else are left out.
    """
    rows = User.objects.exclude(email__endswith=f"@{ERASED_DOMAIN}").values_list("key", "name", "email")
    accounts = [Known(key, (name,) if name else (), email) for key, name, email in rows]
    own = [*known(Contact.objects.filter(key__in=keys)).values(), *(each for each in accounts if each.key in keys)]
    own += _typed(keys)
    groups = {group for each in own for group in groups_kept_of(each)}
    others = [each for each in accounts if each.key not in keys and groups & groups_kept_of(each)]
    others += [each for each in _near(own) if each.key not in keys]
    found = _compared(((one, other) for one in own for other in others), _apart(keys))
    return [holder(key) for key in sorted({key for each in found for key in (each.first, each.second)} - set(keys))]


def told_beside(key: str) -> list[str]:
    """The other contacts beside which the chain tells whether this one is the same person: each decision stands once."""
    absorbed = Merge.objects.filter(kept=key).values_list("absorbed", flat=True)
    return list(absorbed.union(NotSame.objects.filter(second=key).values_list("first", flat=True)))


def _typed(keys: Sequence[str]) -> list[Known]:
    """What is compared of whoever is not listed: a record for each address and number."""
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for person, kind, text in Unlisted.objects.filter(person__in=keys).values_list("person", "kind", "text"):
        told[person, kind].append(text)
    return [
        Known(person, tuple(told.get((person, "names"), ())), email, phone)
        for person in sorted({person for person, _kind in told})
        for email, phone in zip_longest(
            told.get((person, "email"), [""]), told.get((person, "phone"), [""]), fillvalue=""
        )
    ]


def _near(own: Collection[Known], user: Standing | None = None) -> list[Known]:
    """The other contacts that share a group with one of these, those of the groups that tell most before the rest."""
    digests = {digest for each in own for _kind, digest in groups_kept_of(each)}
    rows = _seen(ContactGroup.objects.filter(kind__in=_GATHERING, digest__in=digests), user)
    telling = rows.filter(digest__in=list(_telling(rows).values_list("digest", flat=True)))
    near = telling.order_by("kind", "digest", "contact").values_list("contact_id", flat=True)[:MOST_NEAR]
    others = Contact.objects.filter(pk__in=set(near)).exclude(key__in=[each.key for each in own])
    return list(known(others).values())


def _pairs(kinds: Sequence[GroupKind], user: Standing, apart: Collection[tuple[str, str]]) -> Iterator[list[Pair]]:
    """Pairs that share a group of these kinds and were not found to be two, each once, some at a time."""
    rows = _seen(_of_kinds(kinds), user)
    seen: set[tuple[int, int]] = set()
    for digests in _shared(rows, by_the_index=len(kinds) == 1):
        members = rows.filter(digest__in=digests).order_by("kind", "digest", "contact")
        pairs = (
            (one, other)
            for _digest, group in groupby(members.values_list("digest", "contact_id", "contact__key"), itemgetter(0))
            for (_of, one, first), (_of_it, other, second) in combinations(islice(group, MOST_IN_GROUP), 2)
            if _in_order(first, second) not in apart
        )
        while some := list(islice(pairs, _PAIRS)):
            new = set(some) - seen
            seen |= new
            at_hand = known(Contact.objects.filter(pk__in={pk for pair in new for pk in pair}))
            yield [(at_hand[one], at_hand[other]) for one, other in sorted(new) if one in at_hand and other in at_hand]


def _shared(rows: QuerySet[ContactGroup], *, by_the_index: bool) -> Iterator[list[int]]:
    """The digests of the groups that several of these rows share, some at a time: of one kind as the index has them."""
    last: int | None = None
    while True:
        further = rows if last is None else rows.filter(digest__gt=last)
        shared = _telling(further, at_least=2).order_by("kind", "digest").values_list("digest", flat=True)
        digests = list(shared[:_GROUPS] if by_the_index else shared)
        if digests:
            yield digests
        if not by_the_index or len(digests) < _GROUPS:
            return
        last = digests[-1]


def _of_kinds(kinds: Sequence[GroupKind]) -> QuerySet[ContactGroup]:
    rows = ContactGroup.objects.all()
    return rows.filter(kind=kinds[0]) if len(kinds) == 1 else rows.exclude(kind=GroupKind.SOURCE)


def _telling(rows: QuerySet[ContactGroup], *, at_least: int = 1) -> QuerySet[ContactGroup, Any]:
    """The groups of so many of these rows, but for those in which names alone gather more than tells anything."""
    sized = rows.order_by().values("kind", "digest").annotate(size=Count("contact")).filter(size__gte=at_least)
    return sized.filter(Q(size__lte=MOST_IN_GROUP) | Q(kind__in=REACHED))


def _seen(rows: QuerySet[ContactGroup], user: Standing | None) -> QuerySet[ContactGroup]:
    """The groups of whom `user` may see, of everybody without one; absorbed records left out."""
    contacts = Contact.objects.all()
    if user is not None:
        contacts, rows = visible_to(contacts, user), groups_visible_to(rows, user)
    absorbed = Contact.objects.filter(key__in=absorbed_among(contacts)).values("pk")
    # A sum, so that it is asked of each row that was found, and no database begins with it.
    return rows.alias(whose=F("contact_id") + 0).exclude(whose__in=absorbed)


def _compared(pairs: Iterable[Pair], apart: Collection[tuple[str, str]]) -> list[Proposal]:
    """Of these pairs those that may be one person, and were not found to be two."""
    found = (compared(one, other) for one, other in pairs if _in_order(one.key, other.key) not in apart)
    return [each for each in found if each is not None]


def _in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _sorted(found: Iterable[Proposal]) -> list[Proposal]:
    return sorted(found, key=lambda each: (-each.score, each.first, each.second))


def _apart(keys: Sequence[str] | None = None) -> set[tuple[str, str]]:
    """Those who were found to be two, in order; with `keys` only of these."""
    rows = NotSame.objects.filter(undone_at=None)
    if keys is not None:
        rows = rows.filter(Q(first__in=keys) | Q(second__in=keys))
    return set(rows.values_list("first", "second"))
