"""The templates of briefs and the sections of each, in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

Label = Callable[[], str]

TEMPLATES: Mapping[str, Label] = {
    "seminar": lambda: _("Seminar: seven slides"),
    "one-pager": lambda: _("One-pager"),
    "country": lambda: _("Country: status, law, support so far"),
}
# Briefs about one country, which has to be named.
OF_A_COUNTRY = frozenset({"country"})
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
    "country": {
        "country-title": lambda: _("Title"),
        "country-treaties": lambda: _("Status under the instruments"),
        "country-offences": lambda: _("Substantive criminal law"),
        "country-powers": lambda: _("Powers and safeguards"),
        "country-support": lambda: _("Support so far"),
    },
}
