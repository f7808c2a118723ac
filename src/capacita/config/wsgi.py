"""The WSGI application that gunicorn serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "capacita.config.settings")

application = get_wsgi_application()
# Read before the worker processes part, so that no first request waits and its memory is shared.
get_resolver().url_patterns  # noqa: B018
