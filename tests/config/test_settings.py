"""What the composed settings promise to every page, and to the database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.contrib.messages import WARNING
from django.contrib.messages.storage import default_storage
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.module_loading import import_string

from tests.people import cast


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


@pytest.mark.django_db
def test_there_are_three_cookies_which_no_script_reads_and_no_form_of_another_site_brings(client: Client) -> None:
    cast.person("bob@example.org", second_factor=False)
    client.get("/account/sign-in/")
    client.post("/account/sign-in/", {"login": "bob@example.org", "password": cast.PASSWORD})
    client.get("/language/fr/")
    told, answer = RequestFactory().get("/"), HttpResponse()
    told.session = client.session
    storage = default_storage(told)
    storage.add(WARNING, "Told once, on the next page.")
    storage.update(answer)
    cookies = {**client.cookies, **answer.cookies}
    assert set(cookies) == {"sessionid", "csrftoken", "django_language"}
    for name, cookie in cookies.items():
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax"), name


def test_the_limits_that_are_documented_are_those_that_hold() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reference" / "passwords.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|", text, re.MULTILINE))
    failed = re.fullmatch("([0-9]+)/15m/key,([0-9]+)/15m/ip", settings.ACCOUNT_RATE_LIMITS["login_failed"])
    letters = re.fullmatch("([0-9]+)/15m/ip,([0-9]+)/15m/key", settings.ACCOUNT_RATE_LIMITS["reset_password"])
    assert failed
    assert letters
    assert rows["failures for one account"] == f"{failed[1]} within 15 minutes"
    assert rows["failures from one address"] == f"{failed[2]} within 15 minutes"
    assert (
        rows["letters for a forgotten password"]
        == f"{letters[2]} for one account, {letters[1]} from one address, within 15 minutes"
    )
    assert rows["without use"] == f"{settings.CAPACITA_SESSION_IDLE_SECONDS // 3600} hour"
    assert rows["in all"] == f"{settings.SESSION_COOKIE_AGE // 3600} hours"
    assert rows["with the browser"] == "ends with it"
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
    again = f"{settings.ACCOUNT_REAUTHENTICATION_TIMEOUT // 60} minutes"
    assert rows["before changing password or second factors, or ending sessions"].startswith(again)
    with pytest.raises(ValidationError, match=r"12") as refusal:
        validate_password("x7Q" * 3 + "zz")
    assert "password_too_short" in {each.code for each in refusal.value.error_list}
    assert "At least 12 characters" in text
    assert "any number of sessions" in text
