"""The addresses of the pages about access."""

from __future__ import annotations

from django.urls import path

from capacita.web.access import invitations, views

urlpatterns = [
    path("", views.start, name="access"),
    path("people/", views.people, name="people"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/<str:key>/", views.person, name="person"),
    path("people/<str:key>/close/", views.deactivate, name="deactivate"),
    path("people/<str:key>/second-factor/", views.end_second_factor, name="end-second-factor"),
    path("invitations/<str:key>/", invitations.invitation, name="access-invitation"),
    path("invitations/<str:key>/resend/", invitations.resend, name="resend"),
    path("invitations/<str:key>/withdraw/", invitations.withdraw, name="withdraw"),
    path("grants/<str:key>/revoke/", views.revoke, name="revoke"),
    path("grants/<str:key>/give-back/", views.give_back, name="give-back"),
    path("grants/<str:key>/review/", views.review, name="review"),
    path("projects/<str:code>/", views.project, name="access-project"),
    path("report.xlsx", views.report, name="access-report"),
]
