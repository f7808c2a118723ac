"""Registers the catalogues of countries and areas."""

from __future__ import annotations

from django.apps import AppConfig


class CountriesConfig(AppConfig):
    name = "capacita.countries"
    verbose_name = "Countries and areas"

    def ready(self) -> None:
        from capacita.countries import catalogues

        catalogues.register()
