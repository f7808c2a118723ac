"""Tables of legislation, one subject a module."""

from __future__ import annotations

from capacita.legislation.models.law import LawProvision, LegalWork, ProvisionText, WorkEvent

__all__ = ["LawProvision", "LegalWork", "ProvisionText", "WorkEvent"]
