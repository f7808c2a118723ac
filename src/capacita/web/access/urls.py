"""The addresses of the pages about access."""

from __future__ import annotations

from django.urls import path

from capacita.web.access import addresses, interests, invitations, objects, views

urlpatterns = [
    path("", views.start, name="access"),
    path("people/", views.people, name="people"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/<str:key>/", views.person, name="person"),
    path("people/<str:key>/close/", views.deactivate, name="deactivate"),
    path("people/<str:key>/reopen/", views.reopen, name="reopen"),
    path("people/<str:key>/address/", addresses.person_address, name="person-address"),
    path("people/<str:key>/address/drop/", addresses.drop_person_address, name="person-address-drop"),
    path("people/<str:key>/second-factor/", views.end_second_factor, name="end-second-factor"),
    path("invitations/<str:key>/", invitations.invitation, name="access-invitation"),
    path("invitations/<str:key>/resend/", invitations.resend, name="resend"),
    path("invitations/<str:key>/withdraw/", invitations.withdraw, name="withdraw"),
    path("grants/<str:key>/revoke/", views.revoke, name="revoke"),
    path("grants/<str:key>/give-back/", views.give_back, name="give-back"),
    path("grants/<str:key>/review/", views.review, name="review"),
    path("interests/<str:key>/decide/", interests.decide, name="interest-decide"),
    path("people/<str:key>/report.xlsx", objects.person_report, name="access-person-report"),
    path("projects/<str:code>/", objects.project, name="access-project"),
    path("projects/<str:code>/report.xlsx", objects.project_report, name="access-project-report"),
    path("countries/<str:iso2>/", objects.country, name="access-country"),
    path("countries/<str:iso2>/report.xlsx", objects.country_report, name="access-country-report"),
    path("report.xlsx", objects.report, name="access-report"),
]
