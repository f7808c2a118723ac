"""The first administrator from the shell, and serving others only after that."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client, override_settings
from typer.testing import CliRunner

from capacita.audit.models import Entry
from capacita.cli import serving
from capacita.cli.commands import app
from capacita.kernel.errors import CapacitaError
from capacita.people.models import Invitation, User
from tests.people import cast

pytestmark = pytest.mark.django_db
RUN = CliRunner()


def create(*arguments: str, typed: str = "", email: str = "alice@example.org") -> str:
    result = RUN.invoke(app, ["admin", "create", "--email", email, *arguments], input=typed)
    if isinstance(result.exception, CapacitaError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_an_administrator_is_made_once_and_another_only_when_meant() -> None:
    before = Entry.objects.count()
    create(typed=cast.PASSWORD + "\n")
    assert User.objects.get().check_password(cast.PASSWORD)
    entry = Entry.objects.order_by("seq").last()
    assert entry is not None
    assert (Entry.objects.count(), entry.verb, entry.actor) == (before + 1, "create_administrator", "cli")
    with pytest.raises(CapacitaError, match="already"):
        create(typed=cast.PASSWORD + "\n", email="other@example.org")
    create("--force-another", typed=cast.PASSWORD + "\n", email="other@example.org")


@pytest.mark.parametrize(("password", "words"), [("short", "12 characters"), ("password1234", "too common")])
def test_a_weak_password_is_refused_and_nobody_is_made(password: str, words: str) -> None:
    with pytest.raises(CapacitaError, match=words):
        create(typed=f"{password}\n")
    assert not User.objects.exists()


def test_letters_come_in_the_language_that_was_named() -> None:
    create("--language", "fr", typed=cast.PASSWORD + "\n")
    assert User.objects.get().language == "fr"
    create("--language", "fr", "--link", "--force-another", email="other@example.org")
    assert Invitation.objects.get().language == "fr"
    with pytest.raises(CapacitaError, match="not offered"):
        create("--language", "xx", "--link", "--force-another", email="third@example.org")


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(CapacitaError, match="no e-mail address"):
        create("--link", email="alice")


def test_a_link_sets_name_and_password_once() -> None:
    link = create("--link").splitlines()[0]
    assert link.startswith("http://127.0.0.1:8000/account/invitation/")
    assert "Administrator" in Client().get(urlsplit(link).path).content.decode()
    newer = create("--link").splitlines()[0]
    assert Client().get(urlsplit(link).path).status_code == 404
    new = {**cast.NOTICED, "name": "Alice", "password1": cast.PASSWORD, "password2": cast.PASSWORD}
    assert Client().post(urlsplit(newer).path, new)["Location"] == "/account/"
    assert not Invitation.objects.filter(accepted_at=None, withdrawn_at=None).exists()


def test_others_are_served_only_with_an_administrator_and_a_name() -> None:
    with pytest.raises(CapacitaError, match="there is no administrator"):
        serving._require_ready_for_others("0.0.0.0")
    cast.administrator()
    with pytest.raises(CapacitaError, match="CAPACITA_HOSTS"):
        serving._require_ready_for_others("0.0.0.0")
    with override_settings(CAPACITA_HOSTS=["capacita.example.org"]):
        serving._require_ready_for_others("0.0.0.0")


def test_run_refuses_before_it_serves() -> None:
    result = RUN.invoke(app, ["run", "--host", "0.0.0.0", "--port", "8849"])
    assert isinstance(result.exception, CapacitaError)
    assert "capacita admin create" in str(result.exception)
