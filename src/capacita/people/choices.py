"""What a role may allow, and what a grant may be for."""

from __future__ import annotations

from enum import StrEnum


class Verb(StrEnum):
    """What somebody may do. A role is nothing but a set of these."""

    READ_PUBLIC = "read_public"
    READ_INTERNAL = "read_internal"
    RECORD_FACTS = "record_facts"
    EDIT_PROJECT = "edit_project"
    MANAGE_PROJECT = "manage_project"
    ASSESS_LAW = "assess_law"
    REVIEW = "review"
    STATE_COUNTRY = "state_country"
    MANAGE_TRAINING = "manage_training"
    SEE_ACCESS = "see_access"
    SEE_PEOPLE = "see_people"
    KEEP_CONTACTS = "keep_contacts"
    CARE_FOR_PERSONAL_DATA = "care_for_personal_data"
    MANAGE_ACCESS = "manage_access"


# What each verb covers, for the reference of roles.
MEANING = {
    Verb.READ_PUBLIC: "read what the office has published",
    Verb.READ_INTERNAL: "read what is recorded and not published",
    Verb.RECORD_FACTS: "record what happened, with its source, for somebody else to confirm",
    Verb.EDIT_PROJECT: "change the records of a project",
    Verb.MANAGE_PROJECT: "decide on a project's terms and budget",
    Verb.ASSESS_LAW: "record and rate the law of a country",
    Verb.REVIEW: "confirm, return, publish and withdraw what others made",
    Verb.STATE_COUNTRY: "state on behalf of a country",
    Verb.MANAGE_TRAINING: "keep courses, sessions and attendance",
    Verb.SEE_ACCESS: "see who has access to something, why and until when",
    Verb.SEE_PEOPLE: "see everybody with an account, and the access report",
    Verb.KEEP_CONTACTS: "see, add and correct participants, experts and contact points with their details",
    Verb.CARE_FOR_PERSONAL_DATA: "see what is held about a person, and answer a person's request",
    Verb.MANAGE_ACCESS: "invite people, give and take away roles, close accounts",
}


class Allowed(StrEnum):
    """What a grant lets its holder do with a project, a country or a contact: told to whoever asks who can see it.

    Beside seeing: change its records; confirm and publish what others made of them; speak for the country and keep its
    files; erase what is held about persons.
    """

    NOTHING = "nothing"
    SEE = "see"
    CHANGE = "change"
    REVIEW = "review"
    STATE = "state"
    ERASE = "erase"


class InterestKind(StrEnum):
    """What somebody declares: serving a country, or having helped to draft a law of it."""

    SERVICE = "service"
    DRAFTED = "drafted"


class ScopeKind(StrEnum):
    """What a grant is for: everything, one project, or one country or area."""

    ALL = "all"
    PROJECT = "project"
    COUNTRY = "country"


class LegalBasis(StrEnum):
    """On what ground something about a person is kept: the letters of Article 6(1) of the GDPR."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTEREST = "legitimate_interest"
