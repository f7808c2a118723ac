"""Every field that holds something about a person says why and until when; one that only looks so says why it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from capacita.audit import immutability
from capacita.evidence.models import Fact
from capacita.people.declarations import (
    NotPersonal,
    Personal,
    declaration_of,
    declare,
    free_texts,
    naming_columns,
    personal_fields,
    unknown_declarations,
)
from capacita.people.personal.models import Contact

# Fields in which something about a person can stand.
TELLING = (
    models.CharField, models.TextField, models.DateField, models.DateTimeField, models.JSONField,
    models.GenericIPAddressField, models.FileField, models.BinaryField,
)  # fmt: skip
# Everything of these apps is declared: their rows are about persons.
WHOLLY = {"people", "sessions", "account", "mfa", "usersessions", "socialaccount", "audit"}
# The settings of a provider are about no person.
WHOLLY_BUT = {"socialaccount.SocialApp"}
# In every other app, whatever people write into: but for facts, which are a published record.
WRITTEN = (models.TextField, models.JSONField, models.BinaryField, models.FileField)
_LONG = 100
_NAMES_NOTHING = re.compile(r"(^|_)(key|item|media_type|codename|app_label|model)$")
LIBRARIES = {"auth", "contenttypes"}
# And whatever is called like this.
LOOKS_PERSONAL = re.compile(
    r"(^|_)(e?mail|phone|mobile|fax|surname|given_name|first_name|last_name|family_name|full_name|person|people|birth"
    r"|gender|sex|passport|nationality|employer|photo|portrait|ip|user_agent|participant|trainer|contact|reply_to|sent_to|written_by|answered_by)(_|$)"
)


def telling_fields(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        if not field.is_relation and isinstance(field, TELLING):
            yield field.name


def undeclared(found: Iterator[type[models.Model]]) -> list[str]:
    missing = []
    for model in found:
        for field in telling_fields(model):
            is_wholly = (
                model._meta.app_label in WHOLLY and model._meta.label not in WHOLLY_BUT
            ) or LOOKS_PERSONAL.search(field)
            if (is_wholly or is_written(model, field)) and declaration_of(model._meta.label, field) is None:
                missing.append(f"{model._meta.label}.{field}")
    return missing


def is_written(model: type[models.Model], name: str) -> bool:
    """Whether people write into the field what they like: a text of any length, or of a hundred signs."""
    if model._meta.app_label in WHOLLY | LIBRARIES or issubclass(model, Fact) or _NAMES_NOTHING.search(name):
        return False
    field = model._meta.get_field(name)
    return isinstance(field, WRITTEN) or (
        isinstance(field, models.CharField) and not field.choices and (field.max_length or 0) >= _LONG
    )


def test_every_field_about_a_person_is_declared() -> None:
    missing = undeclared(iter(apps.get_models()))
    assert not missing, (
        f"Say with `declare` beside the model what {', '.join(missing)} is for, or why it is not personal."
    )


def test_a_field_without_a_declaration_is_found() -> None:
    class Visit(models.Model):  # noqa: DJ008 - lives for a moment
        guest_email = models.CharField(max_length=20)
        colour = models.CharField(max_length=20)
        remark = models.TextField()

        class Meta:
            app_label = "reach"

    try:
        assert undeclared(iter([Visit])) == ["reach.Visit.guest_email", "reach.Visit.remark"]
    finally:
        del apps.all_models["reach"]["visit"]
        apps.clear_cache()


def test_no_declaration_is_of_a_field_that_is_gone() -> None:
    assert unknown_declarations() == []


def test_declarations_are_whole_sentences() -> None:
    for label, field, declared in personal_fields():
        assert isinstance(declared, Personal)
        assert declared.purpose.endswith("."), f"{label}.{field}"
        assert declared.keep.in_words().endswith("."), f"{label}.{field}"
        assert "%" not in declared.keep.in_words()


def test_a_second_declaration_of_a_field_is_refused() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        declare(Contact, NotPersonal("so it is said"), "email")


def test_free_text_that_the_database_keeps_may_be_struck_out_and_no_other() -> None:
    protected = immutability._protected
    for model, fields in free_texts().items():
        if held := protected.get(model._meta.db_table):
            assert set(fields) <= {*held.may_strike, *held.may_change}, model
    for each in protected.values():
        assert set(each.may_strike) <= set(free_texts().get(each.model, ())), each.model


def test_tables_that_name_persons_are_those_that_are_rewritten() -> None:
    named = naming_columns()
    assert {"people_contact", "people_contactname", "people_user", "django_session", "audit_payload"} <= set(named)
    assert "audit_entry" not in named, "the chain itself names persons by opaque key alone"
    assert "email" in named["people_user"]
