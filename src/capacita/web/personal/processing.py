"""The record of processing, made from the declarations, the register of lists that went out and the office's record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from capacita.people.choices import Verb
from capacita.people.declarations import personal_fields
from capacita.people.personal.queries.registers import disclosures
from capacita.portfolio.queries import office
from capacita.web.exporting import note_export
from capacita.web.pages import kept_private, page
from capacita.web.personal import words
from capacita.web.personal.workbook import workbook_answer
from capacita.web.standing import needs, standing_of


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_GET
def processing(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, why, on what ground, until when, who receives it; and what the product does not know."""
    return page(request, "personal/processing.html", {"rows": _rows(), "statements": _statements()})


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_GET
def processing_file(request: HttpRequest) -> HttpResponse:
    """The same as a workbook: a row for each purpose, then what holds for all of them."""
    heads = (
        _("Whose"), _("What for"), _("On what ground"), _("Until when"), _("Who receives it"), _("Fields"),
    )  # fmt: skip
    name = f"record-of-processing-{standing_of(request).on.isoformat()}.xlsx"
    made = workbook_answer(_("Record of processing"), heads, [*_rows(), *_statements()], name=name)
    note_export(request, "processing", "register")
    return made


def _rows() -> list[tuple[str, str, str, str, str, str]]:
    """One row for each purpose, in words, with who outside received it and the fields that serve it."""
    bases, received = words.bases(), _receivers()
    served: dict[tuple[str, str, str, str], list[str]] = {}
    for label, field, declared in personal_fields():
        row = (_(declared.whose), _(declared.purpose), bases[declared.basis], declared.keep.in_words())
        served.setdefault(row, []).append(f"{label}.{field}")
    return [(*row, _received(fields, received), ", ".join(fields)) for row, fields in sorted(served.items())]


def _receivers() -> Mapping[str, list[str]]:
    """The receivers of recorded lists by the field that a list told, in order."""
    found: dict[str, set[str]] = {}
    for told, recipient in disclosures().values_list("fields", "recipient"):
        for each in told:
            field = "people.ContactName.text" if each == "name" else f"people.Contact.{each}"
            found.setdefault(field, set()).add(recipient)
    return {field: sorted(who) for field, who in found.items()}


def _received(fields: Iterable[str], received: Mapping[str, list[str]]) -> str:
    who = sorted({each for field in fields for each in received.get(field, ())})
    return (
        _("Outside the office, by the lists recorded here: %(who)s.") % {"who": "; ".join(who)}
        if who
        else _("Nobody outside the office by a list that is recorded here.")
    )


def _statements() -> list[tuple[str, str]]:
    """What holds for every purpose; where the product cannot know, that the office states it."""
    return [
        (_("Who is responsible"), _responsible()),
        (
            _("Who else reaches it"),
            _(
                "Within the office whoever holds a role that allows it. Letters pass through the office's mail server, and"
                " its own sign-in, where one is set up, knows who signs in. Which firms run these and the machine is not"
                " recorded here: the office states it."
            ),
        ),
        (
            _("Transfers to other countries and to international organisations"),
            _(
                "In which country a receiver is, and by which safeguards details went there, is not recorded here: the"
                " office states it."
            ),
        ),
        (
            _("How it is guarded"),
            _(
                "Access goes by role, above viewer with a second factor. Each change, each look at contact details and each"
                " file taken out is on the audit chain. Backups that the product makes are enciphered; passwords are kept"
                " as digests, second factors enciphered. What the machine, the disk and the proxy add, the office states."
            ),
        ),
    ]


def _responsible() -> str:
    found, language = office(), get_language() or "en"
    named = [found.name(language), found.organisation(language), found.address, found.city(language)] if found else []
    told = (
        _("The office that is recorded here: %(office)s.") % {"office": ", ".join(filter(None, named))}
        if named
        else _("No office is recorded here: the office states it.")
    )
    lacking = _("Its representative and its data protection officer are not recorded here: the office states them.")
    return f"{told} {lacking}"
