"""The addresses of legislation, below /legislation/."""

from __future__ import annotations

from django.urls import path

from capacita.web.legislation import evaluate, exchange, profiles, terms, views, workbench

urlpatterns = [
    path("", views.legislation, name="legislation"),
    path("evaluate/", evaluate.evaluate, name="evaluate"),
    path("articles/<str:number>/", views.article, name="law-article"),
    path("laws/<str:key>/", views.law, name="law"),
    path("ratings/<str:key>/", workbench.sheet, name="rating-sheet"),
    path("ratings/<str:key>/elements/<path:element>/", workbench.element, name="rating-element"),
    path("ratings/<str:key>/steps/<str:name>/", workbench.step, name="rating-step"),
    path("terms/", terms.term_lists, name="terms"),
    path("terms/try/", terms.try_passage, name="terms-try"),
    path("terms/<str:concerns>/", terms.term_list, name="terms-of"),
    # Last, since it takes any one word.
    path("<str:iso2>/", profiles.profile, name="law-country"),
    path("<str:iso2>/office/", profiles.office_profile, name="law-country-office"),
    path("<str:iso2>/articles/<str:number>/", profiles.evidence, name="law-evidence"),
    path("<str:iso2>/office/articles/<str:number>/", profiles.office_evidence, name="law-evidence-office"),
    path("<str:iso2>/workbench/", workbench.workbench, name="workbench"),
    path("<str:iso2>/workbench/ratings.xlsx", exchange.download, name="rating-download"),
    path("<str:iso2>/workbench/upload/", exchange.upload, name="rating-upload"),
]
