"""The addresses of files and of the pages about them."""

from __future__ import annotations

from django.urls import path

from capacita.web.files import views

urlpatterns = [
    path("projects/<str:code>/", views.project, name="files-project"),
    path("countries/<str:iso2>/", views.country, name="files-country"),
    path("<str:key>/", views.file, name="file"),
    path("<str:key>/withdraw/", views.withdraw, name="withdraw-file"),
]
