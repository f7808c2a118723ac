"""The addresses of legislation, below /legislation/."""

from __future__ import annotations

from django.urls import path

from capacita.web.legislation import (
    comparing,
    evaluate,
    exchange,
    feed,
    profile_files,
    profiles,
    terms,
    views,
    workbench,
)

urlpatterns = [
    path("", views.legislation, name="legislation"),
    path("evaluate/", evaluate.evaluate, name="evaluate"),
    path("articles/<str:number>/", views.article, name="law-article"),
    path("articles/<str:number>/office/", views.office_article, name="law-article-office"),
    path("laws/<str:key>/", views.law, name="law"),
    path("ratings/<str:key>/", workbench.sheet, name="rating-sheet"),
    path("ratings/<str:key>/elements/<path:element>/", workbench.element, name="rating-element"),
    path("ratings/<str:key>/steps/<str:name>/", workbench.step, name="rating-step"),
    path("terms/", terms.term_lists, name="terms"),
    path("terms/try/", terms.try_passage, name="terms-try"),
    path("terms/<str:concerns>/", terms.term_list, name="terms-of"),
    path("changes/", feed.feed, name="law-changes"),
    path("changes.atom", feed.feed_atom, name="law-changes-atom"),
    path("changes.json", feed.feed_json, name="law-changes-json"),
    path("compare/", comparing.compare, name="law-compare"),
    path("compare.<str:ending>", comparing.compare_file, name="law-compare-file"),
    path("gaps/", comparing.gap_list, name="law-gaps"),
    path("gaps.<str:ending>", comparing.gap_file, name="law-gaps-file"),
    # Last, since it takes any one word.
    path("<str:iso2>/", profiles.profile, name="law-country"),
    path("<str:iso2>/ratings.<str:ending>", profile_files.ratings, name="law-ratings"),
    path("<str:iso2>/office/ratings.<str:ending>", profile_files.office_ratings, name="law-ratings-office"),
    path("<str:iso2>/profile.<str:ending>", profile_files.profile_file, name="law-profile-file"),
    path("<str:iso2>/office/profile.<str:ending>", profile_files.office_profile_file, name="law-profile-file-office"),
    path("<str:iso2>/office/", profiles.office_profile, name="law-country-office"),
    path("<str:iso2>/articles/<str:number>/", profiles.evidence, name="law-evidence"),
    path("<str:iso2>/office/articles/<str:number>/", profiles.office_evidence, name="law-evidence-office"),
    path("<str:iso2>/workbench/", workbench.workbench, name="workbench"),
    path("<str:iso2>/workbench/ratings.xlsx", exchange.download, name="rating-download"),
    path("<str:iso2>/workbench/upload/", exchange.upload, name="rating-upload"),
]
