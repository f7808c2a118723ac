"""Reads about contacts: who is listed, which keys are one person, how a person is found in texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from capacita.people.models import User
from capacita.people.personal.choices import ConsentState
from capacita.people.personal.models import Contact, ContactName, Formerly, Merge, PictureConsent, Unlisted
from capacita.people.personal.permissions import sees_all, visible_to
from capacita.people.personal.rules.meant import Meant, Ways
from capacita.people.rules import Standing

ERASED_DOMAIN = "erased.invalid"


@dataclass(frozen=True)
class Held:
    """Whom an opaque key names: `kind` is account, contact or unlisted, or blank where nobody is held under it."""

    key: str
    kind: str
    name: str


def contact_list(*, user: Standing, search: str = "", project: str = "") -> QuerySet[Contact]:
    """The contacts that `user` may see, the last recorded first, with their names; absorbed records left out.

    A search finds names, and employers of whoever is not flagged: a list does not tell where the others work.
    """
    rows = not_absorbed(visible_to(Contact.objects.all(), user))
    if project:
        rows = rows.filter(project=project)
    if search:
        employed = rows.filter(employer__icontains=search, never_list=False).exclude(key__in=_flagged_by_another())
        named = ContactName.objects.order_by().filter(text__icontains=search)
        if not sees_all(user):
            named = named.filter(contact__in=rows.values("pk"))
        # Not one or the other of each contact, but those that are found: few, as a rule.
        rows = rows.filter(pk__in=named.values("contact").union(employed.values("pk")))
    return rows.prefetch_related("names").order_by("-recorded_at", "-pk")


def shown_name(contact: Contact) -> str:
    """The name that is shown first."""
    names = list(contact.names.all())
    return names[0].text if names else contact.key


def flagged_among(contacts: Iterable[Contact]) -> dict[str, bool]:
    """Of each contact by key, whether “never list, never photograph” is said of the person, by any record."""
    by_another = _flagged_by_another()
    return {each.key: each.never_list or each.key in by_another for each in contacts}


def listed_work(contact: Contact, *, is_flagged: bool) -> list[str]:
    """Function and employer as a page that lists many tells them: of whoever is flagged it tells neither."""
    return [] if is_flagged else [each for each in (contact.function, contact.employer) if each]


def picture_consent(contact: Contact) -> ConsentState | None:
    """What the person said last about pictures, by any record that is read as the person; None where nobody has asked."""
    last = PictureConsent.objects.filter(contact__key__in=keys_of(contact.key)).order_by("-on", "-pk").first()
    return ConsentState(last.state) if last else None


def is_flagged(contact: Contact) -> bool:
    """Whether “never list, never photograph” is said of the person: one record that is read as the person is enough."""
    return Contact.objects.filter(key__in=keys_of(contact.key), never_list=True).exists()


def may_be_pictured(contact: Contact) -> bool:
    """Whether a picture may show the person: who has agreed, has not taken it back since, and is not flagged."""
    return picture_consent(contact) is ConsentState.GIVEN and not is_flagged(contact)


def current_key(key: str) -> str:
    """The key as which this one is read now, after merges; itself where it was not merged."""
    seen = {key}
    while (merge := Merge.objects.filter(absorbed=key, undone_at=None).first()) and merge.kept not in seen:
        key = merge.kept
        seen.add(key)
    return key


def keys_of(person: str) -> list[str]:
    """Every key that is read as this person, the person's own among them."""
    top = current_key(person)
    found, waiting = {top}, [top]
    while waiting:
        below = set(Merge.objects.filter(kept__in=waiting, undone_at=None).values_list("absorbed", flat=True)) - found
        found |= below
        waiting = list(below)
    return sorted(found)


def is_erased(account: User) -> bool:
    """Whether nothing but the key is left of the account."""
    return account.email.endswith(f"@{ERASED_DOMAIN}")


def holder(key: str) -> Held:
    """Who is held under an opaque key: an account, a contact, or somebody who is not listed and asks."""
    account = User.objects.filter(key=key).exclude(email__endswith=f"@{ERASED_DOMAIN}").first()
    if account is not None:
        return Held(key, "account", account.name or account.email)
    contact = Contact.objects.filter(key=key).prefetch_related("names").first()
    if contact is not None:
        return Held(key, "contact", shown_name(contact))
    typed = Unlisted.objects.filter(person=key).order_by("pk").first()
    return Held(key, "unlisted", typed.text) if typed else Held(key, "", "")


def meant_by(keys: Sequence[str]) -> Meant:
    """How the person of these keys is found in texts: by what he or she is called and reached by, now or before."""
    former: dict[str, set[str]] = defaultdict(set)
    typed = Unlisted.objects.filter(person__in=keys).values_list("kind", "text")
    for kind, text in Formerly.objects.filter(person__in=keys).values_list("kind", "text").union(typed):
        former[kind].add(text)
    contacts = Contact.objects.filter(key__in=keys)
    accounts = User.objects.filter(key__in=keys).exclude(email__endswith=f"@{ERASED_DOMAIN}")
    written = former["names"] | set(ContactName.objects.filter(contact__in=contacts).values_list("text", flat=True))
    names = {each for each in (*written, *accounts.values_list("name", flat=True)) if each}
    addresses = (
        former["email"] | set(contacts.values_list("email", flat=True)) | set(accounts.values_list("email", flat=True))
    )
    return Meant(
        Ways(
            addresses=frozenset(each.lower() for each in addresses if each),
            numbers=frozenset(former["phone"] | set(contacts.values_list("phone", flat=True))),
            names=frozenset(names),
            shared=frozenset(_names_of_others(names, keys)),
        )
    )


def _names_of_others(names: set[str], keys: Sequence[str]) -> set[str]:
    """Which of the names somebody else bears as well, letter by letter."""
    contacts = ContactName.objects.filter(text__in=names).exclude(contact__key__in=keys)
    accounts = User.objects.filter(name__in=names).exclude(key__in=keys)
    return {*contacts.values_list("text", flat=True), *accounts.values_list("name", flat=True)}


def _flagged_by_another() -> set[str]:
    """The keys of records that are not flagged themselves and are read as a person of whom another record is."""
    beside: dict[str, set[str]] = defaultdict(set)
    for kept, absorbed in Merge.objects.filter(undone_at=None).values_list("kept", "absorbed"):
        beside[kept].add(absorbed)
        beside[absorbed].add(kept)
    if not beside:
        return set()
    merged = Merge.objects.filter(undone_at=None)
    own = Contact.objects.filter(never_list=True).filter(
        Q(key__in=merged.values("kept")) | Q(key__in=merged.values("absorbed"))
    )
    flagged = set(own.values_list("key", flat=True))
    reached, waiting = set(flagged), list(flagged)
    while waiting:
        following = beside[waiting.pop()] - reached
        reached |= following
        waiting += following
    return reached - flagged


def not_absorbed(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Those that are not read as another of them: who sees only the absorbed record still finds the person."""
    # By number: so the index by which they are ordered tells it, and rows that are passed over are not read.
    return contacts.exclude(pk__in=Contact.objects.filter(key__in=absorbed_among(contacts)).values("pk"))


def absorbed_among(contacts: QuerySet[Contact]) -> QuerySet[Merge, str]:
    """The keys that are read as one of these contacts."""
    kept = contacts.order_by().filter(key=OuterRef("kept"))
    return Merge.objects.filter(Exists(kept), undone_at=None).values_list("absorbed", flat=True)
