"""The addresses of one's own account: those of the sign-in library that are used here, and ours."""

from __future__ import annotations

from allauth.account import views as sign_in
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import path, re_path

from capacita.web.account import addresses, details, provider, views

urlpatterns = [
    path("", views.own_account, name="account"),
    path("invitation/<str:key>/<str:token>/", views.invitation, name="invitation"),
    path("name/", details.own_name, name="own-name"),
    path("address/", addresses.own_address, name="own-address"),
    path("address/drop/", addresses.drop_own_address, name="own-address-drop"),
    path("address/<str:key>/<str:token>/", addresses.address_link, name="address-link"),
    path("second-factor/", views.second_factor, name="second-factor"),
    path("interests/", views.interests, name="interests"),
    path("interests/<str:key>/end/", views.ask_to_end_own_interest, name="interest-end"),
    path("provider/sign-in/", provider.sign_in, name="provider-sign-in"),
    path("provider/back/", provider.back, name="provider-back"),
    path("provider/connect/", provider.connect, name="provider-connect"),
    path("language/", views.own_language, name="own-language"),
    path("provider/disconnect/", provider.disconnect, name="provider-disconnect"),
    path("provider/confirm/", provider.confirm, name="provider-confirm"),
    # Names that the library looks up.
    path("sign-in/", sign_in.login, name="account_login"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("sign-up/", sign_in.signup, name="account_signup"),
    path("closed/", sign_in.account_inactive, name="account_inactive"),
    path("confirm/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("password/", sign_in.password_change, name="account_change_password"),
    path("password/set/", views.never, name="account_set_password"),
    path("password/forgotten/", sign_in.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", sign_in.password_reset_done, name="account_reset_password_done"),
    path("password/changed/", sign_in.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("sessions/", reauthentication_required(sessions.list_usersessions), name="usersessions_list"),
    path("second-factor/all/", factor.index, name="mfa_index"),
    path("second-factor/ask/", factor.authenticate, name="mfa_authenticate"),
    path("second-factor/confirm/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/generator/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/generator/end/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/make/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-factor/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("second-factor/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("second-factor/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("second-factor/passkeys/confirm/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("second-factor/passkeys/sign-in/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("second-factor/passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("second-factor/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
