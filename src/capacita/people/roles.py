"""The roles: each a name, a sentence that says what its holder may do, and the verbs that this is made of.

A role allows its verbs and nothing more, for what the grant is for and as long as it lasts. No role includes another.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from capacita.people.choices import ScopeKind, Verb

_ANYTHING = frozenset(ScopeKind)
_ALL = ScopeKind.ALL
_PROJECT = ScopeKind.PROJECT
_COUNTRY = ScopeKind.COUNTRY

ROLES: dict[str, type[Role]] = {}


class Role:
    """One role. `scopes` are the kinds of thing that it can be granted for; none means that nobody grants it."""

    key: ClassVar[str]
    name: ClassVar[str]
    sentence: ClassVar[str]
    verbs: ClassVar[frozenset[Verb]]
    scopes: ClassVar[frozenset[ScopeKind]] = _ANYTHING
    needs_second_factor: ClassVar[bool] = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        ROLES[cls.key] = cls

    @classmethod
    def in_words(cls) -> str:
        """The role's name in the reader's language."""
        return gettext(cls.name)

    @classmethod
    def sentence_in_words(cls) -> str:
        """The role's sentence in the reader's language."""
        return gettext(cls.sentence)


class Public(Role):
    key = "public"
    name = _("Public")
    sentence = _("Anybody, without an account, may read what the office has published.")
    verbs = frozenset({Verb.READ_PUBLIC})
    scopes = frozenset()
    needs_second_factor = False


class Viewer(Role):
    key = "viewer"
    name = _("Viewer")
    sentence = _("A viewer may read what is not published about what the grant is for, and may change nothing.")
    verbs = frozenset({Verb.READ_PUBLIC, Verb.READ_INTERNAL})
    needs_second_factor = False


class ProjectEditor(Role):
    key = "project_editor"
    name = _("Project editor")
    sentence = _(
        "A project editor may read what is not published about the project named in the grant, change its records, and"
        " see who else may."
    )
    verbs = frozenset({Verb.READ_PUBLIC, Verb.READ_INTERNAL, Verb.EDIT_PROJECT, Verb.SEE_ACCESS})
    scopes = frozenset({_PROJECT})


class ProgrammeManager(Role):
    key = "programme_manager"
    name = _("Programme manager")
    sentence = _(
        "A programme manager may read what is not published about what the grant is for, change the records of its"
        " projects, decide on their terms and budgets, confirm, return, publish and withdraw what others made, never"
        " what is his or her own, keep the details of participants and contacts, and see who else may; and record what"
        " happened, where the grant is for everything."
    )
    verbs = frozenset(
        {
            Verb.READ_PUBLIC,
            Verb.READ_INTERNAL,
            Verb.RECORD_FACTS,
            Verb.EDIT_PROJECT,
            Verb.MANAGE_PROJECT,
            Verb.REVIEW,
            Verb.SEE_ACCESS,
            Verb.KEEP_CONTACTS,
        }
    )
    scopes = frozenset({_ALL, _PROJECT})


class LegalAssessor(Role):
    key = "legal_assessor"
    name = _("Legal assessor")
    sentence = _(
        "A legal assessor may read what is not published about what the grant is for, and record and rate the law of"
        " the countries named in it; rate never that of the own country of service and never a law that he or she"
        " helped to draft."
    )
    verbs = frozenset({Verb.READ_PUBLIC, Verb.READ_INTERNAL, Verb.ASSESS_LAW})
    scopes = frozenset({_ALL, _COUNTRY})


class Reviewer(Role):
    key = "reviewer"
    name = _("Reviewer")
    sentence = _(
        "A reviewer may read what is not published about what the grant is for, and confirm, return, publish and"
        " withdraw what others made of it, never what is his or her own."
    )
    verbs = frozenset({Verb.READ_PUBLIC, Verb.READ_INTERNAL, Verb.REVIEW})


class CountryFocalPoint(Role):
    key = "country_focal_point"
    name = _("Country focal point")
    sentence = _(
        "A country focal point may read what concerns the country named in the grant and state on its behalf, and may"
        " change nothing that others recorded."
    )
    verbs = frozenset({Verb.READ_PUBLIC, Verb.READ_INTERNAL, Verb.STATE_COUNTRY})
    scopes = frozenset({_COUNTRY})


class TrainingManager(Role):
    key = "training_manager"
    name = _("Training manager")
    sentence = _(
        "A training manager may read what is not published about what the grant is for, and keep its courses, sessions,"
        " attendance and the details of its participants and contacts."
    )
    verbs = frozenset({Verb.READ_PUBLIC, Verb.READ_INTERNAL, Verb.MANAGE_TRAINING, Verb.KEEP_CONTACTS})


class DataProtectionOfficer(Role):
    key = "data_protection_officer"
    name = _("Data protection officer")
    sentence = _(
        "A data protection officer may read what is not published, see everybody with an account, who has access to"
        " what, and what is held about a person, and answer a person's request, and may change no other record."
    )
    verbs = frozenset(
        {Verb.READ_PUBLIC, Verb.READ_INTERNAL, Verb.SEE_ACCESS, Verb.SEE_PEOPLE, Verb.CARE_FOR_PERSONAL_DATA}
    )
    scopes = frozenset({_ALL})


class Administrator(Role):
    key = "administrator"
    name = _("Administrator")
    sentence = _(
        "An administrator may invite people, give and take away roles, close accounts, see everybody with an account"
        " and who has access to what, and may change no record of a project, country or law."
    )
    verbs = frozenset({Verb.READ_PUBLIC, Verb.SEE_ACCESS, Verb.SEE_PEOPLE, Verb.MANAGE_ACCESS})
    scopes = frozenset({_ALL})


def roles_allowing(verb: Verb) -> list[str]:
    """The keys of the roles that allow the verb."""
    return [role.key for role in ROLES.values() if verb in role.verbs]


def granted_roles() -> list[type[Role]]:
    """The roles that an administrator can give, in the order in which they are listed."""
    return [role for role in ROLES.values() if role.scopes]
