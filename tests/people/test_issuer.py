"""What the environment may say of an organisation's provider, and what of its answers counts."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from capacita.config import home
from capacita.people.issuer import Issuer, issuer_from, subject_of, what_was_said

WHOLE = {
    "CAPACITA_OIDC_ISSUER": "https://id.example.org/realms/office",
    "CAPACITA_OIDC_CLIENT_ID": "capacita",
    "CAPACITA_OIDC_CLIENT_SECRET": "kept",
}


def issuer(**changed: str) -> Issuer:
    found = issuer_from({**WHOLE, **{f"CAPACITA_OIDC_{name}": value for name, value in changed.items()}})
    assert found is not None
    return found


def test_without_the_setting_there_is_no_provider() -> None:
    assert issuer_from({"PATH": "/bin", "CAPACITA_OIDC_ISSUER": " "}) is None


def test_a_whole_setting_names_the_provider_by_its_host_unless_told_otherwise() -> None:
    found = issuer()
    assert (found.name, found.origin) == ("id.example.org", "https://id.example.org")
    assert found.configuration_address == "https://id.example.org/realms/office/.well-known/openid-configuration"
    assert issuer(NAME="The ministry").name == "The ministry"
    assert "kept" not in repr(found)


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"ISSUER": "http://id.example.org"}, "https://"),
        ({"ISSUER": "http://192.168.1.4:8080"}, "https://"),
        ({"ISSUER": "http://127.0.0.1.example.org"}, "https://"),
        ({"ISSUER": "ftp://id.example.org"}, "https://"),
        ({"ISSUER": "id.example.org"}, "https://"),
        ({"ISSUER": "https://"}, "https://"),
        ({"ISSUER": "https://name:word@id.example.org"}, "plain address"),
        ({"ISSUER": "https://id.example.org?tenant=1"}, "plain address"),
        ({"ISSUER": f"https://id.example.org/{'x' * 200}"}, "longer"),
        ({"CLIENT_ID": ""}, "CLIENT_ID"),
        ({"CLIENT_SECRET": " "}, "CLIENT_SECRET"),
        ({"ISSUER": ""}, "is set and CAPACITA_OIDC_ISSUER is not"),
    ],
)
def test_an_unsafe_or_half_setting_is_refused_with_a_reason(changed: dict[str, str], complaint: str) -> None:
    environment = {**WHOLE, **{f"CAPACITA_OIDC_{name}": value for name, value in changed.items()}}
    with pytest.raises(ImproperlyConfigured, match=complaint):
        home.provider(environment)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9000", "http://localhost:9000/op", "http://[::1]:9000"])
def test_plain_http_is_taken_for_this_machine_alone(address: str) -> None:
    here = issuer(ISSUER=address)
    assert here.may_be_asked("http://127.0.0.1:9000/token")
    assert not here.may_be_asked("http://192.0.2.1/token")
    assert not issuer().may_be_asked("http://127.0.0.1:9000/token")


@pytest.mark.parametrize(
    "address", [None, 7, "", "http://id.example.org/token", "//id.example.org", "file:///etc/hosts"]
)
def test_no_secret_is_sent_to_an_address_that_is_not_https(address: object) -> None:
    assert issuer().may_be_asked("https://elsewhere.example.org/token")
    assert not issuer().may_be_asked(address)


@pytest.mark.parametrize(
    ("claims", "setting", "counts"),
    [
        ({"amr": ["pwd", "mfa"]}, None, True),
        ({"amr": "mfa"}, None, True),
        ({"amr": ["pwd", "otp"]}, None, False),
        ({}, None, False),
        ({"amr": None, "acr": ["mfa"]}, None, False),
        ({"amr": [["mfa"], 1]}, None, False),
        ({"amr": ["hwk"], "acr": "1"}, "hwk, urn:example:two", True),
        ({"acr": "urn:example:two"}, "hwk urn:example:two", True),
        ({"amr": ["mfa"]}, "urn:example:two", False),
        ({"amr": ["mfa"]}, "", False),
        ({"amr": [""], "acr": ""}, "", False),
    ],
)
def test_only_the_values_that_the_setting_names_count_as_a_second_factor(
    claims: dict[str, object], setting: str | None, counts: bool
) -> None:
    held = issuer() if setting is None else issuer(MFA=setting)
    assert held.counts(what_was_said(claims)) is counts


@pytest.mark.parametrize("said", [None, "mfa", {"mfa": 1}])
def test_what_is_no_list_of_values_counts_for_nothing(said: object) -> None:
    assert not issuer().counts(said)


@pytest.mark.parametrize(
    ("claims", "verified"),
    [
        ({"email": "a@example.org", "email_verified": True}, True),
        ({"email": "a@example.org", "email_verified": "true"}, True),
        ({"email": "a@example.org", "email_verified": False}, False),
        ({"email": "a@example.org", "email_verified": "false"}, False),
        ({"email": "a@example.org", "email_verified": 1}, False),
        ({"email": "a@example.org"}, False),
        ({"email": "a@Ministry.example"}, True),
        ({"email": "a@ministry.example", "email_verified": False}, False),
        ({"email": "a@elsewhere.ministry.example"}, False),
        ({}, False),
    ],
)
def test_an_address_is_verified_where_the_provider_says_so_or_is_silent_for_a_known_domain(
    claims: dict[str, object], verified: bool
) -> None:
    assert issuer(DOMAINS="@ministry.example").verifies(claims) is verified


@pytest.mark.parametrize("subject", [None, "", 7, "x" * 192])
def test_a_subject_that_cannot_be_kept_is_refused(subject: object) -> None:
    with pytest.raises(ValueError, match="subject"):
        subject_of({"sub": subject})
