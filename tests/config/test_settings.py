"""What the composed settings promise to every page, and to the database."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from django.utils.module_loading import import_string


@pytest.mark.django_db
def test_every_answer_carries_the_content_security_policy_and_its_companions(client: Client) -> None:
    answer = client.get("/no-such-page/")
    policy = {part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split("; ")}
    assert policy == {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "report-uri": ["/policy-reports/"],
    }
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


def test_passwords_are_hashed_by_argon2_first() -> None:
    from capacita.config import settings as product

    hasher = import_string(product.PASSWORD_HASHERS[0])()
    assert isinstance(hasher, Argon2PasswordHasher)
    kept = hasher.encode("correct horse battery staple", hasher.salt())
    # The least that OWASP ASVS 5.0, appendix C, names for two rounds is 19 MiB.
    assert kept.startswith("argon2$argon2id$v=19$m=47104,t=2,p=1$")
    assert not hasher.must_update(kept)
    framework = Argon2PasswordHasher()
    older = framework.encode("correct horse battery staple", hasher.salt())
    assert hasher.verify("correct horse battery staple", older)
    assert hasher.must_update(older)


def test_only_loopback_is_answered_unless_the_environment_says_otherwise() -> None:
    from capacita.config import settings as product

    assert product.ALLOWED_HOSTS == ["localhost", "127.0.0.1", "[::1]"]
    assert product.DEBUG is False
    assert settings.TIME_ZONE == "UTC"


@pytest.mark.sqlite
@pytest.mark.usefixtures("committing")
def test_sqlite_keeps_what_it_acknowledged_and_holds_to_its_links() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)
