"""Who may be the same person: candidates are found by their groups, in the database, and only they are compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations, groupby, islice
from operator import itemgetter
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from capacita.people.models import User
from capacita.people.personal.choices import GroupKind
from capacita.people.personal.models import Contact, ContactGroup, NotSame
from capacita.people.personal.permissions import groups_visible_to, sees_all, visible_to
from capacita.people.personal.queries.groups import groups_kept_of, known
from capacita.people.personal.queries.persons import ERASED_DOMAIN, Held, absorbed_among, holder
from capacita.people.personal.rules.groups import MOST_IN_GROUP, REACHED
from capacita.people.personal.rules.names import Known, Proposal, compared
from capacita.people.rules import Standing

# So many others of one record, and so many pairs of all, are compared at the most, so that an answer comes in time.
MOST_NEAR, MOST_PAIRS = 2_000, 1_000
_GATHERING = tuple(each for each in GroupKind if each is not GroupKind.SOURCE)
Pair = tuple[Known, Known]


def alike(contact: Contact, *, user: Standing) -> list[Proposal]:
    """Who among the contacts that `user` may see may be the same person as this one, the most alike first."""
    seen = visible_to(Contact.objects.all(), user)
    if absorbed_among(seen).filter(absorbed=contact.key).exists():
        return []
    own = list(known(seen.filter(pk=contact.pk)).values())
    near = _near(own, user)
    return _sorted(_compared(((one, other) for one in own for other in near), _apart([contact.key])))


def duplicate_proposals(*, user: Standing, most: int = 100) -> list[Proposal]:
    """Pairs of contacts that `user` may see and that may be one person, the most alike first; decided ones left out.

    Looked for by address, then by the name letter by letter, the number, the name as heard, and at last by each two
    words as heard, of which `MOST_PAIRS` pairs are compared. Once `most` are found, nobody looks further. So where
    more may be the same than are asked about at once, the most alike are found but for single ones, and the next when
    these are decided.
    """
    apart = _apart()
    found: dict[tuple[str, str], Proposal] = {}
    # Whoever sees a part has few groups, and is asked for all of them at once.
    for kinds in [[each] for each in _GATHERING] if sees_all(user) else [_GATHERING]:
        at_most = MOST_PAIRS if GroupKind.WORDS in kinds else most + len(found)
        found |= {(each.first, each.second): each for each in _compared(_pairs(kinds, user, at_most, apart), apart)}
        if len(found) >= most:
            break
    return _sorted(found.values())[:most]


def perhaps_same(keys: Sequence[str]) -> list[Held]:
    """Who else may be the person of these keys: whoever is reached by the same address or number, or called alike.

    Those who were found to be somebody else are left out.
    """
    rows = User.objects.exclude(email__endswith=f"@{ERASED_DOMAIN}").values_list("key", "name", "email")
    accounts = [Known(key, (name,) if name else (), email) for key, name, email in rows]
    own = [*known(Contact.objects.filter(key__in=keys)).values(), *(each for each in accounts if each.key in keys)]
    groups = {group for each in own for group in groups_kept_of(each)}
    others = [each for each in accounts if each.key not in keys and groups & groups_kept_of(each)]
    others += [each for each in _near(own) if each.key not in keys]
    found = _compared(((one, other) for one in own for other in others), _apart(keys))
    return [holder(key) for key in sorted({key for each in found for key in (each.first, each.second)} - set(keys))]


def _near(own: Collection[Known], user: Standing | None = None) -> list[Known]:
    """The other contacts that share a group with one of these, those of the groups that tell most before the rest."""
    digests = {digest for each in own for _kind, digest in groups_kept_of(each)}
    rows = _seen(ContactGroup.objects.filter(kind__in=_GATHERING, digest__in=digests), user)
    telling = rows.filter(digest__in=list(_telling(rows).values_list("digest", flat=True)))
    near = telling.order_by("kind", "digest", "contact").values_list("contact_id", flat=True)[:MOST_NEAR]
    others = Contact.objects.filter(pk__in=set(near)).exclude(key__in=[each.key for each in own])
    return list(known(others).values())


def _pairs(kinds: Sequence[GroupKind], user: Standing, at_most: int, apart: Collection[tuple[str, str]]) -> list[Pair]:
    """At the most so many pairs that share a group of these kinds, and were not found to be two."""
    rows = _seen(_of_kinds(kinds), user)
    # Every group has a pair that is not apart, but for as many as are: so many groups are enough.
    shared = _telling(rows, at_least=2).order_by("kind", "digest").values_list("digest", flat=True)
    members = rows.filter(digest__in=list(shared[: at_most + len(apart)])).order_by("kind", "digest", "contact")
    pairs = (
        (one, other)
        for _digest, group in groupby(members.values_list("digest", "contact_id", "contact__key"), key=itemgetter(0))
        for (_of, one, first), (_of_it, other, second) in combinations(islice(group, MOST_IN_GROUP), 2)
        if _in_order(first, second) not in apart
    )
    found = list(islice(dict.fromkeys(pairs) if len(kinds) > 1 else pairs, at_most))
    at_hand = known(Contact.objects.filter(pk__in={pk for pair in found for pk in pair}))
    return [(at_hand[one], at_hand[other]) for one, other in found if one in at_hand and other in at_hand]


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
    rows = NotSame.objects.all()
    if keys is not None:
        rows = rows.filter(Q(first__in=keys) | Q(second__in=keys))
    return set(rows.values_list("first", "second"))
