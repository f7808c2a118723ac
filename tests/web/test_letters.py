"""The letters that the sign-in library sends: in the product's words and the reader's language, and nothing of its own."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import allauth
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.template.loader import get_template, render_to_string
from django.utils import translation

import capacita
from capacita.kernel.clock import now
from capacita.people.models import User
from tests.people import cast

PACKAGE = Path(capacita.__file__).parent
LETTERS = sorted(
    f"{app}/email/{path.name.removesuffix('_subject.txt')}"
    for app in ("account", "mfa", "socialaccount")
    for path in (Path(allauth.__file__).parent / "templates" / app / "email").glob("*_subject.txt")
)
# Ways that are shut: accounts come by invitation, an address is changed by the product, and nobody signs in by a code
# that is sent.
NEVER_SENT = {
    f"account/email/{name}"
    for name in (
        "account_already_exists", "email_changed", "email_confirm", "email_confirmation", "email_confirmation_signup",
        "email_deleted", "login_code", "password_reset_code", "unknown_account",
    )
}  # fmt: skip
TOLD = {
    "email": "bob@example.org", "current_site": SimpleNamespace(name="127.0.0.1:8911", domain="127.0.0.1:8911"),
    "timestamp": now(), "ip": "192.0.2.1", "provider": "L'office & co",
    "user_agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
    "user": SimpleNamespace(name="Bob", email="bob@example.org"), "password_reset_url": "https://capacita.example.org/x",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("letter", LETTERS)
def test_no_letter_greets_or_thanks_in_the_name_of_a_host(letter: str, language: str) -> None:
    with translation.override(language):
        text = render_to_string(f"{letter}_message.txt", TOLD)
    for words in ("Hello from", "Thank you for using", "Bonjour", "Merci"):
        assert words not in text


@pytest.mark.parametrize("letter", sorted(set(LETTERS) - NEVER_SENT))
def test_every_letter_that_can_be_sent_is_the_product_s_own(letter: str) -> None:
    for part in ("subject", "message"):
        origin = get_template(f"{letter}_{part}.txt").origin  # type: ignore[attr-defined]
        assert Path(origin.name).is_relative_to(PACKAGE / "web"), origin.name
    text = render_to_string(f"{letter}_message.txt", TOLD)
    assert "127.0.0.1" not in text
    assert "Mozilla" not in text
    assert "<" not in text
    assert "&#" not in text
    assert "&amp;" not in text


@pytest.mark.django_db
@pytest.mark.usefixtures("heard_at_once")
def test_whoever_sets_up_a_code_generator_reads_of_it_in_the_own_language() -> None:
    person = cast.person("bob@example.org", second_factor=False)
    User.objects.filter(pk=person.pk).update(language="fr")
    browser = cast.just_signed_in(person)
    place = "/account/second-factor/generator/"
    browser.get(place)
    secret = browser.session["mfa.totp.secret"]
    mail.outbox.clear()
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    browser.post(place, {"code": code}, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    letter = mail.outbox[0]
    with translation.override("fr"):
        said = translation.gettext("A code generator was set up as a second factor of your account in Capacita.")
        unexpected = translation.gettext("If you did not expect this, tell an administrator whom you know, at once.")
    assert str(letter.body).splitlines()[0] == said
    assert str(letter.body).splitlines()[-1] == unexpected
    assert "Adresse réseau" in letter.body
    assert "Firefox" in letter.body
    assert letter.subject.startswith("Capacita: ")
