"""What is declared of every field that holds something about a person: why, on what ground, until when.

Declarations stand beside the models; the record of processing and the test that nothing is undeclared read them here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from capacita.people.choices import LegalBasis


@dataclass(frozen=True)
class KeepRule:
    """Until when something is kept, as a sentence; `months` after the day that the sentence names, where it counts."""

    sentence: str
    months: int = 0

    def in_words(self) -> str:
        return gettext(self.sentence) % {"months": self.months}


WHILE_NEEDED = KeepRule(_("Until %(months)d months after the day on which the person was last needed."), 36)
WHILE_ACCOUNT = KeepRule(_("While the account is open, and %(months)d months after it was closed."), 12)
WHILE_SIGNED_IN = KeepRule(_("Until the session ends: within twelve hours."))
WHILE_COUNTED = KeepRule(_("Until the time for which tries are counted is over: a day at most."))
WHILE_SOUGHT = KeepRule(_("Until the person is erased, and a month after somebody last looked at most."))
WHILE_ASKED = KeepRule(_("While something that the person asked is open, or else until the next day."))
WHILE_INVITED = KeepRule(_("Until the invitation is accepted or withdrawn, and a month after it expired at most."))
WHILE_ASKED_FOR = KeepRule(
    _("Until its link is followed or it is asked for no longer, and a day after the link expired at most.")
)
WHILE_RECORD = KeepRule(
    _("As long as the record itself, by an opaque key that names nobody once the person is erased.")
)
WITH_THE_PERSON = KeepRule(_("As long as the contact or the account of the person, and gone with it."))
UNTIL_ERASED = KeepRule(_("As long as the entry in the chain, and blank once the person is erased."))
UNTIL_STRUCK = KeepRule(_("As long as the record itself; the words that name a person are struck out with the person."))


@dataclass(frozen=True)
class Personal:
    """A field that holds something about a person: whose, what for, on what ground, until when."""

    whose: str
    purpose: str
    basis: LegalBasis
    keep: KeepRule


@dataclass(frozen=True)
class FreeText(Personal):
    """A field about something else in which somebody may be named all the same: an erasure looks there and strikes out.

    `title` says what its rows are. `told_as` are the kinds of subject under which the chain tells what it held.
    """

    title: str
    told_as: tuple[str, ...] = ()


def free_text(title: str, *told_as: str) -> FreeText:
    """What is declared of free text: whom it may name is nobody's choice but of whoever writes it."""
    return FreeText(
        _("Whoever is named in it"), _("To say why something is so; nobody need be named."), LegalBasis.PUBLIC_TASK,
        UNTIL_STRUCK, title, told_as,
    )  # fmt: skip


@dataclass(frozen=True)
class NotPersonal:
    """A field that looks as if it did and does not, and why."""

    because: str


Declaration = Personal | NotPersonal
_declared: dict[tuple[str, str], Declaration] = {}


def declare(model: type[models.Model] | str, declaration: Declaration, *fields: str) -> None:
    """Declare fields of a model, or of the model with a label such as sessions.Session."""
    label = model if isinstance(model, str) else model._meta.label
    for field in fields:
        if _declared.setdefault((label, field), declaration) != declaration:
            raise ValueError(f"{label}.{field} is declared twice")


def declaration_of(label: str, field: str) -> Declaration | None:
    return _declared.get((label, field))


def personal_fields() -> Iterator[tuple[str, str, Personal]]:
    """Every field that holds something about a person, as model, field and declaration, in order."""
    for (label, field), declaration in sorted(_declared.items(), key=lambda each: each[0]):
        if isinstance(declaration, Personal):
            yield label, field, declaration


def free_texts() -> dict[type[models.Model], dict[str, FreeText]]:
    """Every model that has fields of free text, with these by name, in order."""
    found: dict[type[models.Model], dict[str, FreeText]] = {}
    for label, field, declaration in personal_fields():
        if isinstance(declaration, FreeText):
            found.setdefault(apps.get_model(label), {})[field] = declaration
    return found


def undeclared(label: str, fields: Iterator[str]) -> list[str]:
    return [field for field in fields if (label, field) not in _declared]


def unknown_declarations() -> list[str]:
    """Declarations of fields that no longer exist."""
    return [
        f"{label}.{field}"
        for label, field in _declared
        if field not in {each.name for each in apps.get_model(label)._meta.concrete_fields}
    ]


def naming_columns() -> dict[str, list[str]]:
    """The database's tables and columns that hold more about a person than an opaque key."""
    found: dict[str, list[str]] = {}
    for label, field, declaration in personal_fields():
        if declaration.keep is not WHILE_RECORD:
            model = apps.get_model(label)
            column = next(each.column for each in model._meta.concrete_fields if each.name == field)
            found.setdefault(model._meta.db_table, []).append(str(column))
    return found
