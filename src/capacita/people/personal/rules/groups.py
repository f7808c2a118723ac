"""In which groups a record is compared: only records that share one are, so that nobody is compared with everybody."""

from __future__ import annotations

from itertools import combinations, product

from capacita.people.personal.choices import GroupKind
from capacita.people.personal.rules.names import Known, digits
from capacita.people.personal.rules.sounds import heard, near, near_readings

# Whoever changes what a record is grouped by counts this up: the groups that are kept are then made anew.
VERSION = 2
# Beyond this size a group of alike names tells nothing: only those with the same address or number are compared.
MOST_IN_GROUP = 200
# More than so many under one address is a mailbox that is shared, not a person: it is looked at all the same.
REACHED = frozenset((GroupKind.ADDRESS, GroupKind.NUMBER))
Group = tuple[GroupKind, str]


def groups_of(record: Known) -> set[Group]:
    """The groups of a record: its address, its number, its words as spelled, all joined as heard, each two as heard."""
    reached = ((GroupKind.ADDRESS, record.email.lower()), (GroupKind.NUMBER, digits(record.phone)))
    groups = {(kind, text) for kind, text in reached if text}
    for words in {each.words for each in record.spelled if each.words}:
        sounds = [near_readings(word) for word in words]
        for one, other in combinations(sounds, 2):
            groups |= {(GroupKind.WORDS, " ".join(sorted(two))) for two in product(one, other)}
        if len(words) == 1:
            groups |= {(GroupKind.WORDS, each) for each in sounds[0]}
        groups.add((GroupKind.WHOLE, near(heard("".join(words)))))
        groups.add((GroupKind.SPELLED, " ".join(sorted(words))))
    return groups


def source_of(record: Known) -> Group:
    """All that the groups of a record are made from, and by which version of the rule."""
    return GroupKind.SOURCE, "\n".join((str(VERSION), record.email, record.phone, *sorted(record.names)))
