"""What was done with a contact, a list, a breach or a notice: when, what, by whom, and what it said before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacita.audit.choices import Look
from capacita.audit.queries import Done, history
from capacita.evidence.words import current_language
from capacita.people.personal.choices import CollectionForm
from capacita.people.personal.permissions import may_care
from capacita.people.personal.queries.same import told_beside
from capacita.people.personal.wording import field_in_words, value_in_words, verb_in_words
from capacita.people.rules import Standing
from capacita.web.access.words import actors_in_words, country_choices
from capacita.web.personal import words
from capacita.web.personal.forms import BreachForm

_MOST = 30
_OF_TWO = ("merge_contacts", "undo_merge", "state_not_same", "undo_not_same")
# Of a contact the chain tells what these were and are, and they name nobody.
_CHANGING, _SAFE = ("change_contact", "lower_flag"), ("kind", "country", "project", "never_list")


@dataclass(frozen=True)
class Line:
    """One entry: what was done, by whom by name (blank where nobody has one), and what of it may be told.

    `values` are label, words before and words after of what differs.
    """

    done: Done
    text: str
    by: str
    detail: str
    values: Sequence[tuple[str, str, str]]


def contact_lines(key: str, *, user: Standing) -> list[Line]:
    """The last thirty, the newest first.

    Keepers are told what changed the record; officers also who looked at it or took it out, what the person asked for,
    and what was done about an erasure.
    """
    if may_care(user):
        found = [*history("contact", key, most=_MOST), *history("person", key, most=_MOST)]
    else:
        found = history("contact", key, most=_MOST, looks=False)
    found = sorted([*found, *_decided_beside(key)], key=lambda each: -each.seq)[:_MOST]
    named, language = actors_in_words({each.by for each in found}), current_language()
    changes = [each for each in found if each.verb in _CHANGING]
    has_country = any("country" in each.after for each in changes)
    countries = dict(country_choices(language)) if has_country else {}
    labels = {name: field_in_words(name) for name in _SAFE}

    def said(name: str, value: Any) -> str:
        return countries.get(value, value or "") if name == "country" else value_in_words(name, value)

    return [
        _line(each, named, _detail(each.verb, each.after), _values(each, labels, said) if each in changes else [])
        for each in found
    ]


def breach_lines(key: str) -> list[Line]:
    """Everything that became known of a breach, the newest first."""
    found = history("breach", key)
    named = actors_in_words({each.by for each in found})
    labels = {name: str(field.label) for name, field in BreachForm.base_fields.items()}
    return [_line(each, named, values=_values(each, labels)) for each in found]


def list_lines(key: str) -> list[Line]:
    """That a list was made, and each time that it was handed out, with how many persons it told of then."""
    found = history("disclosure", key, verbs=("make_list", Look.EXPORT))
    named = actors_in_words({each.by for each in found})
    return [_line(each, named, _handed_out(each)) for each in found]


def notice_lines(form: CollectionForm) -> list[Line]:
    """Which versions of a notice were published."""
    found = history("notice", form)
    named = actors_in_words({each.by for each in found})
    return [_line(each, named, values=_values(each, {"version": _("Version")})) for each in found]


def _line(done: Done, named: Mapping[str, str], detail: str = "", values: Sequence[tuple[str, str, str]] = ()) -> Line:
    return Line(done, verb_in_words(done.verb), named[done.by], detail, values)


def _values(
    done: Done, labels: Mapping[str, str], said: Callable[[str, Any], str] = value_in_words
) -> list[tuple[str, str, str]]:
    """What differs, in words and in the order of the labels; of what has none nothing is told, nor of what stays blank."""
    changed = {name: (said(name, before), said(name, after)) for name, before, after in done.changed if name in labels}
    return [(label, *changed[name]) for name, label in labels.items() if any(changed.get(name, ()))]


def _handed_out(done: Done) -> str:
    if done.verb != Look.EXPORT or done.is_erased:
        return ""
    number = done.after.get("persons", 0)
    return ngettext("%(n)s person", "%(n)s persons", number) % {"n": number}


def _decided_beside(key: str) -> list[Done]:
    """What was decided about this contact and another, and stands on the chain beside the other."""
    others = told_beside(key)
    found = history("contact", *others, verbs=_OF_TWO) if others else []
    return [each for each in found if key in (*each.before.values(), *each.after.values())]


def _detail(verb: str, after: Mapping[str, Any]) -> str:
    """Of a correction which details, never what they say; of an answer, a flag or a request which of the choices."""
    if verb == "change_contact":
        return ", ".join(field_in_words(each) for each in after.get("changed", ()))
    if verb == "lower_flag":
        return words.flag_reasons().get(after.get("reason", ""), "")
    name = {"record_consent": "state", "record_request": "kind", "request_erasure": "reason"}.get(verb, "")
    return value_in_words(name, after.get(name)) if name else ""
