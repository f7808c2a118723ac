"""What was done with one contact: when, what and by whom. Whoever looked at it is told to officers alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from capacita.audit.queries import Done, history
from capacita.people.personal.permissions import may_care
from capacita.people.personal.queries.same import told_beside
from capacita.people.personal.wording import field_in_words, value_in_words, verb_in_words
from capacita.people.rules import Standing
from capacita.web.access.words import actors_in_words
from capacita.web.personal import words

_MOST = 30
_OF_TWO = ("merge_contacts", "undo_merge", "state_not_same", "undo_not_same")


@dataclass(frozen=True)
class Line:
    """One entry: what was done, by whom by name (blank where nobody has one), and what of it may be told."""

    done: Done
    text: str
    by: str
    detail: str


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
    named = actors_in_words({each.by for each in found})
    return [Line(each, verb_in_words(each.verb), named[each.by], _detail(each.verb, each.after)) for each in found]


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
