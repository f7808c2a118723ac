"""The sign-in library's forms in the words of this site: what each field is called, and what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_EMAIL, _PASSWORD = _("E-mail address"), _("Password")
_NEW, _NEW_AGAIN = _("New password"), _("New password, once more")
_CODE, _KEY = _("Code"), _("Name of the key")


class _InOurWords:
    """Each field is called so; the pages say in one place what the library says at several fields."""

    fields: dict[str, forms.Field]
    called: ClassVar[Mapping[str, str | _StrPromise]]
    hints: ClassVar[Mapping[str, str | _StrPromise]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in self.called.items():
            field = self.fields[name]
            field.label, field.help_text = words, self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class SignInForm(_InOurWords, LoginForm):  # type: ignore[misc]
    called = {"login": _EMAIL, "password": _PASSWORD}


class PasswordAgainForm(_InOurWords, ReauthenticateForm):  # type: ignore[misc]
    called = {"password": _PASSWORD}


class ChangedPasswordForm(_InOurWords, ChangePasswordForm):  # type: ignore[misc]
    called = {"oldpassword": _("Password until now"), "password1": _NEW, "password2": _NEW_AGAIN}


class ForgottenPasswordForm(_InOurWords, ResetPasswordForm):  # type: ignore[misc]
    called = {"email": _EMAIL}


class NewPasswordForm(_InOurWords, ResetPasswordKeyForm):  # type: ignore[misc]
    called = {"password1": _NEW, "password2": _NEW_AGAIN}
    hints = {
        "password1": _("At least 12 characters; 15 or more are better. A few unrelated words are easy to remember.")
    }


class CodeForm(_InOurWords, AuthenticateForm):  # type: ignore[misc]
    called = {"code": _CODE}


class CodeAgainForm(_InOurWords, ReauthenticateByCodeForm):  # type: ignore[misc]
    called = {"code": _CODE}


class GeneratorForm(_InOurWords, ActivateTOTPForm):  # type: ignore[misc]
    called = {"code": _("Code that the app shows")}


class PasskeyForm(_InOurWords, AddWebAuthnForm):  # type: ignore[misc]
    called = {"name": _KEY, "passwordless": _("Sign in with this key alone, without the password")}
    hints = {"passwordless": _("The key then asks for your finger, your face or a PIN.")}


class PasskeyNameForm(_InOurWords, EditWebAuthnForm):  # type: ignore[misc]
    called = {"name": _KEY}
