"""The two forms about access: inviting somebody, and giving a role to somebody who is there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacita.kernel.clock import today
from capacita.people.personal.choices import CollectionForm
from capacita.people.roles import ROLES, granted_roles
from capacita.people.rules import Scope
from capacita.web.access.words import Choice, chosen, scope_choices, scope_of, which_one
from capacita.web.notices import NoticedForm

_DAY = {"type": "date"}


class _TypedChoice(forms.TextInput):
    """A field to type into that offers hundreds of choices as one types, by any part of what they are called."""

    offered: list[Choice]

    def format_value(self, value: Any) -> str | None:
        """What is chosen as it is offered; what was typed and not understood stays as it was typed."""
        labels = {each.value: each.label for each in self.offered}
        return labels.get(value) or super().format_value(value)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        listed = f"{name}-offered"
        given = {"list": listed, "autocomplete": "off", "maxlength": "300", **(attrs or {})}
        options = format_html_join("", '<option value="{}"></option>', ((each.label,) for each in self.offered))
        field = super().render(name, value, given, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, options)


class _RoleForm(forms.Form):
    """Role and what it is for, checked against each other; `scope` is a Scope once the form is valid."""

    role = forms.ChoiceField(label=_("Role"))
    scope = forms.CharField(
        label=_("For"),
        max_length=300,
        widget=_TypedChoice,
        help_text=_("Type a part: a project's code or title, a country's name, or “everything”. Then choose."),
    )
    until_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        help_text=_("The last day on which it holds; blank is no end."),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose = [("", gettext("Choose …"))]
        # Whoever comes from a project or country is offered what can be given for it.
        wanted = scope_of(str(self.initial.get("scope", "")))
        roles = [each for each in granted_roles() if wanted is None or wanted.kind in each.scopes]
        self.fields["role"].choices = [*choose, *((role.key, role.in_words()) for role in roles)]  # type: ignore[attr-defined]
        self.offered = scope_choices(language)
        self.fields["scope"].widget.offered = self.offered

    def clean_until_on(self) -> date | None:
        """The first day on which it no longer holds, as grants have it: people name the last on which it does."""
        last: date | None = self.cleaned_data["until_on"]
        if last is not None and last < today():
            raise ValidationError(gettext("The end must lie ahead."))
        return last + timedelta(days=1) if last else None

    def clean_scope(self) -> Scope:
        typed = self.cleaned_data["scope"]
        meant, near = chosen(typed, self.offered)
        scope = scope_of(meant.value) if meant else None
        if scope is None:
            raise ValidationError(_not_understood(typed, near))
        role = ROLES.get(self.cleaned_data.get("role", ""))
        if role and scope.kind not in role.scopes:
            allowed = {
                "all": gettext("everything"),
                "project": gettext("a project"),
                "country": gettext("a country or area"),
            }
            raise ValidationError(
                gettext("%(role)s can be given for: %(kinds)s.")
                % {"role": role.in_words(), "kinds": ", ".join(allowed[kind] for kind in sorted(role.scopes))}
            )
        return scope


def _not_understood(typed: str, near: list[Choice]) -> str:
    return which_one(near) if near else gettext("“%(typed)s” is no project and no country here.") % {"typed": typed}


class InviteForm(NoticedForm, _RoleForm):
    """An address, a role, what for, until when, and the language of the letter."""

    collects = CollectionForm.INVITATION
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language of the invitation"))
    field_order = ("email", "role", "scope", "until_on", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = dict(settings.LANGUAGES)
        self.fields["language"].choices = [(code, offered[code]) for code in settings.LANGUAGES_OFFERED]  # type: ignore[attr-defined]


class GrantForm(_RoleForm):
    """A role, what for, from and until when."""

    from_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    field_order = ("role", "scope", "from_on", "until_on")

    def clean(self) -> None:
        begins, ends = self.cleaned_data.get("from_on"), self.cleaned_data.get("until_on")
        if begins and ends and ends <= begins:
            self.add_error("until_on", gettext("The end must come after the beginning."))
