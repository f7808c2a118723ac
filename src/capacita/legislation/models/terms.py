"""The list of search terms: words by which a domestic provision that answers an article of a treaty may be found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from capacita.evidence.models import Fact
from capacita.legislation.choices import VERIFYING, Basis


class LegalTerm(Fact):
    """Words in one language that may name what an article asks for, or that look as if they did.

    `concerns` is the key of an article, or a shared object. `reason` says why a misleading term misleads. It suggests
    passages to a reader: a hit is no evidence, and no hit is never "no".
    """

    concerns = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    term = models.CharField(max_length=130)
    role = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    basis = models.CharField(max_length=40)

    class Meta(Fact.Meta):
        indexes: ClassVar = [
            models.Index(
                fields=["concerns", "language"],
                condition=Q(superseded_at__isnull=True),
                name="legislation_term_current",
            )
        ]

    @property
    def is_verified(self) -> bool:
        """Whether its words were seen in a law, in the authentic treaty or in an official translation of it."""
        return self.basis in VERIFYING

    @property
    def where_seen(self) -> Basis:
        return Basis(self.basis)


class ArticleObject(Fact):
    """That an article attacks or seeks a shared object, so that the terms for it stand beside the article's own."""

    provision_key = models.CharField(max_length=100, db_index=True)
    shared_object = models.CharField(max_length=40)
