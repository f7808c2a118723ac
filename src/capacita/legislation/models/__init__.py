"""Tables of legislation, by what they hold."""

from __future__ import annotations

from capacita.legislation.models.terms import ArticleObject, LegalTerm

__all__ = ["ArticleObject", "LegalTerm"]
