"""Taking over, on a sheet of ratings, what was rated of an element before it was reworded: a person found that it fits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from capacita.kernel.errors import CapacitaError
from capacita.legislation.actions.rating import take_earlier
from capacita.web.legislation.workbench import review_of, sheet_page
from capacita.web.pages import kept_private
from capacita.web.standing import standing_of


@kept_private
@require_POST
def take(request: HttpRequest, key: str, element: str) -> HttpResponse:
    """The element's draft holds the rating of its earlier wording; refused, the sheet says why."""
    review = review_of(request, key)
    try:
        take_earlier(review, element, by=standing_of(request))
    except CapacitaError as refusal:
        return sheet_page(request, review, [each.worded(_) for each in refusal.problems])
    return HttpResponseRedirect(f"{reverse('web:rating-sheet', args=[key])}#{element}")
