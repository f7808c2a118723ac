"""Keeping the groups of contacts in step with names, addresses and numbers: part of actions, and a daily job."""

from __future__ import annotations

from collections.abc import Collection

from capacita.audit.actions import in_turn
from capacita.people.personal.models import Contact, ContactGroup
from capacita.people.personal.queries.groups import grouped_otherwise, groups_kept_of, known, source_kept_of


def group_contacts(contacts: Collection[int]) -> None:
    """Inside the caller's transaction: the groups of these contacts, by primary key, are as their names are now."""
    ContactGroup.objects.filter(contact__in=contacts).delete()
    ContactGroup.objects.bulk_create(
        (
            ContactGroup(contact_id=pk, kind=kind, digest=digest)
            for pk, each in known(Contact.objects.filter(pk__in=contacts)).items()
            for kind, digest in sorted({source_kept_of(each), *groups_kept_of(each)})
        ),
        batch_size=2_000,
    )


def group_anew() -> dict[str, int]:
    """Whoever is not grouped, or by another rule, key, name, address or number, is grouped anew; how many were.

    So contacts of an earlier release, a changed secret key, and what an earlier release writes while it still serves.
    """
    count = 0
    for stale in grouped_otherwise():
        with in_turn():
            group_contacts(stale)
        count += len(stale)
    return {"grouped": count} if count else {}
