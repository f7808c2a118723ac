"""The addresses of legislation."""

from __future__ import annotations

from django.urls import path

from capacita.web.legislation import views

urlpatterns = [
    path("", views.legislation, name="legislation"),
    path("articles/<str:number>/", views.article, name="law-article"),
    path("laws/<str:key>/", views.law, name="law"),
    # Last, since it takes any one word.
    path("<str:iso2>/", views.profile, name="law-country"),
]
