"""Who may see and keep files, and who may add a source by its address."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from capacita.evidence.models import CitedSource, Fetch, KeptFile, Snapshot, Source
from capacita.people.choices import ScopeKind, Verb
from capacita.people.permissions import by_who_speaks_for_it, within_scopes
from capacita.people.rules import Scope, Standing

# Who may attach a file to what a scope is for.
_KEEPING = {
    ScopeKind.PROJECT: (Verb.EDIT_PROJECT,),
    ScopeKind.COUNTRY: (Verb.ASSESS_LAW, Verb.STATE_COUNTRY),
    ScopeKind.ALL: (Verb.MANAGE_PROJECT,),
}
_SOURCING = (Verb.RECORD_FACTS, Verb.EDIT_PROJECT, Verb.ASSESS_LAW)


def visible_to(files: QuerySet[KeptFile], user: Standing) -> QuerySet[KeptFile]:
    """The files of what `user` may read beyond what is published. Withdrawn ones are shown to nobody.

    Who speaks for a country sees what was given for it by those who speak or spoke for it: what the office's own staff
    keep there is work.
    """
    seen = within_scopes(user.reaches_as_staff(Verb.READ_INTERNAL))
    seen |= within_scopes(user.reaches(Verb.STATE_COUNTRY)) & Q(by_who_speaks_for_it("uploaded_by"))
    return files.filter(seen, withdrawn_at__isnull=True)


def may_see_files(user: Standing, scope: Scope) -> bool:
    return user.may(Verb.READ_INTERNAL, scope)


def may_keep_file(user: Standing, scope: Scope) -> bool:
    """Whether `user` may add files to what the scope is for."""
    return any(user.may(verb, scope) for verb in _KEEPING[scope.kind])


def may_withdraw_file(user: Standing, file: KeptFile) -> bool:
    """Whether `user` may withdraw it: who may add files there, and who speaks for a country what he or she gave alone."""
    if file.uploaded_by == user.key and not user.is_public:
        return may_keep_file(user, file.scope)
    return any(user.may(verb, file.scope) for verb in _KEEPING[file.scope.kind] if verb is not Verb.STATE_COUNTRY)


def may_add_source(user: Standing) -> bool:
    """Whether `user` may add sources, which belong to no project: whoever may record something."""
    reached = [user.reaches(verb) for verb in _SOURCING]
    return any(each.everything or each.projects or each.countries for each in reached)


def public_sources(sources: QuerySet[Source]) -> QuerySet[Source]:
    """Those that a recorded row cites, and the files of catalogues, which have no address.

    What a person added by its address is everybody's once a row that cites it is recorded.
    """
    return sources.filter(_is_public_source())


def _is_public_source() -> Q:
    return Q(address="") | Q(Exists(CitedSource.objects.filter(source=OuterRef("pk"))))


def sources_visible_to(sources: QuerySet[Source], user: Standing, *, before: Collection[str] = ()) -> QuerySet[Source]:
    """All of them for whoever may add sources; for others the public ones, and those by key that lie `before` `user`."""
    return sources if may_add_source(user) else sources.filter(_is_public_source() | Q(key__in=before))


def snapshots_visible_to(
    snapshots: QuerySet[Snapshot], user: Standing, *, before: Collection[str] = ()
) -> QuerySet[Snapshot]:
    """Those that the product received, or two persons brought; all of them for whoever may add sources.

    Of sources that lie `before` `user` all as well: what waits for his or her decision cites them.
    """
    if may_add_source(user):
        return snapshots
    return snapshots.filter(Q(brought_by="") | Q(confirmed_by__isnull=False) | Q(source__key__in=before))


def snapshots_for(user: Standing, snapshots: QuerySet[Snapshot], *, before: Collection[str]) -> QuerySet[Snapshot]:
    """Those of which `user` may take out the bytes: whoever may add sources, and whoever decides on what cites them.

    Nobody else: what is kept as proof of what was read is not the office's to publish.
    """
    seen = snapshots_visible_to(snapshots, user, before=before)
    return seen if may_add_source(user) else seen.filter(source__key__in=before)


def fetches_visible_to(fetches: QuerySet[Fetch], user: Standing) -> QuerySet[Fetch]:
    """What `user` asked for, as long as `user` may add sources."""
    return fetches.filter(asked_by=user.key) if may_add_source(user) else fetches.none()
