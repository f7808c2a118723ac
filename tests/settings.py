"""The product's settings, in a folder of its own for each test process, without costly password hashing."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="capacita-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["CAPACITA_HOME"] = _home
os.environ["CAPACITA_SECRET_KEY"] = "only for tests"
_SET = (
    "CAPACITA_DEBUG",
    "CAPACITA_HTTPS",
    "CAPACITA_HOSTS",
    "CAPACITA_ADDRESS",
    "CAPACITA_FETCH_HOSTS",
    "CAPACITA_PERSON_MB",
    "CAPACITA_PROJECT_MB",
)
for _name in (*_SET, *(each for each in os.environ if each.startswith("CAPACITA_OIDC_"))):
    os.environ.pop(_name, None)

from capacita.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Pages name their files plainly, so that a test needs no built front end; journeys see the built one.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
