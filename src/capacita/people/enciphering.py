"""Secrets that must be read again, kept enciphered: AES-256-GCM under a key drawn from the installation's secret key.

When the secret key is changed, those named before still decipher; what is enciphered anew is under the new one.
"""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE_BYTES = 12


def encipher(text: str, *, purpose: str) -> str:
    """The text as letters that only this installation reads, and only for the same purpose."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_key(settings.SECRET_KEY, purpose)).encrypt(nonce, text.encode(), purpose.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def decipher(sealed: str, *, purpose: str) -> str:
    """What was enciphered. Raises ValueError where it was changed, or no key known here opens it."""
    kept = base64.urlsafe_b64decode(sealed)
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            opened = AESGCM(_key(secret, purpose)).decrypt(kept[:_NONCE_BYTES], kept[_NONCE_BYTES:], purpose.encode())
        except InvalidTag:
            continue
        return opened.decode()
    raise ValueError("enciphered under a secret key that is not known here, or changed since")


def _key(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"capacita:{purpose}".encode()).derive(secret.encode())
