"""The addresses of legislation, below /legislation/."""

from __future__ import annotations

from django.urls import path

from capacita.web.legislation import evaluate

urlpatterns = [
    path("evaluate/", evaluate.evaluate, name="evaluate"),
]
