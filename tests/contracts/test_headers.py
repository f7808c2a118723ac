"""Every address carries the headers by which a browser guards the people who use it, whatever the answer is."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from tests.contracts.routes import filled, parameters, routes
from tests.contracts.test_permissions import EXAMPLES, EXAMPLES_OF
from tests.people import cast

pytestmark = pytest.mark.django_db
POLICY = {
    "default-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "img-src 'self' data:",
    "object-src 'none'", "report-uri /policy-reports/",
}  # fmt: skip
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
KEPT = ("no-store", "no-cache")


def addresses() -> list[str]:
    found = []
    for route in routes():
        # Whatever has no example is asked for by a key that nothing has: the answer about what is absent is held as well.
        values = dict.fromkeys(parameters(route), "0" * 32) | {"code": "CYBERSOUTH"} | EXAMPLES
        found.append(filled(route, values | EXAMPLES_OF.get(route, {})))
    return [*found, "/no-such-page/", "/api/v1/no-such-operation", "/static/no-such-file.css"]


@override_settings(
    SECURE_HSTS_SECONDS=31_536_000,
    SECURE_HSTS_INCLUDE_SUBDOMAINS=True,
    SECURE_PROXY_SSL_HEADER=("HTTP_X_TEST", "https"),
)
def test_every_address_carries_them_for_everybody_and_every_method() -> None:
    clients = [Client(HTTP_X_TEST="https"), cast.browser(cast.administrator())]
    clients[1].defaults["HTTP_X_TEST"] = "https"
    wrong = []
    for address in addresses():
        for client in clients:
            for method in ("GET", "POST", "OPTIONS"):
                answer = client.generic(method, address)
                told = {name: answer.get(name) for name in ALWAYS}
                policy = set(answer.get("Content-Security-Policy", "").split("; "))
                held = (
                    told == ALWAYS
                    and policy == POLICY
                    and "geolocation=()" in answer.get("Permissions-Policy", "")
                    and any(word in answer.get("Cache-Control", "") for word in KEPT)
                    and "Access-Control-Allow-Origin" not in answer
                )
                if not held:
                    wrong.append(f"{method} {address} {answer.status_code}: {told} {answer.headers}")
    assert wrong == []


def test_pages_about_people_are_kept_by_no_browser_or_proxy() -> None:
    alice = cast.browser(cast.administrator())
    for address in ("/access/", "/access/people/", "/account/", "/account/sessions/", "/account/second-factor/codes/"):
        assert "no-store" in alice.get(address)["Cache-Control"], address


def test_answers_with_a_body_say_what_they_are_and_in_which_letters() -> None:
    client = Client()
    for address in addresses():
        answer = client.get(address)
        if answer.content:
            kind = answer["Content-Type"]
            is_text = kind.startswith("text/")
            assert "charset=utf-8" in kind or not is_text, address


def test_no_address_gives_a_request_back() -> None:
    client = cast.browser(cast.administrator())
    for address in addresses():
        answer = client.generic("TRACE", address, HTTP_X_MARKER="zqx-marker")
        assert answer.headers.get("Content-Type") != "message/http", address
        assert b"zqx-marker" not in answer.content, address


@override_settings(
    SECURE_SSL_REDIRECT=True,
    SECURE_REDIRECT_EXEMPT=[r"^health/$", r"^ready/$", r"^metrics/$", r"^api/"],
    SECURE_PROXY_SSL_HEADER=("HTTP_X_TEST", "https"),
)
def test_people_are_led_to_https_and_programs_are_told() -> None:
    client = Client(SERVER_NAME="localhost")
    assert client.get("/countries/")["Location"] == "https://localhost/countries/"
    asked = client.get("/api/v1/countries")
    assert asked.status_code == 400
    assert "https://" in asked.json()["detail"]
    assert client.get("/api/v1/countries", HTTP_X_TEST="https").status_code == 200
    for watched in ("/health/", "/ready/", "/metrics/"):
        assert client.get(watched).status_code == 200
