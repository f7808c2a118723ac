"""The people app's place in the project."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "capacita.people"
    verbose_name = "People"
