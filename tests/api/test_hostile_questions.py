"""The API against its own schema: questions that fit it and questions that do not, none of which breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS, load_all_checks

from capacita.config.wsgi import application

pytestmark = pytest.mark.django_db
_CONFIG = schemathesis.Config()
_CONFIG.projects.default.generation.update(modes=list(schemathesis.GenerationMode))
load_all_checks()
_CHECKS = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "unsupported_method",
    ]
)
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=_CONFIG)


@pytest.fixture(autouse=True)
def _kept_connection() -> Iterator[None]:
    """A served request ends its database connection; here that would end the test's own transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_question_breaks_the_api(case: Any) -> None:
    case.call_and_validate(checks=_CHECKS, headers={"Accept-Encoding": "identity"})
