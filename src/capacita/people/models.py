"""The account of a person who signs in. Everything else knows a person by the opaque key."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from capacita.kernel.identifiers import opaque_key

# Actors that are not persons, as audit entries name them.
LOADER = "system:load"


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

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserQueries()

    def __str__(self) -> str:
        return self.key

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.deactivated_at is None
