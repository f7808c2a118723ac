"""Where an installation keeps what it owns."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from capacita.config import home


def test_home_is_the_folder_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAPACITA_HOME", str(tmp_path / "office"))
    assert home.home() == tmp_path / "office"
    assert stat.S_IMODE((tmp_path / "office").stat().st_mode) == 0o700


def test_home_of_a_checkout_is_its_var_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAPACITA_HOME")
    assert home.home() == Path(__file__).resolve().parents[2] / "var"


def test_home_of_an_installed_product_is_in_the_persons_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CAPACITA_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(home, "_SOURCE", tmp_path / "site-packages")
    assert home.home() == tmp_path / "capacita"


def test_home_that_cannot_be_made_says_which_and_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CAPACITA_HOME", str(tmp_path / "file" / "inside"))
    with pytest.raises(ImproperlyConfigured, match="CAPACITA_HOME"):
        home.home()


def test_secret_key_is_made_once_and_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAPACITA_SECRET_KEY")
    key = home.secret_key(tmp_path)
    assert len(key) >= 64
    assert home.secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_a_key_that_was_lost_beside_its_database_is_not_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CAPACITA_SECRET_KEY", raising=False)
    (tmp_path / "capacita.sqlite3").touch()
    with pytest.raises(ImproperlyConfigured, match="is missing, and the database"):
        home.secret_key(tmp_path)
    (tmp_path / "secret.key").touch()
    with pytest.raises(ImproperlyConfigured, match="is empty"):
        home.secret_key(tmp_path)


@pytest.mark.parametrize("password", ["a/b", "a#b", "a?b"])
def test_a_password_that_breaks_the_address_is_told_without_it(tmp_path: Path, password: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="%2F") as refused:
        home.database(tmp_path, f"postgresql://u:{password}@h/name")
    assert password[0] + "b" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_processes_that_start_together_agree_on_one_secret_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAPACITA_SECRET_KEY")
    with multiprocessing.get_context("fork").Pool(4) as pool:
        keys = set(pool.map(home.secret_key, [tmp_path] * 16))
    assert len(keys) == 1


def test_database_is_sqlite_in_the_home_unless_an_address_is_given(tmp_path: Path) -> None:
    settings = home.database(tmp_path, "")
    assert settings["ENGINE"] == "django.db.backends.sqlite3"
    assert settings["NAME"] == str(tmp_path / "capacita.sqlite3")
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"  # type: ignore[index]


def test_database_address_gives_user_password_host_port_name_and_options(tmp_path: Path) -> None:
    settings = home.database(tmp_path, "postgresql://an%40a:p%2Fw@db.example:5433/office?sslmode=require")
    assert settings["USER"] == "an@a"
    assert settings["PASSWORD"] == "p/w"
    assert settings["HOST"] == "db.example"
    assert settings["PORT"] == "5433"
    assert settings["NAME"] == "office"
    assert settings["OPTIONS"] == {"sslmode": "require"}


def test_database_address_may_name_the_folder_of_a_socket(tmp_path: Path) -> None:
    settings = home.database(tmp_path, "postgres://office@/office?host=/run/postgresql")
    assert settings["HOST"] == "/run/postgresql"
    assert settings["OPTIONS"] == {}


def test_database_address_of_another_kind_is_refused_with_the_form_wanted(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="postgresql://user"):
        home.database(tmp_path, "mysql://office@db/office")


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.org", 587, True, False),
        ("smtps://mail.example.org", 465, False, True),
        ("smtp+plain://localhost", 25, False, False),
        ("smtp://mail.example.org:2525", 2525, True, False),
    ],
)
def test_a_mail_server_is_read_from_its_address(tmp_path: Path, address: str, port: int, tls: bool, ssl: bool) -> None:
    found = home.mail(tmp_path, address)
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)


def test_without_a_mail_server_letters_are_files_and_a_wrong_address_is_refused(tmp_path: Path) -> None:
    assert home.mail(tmp_path, "")["EMAIL_FILE_PATH"] == tmp_path / "mail"
    secret = home.mail(tmp_path, "smtp://me%40example.org:p%2Fw@mail.example.org")
    assert (secret["EMAIL_HOST_USER"], secret["EMAIL_HOST_PASSWORD"]) == ("me@example.org", "p/w")
    with pytest.raises(ImproperlyConfigured, match="smtp://user:password@host:port"):
        home.mail(tmp_path, "mail.example.org:25")


def test_the_mail_server_s_certificate_is_checked(tmp_path: Path) -> None:
    import ssl

    from django.core.mail.backends.smtp import EmailBackend

    context = EmailBackend(host="mail.example.org", use_tls=True).ssl_context
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


def test_what_files_may_take_is_a_whole_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAPACITA_PERSON_MB", raising=False)
    assert home.megabytes("CAPACITA_PERSON_MB", 500) == 500
    monkeypatch.setenv("CAPACITA_PERSON_MB", "12")
    assert home.megabytes("CAPACITA_PERSON_MB", 500) == 12
    for wrong in ("-1", "1.5", "much", "\u0661"):
        monkeypatch.setenv("CAPACITA_PERSON_MB", wrong)
        with pytest.raises(ImproperlyConfigured, match="whole number of megabytes"):
            home.megabytes("CAPACITA_PERSON_MB", 500)
