"""The filters of forms: what is to be mended, field by field, and whether it must be said what has to be filled in."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.forms import BaseForm

register = template.Library()


@dataclass(frozen=True)
class FormProblem:
    """What is wrong, and at which field: its id and its label, both blank where it concerns the whole form."""

    field: str
    label: str
    message: str


@register.filter
def problems(form: BaseForm | str) -> list[FormProblem]:
    """Everything that is wrong in what was sent, in the order of the form; none where nothing was sent."""
    if not isinstance(form, BaseForm):
        return []
    whole = [FormProblem("", "", str(error)) for error in form.non_field_errors()]
    at_fields = [
        FormProblem("" if field.is_hidden else field.auto_id, str(field.label), str(error))
        for field in form
        for error in field.errors
    ]
    return [*whole, *at_fields]


@register.filter
def marks_needed(form: BaseForm | str) -> bool:
    """Whether some of the form may be left blank, so that it must say what may not."""
    return isinstance(form, BaseForm) and not all(each.field.required for each in form.visible_fields())
