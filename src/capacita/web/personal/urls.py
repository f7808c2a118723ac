"""The addresses of the pages about persons and what is held of them."""

from __future__ import annotations

from django.urls import path

from capacita.web.personal import care, contacts, duplicates, erased_bytes, lists, processing, registers, unlisted

urlpatterns = [
    path("", care.start, name="personal"),
    path("contacts/", contacts.contact_list_page, name="contacts"),
    path("contacts/add/", contacts.add, name="add-contact"),
    path("contacts/<str:key>/", contacts.contact, name="contact"),
    path("contacts/<str:key>/edit/", contacts.edit, name="edit-contact"),
    path("contacts/<str:key>/pictures/", contacts.pictures, name="contact-pictures"),
    path("contacts/<str:key>/flag/", contacts.flag, name="contact-flag"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/merge/", duplicates.merge, name="merge-contacts"),
    path("duplicates/apart/", duplicates.apart, name="part-contacts"),
    path("duplicates/apart/undo/", duplicates.undo_apart, name="undo-apart"),
    path("merges/<str:key>/undo/", duplicates.undo, name="undo-merge"),
    path("lists/", lists.list_of_lists, name="lists"),
    path("lists/make/", lists.make, name="make-list"),
    path("lists/<str:key>/", lists.one_list, name="list"),
    path("lists/<str:key>/list.xlsx", lists.list_file, name="list-file"),
    path("unlisted/", unlisted.find, name="unlisted"),
    path("held/<str:key>/", care.held, name="held"),
    path("held/<str:key>/data.zip", care.data, name="held-data"),
    path("held/<str:key>/erase/", care.ask_erasure, name="ask-erasure"),
    path("held/<str:key>/requests/", care.ask, name="record-request"),
    path("requests/<str:key>/answered/", care.answered, name="close-request"),
    path("erasures/<str:key>/", care.erasure, name="erasure"),
    path("erasures/<str:key>/withdraw/", care.withdraw, name="withdraw-erasure"),
    path("bytes/", erased_bytes.found, name="bytes"),
    path("bytes/<str:key>/erase/", erased_bytes.ask, name="ask-bytes-erasure"),
    path("byte-erasures/<str:key>/", erased_bytes.erasure, name="bytes-erasure"),
    path("byte-erasures/<str:key>/withdraw/", erased_bytes.withdraw, name="withdraw-bytes-erasure"),
    path("retention/", care.retention, name="retention"),
    path("processing/", processing.processing, name="processing"),
    path("processing/record.xlsx", processing.processing_file, name="processing-file"),
    path("notices/<str:form>/", registers.notice, name="notice"),
    path("breaches/", registers.breach_list, name="breaches"),
    path("breaches/add/", registers.add_breach, name="add-breach"),
    path("breaches/<str:key>/", registers.breach, name="breach"),
]
