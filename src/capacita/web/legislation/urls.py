"""The addresses of legislation's pages."""

from __future__ import annotations

from django.urls import path

from capacita.web.legislation import terms

urlpatterns = [
    path("terms/", terms.term_lists, name="terms"),
    path("terms/try/", terms.try_passage, name="terms-try"),
    path("terms/<str:concerns>/", terms.term_list, name="terms-of"),
]
