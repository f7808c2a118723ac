"""The addresses of recording."""

from __future__ import annotations

from django.urls import path

from capacita.web.recording import history, views

urlpatterns = [
    path("", views.start, name="record"),
    path("new/<str:catalogue>/", views.new, name="record-new"),
    path("correct/<str:catalogue>/", views.correct, name="record-correct"),
    path("withdraw/<str:catalogue>/", views.withdraw, name="record-withdraw"),
    path("history/<str:catalogue>/", history.of_record, name="record-history"),
    path("drafts/<str:key>/", views.draft, name="record-draft"),
    path("drafts/<str:key>/check/", views.check, name="record-check"),
    path("drafts/<str:key>/drop/", views.drop, name="record-drop"),
    path("submissions/<str:key>/", views.submission, name="submission"),
    path("submissions/<str:key>/revise/", views.revise, name="submission-revise"),
    path("submissions/<str:key>/<str:what>/", views.decide, name="submission-decide"),
]
