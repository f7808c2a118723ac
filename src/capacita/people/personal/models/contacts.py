"""Participants, experts and contact points: the one place where names of persons without an account stand."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_noop as _

from capacita.kernel.identifiers import opaque_key
from capacita.people.choices import LegalBasis
from capacita.people.declarations import (
    WHILE_ASKED,
    WHILE_NEEDED,
    WHILE_RECORD,
    WITH_THE_PERSON,
    NotPersonal,
    Personal,
    declare,
)


class Contact(models.Model):
    """A person without an account. Everything else in the product holds the opaque `key` and nothing more.

    A row is corrected in place and can be erased: it is no fact. `never_list` keeps the person out of every list that
    leaves the office, and out of pictures. `needed_on` is the last day on which the person was needed.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    kind = models.CharField(max_length=20)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    employer = models.CharField(max_length=200, blank=True)
    function = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    project = models.CharField(max_length=60, blank=True)
    never_list = models.BooleanField(default=True)
    needed_on = models.DateField()
    notice_version = models.PositiveIntegerField()
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["project"], name="people_contact_project"),
            models.Index(fields=["country"], name="people_contact_country"),
            models.Index(fields=["needed_on"], name="people_contact_needed_on"),
            # As the list is ordered.
            models.Index(fields=["-recorded_at", "-id"], name="people_contact_recorded"),
        ]

    def __str__(self) -> str:
        return self.key


class ContactName(models.Model):
    """A person's name as written in one script; the first by `position` is the one that is shown."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(max_length=200)
    script = models.CharField(max_length=4)
    language = models.CharField(max_length=10, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["contact", "position"]

    def __str__(self) -> str:
        return f"name of {self.contact_id}"


class ContactGroup(models.Model):
    """A group in which a contact is compared with others: a keyed digest, by which nobody without the key learns of what.

    A cache of names, address and number (`queries.groups`): made anew by whatever changes these, and by the daily job.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="groups", db_index=False)
    kind = models.PositiveSmallIntegerField()
    digest = models.BigIntegerField()

    class Meta:
        # Whole rows both ways: who is in a group, and in which groups somebody is.
        indexes = [
            models.Index(fields=["kind", "digest", "contact"], name="people_contact_grouped"),
            models.Index(fields=["contact", "kind", "digest"], name="people_contact_groups"),
        ]

    def __str__(self) -> str:
        return f"group of {self.contact_id}"


class PictureConsent(models.Model):
    """What a person said about pictures, on a day, and how; the last one holds."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    state = models.CharField(max_length=10)
    on = models.DateField()
    how = models.CharField(max_length=200)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"consent of {self.contact_id}"


class Formerly(models.Model):
    """An address, number or name that a person had here before: the person may be meant by it in what was written then.

    Kept to find the person when he or she is to be erased, and gone with the person.
    """

    person = models.CharField(max_length=32, db_index=True)
    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=254)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.person}"


class Unlisted(models.Model):
    """A name, address or number of somebody who has neither an account nor a contact, as an officer typed it.

    All rows of one `person`, an opaque key of their own, are of one. They find the person in what others wrote.
    """

    person = models.CharField(max_length=32, db_index=True)
    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=254)
    typed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.person}"


class Merge(models.Model):
    """Somebody found that two records are of one person: the key `absorbed` is now read as `kept`.

    Neither record is changed, so that a merge can be undone at any time; undoing sets `undone_at` and `undone_by` once.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    kept = models.CharField(max_length=32)
    absorbed = models.CharField(max_length=32)
    merged_by = models.CharField(max_length=64)
    merged_at = models.DateTimeField()
    undone_by = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - set once, from null
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=models.Q(undone_at__isnull=True), name="people_merge_once"
            )
        ]
        indexes = [models.Index(fields=["kept"], name="people_merge_kept")]

    def __str__(self) -> str:
        return f"{self.absorbed} as {self.kept}"


class NotSame(models.Model):
    """Somebody found that two records are of two persons, so that nobody is asked again. `first` sorts before `second`.

    It can be undone at any time, which sets `undone_at` and `undone_by` once: the two are asked about again.
    """

    first = models.CharField(max_length=32)
    second = models.CharField(max_length=32)
    stated_by = models.CharField(max_length=64)
    stated_at = models.DateTimeField()
    undone_by = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - set once, from null
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=models.Q(undone_at__isnull=True),
                name="people_not_same_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first} is not {self.second}"


_WHOSE = _("Participants, experts and contact points")
_INVITE = Personal(
    _WHOSE, _("To invite and reach a person for an activity of the office."), LegalBasis.PUBLIC_TASK, WHILE_NEEDED
)
_IDENTIFY = Personal(
    _WHOSE, _("To tell one person from another, in each script in which the person writes the name."),
    LegalBasis.PUBLIC_TASK, WHILE_NEEDED,
)  # fmt: skip
_FOUND_AGAIN = Personal(
    _("Participants, experts, contact points and people with an account"),
    _("To find the person in what was written before, when he or she is to be erased."), LegalBasis.LEGAL_OBLIGATION,
    WITH_THE_PERSON,
)  # fmt: skip
_ASKING = Personal(
    _("People who are named here without account or contact"),
    _("To find what is held of somebody who asks, and to correct or erase it."), LegalBasis.LEGAL_OBLIGATION,
    WHILE_ASKED,
)  # fmt: skip
_PICTURES = Personal(_WHOSE, _("To show no picture of a person who has not agreed."), LegalBasis.CONSENT, WHILE_NEEDED)
_STAFF = Personal(
    _("People with an account"), _("To tell who did what: kept by opaque key."), LegalBasis.PUBLIC_TASK, WHILE_RECORD
)
_SWITCH = NotPersonal("a choice among a few, which says nothing of a person whose name is gone")
_KEY = NotPersonal("an opaque key that tells nothing about what it names")

declare(Contact, _INVITE, "email", "phone", "employer", "function", "country", "needed_on")
declare(Contact, _SWITCH, "kind", "project", "recorded_at")
declare(Contact, _KEY, "key")
declare(Contact, _STAFF, "recorded_by")
declare(ContactName, _IDENTIFY, "text", "script", "language")
declare(ContactGroup, _IDENTIFY, "digest")
declare(ContactGroup, _SWITCH, "kind")
declare(PictureConsent, _PICTURES, "state", "on", "how")
declare(PictureConsent, _SWITCH, "recorded_at")
declare(PictureConsent, _STAFF, "recorded_by")
declare(Formerly, _FOUND_AGAIN, "text", "until")
declare(Formerly, _KEY, "person")
declare(Formerly, _SWITCH, "kind")
declare(Unlisted, _ASKING, "text", "typed_at")
declare(Unlisted, _KEY, "person")
declare(Unlisted, _SWITCH, "kind")
declare(Merge, _KEY, "key", "kept", "absorbed")
declare(Merge, _SWITCH, "merged_at", "undone_at")
declare(Merge, _STAFF, "merged_by", "undone_by")
declare(NotSame, _KEY, "first", "second")
declare(NotSame, _SWITCH, "stated_at", "undone_at")
declare(NotSame, _STAFF, "stated_by", "undone_by")
