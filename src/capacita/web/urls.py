"""The addresses of all pages."""

from __future__ import annotations

from django.urls import include, path

from capacita.web.about import views as about
from capacita.web.briefs import views as briefs
from capacita.web.countries import views as countries
from capacita.web.figures import views as figures
from capacita.web.instruments import views as instruments
from capacita.web.operation import views as operation
from capacita.web.overview import views as overview
from capacita.web.portfolio import views as portfolio
from capacita.web.reach import views as reach
from capacita.web.search import views as search
from capacita.web.sources import adding
from capacita.web.sources import views as sources
from capacita.web.writing_in import views as writing

app_name = "web"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("reach/", reach.reach, name="reach"),
    path("reach/changes/", reach.changes, name="changes"),
    path("countries/", countries.country_list, name="countries"),
    path("countries/<str:iso2>/", countries.country, name="country"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/<str:code>/", portfolio.project, name="project"),
    path("instruments/", instruments.instrument_list, name="instruments"),
    path("instruments/<str:code>/", instruments.instrument, name="instrument"),
    path("legislation/", include("capacita.web.legislation.urls")),
    path("search/", search.search, name="search"),
    path("sources/", sources.source_list, name="sources"),
    path("sources/add/", adding.add, name="add-source"),
    path("sources/add/<str:key>/", adding.fetch, name="fetch"),
    path("sources/<str:key>/", sources.source, name="source"),
    path("sources/<str:key>/copies/<str:sha256>/", sources.copy, name="source-copy"),
    path("statements/", figures.statements, name="statements"),
    path("figures/", figures.figure_list, name="figures"),
    path("figures/<str:id>/", figures.receipt, name="receipt"),
    path("figures/<str:id>/records.csv", figures.receipt_csv, name="receipt-csv"),
    path("figures/<str:id>/receipt.json", figures.receipt_json, name="receipt-json"),
    path("briefs/", briefs.builder, name="briefs"),
    path("briefs/<str:template>/", briefs.brief_page, name="brief"),
    path("about/", about.about, name="about"),
    path("about/glossary/", about.glossary, name="glossary"),
    path("record/", include("capacita.web.recording.urls")),
    path("inbox/", writing.inbox, name="inbox"),
    path("report/", writing.report, name="report"),
    path("reports/", writing.reports, name="reports"),
    path("reports/<str:key>/", writing.mistake, name="mistake"),
    path("questions/", writing.questions, name="questions"),
    path("questions/<str:key>/", writing.question, name="question"),
    path("questions/<str:key>/withdraw/", writing.withdraw, name="question-withdraw"),
    path("questions/<str:key>/read/", writing.read, name="question-read"),
    path("answer/<str:key>/<str:token>/", writing.answer, name="answer"),
    path("access/", include("capacita.web.access.urls")),
    path("installation/", include("capacita.web.installation.urls")),
    path("files/", include("capacita.web.files.urls")),
    path("personal/", include("capacita.web.personal.urls")),
    path("language/<str:code>/", about.language, name="language"),
    path("favicon.ico", about.favicon, name="favicon"),
    path("health/", operation.health, name="health"),
    path("ready/", operation.ready, name="ready"),
    path("metrics/", operation.metrics, name="metrics"),
    path("policy-reports/", operation.policy_reports, name="policy-reports"),
]
