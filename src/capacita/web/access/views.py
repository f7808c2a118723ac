"""Who has access: people and grants, and what wants doing about them.

Whoever may not ask gets the answer for a page that does not exist.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from capacita.keeping.queries import restore_to_tell
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.actions import (
    deactivate_person,
    give_back_grant,
    grant_role,
    reopen_account,
    reset_second_factor,
    review_grant,
    revoke_grant,
)
from capacita.people.choices import Verb
from capacita.people.daily import last_run, missed
from capacita.people.inbox import waiting_subjects
from capacita.people.interest_actions import END_INTEREST
from capacita.people.mail import tell_of_closing, tell_of_reopening, tell_of_reset, tell_of_role
from capacita.people.models import Grant, User
from capacita.people.permissions import may_manage_access
from capacita.people.queries import (
    Access,
    access_of,
    grants_in_force,
    has_second_factor,
    is_invitation_open,
    may_give_to,
    overdue_reviews,
    person_list,
    returnable,
    waiting_invitations,
    ways_in,
    ways_of,
)
from capacita.people.refusing import may_reopen
from capacita.people.roles import ROLES
from capacita.web.access.forms import GrantForm
from capacita.web.access.words import (
    done_in_words,
    in_words,
    interests_in_words,
    project_titles,
    roles_in_words,
    scope_in_words,
    ways_in_words,
)
from capacita.web.asking import language_of, whole_address
from capacita.web.confirming import confirmed
from capacita.web.pages import kept_private, page
from capacita.web.paging import shown_of
from capacita.web.standing import needs, standing_of

# Grants to look at again that one page lists: whoever has looked at one sees the next.
_AT_ONCE = 50
# Invitations that stand above those who are here.
_INVITED_AT_ONCE = 20
# Lines of a person's history: at first, and when all of it is asked for.
_LATEST, _WHOLE = 30, 2_000


@kept_private
@needs(Verb.SEE_PEOPLE)
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What wants doing: grants nobody has looked at for six months; and the ways to everything else."""
    user = standing_of(request)
    manages = may_manage_access(user)
    overdue = overdue_reviews(user=user, on=user.on, most=_AT_ONCE + 1)
    context = {
        "overdue": in_words(overdue[:_AT_ONCE], language_of(request)),
        "more": len(overdue) > _AT_ONCE,
        "projects": project_titles(),
        "manages": manages,
        "restored": restore_to_tell() if manages else None,
        "late": missed(last_run(), at=now()) if manages else None,
    }
    return page(request, "access/start.html", context)


@kept_private
@needs(Verb.SEE_PEOPLE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, narrowed by a search, and the invitations that are open."""
    at, language = now(), language_of(request)
    wanted = request.GET.get("q", "").strip()[:100]
    invited = shown_of(waiting_invitations(wanted), request.GET, name="invited", at_once=_INVITED_AT_ONCE)
    shown = shown_of(person_list(wanted), request.GET)
    ways, held = ways_of(shown), _held(shown, standing_of(request).on, language)
    context = {
        "people": [(each, ways_in_words(ways[each.pk]), "; ".join(held[each.pk])) for each in shown],
        "q": wanted,
        "shown": shown,
        "invited": [
            (each, ROLES[each.role].in_words(), scope_in_words(each.scope, language), is_invitation_open(each, at=at))
            for each in invited
        ],
        "shown_invited": invited,
        "manages": may_manage_access(standing_of(request)),
    }
    return page(request, "access/people.html", context)


@kept_private
@needs(Verb.SEE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed("POST")
def person(request: HttpRequest, key: str) -> HttpResponse:
    """One person: everything reachable and why, what was before, and for an administrator the form for a role."""
    user, found, language = standing_of(request), _person(key), language_of(request)
    form = GrantForm(
        request.POST if request.method == "POST" else None, initial={"from_on": user.on}, language=language
    )
    if request.method == "POST":
        if not may_manage_access(user):
            raise Http404
        if form.is_valid():
            try:
                _tell(grant_role(found, **form.cleaned_data, by=user))
                return HttpResponseRedirect(reverse("web:person", args=[key]))
            except RefusedError as refusal:
                form.add_error(None, str(refusal))
    access = access_of(found, on=user.on)
    rows = in_words(access, language)
    most = _WHOLE if request.GET.get("history") == "all" else _LATEST
    done = done_in_words(found.key, most=most + 1)
    context = {
        "person": found,
        "holding": [row for row in rows if row[0].is_in_force],
        "other": [row for row in rows if not row[0].is_in_force],
        "returnable": returnable(access),
        "taken": _named(rows, request.GET.get("taken"), is_taken=True),
        "given": _named(rows, request.GET.get("given"), is_taken=False),
        "has_second_factor": has_second_factor(found),
        "ways": ways_in_words(ways_in(found)),
        "form": form,
        "roles": roles_in_words(),
        "manages": may_manage_access(user),
        "may_give": may_manage_access(user) and may_give_to(found.key, by=user.key, on=user.on),
        "may_reopen": may_manage_access(user) and may_reopen(found, by=user.key),
        "declared": interests_in_words(found, language),
        "may_end": may_manage_access(user) and found.key != user.key,
        "asked": waiting_subjects(END_INTEREST),
        "history": done[:most],
        "is_longer": len(done) > most,
    }
    return page(request, "access/person.html", context, status=400 if form.is_bound else 200)


@needs(Verb.MANAGE_ACCESS)
@require_POST
@confirmed("POST")
def deactivate(request: HttpRequest, key: str) -> HttpResponse:
    found = _person(key)
    deactivate_person(found, by=standing_of(request))
    tell_of_closing(found)
    return HttpResponseRedirect(reverse("web:person", args=[key]))


@needs(Verb.MANAGE_ACCESS)
@require_POST
@confirmed("POST")
def reopen(request: HttpRequest, key: str) -> HttpResponse:
    found = _person(key)
    reopen_account(found, by=standing_of(request))
    tell_of_reopening(found, link=whole_address(request, reverse("account_reset_password")))
    return HttpResponseRedirect(reverse("web:person", args=[key]))


@needs(Verb.MANAGE_ACCESS)
@require_POST
@confirmed("POST")
def end_second_factor(request: HttpRequest, key: str) -> HttpResponse:
    found = _person(key)
    reset_second_factor(found, by=standing_of(request))
    tell_of_reset(found)
    return HttpResponseRedirect(reverse("web:person", args=[key]))


@needs(Verb.MANAGE_ACCESS)
@require_POST
@confirmed("POST")
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """The grant holds no longer. The person's page then says what was taken away, and offers to give it back."""
    grant = _grant(key)
    revoke_grant(grant, by=standing_of(request))
    return HttpResponseRedirect(f"{reverse('web:person', args=[grant.person.key])}?taken={grant.key}")


@needs(Verb.MANAGE_ACCESS)
@require_POST
@confirmed("POST")
def give_back(request: HttpRequest, key: str) -> HttpResponse:
    made = give_back_grant(_grant(key), by=standing_of(request))
    _tell(made)
    return HttpResponseRedirect(f"{reverse('web:person', args=[made.person.key])}?given={made.key}")


@needs(Verb.MANAGE_ACCESS)
@require_POST
def review(request: HttpRequest, key: str) -> HttpResponse:
    review_grant(_grant(key), by=standing_of(request))
    return HttpResponseRedirect(reverse("web:access"))


def _held(people: Iterable[User], on: date, language: str) -> dict[int, list[str]]:
    """The roles that each of these persons holds on the day, with what for."""
    found: dict[int, list[str]] = defaultdict(list)
    for each in grants_in_force(on=on).filter(person__in=[person.pk for person in people]).order_by("pk"):
        found[each.person_id].append(f"{ROLES[each.role].in_words()}, {scope_in_words(each.scope, language)}")
    return found


def _tell(given: Grant) -> None:
    """The person reads of it, so that a role that nobody expected does not stay unseen."""
    person = given.person
    with translation.override(person.language):
        scope = scope_in_words(given.scope, person.language)
    tell_of_role(person, role=given.role, scope=scope)


def _named(rows: list[tuple[Access, str]], key: str | None, *, is_taken: bool) -> tuple[Access, str] | None:
    """The grant of which the page says that it was just taken away or given back; none where that is not so."""
    return next(
        (row for row in rows if row[0].grant.key == key and (row[0].grant.revoked_at is not None) is is_taken), None
    )


def _person(key: str) -> User:
    return get_object_or_404(User, key=key)


def _grant(key: str) -> Grant:
    return get_object_or_404(Grant.objects.select_related("person"), key=key)
