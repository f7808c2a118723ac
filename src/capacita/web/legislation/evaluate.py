"""“Try the rule”: anybody gives ratings of a country's law and sees what follows. Nothing of them is stored or kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from capacita.kernel.errors import MOST_TOLD, InputError
from capacita.legislation.alignment import alignment_of, blank_ratings, example, requirements
from capacita.legislation.alignment_wording import article_lines, group_lines, label_in_words
from capacita.legislation.rating_file import MOST_BYTES
from capacita.web.pages import kept_private, page

_BEGINNINGS = {"country": example, "blank": blank_ratings}


@kept_private
@csrf_exempt  # for the methods that are refused; what is sent with POST is protected inside
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def evaluate(request: HttpRequest) -> HttpResponse:
    """The form, blank or begun from an example, with what follows from the ratings in it or with what is wrong."""
    begun = _BEGINNINGS.get(request.GET.get("example", "")) if request.method != "POST" else None
    text = begun().decode() if begun else request.POST.get("ratings", "")
    context = {"text": text, "is_example": begun is example, "most": MOST_BYTES}
    if not begun and request.method != "POST":
        return page(request, "legislation/evaluate.html", context)
    try:
        context |= _result(text)
    except InputError as refusal:
        problems = [each.worded(_) for each in refusal.problems]
        context |= {"problems": problems[:MOST_TOLD], "others": len(problems[MOST_TOLD:])}
        return page(request, "legislation/evaluate.html", context, status=400)
    return page(request, "legislation/evaluate.html", context)


def _result(text: str) -> dict[str, Any]:
    found = alignment_of(text.encode(errors="replace"))
    return {
        "rule": found.rule,
        "groups": group_lines(found),
        "label": label_in_words(found.label) if found.label else "",
        "articles": article_lines(found, requirements().articles),
    }
