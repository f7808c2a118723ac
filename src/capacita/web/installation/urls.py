"""The addresses of the pages about the installation."""

from __future__ import annotations

from django.urls import path

from capacita.web.installation import views

urlpatterns = [
    path("", views.installation, name="installation"),
    path("restored/", views.acknowledge, name="acknowledge-restore"),
]
