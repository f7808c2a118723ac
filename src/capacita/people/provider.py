"""How the organisation's provider is asked, and what of an ID token is checked before it is believed.

The sign-in library finds the class by the name of this module. It keeps the state and the secret of PKCE; what it
leaves out is done here: the nonce, the signature, the issuer of the configuration, whose profile was answered.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Mapping
from typing import Any

import jwt
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from capacita.people.issuer import Identity, Issuer, subject_of, what_was_said
from capacita.people.models import User

PROVIDER = "organisation"
BACK = "provider-back"
# Signatures that need the provider's own private key; a token that says “none” or is signed by the secret is refused.
_SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_LEEWAY_SECONDS = 60
_log = logging.getLogger(__name__)


class UntrueError(OAuth2Error):  # type: ignore[misc]
    """The provider's answer is not to be believed. The text says why and names nobody."""


def organisation() -> Issuer | None:
    """The provider that this installation was told of."""
    held: Issuer | None = settings.CAPACITA_OIDC
    return held


def nonce_of(verifier: str) -> str:
    """What the ID token must repeat: worked out from the secret that the session holds for PKCE."""
    return hashlib.sha256(f"nonce:{verifier}".encode()).hexdigest()


def verified_claims(token: str, keys: Mapping[str, Any], *, issuer: Issuer, nonce: str) -> dict[str, Any]:
    """What an ID token says, by OpenID Connect Core 1.0, section 3.1.3.7.

    UntrueError for a signature, issuer, audience, time or nonce that is not the expected one.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _signing_key(token, keys),
            algorithms=_SIGNED_BY,
            audience=issuer.client_id,
            issuer=issuer.address,
            leeway=_LEEWAY_SECONDS,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
        subject_of(claims)
    except (jwt.PyJWTError, ValueError) as error:
        raise UntrueError(f"the ID token is refused: {type(error).__name__}") from error
    if claims["aud"] not in (issuer.client_id, [issuer.client_id]):
        raise UntrueError("the ID token is for others as well")
    if claims.get("azp", issuer.client_id) != issuer.client_id:
        raise UntrueError("the ID token was issued to another client")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise UntrueError("the ID token belongs to another sign-in")
    return claims


def _signing_key(token: str, keys: Mapping[str, Any]) -> Any:
    wanted = jwt.get_unverified_header(token).get("kid")
    found = [
        each.key
        for each in jwt.PyJWKSet.from_dict(dict(keys)).keys
        if each.public_key_use in (None, "sig") and wanted in (None, each.key_id)
    ]
    if len(found) != 1:
        raise UntrueError("the ID token is signed by a key that the provider does not publish")
    return found[0]


class OrganisationClient(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """One exchange with the provider, for one request of a browser."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, PROVIDER)
        self._nonce = ""
        self._configuration: dict[str, Any] = {}

    @property
    def issuer(self) -> Issuer:
        held = organisation()
        if held is None:
            raise SocialApp.DoesNotExist
        return held

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider publishes about itself; refused where it names another issuer or an unsafe address."""
        if not self._configuration:
            found = _asked(self.issuer.configuration_address)
            if found.get("issuer") != self.issuer.address:
                raise UntrueError("the provider calls itself otherwise than CAPACITA_OIDC_ISSUER does")
            needed = ["authorization_endpoint", "token_endpoint", "jwks_uri"]
            needed += ["userinfo_endpoint"] if "userinfo_endpoint" in found else []
            for name in needed:
                if not self.issuer.may_be_asked(found.get(name)):
                    raise UntrueError(f"the provider's {name} is not an HTTPS address")
            self._configuration = found
        return self._configuration

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse(BACK))

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str | None = None
    ) -> Any:
        self._nonce = nonce_of(pkce_code_verifier or "")
        return super().get_access_token_data(request, app, client, pkce_code_verifier)

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        """Whom the provider speaks of. The profile is asked for where the ID token holds no address."""
        given = kwargs["response"].get("id_token")
        if not isinstance(given, str):
            raise UntrueError("the provider gave no ID token")
        keys = _asked(self.openid_config["jwks_uri"])
        claims = verified_claims(given, keys, issuer=self.issuer, nonce=self._nonce)
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            profile = _asked(self.openid_config["userinfo_endpoint"], token=token.token)
            if profile.get("sub") != claims["sub"]:
                raise UntrueError("the profile is another person's")
            claims |= {name: profile[name] for name in ("email", "email_verified", "name") if name in profile}
        return self.get_provider().sociallogin_from_response(request, claims)


def _asked(address: str, token: str = "") -> dict[str, Any]:
    """The JSON object at one of the provider's addresses."""
    with get_adapter().get_requests_session() as session:
        answer = session.get(address, headers={"Authorization": f"Bearer {token}"} if token else None)
        answer.raise_for_status()
        found = answer.json()
    if not isinstance(found, dict):
        raise UntrueError("the provider's answer is not what OpenID Connect prescribes")
    return found


class OrganisationProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """The library's provider, with a nonce, and nothing kept of a profile but how somebody signed in."""

    id = PROVIDER
    oauth2_adapter_class = OrganisationClient

    def get_callback_url(self) -> str:
        return reverse(BACK)

    def get_oauth2_adapter(self, request: HttpRequest) -> OrganisationClient:
        return OrganisationClient(request)

    def get_pkce_params(self) -> dict[str, Any]:
        made = generate_code_challenge()
        return {**made, "nonce": nonce_of(made["code_verifier"])}

    def extract_uid(self, data: dict[str, Any]) -> str:
        return subject_of(data)

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"said": what_was_said(data)}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"email": data.get("email"), "name": data.get("name")}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        held, address = organisation(), data.get("email")
        if held is None or not isinstance(address, str):
            return []
        return [EmailAddress(email=address, verified=held.verifies(data), primary=True)]


provider_classes = [OrganisationProvider]


class OneProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """One provider, from the environment and never from the database; nobody signs up by it."""

    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        held = organisation()
        if held is None:
            return []
        return [
            SocialApp(
                provider=PROVIDER,
                # Connections are kept under the issuer's address: another provider's people are other people.
                provider_id=held.address,
                name=held.name,
                client_id=held.client_id,
                secret=held.client_secret,
            )
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        person = sociallogin.user
        assert isinstance(person, User)
        person.name = str(data.get("name") or "")[:200]
        return person

    def get_requests_session(self) -> requests.Session:
        """A session that follows no redirect: what the provider answers must come from the address it was asked at."""
        session: requests.Session = super().get_requests_session()
        session.max_redirects = 0
        return session


def identity_of(sociallogin: SocialLogin) -> Identity:
    """Whom an answer that was checked speaks of, with the address that the provider states as verified, if any."""
    verified = [each.email.lower() for each in sociallogin.email_addresses if each.verified]
    return Identity(sociallogin.account.provider, sociallogin.account.uid, verified[0] if verified else "")


def counts_as_second_factor(sociallogin: SocialLogin | None) -> bool:
    """True where the provider said of this sign-in that a second factor was used, and that counts here."""
    held = organisation()
    return bool(held and sociallogin and held.counts(sociallogin.account.extra_data.get("said")))
