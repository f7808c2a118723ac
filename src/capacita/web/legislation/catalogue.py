"""The requirement catalogue to read: an instrument's elements in one version, and what changed between two."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from capacita.kernel.errors import InputError, Problem, UnknownKeyError
from capacita.kernel.moment import Moment
from capacita.kernel.said import said
from capacita.people.choices import Verb
from capacita.standards.catalogue_wording import lineage_in_words
from capacita.standards.comparing import Difference, by_article, counted, differences
from capacita.standards.models import Provision
from capacita.standards.queries import instrument as instrument_of
from capacita.standards.queries import provisions
from capacita.standards.versions import Version, elements_of_version, version_number, versions
from capacita.web.asking import moment_of
from capacita.web.pages import page, public_page
from capacita.web.standing import standing_of


@public_page
def catalogue(request: HttpRequest, code: str) -> HttpResponse:
    """The elements of an instrument by article, in the version that holds for the moment or the one that is named."""
    at = moment_of(request)
    found, known = instrument_of(code, at=at), versions(code.lower(), at=at)
    shown = _named(request.GET.get("version", ""), known, version_number(found.code, at=at))
    user = standing_of(request)
    context = {
        "instrument": found,
        "versions": list(reversed(known)),
        "shown": shown,
        "articles": by_article(provisions(found.code, at=at), elements_of_version(found.code, shown.number, at=at)),
        "is_offered": not user.is_public and (user.may(Verb.ASSESS_LAW) or user.may(Verb.READ_INTERNAL)),
    }
    return page(request, "legislation/catalogue.html", context)


@public_page
def changes(request: HttpRequest, code: str) -> HttpResponse:
    """What the later of two versions has otherwise, each change with what it was before and why ratings follow it or not."""
    at = moment_of(request)
    found, known = instrument_of(code, at=at), versions(code.lower(), at=at)
    last = _named(request.GET.get("to", ""), known, known[-1].number)
    first = _named(request.GET.get("from", ""), known, max(1, last.number - 1))
    if first.number > last.number:
        raise InputError(Problem(said("the first version is later than the second"), column="from"))
    rows = differences(found.code, first.number, last.number, at=at)
    context = {
        "instrument": found, "versions": known, "first": first, "last": last, "rows": _with_provisions(rows, found.code, at),
        "counts": [(lineage_in_words(kind), number) for kind, number in counted(rows).items()],
    }  # fmt: skip
    return page(request, "legislation/catalogue_changes.html", context)


def _with_provisions(rows: list[Difference], code: str, at: Moment) -> list[tuple[Provision | None, str, Difference]]:
    known = {each.key: each for each in provisions(code, at=at)}
    return [(known.get(each.provision_key), lineage_in_words(each.kind), each) for each in rows]


def _named(asked: str, known: list[Version], otherwise: int) -> Version:
    wanted = asked or str(otherwise)
    for each in known:
        if str(each.number) == wanted:
            return each
    raise UnknownKeyError(said("version of the catalogue"), wanted, tuple(str(each.number) for each in known))
