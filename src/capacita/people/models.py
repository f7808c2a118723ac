"""Accounts, grants of roles with their reviews, invitations. Everything else knows a person by the opaque key."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from capacita.kernel.identifiers import opaque_key
from capacita.people.choices import ScopeKind
from capacita.people.personal import models as personal
from capacita.people.roles import ROLES
from capacita.people.rules import HeldGrant, Scope

# Django finds the tables of an app through this module alone.
PERSONAL_MODELS = personal.__all__
# Actors that are not persons, as audit entries name them.
LOADER = "system:load"
COMMAND = "cli"
LOCAL = "local"
NOBODY = "nobody"
DAILY = "system:daily"
# Work in the inbox: a grant is to be looked at again.
GRANT_REVIEW = "grant_review"


class UserQueries(BaseUserManager["User"]):
    """Django's hook for making accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new account. The address is kept in lower case, so that one person has one account."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person with an account; `key` is what facts and audit entries name."""

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, default="en")
    joined_at = models.DateTimeField(auto_now_add=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    # Raised to end every session at once, those that no list knows of as well.
    sign_outs = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserQueries()

    def __str__(self) -> str:
        return self.key

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.deactivated_at is None

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to count: as Django's, and the number of times that all were ended."""
        return salted_hmac(
            "capacita.people.session", f"{self.password}:{self.sign_outs}", secret=secret, algorithm="sha256"
        ).hexdigest()


class Grant(models.Model):
    """A role given to a person for a scope, from a day until the first day outside.

    Never edited: taking it away sets `revoked_at` and `revoked_by` once, and the database refuses any other change.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    scope_kind = models.CharField(max_length=10)
    scope_key = models.CharField(max_length=60, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    granted_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - set once, from null

    class Meta:
        indexes = [models.Index(fields=["person", "revoked_at"], name="people_grant_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("from_on")),
                name="people_grant_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(scope_kind="all", scope_key="")
                | (models.Q(scope_kind__in=["project", "country"]) & ~models.Q(scope_key="")),
                name="people_grant_scope_has_its_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.scope_kind} {self.scope_key}".strip()

    @property
    def scope(self) -> Scope:
        return Scope(ScopeKind(self.scope_kind), self.scope_key)

    def as_held(self) -> HeldGrant:
        """The grant as rules see it. A role that the product no longer knows allows nothing."""
        role = ROLES.get(self.role)
        return HeldGrant(
            self.role,
            self.scope,
            self.from_on,
            self.until_on,
            role.verbs if role else frozenset(),
            role.needs_second_factor if role else True,
        )


class GrantReview(models.Model):
    """Somebody looked at a grant again and found that it is still right."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="reviews")
    reviewed_by = models.CharField(max_length=64)
    reviewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"review of {self.grant_id}"


class Invitation(models.Model):
    """A link that somebody was sent. It makes one account with one grant, once, until it expires.

    The link's last part is worked out from the key, the address and `serial` with the secret key, so that no usable
    link lies in the database; sending again raises the serial, and the link before it no longer works.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=40)
    scope_kind = models.CharField(max_length=10)
    scope_key = models.CharField(max_length=60, blank=True)
    until_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=10, default="en")
    serial = models.PositiveIntegerField(default=1)
    invited_by = models.CharField(max_length=64)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-invited_at", "-id"],
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="people_invitation_open",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def scope(self) -> Scope:
        return Scope(ScopeKind(self.scope_kind), self.scope_key)


class AddressChange(models.Model):
    """Another address that is asked for an account, until the link that was sent there is followed; then the row goes.

    The link's last part is worked out from the key and both addresses with the secret key: it ends when the account has
    another address than now, when another is asked for, and with the row.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Interest(models.Model):
    """What keeps a person from judging something: the own country of service, or a law that he or she helped to draft.

    Never edited: it ends once. Who rates or reviews law asks for it.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="interests")
    kind = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    law = models.CharField(max_length=300, blank=True)
    declared_by = models.CharField(max_length=64)
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, null=True)  # noqa: DJ001 - set once, from null

    def __str__(self) -> str:
        return f"{self.kind} {self.country}"


class Work(models.Model):
    """Something that waits for one person, or for whoever may do a verb there. Other apps know what it is about.

    With a person and a verb it waits for the person who may do the verb there, and once that is over for others who may.
    `not_for` are the actors who may not do it, with spaces between: whoever submitted does not confirm.
    """

    key = models.CharField(max_length=32, unique=True, default=opaque_key, editable=False)
    kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=200)
    for_person = models.CharField(max_length=64, blank=True)
    verb = models.CharField(max_length=40, blank=True)
    scope_kind = models.CharField(max_length=10, default=ScopeKind.ALL.value)
    scope_key = models.CharField(max_length=60, blank=True)
    not_for = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(for_person="") | ~models.Q(verb=""),
                name="people_work_for_a_person_or_a_verb",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_key", "for_person", "verb"],
                condition=models.Q(done_at__isnull=True),
                name="people_work_once",
            ),
        ]
        indexes = [models.Index(fields=["done_at", "for_person"], name="people_work_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_key}"

    @property
    def scope(self) -> Scope:
        return Scope(ScopeKind(self.scope_kind), self.scope_key)


class Reminder(models.Model):
    """A letter named this work to this person on this day."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    sent_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "person", "sent_on"], name="people_reminder_once")]

    def __str__(self) -> str:
        return f"{self.work_id} {self.sent_on}"


class Attempt(models.Model):
    """How often somebody has tried what is limited: rows of Django's database cache, shared by all processes."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "people_attempts"

    def __str__(self) -> str:
        return self.cache_key
