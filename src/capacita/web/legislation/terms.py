"""The list of search terms: what there is, the terms of one article or object with their sources, and a passage to try."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from capacita.evidence.queries import with_citations
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.said import said
from capacita.legislation.choices import TERM_LANGUAGES, Role, SharedObject
from capacita.legislation.queries.terms import all_terms, objects_by_article, term_rows
from capacita.legislation.rules.marking import marked
from capacita.legislation.rules.terms import matches
from capacita.legislation.term_wording import concern_in_words, object_in_words, role_in_words
from capacita.standards.queries import CONVENTION, provisions
from capacita.web.asking import moment_of
from capacita.web.pages import kept_private, page, public_page

_LONGEST = 4_000


class PassageForm(forms.Form):
    """A passage of a law and its language."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[(each, each.upper()) for each in TERM_LANGUAGES]
    )
    text = forms.CharField(
        label=gettext_lazy("A passage of a law"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


@public_page
def term_lists(request: HttpRequest) -> HttpResponse:
    """The articles and shared objects that have terms."""
    at = moment_of(request)
    headings = {each.key: each.heading for each in provisions(CONVENTION, at=at)}
    objects = objects_by_article(at=at)
    with_terms = {each.article for each in all_terms(at=at)}
    context = {
        "articles": [
            (concern_in_words(key), key.rpartition("/")[2], heading,
             [(object_in_words(SharedObject(name)), name) for name in objects.get(key, ())])
            for key, heading in headings.items()
            if key in with_terms
        ],
        "objects": [(object_in_words(each), each.value) for each in SharedObject],
    }  # fmt: skip
    return page(request, "legislation/terms.html", context)


@public_page
def term_list(request: HttpRequest, concerns: str) -> HttpResponse:
    """Every term of one article or shared object, by language, with why it is there and where it was seen."""
    at = moment_of(request)
    key = concerns if concerns in SharedObject._value2member_map_ else f"{CONVENTION}/{concerns}"
    rows = with_citations(term_rows(key, at=at))
    if not rows:
        raise UnknownKeyError(said("article or object with search terms"), concerns)
    by_language = [
        (language, [(row, role_in_words(Role(row.role)), cited) for row, cited in rows if row.language == language])
        for language in TERM_LANGUAGES
    ]
    context = {
        "title": concern_in_words(key),
        "key": key,
        "heading": next((each.heading for each in provisions(CONVENTION, at=at) if each.key == key), ""),
        "by_language": [(language, listed) for language, listed in by_language if listed],
        "objects": [(object_in_words(SharedObject(name)), name) for name in objects_by_article(at=at).get(key, ())],
    }
    return page(request, "legislation/term_list.html", context)


@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def try_passage(request: HttpRequest) -> HttpResponse:
    """What the terms say of a passage that somebody typed. Nothing of it is kept."""
    at = moment_of(request)
    form = PassageForm(request.POST if request.method == "POST" else None)
    found = []
    if form.is_valid():
        text = form.cleaned_data["text"]
        for match in matches(text, form.cleaned_data["language"], all_terms(at=at)):
            pieces = marked(text, (*match.why, *match.misleading))
            found.append((concern_in_words(match.article), match.article.rpartition("/")[2], match, pieces))
    is_asked = form.is_bound and form.is_valid()
    context = {"form": form, "found": found, "is_asked": is_asked}
    return page(request, "legislation/try.html", context, status=400 if form.is_bound and not is_asked else 200)
