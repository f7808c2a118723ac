"""The made-up office of size L: the same each time, its chain whole, its triggers in place, never beside other data."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from capacita.audit import immutability
from capacita.audit.models import Entry
from capacita.audit.queries import verification
from capacita.evidence.models import KeptFile
from capacita.kernel.digests import digest_of
from capacita.people.models import Grant, Invitation, User
from capacita.people.personal.models import Contact, ContactName
from capacita.people.roles import granted_roles
from capacita.standards.models import TreatyAction
from tests.hardening.places import on_database
from tools import size_l

pytestmark = pytest.mark.hardening


def content() -> str:
    """A digest of what was made up; the reference data are loaded at the time of the day."""
    return digest_of(
        [
            list(User.objects.order_by("pk").values_list("key", "email", "name", "password", "language")),
            list(
                Grant.objects.order_by("pk").values_list(
                    "key", "role", "scope_key", "from_on", "until_on", "revoked_at"
                )
            ),
            list(Invitation.objects.order_by("pk").values_list("key", "role", "invited_at", "accepted_at")),
            list(Contact.objects.order_by("pk").values_list("key", "kind", "email", "employer", "country", "project")),
            list(ContactName.objects.order_by("pk").values_list("contact__key", "text", "script")),
            list(KeptFile.objects.order_by("pk").values_list("sha256", "name", "size", "scope_key", "uploaded_by")),
            list(TreatyAction.objects.exclude(superseded_at=None).order_by("pk").values_list("key", "digest")),
            list(Entry.objects.exclude(verb="load_catalogues").order_by("seq").values_list("seq", "digest")),
        ]
    )


def test_the_same_seed_makes_the_same_office(address: str, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), on_database(address, tmp_path / "home", loaded=False):
        size_l.fill(seed=3, share=0.05)
        assert verification().holds
        assert immutability.unprotected() == []
        assert set(Grant.objects.values_list("role", flat=True)) == {role.key for role in granted_roles()}
        made = content()
        with pytest.raises(RuntimeError, match="has been used"):
            size_l.fill(seed=3, share=0.05)
        assert content() == made
    with django_db_blocker.unblock(), on_database("", tmp_path / "another", loaded=False):
        size_l.fill(seed=3, share=0.05)
        assert content() == made
