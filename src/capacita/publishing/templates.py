"""The templates of briefs and the sections of each, in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

Label = Callable[[], str]

TEMPLATES: Mapping[str, Label] = {
    "seminar": lambda: _("Seminar: seven slides"),
    "one-pager": lambda: _("One-pager"),
}
SECTIONS: Mapping[str, Mapping[str, Label]] = {
    "seminar": {
        "title": lambda: _("Title"),
        "divider": lambda: _("Divider"),
        "rationale": lambda: _("The rationale"),
        "approach": lambda: _("The approach"),
        "portfolio": lambda: _("The office and its projects"),
        "reach": lambda: _("Reach"),
        "impact": lambda: _("Impact"),
    },
    "one-pager": {"key-figures": lambda: _("Key figures, map and projects")},
}
