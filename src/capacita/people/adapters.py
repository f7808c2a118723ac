"""How the sign-in library is held to the house: no open sign-up, limits per account, code lists as a second factor."""

from __future__ import annotations

import logging
import time
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.stages import AuthenticateStage
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from capacita.people.confirming import lead_to_confirm
from capacita.people.enciphering import decipher, encipher
from capacita.people.issuer import BEGUN_BY
from capacita.people.measures import REFUSED_LETTERS
from capacita.people.models import User
from capacita.people.provider import counts_as_second_factor
from capacita.people.sessions import has_just_set_up, lacks_proof

_JUST_SIGNED_IN_SECONDS = 300
_SHOWING_CODES = ("mfa_view_recovery_codes", "mfa_download_recovery_codes")
_log = logging.getLogger(__name__)


def name_of(person: User) -> str:
    return person.name or person.email


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come by invitation only. Of the library's messages only those that complain are kept."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not correct."),
        # The time is that of the limits in the settings.
        "too_many_login_attempts": _("Too many failed tries. Wait a quarter of an hour, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        if level >= messages.WARNING:
            super().add_message(request, level, *args, **kwargs)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/account/"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """As the library's, but not within five minutes after signing in: an invited person has just set a password.

        Codes that are there already are not shown by that. A session that has not seen the second factor of its person
        is asked for it at once.
        """
        asked, person = context.request, context.request.user
        if isinstance(person, User) and lacks_proof(person, asked):
            raise ImmediateHttpResponse(lead_to_confirm(asked, person))
        records = get_authentication_records(asked, person)
        if records and time.time() - records[-1]["at"] < _JUST_SIGNED_IN_SECONDS and not _shows_old_codes(asked):
            return False
        if person.is_authenticated and not get_reauthentication_flows(person):
            # The library would ask nothing of somebody who has only the organisation's provider.
            raise ImmediateHttpResponse(lead_to_confirm(asked, person))
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under the public address, where one is set: whoever asks for the letter does not choose where it leads."""
        address = str(super().get_reset_password_from_key_url(key))
        return f"{settings.CAPACITA_ADDRESS}{urlsplit(address).path}" if settings.CAPACITA_ADDRESS else address

    def get_login_stages(self) -> list[str]:
        ours, theirs = SecondFactorStage, AuthenticateStage
        names = {f"{theirs.__module__}.{theirs.__name__}": f"{ours.__module__}.{ours.__name__}"}
        return [names.get(each, each) for each in super().get_login_stages()]

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, *, signal_kwargs: dict[str, Any] | None, **kwargs: Any
    ) -> HttpResponse:
        """As the library's; a session that the organisation's provider began remembers what was said of the sign-in."""
        sociallogin = (signal_kwargs or {}).get("sociallogin")
        if sociallogin is not None:
            account = sociallogin.account
            request.session[BEGUN_BY] = {"connection": account.pk, "said": account.extra_data.get("said", [])}
        answer: HttpResponse = super().post_login(request, user, signal_kwargs=signal_kwargs, **kwargs)
        return answer

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # The library counts per name of the host as well, of which an installation has several.
        return str(credentials.get("email", "")).strip().lower()

    def send_mail(self, template_prefix: str, email: str, words: dict[str, Any]) -> None:
        """In the language of the person written to, not of who asked. A mail server that refuses undoes nothing."""
        person = User.objects.filter(email=email.lower()).first()
        with translation.override(person.language if person else translation.get_language()):
            try:
                super().send_mail(template_prefix, email, words)
            except (SMTPException, OSError):
                REFUSED_LETTERS.inc()
                _log.warning("a letter could not be sent: the mail server refused")


def _shows_old_codes(asked: HttpRequest) -> bool:
    """True for a page that shows codes, other than those that this session has just made."""
    found = asked.resolver_match
    is_shown = found is not None and found.url_name in _SHOWING_CODES
    return is_shown and not has_just_set_up("recovery_codes", asked, seconds=_JUST_SIGNED_IN_SECONDS)


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Ours is not asked for where the organisation's provider has just asked for its own, and that counts."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if counts_as_second_factor((self.login.signal_kwargs or {}).get("sociallogin")):
            return None, True
        asked: tuple[HttpResponse | None, bool] = super().handle()
        return asked


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """A list of one-time codes is a second factor of its own; secrets are kept enciphered."""

    def is_mfa_enabled(self, user: AbstractBaseUser, types: list[str] | None = None) -> bool:
        """As the library's; asked for codes or keys, a code list counts as well."""
        asks_for_any = types is not None and {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN} <= set(types)
        return bool(super().is_mfa_enabled(user, None if asks_for_any else types))

    def encrypt(self, text: str) -> str:
        return encipher(text, purpose="second-factor")

    def decrypt(self, encrypted_text: str) -> str:
        return decipher(encrypted_text, purpose="second-factor")


class CodeListForm(GenerateRecoveryCodesForm):  # type: ignore[misc]
    """The library makes codes only beside another factor; where telephones are not allowed they are the factor."""

    def clean(self) -> dict[str, Any]:
        return forms.Form.clean(self) or {}
