"""The copy of the database that a committing test gets."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connections


@pytest.mark.usefixtures("committing")
def test_another_thread_sees_what_was_committed_to_the_copy() -> None:
    people = get_user_model().objects
    people.create(email="dana@example.org")
    seen: list[int] = []

    def look() -> None:
        seen.append(people.filter(email="dana@example.org").count())
        connections["default"].close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [1]


@pytest.mark.django_db
def test_what_a_committing_test_wrote_is_gone_for_the_next() -> None:
    assert not get_user_model().objects.filter(email="dana@example.org").exists()


@pytest.mark.usefixtures("committing")
def test_the_copy_holds_the_reference_data() -> None:
    from capacita.evidence.models import Source

    assert Source.objects.count() > 10
