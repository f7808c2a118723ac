"""Somebody decides whether two records are of one person. Neither record is changed, so that it can be undone."""

from __future__ import annotations

from django.db import IntegrityError
from django.utils.translation import gettext as _

from capacita.audit.actions import record_entry
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.personal.models import Contact, Merge, NotSame
from capacita.people.personal.permissions import require_keep, visible_to
from capacita.people.personal.queries.persons import current_key, keys_of
from capacita.people.personal.queries.registers import erasures_to_confirm
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of


def merge_contacts(*, kept: str, absorbed: str, by: Standing) -> Merge:
    """The key `absorbed` is read as `kept` from now on, until somebody undoes it.

    Refused where one of them is not yours to keep, where they are one already, or were found to be two.
    """
    first, second = sorted((kept, absorbed))
    try:
        with in_turn_of(by):
            # Of two merges at once, one each way, the second reads the first: else both records were absorbed.
            _require_both(kept, absorbed, by)
            if erasures_to_confirm().filter(person__in={*keys_of(kept), *keys_of(absorbed)}).exists():
                raise RefusedError(_("Somebody asked that one of these be erased: that is decided first."))
            if NotSame.objects.filter(first=first, second=second, undone_at=None).exists():
                raise RefusedError(_("Somebody found that these are two persons."))
            if current_key(kept) == current_key(absorbed):
                raise RefusedError(_("These are read as one person already."))
            made = Merge.objects.create(kept=kept, absorbed=absorbed, merged_by=by.key, merged_at=now())
            record_entry(
                by=by.key, verb="merge_contacts", subject_kind="contact", subject_key=absorbed, after={"kept": kept}
            )
    except IntegrityError as error:
        raise RefusedError(_("These are read as one person already.")) from error
    return made


def undo_merge(merge: Merge, *, by: Standing) -> None:
    """Both keys stand for themselves again. Works at any time, however long ago the merge was."""
    _require_both(merge.kept, merge.absorbed, by)
    with in_turn_of(by):
        changed = Merge.objects.filter(pk=merge.pk, undone_at=None).update(undone_at=now(), undone_by=by.key)
        if not changed:
            raise RefusedError(_("This was undone before."))
        record_entry(
            by=by.key, verb="undo_merge", subject_kind="contact", subject_key=merge.absorbed,
            before={"kept": merge.kept},
        )  # fmt: skip


def state_not_same(one: str, other: str, *, by: Standing) -> None:
    """These are two persons, and nobody is asked about them again, until somebody undoes it."""
    _require_both(one, other, by)
    first, second = sorted((one, other))
    with in_turn_of(by):
        _made, is_new = NotSame.objects.get_or_create(
            first=first, second=second, undone_at=None, defaults={"stated_by": by.key, "stated_at": now()}
        )
        if is_new:
            record_entry(
                by=by.key, verb="state_not_same", subject_kind="contact", subject_key=first, after={"other": second}
            )


def undo_not_same(one: str, other: str, *, by: Standing) -> None:
    """These may be one person again, and are asked about. Works at any time, however long ago they were found to be two."""
    _require_both(one, other, by)
    first, second = sorted((one, other))
    with in_turn_of(by):
        changed = NotSame.objects.filter(first=first, second=second, undone_at=None).update(
            undone_at=now(), undone_by=by.key
        )
        if not changed:
            raise RefusedError(_("This was undone before."))
        record_entry(
            by=by.key, verb="undo_not_same", subject_kind="contact", subject_key=first, before={"other": second}
        )


def _require_both(one: str, other: str, by: Standing) -> None:
    if one == other:
        raise RefusedError(_("Choose two records."))
    found = list(visible_to(Contact.objects.filter(key__in=(one, other)), by))
    if len(found) < 2:
        raise RefusedError(_("One of these is not yours to see, or is there no more."))
    for each in found:
        require_keep(by, project=each.project, country=each.country)
