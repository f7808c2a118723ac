"""One's own account, the second factor that a role needs, and the page behind an invitation's link."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.views import logout
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from capacita.keeping.queries import restore_to_tell
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.actions import accept_invitation, is_link_of, was_link_of
from capacita.people.choices import InterestKind
from capacita.people.inbox import waiting_subjects
from capacita.people.interest_actions import END_INTEREST, MOST_SAID, ask_to_end_interest, declare_interest
from capacita.people.language_actions import choose_language
from capacita.people.models import Invitation, User
from capacita.people.permissions import may_manage_access
from capacita.people.personal.choices import CollectionForm
from capacita.people.printed_codes import printed_codes_among, second_factors_of
from capacita.people.queries import (
    access_of,
    has_second_factor,
    interests_of,
    invitation_with_key,
    inviter_of,
    is_invitation_open,
    ways_in,
)
from capacita.people.roles import ROLES
from capacita.web.access.words import country_choices, interest_kind_in_words, interests_in_words, scope_in_words
from capacita.web.account.provider import lead_out_invited
from capacita.web.asking import language_of
from capacita.web.languages import keep_language
from capacita.web.notices import NoticedForm
from capacita.web.pages import page
from capacita.web.standing import standing_of

# Where somebody was going who was led to set up a second factor first: a name in the session.
_ONWARD = "capacita_onward"


class ProviderForm(NoticedForm):
    """An invited person goes on with the organisation's own sign-in: nothing is filled in, and the notice is shown."""

    collects = CollectionForm.INVITATION


class WelcomeForm(NoticedForm):
    """What an invited person fills in."""

    collects = CollectionForm.INVITATION
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters; 15 or more are better. A few unrelated words are easy to remember."),
    )
    password2 = forms.CharField(
        label=_("Password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: object, person: User, **kwargs: object) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_password1(self) -> str:
        password = str(self.cleaned_data["password1"])
        validate_password(password, self.person)
        return password

    def clean(self) -> None:
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", ValidationError(_("The two passwords differ.")))


class InterestForm(forms.Form):
    """One interest: its kind, the country, and the law where one was drafted."""

    kind = forms.ChoiceField(label=_("What"))
    country = forms.ChoiceField(label=_("Country or area"))
    law = forms.CharField(
        label=_("Law that was drafted"), max_length=300, required=False, help_text=_("Its title; only for a law.")
    )

    def __init__(self, *args: object, language: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choose = [("", gettext("Choose …"))]
        self.fields["kind"].choices = [*choose, *((each.value, interest_kind_in_words(each)) for each in InterestKind)]  # type: ignore[attr-defined]
        self.fields["country"].choices = [*choose, *country_choices(language)]  # type: ignore[attr-defined]

    def clean_kind(self) -> InterestKind:
        return InterestKind(self.cleaned_data["kind"])


@login_required
@never_cache
def own_account(request: HttpRequest) -> HttpResponse:
    """Who one is, what one may do and why, and the ways to password, second factor and sessions."""
    person = _person(request)
    standing, factors = standing_of(request), second_factors_of(person)
    context = {
        "person": person,
        "access": [
            (each, scope_in_words(each.grant.scope, language_of(request)))
            for each in access_of(person, on=standing.on)
            if each.is_in_force
        ],
        "has_second_factor": bool(factors),
        "codes": printed_codes_among(factors),
        "lacks_second_factor": standing.lacks_second_factor,
        "is_vouched_for": standing.has_second_factor,
        "ways": ways_in(person),
        "letter_languages": [(code, dict(settings.LANGUAGES)[code]) for code in settings.LANGUAGES_OFFERED],
        "restored": restore_to_tell() if may_manage_access(standing) else None,
    }
    return page(request, "account/account.html", context)


@login_required
@require_POST
def own_language(request: HttpRequest) -> HttpResponse:
    """The language of letters, not of pages: that one is chosen on every page."""
    choose_language(_person(request), request.POST.get("language", ""), by=standing_of(request))
    return HttpResponseRedirect(reverse("account"))


@login_required
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """The three kinds of second factor to choose from; when there is one, onward to where the person was going.

    That is kept while one is set up, which takes several pages. Who was going nowhere comes to the own account.
    """
    onward = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = ""
    if has_second_factor(_person(request)) and standing_of(request).lacks_second_factor:
        # It is there, and this session has not seen it.
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': onward or request.path})}")
    if has_second_factor(_person(request)):
        kept = request.session.pop(_ONWARD, "")
        return HttpResponseRedirect(onward or kept or reverse("account"))
    if onward:
        request.session[_ONWARD] = onward
    return page(request, "account/second_factor.html", {"must": standing_of(request).lacks_second_factor})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def interests(request: HttpRequest) -> HttpResponse:
    """What one declares: the country that one serves, a law that one helped to draft."""
    person, language = _person(request), language_of(request)
    form = InterestForm(request.POST if request.method == "POST" else None, language=language)
    if form.is_bound and form.is_valid():
        try:
            declare_interest(person, **form.cleaned_data, by=standing_of(request))
        except RefusedError as refusal:
            form.add_error("law", str(refusal))
        else:
            return HttpResponseRedirect(reverse("interests"))
    context = {
        "form": form,
        "declared": interests_in_words(person, language),
        "may_ask": True,
        "asked": waiting_subjects(END_INTEREST),
    }
    return page(request, "account/interests.html", context, status=400 if form.is_bound else 200)


@login_required
@require_POST
def ask_to_end_own_interest(request: HttpRequest, key: str) -> HttpResponse:
    """Another decides: it holds until then."""
    found = get_object_or_404(interests_of(_person(request)), key=key)
    ask_to_end_interest(found, reason=request.POST.get("reason", "")[:MOST_SAID], by=standing_of(request))
    return HttpResponseRedirect(reverse("interests"))


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """The page behind an invitation's link: name and password make the account, and sign in.

    Whoever is signed in already is told for whom it is, and makes no account before having signed out.
    """
    found = invitation_with_key(key)
    if found is None or not is_link_of(found, token) or not is_invitation_open(found, at=now()):
        return _over(request, found, token)
    if request.user.is_authenticated:
        context = {"address": found.email, "person": _person(request)}
        return page(
            request, "account/invitation_of_another.html", context, status=409 if request.method == "POST" else 200
        )
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(found.language)
    by_provider = "provider" in request.POST and bool(settings.CAPACITA_OIDC)
    going = ProviderForm(request.POST if by_provider else None, auto_id=False)
    if going.is_valid():
        return lead_out_invited(request, found, notice_version=going.cleaned_data["notice_version"])
    is_sent = request.method == "POST" and not by_provider
    form = WelcomeForm(request.POST if is_sent else None, person=User(email=found.email))
    if form.is_valid():
        return _accepted(request, found, token, form)
    role = ROLES[found.role]
    context = {
        "form": form,
        "going": going,
        "address": found.email,
        "role": role.in_words(),
        "sentence": role.sentence_in_words(),
        "scope": scope_in_words(found.scope, language_of(request)),
        "until_on": found.until_on,
        "language": language_of(request),
        "inviter": inviter_of(found, on=standing_of(request).on),
        "expires_on": found.expires_at.date(),
    }
    return page(request, "account/invitation.html", context, status=400 if request.method == "POST" else 200)


def _over(request: HttpRequest, found: Invitation | None, token: str) -> HttpResponse:
    """Why the link does not work and whom to ask, told to whoever was sent it; to others only that it does not."""
    context: dict[str, object] = {}
    if found is not None and was_link_of(found, token) and found.accepted_at is None and found.withdrawn_at is None:
        context = {
            "inviter": inviter_of(found, on=standing_of(request).on),
            "is_replaced": not is_link_of(found, token),
            "expired_on": found.expires_at.date(),
        }
    return page(request, "account/invitation_over.html", context, status=404)


def _accepted(request: HttpRequest, found: Invitation, token: str, form: WelcomeForm) -> HttpResponse:
    try:
        person = accept_invitation(
            found,
            token=token,
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password1"],
            on=standing_of(request).on,
            notice_version=form.cleaned_data["notice_version"],
        )
    except RefusedError as refusal:
        return page(
            request,
            "account/invitation_over.html",
            {"reason": str(refusal), "inviter": inviter_of(found, on=standing_of(request).on)},
            status=404,
        )
    signed_in: HttpResponse = perform_password_login(request, {}, Login(user=person, email=person.email))
    return keep_language(request, signed_in, found.language)


@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """As the library's; the browser is told to forget what it kept of this site's pages."""
    response: HttpResponse = logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def never(request: HttpRequest) -> HttpResponse:
    """The sign-in library knows accounts without a password; here there are none."""
    raise Http404


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
