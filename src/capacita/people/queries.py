"""Reads about people and access: who asks, who has what and why, which invitations are open, what wants reviewing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from capacita.people.choices import Allowed, ScopeKind, Verb
from capacita.people.issuer import Issuer
from capacita.people.models import COMMAND, LOADER, LOCAL, AddressChange, Grant, GrantReview, Interest, Invitation, User
from capacita.people.permissions import may_see_access, visible_to
from capacita.people.roles import ROLES, Administrator, roles_allowing
from capacita.people.rules import EVERYTHING, HeldGrant, Scope, Standing, is_review_overdue, without_second_factor

# The verbs by which something is changed, each for what it makes of whoever holds it, in the order in which it is told.
CHANGING: Mapping[Allowed, frozenset[Verb]] = {
    Allowed.CHANGE: frozenset(
        {
            Verb.RECORD_FACTS,
            Verb.EDIT_PROJECT,
            Verb.MANAGE_PROJECT,
            Verb.MANAGE_TRAINING,
            Verb.KEEP_CONTACTS,
            Verb.ASSESS_LAW,
        }
    ),
    Allowed.REVIEW: frozenset({Verb.REVIEW}),
    Allowed.STATE: frozenset({Verb.STATE_COUNTRY}),
    Allowed.ERASE: frozenset({Verb.CARE_FOR_PERSONAL_DATA}),
}
# What is given for everything and changes nothing of a project, or nothing of a country.
_ELSEWHERE = {
    ScopeKind.PROJECT: frozenset({Verb.ASSESS_LAW, Verb.STATE_COUNTRY}),
    ScopeKind.COUNTRY: frozenset({Verb.EDIT_PROJECT, Verb.MANAGE_PROJECT}),
    ScopeKind.ALL: frozenset(),
}
_JUDGING_LAW = frozenset({Verb.ASSESS_LAW, Verb.REVIEW})
# What was given within so many days is not overdue in any month; the rule itself decides.
_SHORTER_THAN_A_REVIEW = timedelta(days=150)


@dataclass(frozen=True)
class Access:
    """One reason why a person may see something: the grant, in words that a page or file prints.

    `of` is what was asked about, a project or a country; where nothing was, it is what the grant is for. `among` are
    the verbs that were asked about.
    """

    grant: Grant
    on: date
    granted_by: str
    looked_at_on: date
    of: ScopeKind | None = None
    among: frozenset[Verb] = frozenset(Verb)

    @property
    def person(self) -> User:
        return self.grant.person

    @cached_property
    def role(self) -> str:
        role = ROLES.get(self.grant.role)
        return role.in_words() if role else self.grant.role

    @property
    def sentence(self) -> str:
        role = ROLES.get(self.grant.role)
        return role.sentence_in_words() if role else ""

    @property
    def verbs(self) -> frozenset[Verb]:
        """What the grant allows; nothing where its role is no more."""
        role = ROLES.get(self.grant.role)
        return role.verbs if role else frozenset()

    @property
    def reads(self) -> bool:
        """Whether it opens what is not published."""
        return Verb.READ_INTERNAL in self.verbs

    @property
    def allows(self) -> tuple[Allowed, ...]:
        """All that may be done by it with what was asked about; giving and taking away access does nothing with it."""
        if not self.reads:
            return (Allowed.NOTHING,)
        verbs = (self.verbs & self.among) - _ELSEWHERE[self.of or ScopeKind(self.grant.scope_kind)]
        return (Allowed.SEE, *(allowed for allowed, by in CHANGING.items() if verbs & by))

    @property
    def changes(self) -> bool:
        """Whether something is changed by it, in whichever way."""
        return any(allowed in CHANGING for allowed in self.allows)

    @property
    def is_in_force(self) -> bool:
        return self._stands and self.grant.as_held().is_in_force(self.on)

    @property
    def is_ahead(self) -> bool:
        """Whether it will hold from a later day on."""
        return self._stands and self.on < self.grant.from_on

    @property
    def _stands(self) -> bool:
        """Nobody took it away, and the account works."""
        return self.grant.revoked_at is None and self.grant.person.deactivated_at is None

    @property
    def is_overdue(self) -> bool:
        return is_review_overdue(self.looked_at_on, self.on)


@dataclass(frozen=True)
class WaysIn:
    """By which ways somebody can sign in now. `provider` is the name of the organisation's, where it is connected."""

    password: bool
    passkey: bool
    provider: str = ""


def standing_by_grants(person: User, *, on: date) -> Standing:
    """What a person may be responsible for on the day, by the grants nobody took away: to be asked, to be written to.

    What a session may do follows from `standing_in_session` alone: whether it proves a second factor is not asked here.
    """
    if not person.is_active:
        return Standing("", on)
    grants = tuple(each.as_held() for each in Grant.objects.filter(person=person, revoked_at=None))
    return Standing(person.key, on, grants, has_second_factor=True)


def holds_above_viewer(person: User, *, on: date) -> bool:
    """Whether a grant that needs a second factor holds on the day."""
    return without_second_factor(standing_by_grants(person, on=on)).lacks_second_factor


def local_standing(*, on: date) -> Standing:
    """Whoever sits at the machine while nobody administers: may do what an administrator may, and no more."""
    return Standing(LOCAL, on, (_administering(on),), has_second_factor=True, is_local=True)


def command_standing(*, on: date) -> Standing:
    """Whoever may run the command on the machine that holds the data."""
    return Standing(COMMAND, on, (_administering(on),), has_second_factor=True)


def _administering(on: date) -> HeldGrant:
    return HeldGrant(Administrator.key, EVERYTHING, on, None, Administrator.verbs)


def was_ever_administered() -> bool:
    """True from the first administrator's grant on, for good: the machine's own door does not open again."""
    return Grant.objects.filter(role=Administrator.key).exists()


def administrators(*, on: date) -> QuerySet[Grant]:
    """The grants by which somebody with an account that works administers on the day."""
    return grants_in_force(on=on).filter(role=Administrator.key)


def grants_in_force(*, on: date) -> QuerySet[Grant]:
    """The grants that hold on the day, of accounts that work."""
    return _standing(Grant.objects.all(), on=on).filter(from_on__lte=on)


def may_give_to(person: str, *, by: str, on: date) -> bool:
    """Whether an administrator may give to the person of the key: to oneself only while nobody else administers."""
    return person != by or not administrators(on=on).exclude(person__key=by).exists()


def may_still(person: str, verb: Verb, scope: Scope, *, on: date) -> Exists:
    """That the person whose key is in the column `person` of a query holds what allows the verb for the scope."""
    covering = Q(scope_kind=ScopeKind.ALL) | Q(scope_kind=scope.kind, scope_key=scope.key)
    held = grants_in_force(on=on).filter(covering, role__in=roles_allowing(verb))
    return Exists(held.filter(person__key=OuterRef(person)))


def person_list(words: str = "") -> QuerySet[User]:
    """Everybody with an account whose name or address has the words, with the number of grants nobody took away."""
    found = User.objects.filter(Q(name__icontains=words) | Q(email__icontains=words)) if words else User.objects.all()
    return found.annotate(grants_open=Count("grants", filter=Q(grants__revoked_at=None))).order_by(
        "deactivated_at", "name", "email", "pk"
    )


def has_second_factor(person: User) -> bool:
    return bool(Authenticator.objects.filter(user_id=person.pk).exists())


def is_vouched_for(person: User, begun_by: object) -> bool:
    """True where the provider said of this session's sign-in that a second factor was used, which counts here.

    Only while the setting stands that makes it count, and the account stays connected.
    """
    issuer: Issuer | None = settings.CAPACITA_OIDC
    if issuer is None or not isinstance(begun_by, dict) or not issuer.counts(begun_by.get("said")):
        return False
    connections = SocialAccount.objects.filter(pk=begun_by.get("connection"), user=person, provider=issuer.address)
    return bool(connections.exists())


def ways_in(person: User) -> WaysIn:
    """By which ways one person can sign in now."""
    return ways_of([person])[person.pk]


def ways_of(people: Iterable[User]) -> dict[int, WaysIn]:
    """The same for many, by the person's number, in two questions to the database."""
    asked, issuer = list(people), settings.CAPACITA_OIDC
    connections = SocialAccount.objects.filter(user__in=asked, provider=issuer.address) if issuer else ()
    connected = {each.user_id for each in connections}
    keys = Authenticator.objects.filter(user__in=asked, type=Authenticator.Type.WEBAUTHN)
    keyed = {each.user_id for each in keys if each.wrap().is_passwordless}
    return {
        each.pk: WaysIn(
            each.has_usable_password(), each.pk in keyed, issuer.name if issuer and each.pk in connected else ""
        )
        for each in asked
    }


def waiting_invitations(words: str = "") -> QuerySet[Invitation]:
    """Invitations that were neither accepted nor withdrawn, the newest first; expired ones can be sent again.

    With words, those whose address has them.
    """
    found = Invitation.objects.filter(accepted_at=None, withdrawn_at=None).order_by("-invited_at", "-pk")
    return found.filter(email__icontains=words) if words else found


def is_address_free(address: str) -> bool:
    """Whether neither an account nor an open invitation has the address, which is in lower case."""
    return not (User.objects.filter(email=address).exists() or waiting_invitations().filter(email=address).exists())


def address_asked_for(person: User, *, at: datetime) -> AddressChange | None:
    """The address that is asked for the account, while its link holds."""
    return AddressChange.objects.filter(person=person, expires_at__gt=at).first()


def address_change_with_key(key: str) -> AddressChange | None:
    return AddressChange.objects.select_related("person").filter(key=key).first()


def invitation_with_key(key: str) -> Invitation | None:
    return Invitation.objects.filter(key=key).first()


def inviter_of(invitation: Invitation, *, on: date) -> str:
    """The name of whoever invited, for whoever was sent the link; blank where it was no person, or administers no more."""
    held = administrators(on=on).filter(person__key=invitation.invited_by).select_related("person").first()
    return (held.person.name or held.person.email) if held else ""


def is_invitation_open(invitation: Invitation, *, at: datetime) -> bool:
    return invitation.accepted_at is None and invitation.withdrawn_at is None and at < invitation.expires_at


def access_of(person: User, *, on: date) -> list[Access]:
    """Everything a person was given, what holds first, and the rest as history."""
    grants = Grant.objects.filter(person=person).order_by("-recorded_at", "-pk")
    found = _with_names(grants, on=on)
    return sorted(found, key=lambda each: not each.is_in_force)


def returnable(access: Iterable[Access]) -> set[str]:
    """The keys of those grants of one person that were taken away and could be given back as they were, each once."""
    rows = list(access)
    found: dict[tuple[str, str, str], str] = {}
    held = {_what(each.grant) for each in rows if each.is_in_force}
    for each in rows:
        grant = each.grant
        ends_later = grant.until_on is None or grant.until_on > max(each.on, grant.from_on)
        if grant.revoked_at is not None and ends_later and grant.role in ROLES and not grant.person.deactivated_at:
            # The rows are in order, the newest first.
            found.setdefault(_what(grant), grant.key)
    return {key for what, key in found.items() if what not in held}


def _what(grant: Grant) -> tuple[str, str, str]:
    return grant.role, grant.scope_kind, grant.scope_key


@dataclass(frozen=True)
class AccessList:
    """Grants that hold on the day or from a later one on, in order; only those that are asked for are read and told."""

    grants: QuerySet[Grant]
    on: date
    of: ScopeKind | None = None
    among: frozenset[Verb] = frozenset(Verb)

    def __getitem__(self, some: slice) -> list[Access]:
        return _with_names(self.grants[some], on=self.on, of=self.of, among=self.among)

    def __iter__(self) -> Iterator[Access]:
        return iter(self[:])

    def count_reading(self) -> int:
        """How many of them open what is not published, on the day."""
        return self.grants.filter(from_on__lte=self.on, role__in=roles_allowing(Verb.READ_INTERNAL)).count()


def access_to(scope: Scope, *, user: Standing, on: date) -> AccessList:
    """Who may see the project or country on the day, and why, by name; nobody where `user` may not ask about it.

    Who reads nothing of it, and only gives and takes away access, comes after them, and what holds from a later day on last.
    """
    known = Grant.objects.all() if may_see_access(user, scope) else Grant.objects.none()
    grants = _standing(visible_to(known, user).filter(_reaching(scope)), on=on)
    reads = Case(When(role__in=roles_allowing(Verb.READ_INTERNAL), then=0), default=1)
    return AccessList(grants.order_by(_is_ahead(on), reads, *_BY_PERSON), on, scope.kind)


def access_by(allowing: Iterable[tuple[Verb, Scope]], *, on: date) -> AccessList:
    """The grants that allow one of these verbs for its scope on the day or from a later one on, by person and role.

    What holds from a later day on comes last. Of each, what it allows is told of these verbs alone. Who may know of
    them is for the caller to ask.
    """
    wanted, asked = Q(pk__in=[]), set()
    for verb, scope in allowing:
        wanted |= Q(role__in=roles_allowing(verb)) & _reaching(scope)
        asked.add(verb)
    grants = _standing(Grant.objects.filter(wanted), on=on).order_by(_is_ahead(on), *_BY_PERSON)
    return AccessList(grants, on, among=frozenset(asked))


def waiting_invitations_to(scope: Scope, *, user: Standing) -> QuerySet[Invitation]:
    """Open invitations that would give a role for it, or for everything, where `user` sees people."""
    found = waiting_invitations()
    return found.filter(_reaching(scope)) if user.may(Verb.SEE_PEOPLE) else found.none()


def _reaching(scope: Scope) -> Q:
    """What is given for the scope, or for everything."""
    return Q(scope_kind=ScopeKind.ALL) | Q(scope_kind=scope.kind, scope_key=scope.key)


def all_access(*, user: Standing, on: date) -> AccessList:
    """Every grant in force on the day that `user` may know, by person and role."""
    grants = visible_to(grants_in_force(on=on), user)
    return AccessList(grants.order_by(*_BY_PERSON), on)


def overdue_reviews(*, user: Standing, on: date, most: int | None = None) -> list[Access]:
    """Grants in force that nobody has looked at for six months, the longest first; at most so many where it is said."""
    looked_at = Coalesce(Max("reviews__reviewed_at"), "recorded_at")
    old = visible_to(grants_in_force(on=on), user).filter(recorded_at__date__lte=on - _SHORTER_THAN_A_REVIEW)
    longest = old.alias(looked_at=looked_at).order_by("looked_at")[:most]
    return [each for each in _with_names(longest, on=on) if each.is_in_force and each.is_overdue]


def interests_of(person: User) -> QuerySet[Interest]:
    """What a person has declared, what holds first, the newest first."""
    return Interest.objects.filter(person=person).order_by(F("ended_at").asc(nulls_first=True), "-declared_at")


def binding_interests(key: str | OuterRef, *, since: datetime | OuterRef | None = None) -> QuerySet[Interest]:
    """What binds the person with the key now; with `since`, what binds work that was begun then.

    An interest that was ended later than that binds such work still. Both may name a column of an outer query.
    """
    holds = Q(ended_at=None) if since is None else Q(ended_at=None) | Q(ended_at__gt=since)
    return Interest.objects.filter(holds, person__key=key)


def barring(access: Iterable[Access], *, of: Scope | None = None) -> dict[int, list[Interest]]:
    """What keeps holders from rating and reviewing law by these grants now, by the grant's number, in one question.

    Of the country that was asked about; where nothing was, of whichever the grant is for.
    """
    judging = [each for each in access if each.verbs & _JUDGING_LAW]
    if not judging or (of is not None and of.kind is ScopeKind.PROJECT):
        return {}
    declared: dict[int, list[Interest]] = defaultdict(list)
    for each in Interest.objects.filter(ended_at=None).order_by("country", "pk"):
        if (of or EVERYTHING).covers(_country(each)):
            declared[each.person_id].append(each)
    bound = {
        each.grant.pk: [one for one in declared[each.grant.person_id] if each.grant.scope.covers(_country(one))]
        for each in judging
    }
    return {grant: interests for grant, interests in bound.items() if interests}


def _country(interest: Interest) -> Scope:
    return Scope(ScopeKind.COUNTRY, interest.country)


def has_interest_in(key: str, country: str, *, since: datetime | None = None) -> bool:
    """Whether the person with the key serves the country, or helped to draft a law of it, as declared; see above."""
    return binding_interests(key, since=since).filter(country=country).exists()


def persons_who_may(verb: Verb, scope: Scope, *, on: date) -> list[User]:
    """Everybody who holds a grant in force that allows the verb for the scope, by name."""
    grants = Grant.objects.filter(revoked_at=None, person__deactivated_at=None).select_related("person")
    found = {
        each.person
        for each in grants
        if verb in (held := each.as_held()).verbs and held.scope.covers(scope) and held.is_in_force(on)
    }
    return sorted(found, key=lambda each: (each.name, each.email))


def names_of(keys: set[str]) -> dict[str, str]:
    """The names behind opaque keys, and words for actors that are no persons."""
    known = {each.key: each.name or each.email for each in User.objects.filter(key__in=keys)}
    return {**dict.fromkeys(keys & {COMMAND, LOADER, LOCAL}, ""), **known}


_BY_PERSON = ("person__name", "person__email", "role", "pk")


def _standing(grants: QuerySet[Grant], *, on: date) -> QuerySet[Grant]:
    """Those of the grants that hold on the day or from a later one on."""
    return grants.filter(Q(until_on=None) | Q(until_on__gt=on), revoked_at=None, person__deactivated_at=None)


def _is_ahead(on: date) -> Case:
    return Case(When(from_on__gt=on, then=1), default=0)


def _with_names(
    grants: QuerySet[Grant], *, on: date, of: ScopeKind | None = None, among: frozenset[Verb] = frozenset(Verb)
) -> list[Access]:
    # Asked grant by grant: a join would have all columns of grant and person grouped.
    reviews = GrantReview.objects.filter(grant=OuterRef("pk")).order_by("-reviewed_at").values("reviewed_at")[:1]
    rows = list(grants.select_related("person").annotate(reviewed_at=Subquery(reviews)))
    named = names_of({each.granted_by for each in rows})
    return [
        Access(
            each,
            on,
            named.get(each.granted_by, ""),
            max(each.recorded_at, each.reviewed_at or each.recorded_at).date(),
            of,
            among,
        )
        for each in rows
    ]
