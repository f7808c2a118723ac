"""Two texts of a provision side by side: two versions with what changed, or the original beside a translation."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse

from capacita.countries.queries import names
from capacita.evidence.queries import citation_lines
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.identifiers import near
from capacita.kernel.said import said
from capacita.legislation.models import ProvisionText
from capacita.legislation.queries.laws import provisions_of_work, texts, work
from capacita.legislation.rules.comparing import languages_beside, versions_compared
from capacita.web.asking import language_of, moment_of
from capacita.web.pages import page, public_page


@public_page
def compare(request: HttpRequest, key: str, provision: str) -> HttpResponse:
    """The two texts that the address names, or the two latest versions of the provision, or its original and a translation."""
    at = moment_of(request)
    law = work(key, at=at)
    line = next((each for each in provisions_of_work(law.key, at=at) if each.provision.key == provision), None)
    if line is None:
        raise UnknownKeyError(said("provision"), provision)
    listed = texts(law.key, at=at).get(provision, [])
    if len(listed) < 2:
        raise Http404
    before, after = _chosen(request, listed)
    is_one_language = before.language == after.language
    pairs = (versions_compared if is_one_language else languages_beside)(before.text, after.text)
    cited = citation_lines([before.citation_id, after.citation_id])
    context = {
        "law": law,
        "name": names(language_of(request), at=at)[law.iso2],
        "line": line,
        "listed": listed,
        "sides": [(each, cited.get(each.citation_id)) for each in (before, after)],
        "before": before,
        "after": after,
        "pairs": pairs,
        "changed": sum(each.is_changed for each in pairs) if is_one_language else None,
    }
    return page(request, "legislation/side_by_side.html", context)


def _chosen(request: HttpRequest, listed: Sequence[ProvisionText]) -> tuple[ProvisionText, ProvisionText]:
    """By their keys; without them the two latest of one language and kind, else the first two."""
    by_key = {each.key: each for each in listed}
    asked = [request.GET.get(name, "") for name in ("before", "after")]
    for each in filter(None, asked):
        if each not in by_key:
            raise UnknownKeyError(said("text"), each, near(each, by_key))
    if all(asked):
        return by_key[asked[0]], by_key[asked[1]]
    for last in reversed(listed):
        alike = [each for each in listed if (each.language, each.kind) == (last.language, last.kind)]
        if len(alike) > 1:
            return alike[-2], alike[-1]
    return listed[0], listed[1]
