"""Versions of the catalogue in the reader's language: what an element is to its article, its kind, what became of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from capacita.standards.choices import Lineage, Weight


def weight_in_words(weight: str) -> str:
    """What an element is to its article; blank: it cannot be rated yet."""
    match weight:
        case Weight.CORE:
            return _("core")
        case Weight.SUPPORTING:
            return _("supporting")
        case Weight.OPTION:
            return _("option")
    return _("not rated yet")


def lineage_in_words(kind: Lineage) -> str:
    """What became of an element from one version to the next."""
    match kind:
        case Lineage.SAME:
            return _("asks the same")
        case Lineage.REWORDED:
            return _("reworded")
        case Lineage.SPLIT:
            return _("split")
        case Lineage.MERGED:
            return _("merged")
        case Lineage.NEW:
            return _("new")
        case Lineage.WITHDRAWN:
            return _("withdrawn")


def element_kind_in_words(kind: str) -> str:
    """What is tested by an element."""
    return {
        "conduct": _("conduct"), "object": _("object"), "mental_element": _("mental element"),
        "condition": _("condition"), "exception": _("exception"), "scope": _("scope"), "sanction": _("sanction"),
        "power": _("power"), "duty": _("duty"), "safeguard": _("safeguard"), "time_limit": _("time limit"),
        "addressee": _("addressee"), "authority": _("authority"), "institution": _("institution"),
    }.get(kind, kind)  # fmt: skip
