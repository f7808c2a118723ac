"""The publishing app's place in the project."""

from __future__ import annotations

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "capacita.publishing"
    verbose_name = "Publishing"
