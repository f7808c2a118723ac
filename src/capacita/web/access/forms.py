"""The two forms about access: inviting somebody, and giving a role to somebody who is there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacita.kernel.clock import today
from capacita.people.roles import ROLES, granted_roles
from capacita.people.rules import Scope
from capacita.web.access.words import scope_choices, scope_of

_DAY = {"type": "date"}
_SELECTED = mark_safe(" selected")


class _LongSelect(forms.Select):
    """A list of hundreds of choices, written without a template for each."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        context = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "", "{}", ((self._group(label, each),) for label, each, _index in context["optgroups"])
        )
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(context["attrs"]), options)

    def _group(self, label: str | None, options: list[dict[str, Any]]) -> SafeString:
        listed = format_html_join(
            "", '<option value="{}"{}>{}</option>',
            ((each["value"], _SELECTED if each["selected"] else "", each["label"]) for each in options),
        )  # fmt: skip
        return format_html('<optgroup label="{}">{}</optgroup>', label, listed) if label else listed


class _RoleForm(forms.Form):
    """Role and what it is for, checked against each other; `scope` is a Scope once the form is valid."""

    role = forms.ChoiceField(label=_("Role"))
    scope = forms.ChoiceField(label=_("For"), widget=_LongSelect)
    until_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        help_text=_("The first day on which it no longer holds; blank is no end."),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose = [("", gettext("Choose …"))]
        # Whoever comes from a project or country is offered what can be given for it.
        wanted = scope_of(str(self.initial.get("scope", "")))
        roles = [each for each in granted_roles() if wanted is None or wanted.kind in each.scopes]
        self.fields["role"].choices = [*choose, *((role.key, role.in_words()) for role in roles)]  # type: ignore[attr-defined]
        groups = [(group, [(each.value, each.label) for each in choices]) for group, choices in scope_choices(language)]
        self.fields["scope"].choices = [*choose, *groups[0][1], *groups[1:]]  # type: ignore[attr-defined]

    def clean_until_on(self) -> Any:
        until_on = self.cleaned_data["until_on"]
        if until_on is not None and until_on <= today():
            raise ValidationError(gettext("The end must lie ahead."))
        return until_on

    def clean_scope(self) -> Scope:
        scope = scope_of(self.cleaned_data["scope"])
        if scope is None:
            raise ValidationError(gettext("This is not known any more. Choose again."))
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


class InviteForm(_RoleForm):
    """An address, a role, what for, until when, and the language of the letter."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language of the letter"))
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
