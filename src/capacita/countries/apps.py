"""Registers the catalogues of countries and areas, and how their records are said."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext as _


class CountriesConfig(AppConfig):
    name = "capacita.countries"
    verbose_name = "Countries and areas"

    def ready(self) -> None:
        from capacita.countries import catalogues, indexed, models, queries, wording
        from capacita.evidence.words import register_words
        from capacita.figures.footnotes import register_footnotes

        catalogues.register()
        indexed.register()
        register_footnotes(queries.called_footnotes)
        register_words(models.Country, lambda: _("Countries and areas"), wording.countries_in_words)
        register_words(models.CountryName, lambda: _("Names"), wording.names_in_words)
        register_words(models.Footnote, lambda: _("Footnotes"), wording.footnotes_in_words)
        register_words(models.Membership, lambda: _("Memberships"), wording.memberships_in_words)
