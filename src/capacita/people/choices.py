"""What a role may allow, and what a grant may be for."""

from __future__ import annotations

from enum import StrEnum


class Verb(StrEnum):
    """What somebody may do. A role is nothing but a set of these."""

    READ_PUBLIC = "read_public"
    READ_INTERNAL = "read_internal"
    EDIT_PROJECT = "edit_project"
    MANAGE_PROJECT = "manage_project"
    ASSESS_LAW = "assess_law"
    REVIEW = "review"
    STATE_COUNTRY = "state_country"
    MANAGE_TRAINING = "manage_training"
    SEE_ACCESS = "see_access"
    SEE_PEOPLE = "see_people"
    CARE_FOR_PERSONAL_DATA = "care_for_personal_data"
    MANAGE_ACCESS = "manage_access"


class ScopeKind(StrEnum):
    """What a grant is for: everything, one project, or one country or area."""

    ALL = "all"
    PROJECT = "project"
    COUNTRY = "country"
