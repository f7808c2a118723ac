"""The addresses of legislation, below /legislation/."""

from __future__ import annotations

from django.urls import path

from capacita.web.legislation import (
    apart,
    catalogue,
    catalogue_changing,
    catalogue_drafts,
    evaluate,
    exchange,
    importing,
    questions,
    side_by_side,
    taking,
    terms,
    views,
    workbench,
)

urlpatterns = [
    path("", views.legislation, name="legislation"),
    path("evaluate/", evaluate.evaluate, name="evaluate"),
    path("articles/<str:number>/", views.article, name="law-article"),
    path("catalogue/drafts/", catalogue_drafts.drafts, name="catalogue-drafts"),
    path("catalogue/drafts/<str:key>/", catalogue_drafts.draft, name="catalogue-draft"),
    path("catalogue/drafts/<str:key>/change/", catalogue_changing.change, name="catalogue-change"),
    path("catalogue/drafts/<str:key>/changes/<str:change>/drop/", catalogue_drafts.drop, name="catalogue-drop"),
    path("catalogue/drafts/<str:key>/steps/<str:name>/", catalogue_drafts.step, name="catalogue-step"),
    path("catalogue/<str:code>/", catalogue.catalogue, name="catalogue"),
    path("catalogue/<str:code>/changes/", catalogue.changes, name="catalogue-changes"),
    path("laws/<str:key>/", views.law, name="law"),
    path("laws/<str:key>/import/", importing.begin, name="law-import"),
    path("laws/<str:key>/compare/<str:provision>/", side_by_side.compare, name="law-compare"),
    path("imports/<str:key>/", importing.incoming, name="law-incoming"),
    path("ratings/<str:key>/", workbench.sheet, name="rating-sheet"),
    path("ratings/<str:key>/elements/<path:element>/", workbench.element, name="rating-element"),
    path("ratings/<str:key>/earlier/<path:element>/", taking.take, name="rating-earlier"),
    path("ratings/<str:key>/steps/<str:name>/", workbench.step, name="rating-step"),
    path("ratings/<str:key>/apart/", apart.apart, name="rating-apart"),
    path("ratings/<str:key>/apart/<str:name>/", apart.settle, name="rating-settle"),
    path("questions/<str:key>/", questions.questions, name="questions"),
    path("questions/<str:key>/questions.<str:ending>", questions.question_file, name="question-file"),
    path("questions/<str:key>/answers/", questions.answer, name="answer-questions"),
    path("terms/", terms.term_lists, name="terms"),
    path("terms/try/", terms.try_passage, name="terms-try"),
    path("terms/<str:concerns>/", terms.term_list, name="terms-of"),
    # Last, since it takes any one word.
    path("<str:iso2>/", views.profile, name="law-country"),
    path("<str:iso2>/workbench/", workbench.workbench, name="workbench"),
    path("<str:iso2>/workbench/questions/", questions.ask, name="ask-country"),
    path("<str:iso2>/workbench/ratings.xlsx", exchange.download, name="rating-download"),
    path("<str:iso2>/workbench/upload/", exchange.upload, name="rating-upload"),
]
