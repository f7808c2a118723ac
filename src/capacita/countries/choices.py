"""The kinds of a country or area, its roles in groupings, and the publishers whose footnotes differ."""

from __future__ import annotations

from enum import StrEnum

# The languages of the interface and of the glossary.
LANGUAGES = ("en", "fr", "es", "ar", "ro", "uk")


class Kind(StrEnum):
    """What a row of the table of countries and areas is today."""

    UN_MEMBER = "un_member"
    OBSERVER = "observer"
    AREA = "area"


class Role(StrEnum):
    """What a country or area is in a grouping: by treaty, by geography, or in a project."""

    MEMBER = "member"
    ASSOCIATE = "associate"
    OBSERVER = "observer"
    REGION = "region"
    SUBREGION = "subregion"
    INTERMEDIATE = "intermediate"
    RECIPIENT = "recipient"
    PRIORITY = "priority"
    HUB = "hub"


class FootnoteStyle(StrEnum):
    """Whose convention a status footnote follows: it is picked by the publisher of the document."""

    COUNCIL_OF_EUROPE = ""
    JOINT = "joint"
    EUROPEAN_UNION = "eu"
