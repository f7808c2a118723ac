"""Registers the portfolio's catalogues and figures."""

from __future__ import annotations

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "capacita.portfolio"
    verbose_name = "Portfolio"

    def ready(self) -> None:
        from capacita.portfolio import catalogues, figures

        catalogues.register()
        figures.register()
