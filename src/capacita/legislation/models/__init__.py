"""Tables of legislation, one subject a module."""

from __future__ import annotations

from capacita.legislation.models.convention_uses import ConventionUse
from capacita.legislation.models.imports import TextImport
from capacita.legislation.models.law import LawProvision, LegalWork, ProvisionText, WorkEvent
from capacita.legislation.models.questions import CountryQuestions
from capacita.legislation.models.ratings import RATINGS, LawRating, RatingDraft
from capacita.legislation.models.terms import ArticleObject, LegalTerm

__all__ = [
    "RATINGS",
    "ArticleObject",
    "ConventionUse",
    "CountryQuestions",
    "LawProvision",
    "LawRating",
    "LegalTerm",
    "LegalWork",
    "ProvisionText",
    "RatingDraft",
    "TextImport",
    "WorkEvent",
]
