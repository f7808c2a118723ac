"""The reference of roles says what the classes say."""

from __future__ import annotations

import pytest

from capacita.people.choices import MEANING, Verb
from capacita.people.roles import ROLES, Public
from tools.roles import DOCUMENT, document

# By which words a sentence says each verb; of several, one of them.
SAID = {
    Verb.READ_PUBLIC: ["read what the office has published"],
    # Who speaks for a country reads no work of the office's own about it.
    Verb.READ_INTERNAL: ["read what is not published", "read what concerns the country"],
    Verb.RECORD_FACTS: ["record what happened, where the grant is for everything"],
    Verb.EDIT_PROJECT: ["change its records", "change the records of its projects"],
    Verb.MANAGE_PROJECT: ["decide on their terms and budgets"],
    Verb.ASSESS_LAW: ["record and rate the law"],
    Verb.REVIEW: ["confirm, return, publish and withdraw what others made"],
    Verb.STATE_COUNTRY: ["state on its behalf"],
    Verb.MANAGE_TRAINING: ["keep its courses, sessions, attendance"],
    Verb.SEE_ACCESS: ["see who else may", "who has access to what"],
    Verb.SEE_PEOPLE: ["see everybody with an account"],
    Verb.KEEP_CONTACTS: ["the details of participants and contacts", "the details of its participants and contacts"],
    Verb.CARE_FOR_PERSONAL_DATA: ["what is held about a person, and answer a person's request"],
    Verb.MANAGE_ACCESS: ["invite people, give and take away roles, close accounts"],
}


def test_the_reference_of_roles_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "Run `python -m tools.roles`."


def test_every_verb_is_explained() -> None:
    assert set(MEANING) == set(Verb)


@pytest.mark.parametrize("key", list(ROLES))
def test_the_sentence_of_a_role_says_each_of_its_verbs_and_no_other(key: str) -> None:
    role = ROLES[key]
    said = {verb for verb in Verb if any(words in role.sentence for words in SAID[verb])}
    # What is published anybody may read: the sentence of the public says so for all.
    assert said == (role.verbs if role is Public else role.verbs - Public.verbs)
