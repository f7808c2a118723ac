"""What an installation that serves others refuses to start with, each told in a sentence, all at once."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from capacita.config.unsafe import unsafe_settings

SAFE = {
    "CAPACITA_HOSTS": "capacita.example.org",
    "CAPACITA_HTTPS": "1",
    "CAPACITA_ADDRESS": "https://capacita.example.org",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    return home


def test_what_the_guide_sets_is_safe(folder: Path) -> None:
    assert unsafe_settings(SAFE, folder) == []
    more = {
        "CAPACITA_SECRET_KEY": secrets.token_urlsafe(64),
        "DATABASE_URL": "postgresql:///capacita?host=/run/postgresql",
        "CAPACITA_SMTP": "smtp+plain://localhost",
        "CAPACITA_METRICS_TOKEN": secrets.token_urlsafe(32),
    }
    assert unsafe_settings({**SAFE, **more}, folder) == []
    assert unsafe_settings({"CAPACITA_HOSTS": "test.example", "CAPACITA_PLAIN_HTTP": "1"}, folder) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"CAPACITA_DEBUG": "1"}, "CAPACITA_DEBUG"),
        ({"CAPACITA_HOSTS": "capacita.example.org, *"}, "not one name"),
        ({"CAPACITA_HOSTS": "capacita.example.org, .example.org"}, "“.example.org”"),
        ({"CAPACITA_HOSTS": "other.example.org"}, "which CAPACITA_HOSTS lacks"),
        ({"CAPACITA_HTTPS": ""}, "CAPACITA_PLAIN_HTTP=1"),
        ({"CAPACITA_PLAIN_HTTP": "1"}, "contradict"),
        ({"CAPACITA_ADDRESS": "http://capacita.example.org"}, "write https://"),
        ({"CAPACITA_SECRET_KEY": "changeme"}, "shorter than 50"),
        ({"CAPACITA_SECRET_KEY": "a" * 64}, "no random text"),
        ({"CAPACITA_SECRET_KEY": "django-insecure-change-me-0123456789-abcdefghijklmnopqrstuvwxyz"}, "no random text"),
        ({"CAPACITA_SECRET_KEYS_BEFORE": "short"}, "CAPACITA_SECRET_KEYS_BEFORE"),
        ({"CAPACITA_DEBUG": "true"}, "CAPACITA_DEBUG"),
        ({"CAPACITA_HOSTS": "capacita.example.org, a.example.org:443"}, "“a.example.org:443”"),
        ({"CAPACITA_ADDRESS": "capacita.example.org"}, "no whole address"),
        ({"CAPACITA_ADDRESS": "ftp://capacita.example.org"}, "no whole address"),
        ({"DATABASE_URL": "postgresql://a:x@/c?host=db.example.org"}, "reaches db.example.org"),
        ({"DATABASE_URL": "postgresql://a:x@/c?hostaddr=192.0.2.7"}, "reaches 192.0.2.7"),
        (
            {"DATABASE_URL": "postgresql://a:x@localhost/c?host=db.example.org&sslmode=disable"},
            "reaches db.example.org",
        ),
        (
            {"DATABASE_URL": "postgresql://a:x@localhost/c?host=/run/postgresql,db.example.org"},
            "reaches db.example.org",
        ),
        ({"DATABASE_URL": "postgresql://capacita:capacita@127.0.0.1/c"}, "anybody guesses"),
        ({"DATABASE_URL": "postgresql://app:App@127.0.0.1/c"}, "anybody guesses"),
        ({"CAPACITA_METRICS_TOKEN": "secret"}, "CAPACITA_METRICS_TOKEN"),
        ({"DATABASE_URL": "postgresql://a:b@db.example.org/c"}, "sslmode=verify-full"),
        ({"DATABASE_URL": "postgresql://a:b@db.example.org/c?sslmode=require"}, "sslmode=verify-full"),
        ({"CAPACITA_SMTP": "smtp+plain://mail.example.org"}, "in the clear"),
        ({"CAPACITA_SMTP": "smtp://mail.example.org", "CAPACITA_ADDRESS": ""}, "lead nowhere"),
    ],
)
def test_each_unsafe_setting_is_told_with_its_remedy(changed: dict[str, str], told: str, folder: Path) -> None:
    (sentence,) = unsafe_settings({**SAFE, **changed}, folder)
    assert told in sentence
    assert sentence.endswith((".", str(folder)))


def test_a_folder_or_secret_that_others_may_read_is_told(folder: Path) -> None:
    key = folder / "secret.key"
    key.write_text(secrets.token_urlsafe(64))
    key.chmod(0o640)
    # As SQLite makes it: the folder guards it.
    (folder / "capacita.sqlite3").touch(0o644)
    folder.chmod(0o755)
    (entered, read) = unsafe_settings(SAFE, folder)
    assert entered.endswith(f"chmod 700 {folder}")
    assert read.endswith(f"chmod 600 {key}")


def test_the_key_in_the_folder_is_looked_at_as_well(folder: Path) -> None:
    key = folder / "secret.key"
    key.write_text("abc")
    key.chmod(0o600)
    (told,) = unsafe_settings(SAFE, folder)
    assert told.startswith(str(key))
    assert unsafe_settings({**SAFE, "CAPACITA_SECRET_KEY": secrets.token_urlsafe(64)}, folder) == []


def started(folder: Path, *words: str, **changed: str) -> subprocess.CompletedProcess[str]:
    ours = ("CAPACITA_", "DATABASE_URL", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    given = {"DJANGO_SETTINGS_MODULE": "capacita.config.settings", "CAPACITA_HOME": str(folder), **changed}
    return subprocess.run(
        [sys.executable, "-m", *words], env={**kept, **given}, capture_output=True, text=True, check=False
    )


def test_the_command_refuses_them_all_at_once_and_a_private_installation_none(folder: Path) -> None:
    wrong = {"CAPACITA_DEBUG": "1", "CAPACITA_SECRET_KEY": "short"}
    refused = started(folder, "capacita.cli", "run", **wrong, CAPACITA_HOSTS="*")
    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 4
    assert "Traceback" not in refused.stderr
    assert started(folder, "capacita.cli", "figure", "--list", **wrong).returncode == 0


def test_the_deployment_check_finds_nothing_with_the_settings_of_the_guide(folder: Path) -> None:
    done = started(folder, "django", "check", "--deploy", "--fail-level", "INFO", **SAFE)
    assert done.returncode == 0, done.stderr
    # One warning is silenced, for a reason that the settings give.
    assert "no issues (1 silenced)" in done.stdout + done.stderr


def test_cookies_of_a_served_site_are_for_this_host_and_https_alone(folder: Path) -> None:
    code = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS,"
        " s.LOGGING['loggers']['capacita.requests']['level'])"
    )
    path = folder.parent / "shown.py"
    path.write_text(code)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAPACITA_")}
    given = {"DJANGO_SETTINGS_MODULE": "capacita.config.settings", "CAPACITA_HOME": str(folder), **SAFE}
    shown = subprocess.run(
        [sys.executable, str(path)], env={**kept, **given}, capture_output=True, text=True, check=True
    )
    assert shown.stdout.split() == "__Host-session __Host-csrf __Host-language True True 31536000 True INFO".split()
