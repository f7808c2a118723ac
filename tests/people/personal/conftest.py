"""Two who care for personal data: what one of them asks, the other decides."""

from __future__ import annotations

import pytest

from capacita.people.models import User
from tests.people.personal import persons


@pytest.fixture
def dana(db: None) -> User:
    return persons.officer("dana@example.org")


@pytest.fixture
def erin(db: None) -> User:
    return persons.officer("erin@example.org")
