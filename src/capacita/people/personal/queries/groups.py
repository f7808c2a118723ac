"""The groups of contacts as they are kept: under digests that only this installation's key makes."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import QuerySet

from capacita.people.personal.choices import GroupKind
from capacita.people.personal.models import Contact, ContactGroup, ContactName
from capacita.people.personal.rules.groups import Group, groups_of, source_of
from capacita.people.personal.rules.names import Known

# What is kept of a group: its kind and its digest.
Kept = tuple[int, int]
_AT_ONCE = 1_000


def known(contacts: QuerySet[Contact]) -> dict[int, Known]:
    """What is compared of each of these contacts, by primary key."""
    rows = list(contacts.order_by().values_list("pk", "key", "email", "phone"))
    names: dict[int, list[str]] = defaultdict(list)
    spelled = ContactName.objects.order_by().filter(contact__in=[pk for pk, *_rest in rows])
    for contact, text in spelled.values_list("contact_id", "text"):
        names[contact].append(text)
    return {pk: Known(key, tuple(names[pk]), email, phone) for pk, key, email, phone in rows}


def groups_kept_of(record: Known) -> set[Kept]:
    """The groups in which the record is compared."""
    return {_kept(each) for each in groups_of(record)}


def source_kept_of(record: Known) -> Kept:
    """What tells whether the groups that are kept were made from these names, this address and number, rule and key."""
    return _kept(source_of(record))


def grouped_otherwise() -> Iterator[list[int]]:
    """Contacts whose groups are missing, or were made from something else: primary keys, a thousand at the most at once."""
    last = 0
    while rows := list(Contact.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        last = rows[-1]
        at_hand = known(Contact.objects.filter(pk__in=rows))
        made: dict[int, set[Kept]] = defaultdict(set)
        for contact, kind, digest in _sources(rows):
            made[contact].add((kind, digest))
        if stale := [pk for pk, each in at_hand.items() if made[pk] != {source_kept_of(each)}]:
            yield stale


def are_grouped() -> bool:
    """Whether everybody has groups, made with the key of today as far as two of them tell: soon said, at each start."""
    contacts = Contact.objects.order_by("pk")
    if contacts.count() != ContactGroup.objects.filter(kind=GroupKind.SOURCE).count():
        return False
    ends = {each.pk for each in (contacts.first(), contacts.last()) if each is not None}
    kept = {(contact, (kind, digest)) for contact, kind, digest in _sources(ends)}
    return kept == {(pk, source_kept_of(each)) for pk, each in known(Contact.objects.filter(pk__in=ends)).items()}


def _sources(contacts: Iterable[int]) -> Iterable[tuple[int, int, int]]:
    rows = ContactGroup.objects.filter(contact__in=contacts, kind=GroupKind.SOURCE)
    return rows.values_list("contact_id", "kind", "digest")


def _kept(group: Group) -> Kept:
    """Eight bytes are kept: two groups that fall together are told apart when their records are compared."""
    kind, text = group
    key = f"capacita.people.group {settings.SECRET_KEY}".encode()
    digest = hmac.digest(key, f"{kind.value} {text}".encode(), "sha256")
    return kind.value, int.from_bytes(digest[:8], signed=True)
